"""§ 2.5 Toegankelijkheid, beveiliging: reading that stands out, written down at night and judged by an officer."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.timezone import localdate, make_aware

from accounts.models import User
from audit import log
from audit.choices import Action
from cases import actions, control, unusual
from cases.errors import AlreadyDecided
from cases.models import Dossier, Rule, UnusualReading
from cases.tasks import find_unusual, forget_unusual
from sealing.index import home_index
from tests.cast import RECORD, acting, as_system, log_rows, sign_in

pytestmark = pytest.mark.policy("2.5")
LIST = "/beheer/cases/unusualreading/"


@pytest.fixture(autouse=True)
def _quiet(cast):
    """What the cast itself did is no subject here."""
    with as_system():
        UnusualReading.objects.all().delete()


def at(days_ago, hour=12, minute=0):
    day = localdate() - timedelta(days=days_ago)
    return make_aware(datetime(day.year, day.month, day.day, hour, minute))


def read(worker, dossier_id, when, action=Action.READ, **facts):
    log.write(action=action, at=when, user_id=worker.pk, dossier_id=dossier_id, **facts)


def found(worker, rule=None):
    find_unusual()
    with as_system():
        rows = UnusualReading.objects.filter(user=worker)
        return list(rows.filter(rule=rule) if rule else rows)


# --- the rules ---


@pytest.mark.parametrize(
    ("name", "surname", "bears"),
    [
        ("Jan de Boer", "Boer", True),
        ("Jan Boer", "boer", True),
        ("Eşref Öztürk", "Ozturk", True),
        ("Noor Jansen-Verbeek", "Jansen", True),
        ("Noor Jansen-Verbeek", "Verbeek", True),
        ("Noor Jansen", "Jansen-Verbeek", True),
        ("Jan Boer", "Boerma", False),
        ("Boer Jansen", "Boer", False),
        ("Noor", "Noor", False),
        ("Jan van den Berg", "van den Berg", True),
        ("Jan van den Berg", "", False),
    ],
)
def test_a_surname_is_known_however_it_is_written(name, surname, bears):
    assert unusual.bears_name(name, [surname]) == bears


@pytest.mark.parametrize(("first", "second"), [("5427 AB", "5427ab"), ("5427AB", "5427 AB ")])
def test_an_address_is_the_same_however_it_is_typed(first, second):
    assert unusual.lives_there(home_index(first, "12-a"), {home_index(second, "12A")})
    assert not unusual.lives_there(home_index(first, "12"), {home_index(second, "12A")})
    assert not unusual.lives_there(None, {home_index(second, "12")})


@pytest.mark.parametrize(("hour", "night"), [(21, False), (22, True), (23, True), (0, True), (5, True), (6, False)])
def test_the_night_is_from_ten_to_six(hour, night):
    assert unusual.is_night(hour) == night


def test_the_hours_of_the_night_are_a_setting(settings):
    settings.UNUSUAL_NIGHT_FROM, settings.UNUSUAL_NIGHT_UNTIL = 1, 4
    assert [hour for hour in range(24) if unusual.is_night(hour)] == [1, 2, 3]


@pytest.mark.parametrize(("minutes", "most"), [(1, 31), (2, 30), (3, 20)], ids=["half an hour", "an hour", "longer"])
def test_an_hour_is_any_hour(minutes, most):
    start = datetime(2026, 1, 1, 9, 40, tzinfo=UTC)
    openings = [unusual.Opening(start + number * timedelta(minutes=minutes), uuid4()) for number in range(31)]
    assert unusual.most_in_an_hour(openings, start) == most


def test_the_same_dossier_twice_is_one():
    start, one = datetime(2026, 1, 1, 9, tzinfo=UTC), uuid4()
    assert unusual.most_in_an_hour([unusual.Opening(start, one)] * 40, start) == 1


@pytest.mark.parametrize(("days", "worked"), [(14, True), (15, False), (-14, True), (-15, False)])
def test_work_near_the_reading_explains_it(days, worked):
    day = date(2026, 3, 20)
    assert unusual.worked_around(day, [(day + timedelta(days=days),) * 2]) == worked


@pytest.mark.parametrize(("days", "may"), [(14, False), (15, True)])
def test_work_is_only_judged_when_the_days_have_passed(days, may):
    day = date(2026, 3, 1)
    assert unusual.can_judge_work(day, day + timedelta(days=days)) == may


# --- the night's look ---


def test_own_surname(cast):
    User.objects.filter(pk=cast.cem.pk).update(name="Cem de Boer")
    read(cast.cem, cast.family.dossier.pk, at(1))
    (one,) = found(cast.cem)
    assert (one.rule, one.dossier_id, one.day, one.times) == (
        Rule.OWN_NAME, cast.family.dossier.pk, localdate() - timedelta(days=1), 1,
    )  # fmt: skip


def test_own_address(cast):
    User.objects.filter(pk=cast.cem.pk).update(home_index=home_index("5427ab", "1"))
    read(cast.cem, cast.family.dossier.pk, at(1))
    assert [one.rule for one in found(cast.cem)] == [Rule.OWN_ADDRESS]


def test_many_dossiers_in_an_hour(cast, settings):
    for number in range(31):
        read(cast.cem, uuid4(), at(1, 9, number))
        read(cast.mees, uuid4(), at(1, 9 + number // 8, number))
    (one,) = found(cast.cem, Rule.MANY)
    assert (one.times, one.dossier_id) == (31, None)
    assert found(cast.mees, Rule.MANY) == []


def test_an_hour_over_midnight_is_of_the_day_on_which_it_became_too_much(cast):
    for number in range(40):
        read(cast.cem, uuid4(), at(2, 23, 40) + timedelta(minutes=number))
    assert [one.day for one in found(cast.cem, Rule.MANY)] == [localdate() - timedelta(days=1)]


def test_at_night_by_dutch_time(cast):
    read(cast.cem, cast.family.dossier.pk, at(1, 22, 30))
    read(cast.cem, cast.family.dossier.pk, at(1, 5, 59))
    read(cast.mees, cast.family.dossier.pk, at(1, 21, 59))
    assert [(one.rule, one.times) for one in found(cast.cem)] == [(Rule.NIGHT, 2)]
    assert found(cast.mees) == []


def test_without_work_within_two_weeks(cast):
    read(cast.mees, cast.family.dossier.pk, at(16))
    read(cast.mees, cast.family.dossier.pk, at(14))
    (one,) = found(cast.mees)
    assert (one.rule, one.day) == (Rule.NO_WORK, localdate() - timedelta(days=16))


@pytest.mark.parametrize("work", ["note", "task given", "task made"])
def test_work_of_ones_own_explains_it(cast, work):
    by = cast.roos if work == "task given" else cast.cem
    facts = {"by": by, "now": at(10), "about": [], **RECORD}
    with acting(by):
        if work == "note":
            actions.write_entry(cast.family.dossier, kind="mail", happened_on=cast.today, text="x", **facts)
        else:
            to = cast.cem if work == "task given" else cast.roos
            actions.add_task(cast.family.dossier, title="x", assigned_to=to, due_on=cast.today, **facts)
    read(cast.cem, cast.family.dossier.pk, at(16))
    read(cast.mees, cast.family.dossier.pk, at(16))
    assert found(cast.cem) == []
    assert len(found(cast.mees)) == 1


def test_break_glass_is_judged_elsewhere(cast):
    read(cast.cem, cast.family.dossier.pk, at(1, 23), break_glass=True)
    assert found(cast.cem) == []


@pytest.mark.parametrize("action", [Action.SEARCH, Action.LIST, Action.CREATE, Action.INSPECT])
def test_what_opens_no_dossier_is_not_looked_at(cast, action):
    read(cast.cem, cast.family.dossier.pk, at(1, 23), action)
    assert found(cast.cem) == []


def test_a_dossier_that_is_gone_is_not_judged(cast):
    read(cast.cem, uuid4(), at(16))
    assert found(cast.cem) == []


def test_the_same_night_twice_finds_nothing_new(cast):
    read(cast.cem, cast.family.dossier.pk, at(1, 23))
    assert len(found(cast.cem)) == len(found(cast.cem)) == 1


def test_a_night_that_was_missed_is_looked_at_again(cast):
    read(cast.cem, cast.family.dossier.pk, at(control.LOOKS_BACK, 23))
    read(cast.mees, cast.family.dossier.pk, at(control.LOOKS_BACK + 1, 23))
    assert len(found(cast.cem, Rule.NIGHT)) == 1
    assert found(cast.mees, Rule.NIGHT) == []


def test_that_somebody_looked_is_in_the_log(cast):
    before = len(log_rows(object_type="leesgedrag"))
    find_unusual()
    (row,) = log_rows(object_type="leesgedrag")[before:]
    assert (row.action, row.purpose, row.user_id) == ("inspect", "leescontrole", None)


def test_it_asks_the_same_however_many_read(cast):
    read(cast.cem, cast.family.dossier.pk, at(1, 23))
    few = _queries()
    for worker in (cast.cem, cast.mees, cast.vera, cast.paula):
        for minute in range(5):
            read(worker, cast.family.dossier.pk, at(1, 23, minute))
    assert _queries() <= few + 2


def _queries():
    with CaptureQueriesContext(connection) as queries:
        find_unusual()
    return len(queries)


def test_the_control_reads_and_writes_nothing_else(cast):
    with as_system("leescontrole"):
        assert Dossier.objects.exists()
        assert Dossier.objects.update(codename="x y") == 0
        assert not cast.family.household.__class__.objects.exists()


def test_nobody_sees_what_was_found_about_them(cast):
    read(cast.cem, cast.family.dossier.pk, at(1, 23))
    found(cast.cem)
    for worker in (cast.cem, cast.roos, cast.pia, cast.fien):
        with acting(worker):
            assert not UnusualReading.objects.exists()


# --- the officer ---


@pytest.fixture
def one(cast):
    read(cast.cem, cast.family.dossier.pk, at(1, 23))
    return found(cast.cem)[0]


def said(**more):
    return {"outcome": "verklaard", "note": "Crisisdienst"} | more


def change(one):
    return f"{LIST}{one.pk}/change/"


def test_an_officer_says_what_it_was_once(cast, one):
    client = sign_in(cast.pia)
    assert client.post(change(one), said()).status_code == 302
    with as_system():
        one.refresh_from_db()
    assert (one.outcome, one.note, one.reviewed_by) == ("verklaard", "Crisisdienst", cast.pia)
    assert client.post(change(one), said(outcome="misbruik")).status_code == 403
    (row,) = log_rows(action="review", object_type="leesgedrag")
    assert (row.user_id, row.record_ids, row.dossier_id) == (cast.pia.pk, [one.pk], None)


@pytest.mark.parametrize("missing", ["outcome", "note"])
def test_never_without_an_outcome_and_words(cast, one, missing):
    assert sign_in(cast.pia).post(change(one), said(**{missing: ""})).status_code == 200


def test_the_fg_reads_along_and_judges_nothing(cast, one):
    client = sign_in(cast.fien)
    assert client.get(LIST).status_code == client.get(change(one)).status_code == 200
    assert client.post(change(one), said()).status_code == 403


@pytest.mark.parametrize("who", ["roos", "cem", "otto", "hugo", "sjoerd"])
def test_a_worker_finds_nothing_there(cast, one, who):
    assert sign_in(getattr(cast, who)).get(change(one)).status_code == 404


def test_nobody_judges_their_own(cast, one):
    with as_system():
        UnusualReading.objects.update(user=cast.pia)
    assert sign_in(cast.pia).post(change(one), said()).status_code == 403
    with as_system("beheer"), pytest.raises(AlreadyDecided):
        actions.review_unusual(one, by=cast.pia, now=timezone.now(), outcome="verklaard", note_="x")
    with as_system(), pytest.raises(DatabaseError, match="reviewed_by_another"), transaction.atomic():
        UnusualReading.objects.update(outcome="verklaard", reviewed_by=cast.pia, reviewed_at=timezone.now())


def test_the_home_of_an_officer_says_how_many_wait(cast, one):
    assert "1 keer ongewoon leesgedrag" in sign_in(cast.pia).get("/beheer/").content.decode()
    assert "ongewoon leesgedrag wacht" not in sign_in(cast.fien).get("/beheer/").content.decode()
    sign_in(cast.pia).post(change(one), said())
    assert "ongewoon leesgedrag wacht" not in sign_in(cast.pia).get("/beheer/").content.decode()


def test_open_and_late_are_found(cast, one):
    client = sign_in(cast.pia)
    assert "Cem" in client.get(f"{LIST}?beoordeling=open").content.decode()
    assert change(one) not in client.get(f"{LIST}?beoordeling=te_laat").content.decode()
    with as_system():
        UnusualReading.objects.update(review_due_on=cast.today - timedelta(days=1))
    assert change(one) in client.get(f"{LIST}?beoordeling=te_laat").content.decode()


def test_it_leads_to_the_rows_of_the_log(cast, one):
    page = sign_in(cast.pia).get(change(one)).content.decode()
    assert f"/beheer/audit/accesslog/?van={one.day}&amp;tot={one.day}&amp;wie={cast.cem.pk}" in page


@pytest.mark.parametrize(("days", "kept"), [(0, False), (1, True)], ids=["five years", "a day less"])
def test_it_is_kept_as_long_as_the_log(cast, one, days, kept):
    today = localdate()
    day = today.replace(year=today.year - 5) + timedelta(days=days)
    with as_system():
        UnusualReading.objects.update(day=day)
    forget_unusual()
    forget_unusual()
    with as_system():
        assert UnusualReading.objects.exists() == kept


# --- one's own address ---


def account(user, **more):
    facts = {"name": user.name, "email": user.email, "organisation": user.organisation_id, "roles": user.roles}
    return facts | {"phone": user.phone} | more


def test_of_a_colleagues_address_only_a_hash_is_kept(cast):
    client, path = sign_in(cast.pia), f"/beheer/accounts/user/{cast.cem.pk}/change/"
    sent = account(cast.cem, postcode="5427 AB", house_number="1")
    assert client.post(path, sent).status_code == 302
    assert bytes(User.objects.get(pk=cast.cem.pk).home_index) == home_index("5427AB", "1")
    assert "5427" not in client.get(path).content.decode()
    assert client.post(path, account(cast.cem)).status_code == 302
    assert User.objects.get(pk=cast.cem.pk).home_index is not None


def test_half_an_address_is_none(cast):
    path = f"/beheer/accounts/user/{cast.cem.pk}/change/"
    answer = sign_in(cast.pia).post(path, account(cast.cem, postcode="5427 AB"))
    assert "allebei" in answer.content.decode()
    assert User.objects.get(pk=cast.cem.pk).home_index is None
