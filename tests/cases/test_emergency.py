"""§ 2.5 Toegankelijkheid, beveiliging: a dossier is opened in acute danger by who was not granted it, or for them by
who is on call."""

from datetime import date, timedelta

import holidays
import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.timezone import localtime
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from cases import actions, emergencies, emergency
from cases.errors import AlreadyDecided, MayNotBeGranted
from cases.models import Document, Dossier, Emergency, Entry, Grant, Person, Task
from tests.addresses import ANYTHING, addresses_with_ids, shown
from tests.cast import APART, CANARY, RECORD, acting, as_system, log_rows, opened, sign_in

pytestmark = pytest.mark.policy("2.5")
DANGER = "Er is nu geweld in huis, de politie is onderweg"


@pytest.fixture
def told(monkeypatch):
    """Whom a mail was handed over for: (colleague, emergency)."""
    handed = []
    monkeypatch.setattr("accounts.messages.hand_over", lambda task, *ids: handed.append(ids))
    return handed


def bsn_of(person):
    return opened(person).bsn


def look_up(client, person):
    return client.post("/zoeken/bekend/", {"bsn": bsn_of(person), "purpose": "veiligheid"})


def answers(**more):
    return {"danger": DANGER, "regisseur_tried_at": f"{localtime():%H:%M}"} | more


def path_of(person):
    return f"/noodtoegang/{person.pk}/"


def dossier(cast, rest=""):
    return f"/dossiers/{cast.family.dossier.pk}/{rest}"


def open_in_danger(cast, worker="otto"):
    client = sign_in(getattr(cast, worker))
    look_up(client, cast.family.samira)
    assert client.post(path_of(cast.family.samira), answers()).url == dossier(cast)
    return client


def mine(cast, worker="otto"):
    with as_system():
        return Emergency.objects.select_related("grant").filter(user=getattr(cast, worker)).latest("at")


def mark(cast, **marks):
    with as_system():
        Dossier.objects.filter(pk=cast.family.dossier.pk).update(**marks)


# --- breaking the glass ---


def test_from_the_directory_into_the_dossier_for_two_hours(cast, told):
    client = sign_in(cast.otto)
    assert "Acuut gevaar en geen gehoor?" in look_up(client, cast.family.samira).content.decode()
    assert client.get(path_of(cast.family.samira)).status_code == 200
    assert client.post(path_of(cast.family.samira), answers()).url == dossier(cast)
    page = client.get(dossier(cast)).content.decode()
    assert CANARY in page
    assert "Noodtoegang: u leest dit tot" in page
    given = mine(cast).grant
    assert given.valid_until - given.valid_from == emergency.LASTS == timedelta(hours=2)
    assert opened(mine(cast)).danger == DANGER


def test_what_is_authorised_apart_stays_closed(cast, told):
    client = open_in_danger(cast)
    for path in (dossier(cast), "/", "/dossiers/", f"/notities/{cast.family.apart['entry', 'politie'].pk}/"):
        assert APART not in client.get(path).content.decode()
    with acting(cast.otto):
        assert not Entry.objects.filter(category="behandeling").exists()
        assert Entry.objects.filter(dossier=cast.family.dossier).exists()


@pytest.mark.parametrize(("hours", "opens"), [(1.99, True), (2, False)], ids=["just before", "after two hours"])
def test_after_two_hours_it_is_closed_at_both_walls(cast, told, hours, opens):
    open_in_danger(cast)
    later = mine(cast).at + timedelta(hours=hours)
    with acting(cast.otto, later):
        assert Dossier.objects.filter(pk=cast.family.dossier.pk).exists() == opens
        assert Dossier.objects.visible_to(cast.otto, later).filter(pk=cast.family.dossier.pk).exists() == opens


def test_one_gives_it_back_and_it_is_closed_at_the_next_click(cast, told):
    client = open_in_danger(cast)
    assert "Ik ben klaar" in client.get("/").content.decode()
    client.post(f"/noodtoegang/{mine(cast).pk}/stoppen/")
    assert client.get(dossier(cast)).status_code == 404
    assert client.post(f"/noodtoegang/{mine(cast).pk}/stoppen/").status_code == 404


def test_a_crisis_note_is_all_one_writes(cast, told):
    client = open_in_danger(cast)
    form = client.get(dossier(cast, "notities/nieuw/")).context["form"]
    assert [code for code, _label in form.fields["kind"].choices] == ["crisis"]
    sent = RECORD | {"source": "soort", "happened_on": str(cast.today), "text": "Politie gebeld", "told_by": ""}
    sent |= {"about": [str(cast.family.esra.pk)]}
    assert client.post(dossier(cast, "notities/nieuw/"), sent | {"kind": "telefoon"}).status_code == 200
    assert client.post(dossier(cast, "notities/nieuw/"), sent | {"kind": "crisis"}).status_code == 302
    with acting(cast.roos):
        assert [entry.kind for entry in Entry.objects.filter(created_by=cast.otto)] == ["crisis"]
    assert "Politie gebeld" in sign_in(cast.roos).get(dossier(cast)).content.decode()


# May be asked by who broke the glass; all else with an id in it is for who was let in.
READS = {
    "cases:dossier", "cases:entry", "cases:entry_new", "cases:document", "cases:document_download", "cases:person",
    "cases:household", "cases:draft", "consent:authority", "cases:entry_print", "cases:emergency_end",
    "cases:reveal_bsn", "consent:shared", "consent:disclosure", "consent:paper", "consent:overview", "consent:consent",
    "consent:consent_print", "consent:grounds", "consent:ground", "consent:incoming",
    "casework:intake", "casework:zrm", "casework:zrm_person", "casework:glance", "casework:visit",
    "casework:plan", "casework:version", "casework:plan_print",
    "casework:version_print",
    "casework:conferences", "casework:conference",
    "casework:escalation",
    "retention:keeping", "retention:hold", "retention:request",
    "desk:requests", "desk:part", "desk:piece", "desk:shielding", "desk:restriction",
}  # fmt: skip
# What the look-up in the directory opens, with or without an emergency: a dossier of one's own.
BY_LOOK_UP = {"cases:household_new", "casework:dossier_new"}


@pytest.mark.parametrize("method", ["get", "post"])
def test_nothing_is_changed_closed_given_printed_or_judged(cast, told, method):
    client = open_in_danger(cast)
    for address in addresses_with_ids():
        if address.view_name not in READS | BY_LOOK_UP:
            answer = getattr(client, method)(address.path_in(cast.family), ANYTHING)
            assert answer.status_code in (404, 405), address.view_name


def test_past_every_door_the_database_lets_nothing_be_changed(cast, told):
    open_in_danger(cast)
    with acting(cast.otto):
        for model in (Entry, Document, Task):
            assert model.objects.filter(dossier=cast.family.dossier).exists()
            assert model.objects.filter(dossier=cast.family.dossier).update(purpose="triage") == 0
            assert model.objects.filter(dossier=cast.family.dossier)._raw_delete("default") == 0
        assert Grant.objects.filter(content_object=cast.family.dossier).update(valid_until=None) == 0
        facts = {"by": cast.otto, "now": timezone.now(), "about": [], **RECORD}
        with pytest.raises(DatabaseError, match="row-level security"):
            actions.add_task(cast.family.dossier, title="x", assigned_to=cast.otto, due_on=cast.today, **facts)


def test_who_can_open_it_already_breaks_no_glass(cast, told):
    client = sign_in(cast.cem)
    look_up(client, cast.family.samira)
    assert client.get(path_of(cast.family.samira)).status_code == 404
    facts = {"danger": DANGER, "regisseur_tried_at": timezone.now(), "task": None}
    with acting(cast.cem), pytest.raises(MayNotBeGranted, match="zonder noodtoegang"):
        actions.break_glass([cast.family.dossier.pk], user=cast.cem, now=timezone.now(), **facts)


def test_being_let_in_properly_ends_the_emergency(cast, told):
    client = open_in_danger(cast)
    sent = {"user": cast.otto.pk, "role": "hulpverlener", "reason": "Helpt nu", "valid_from": cast.today}
    assert sign_in(cast.roos).post(dossier(cast, "toegang/"), sent).status_code == 302
    assert "Noodtoegang: u leest dit" not in client.get(dossier(cast)).content.decode()
    assert client.get(dossier(cast, "taken/nieuw/")).status_code == 200


def test_it_cannot_be_passed_on_to_who_covers(cast, told):
    client = open_in_danger(cast)
    assert cast.family.dossier.codename not in client.get("/vervanging/").content.decode()


# --- who, and when not ---


def test_first_the_regisseur_is_called(cast, told):
    client = sign_in(cast.otto)
    look_up(client, cast.family.samira)
    for sent in (
        {"danger": DANGER},
        answers(regisseur_tried_at=f"{localtime() - timedelta(hours=5):%H:%M}"),
        answers(danger="  "),
    ):
        assert client.post(path_of(cast.family.samira), sent).status_code == 200
    assert client.get(dossier(cast)).status_code == 404


def test_and_the_deputy_where_there_is_one(cast, told):
    with acting(cast.roos):
        actions.end_grant(Grant.objects.get(user=cast.cem), by=cast.roos, now=timezone.now())
        now = timezone.now()
        facts = {"reason": "Vrij", "secrecy_version": 1, "valid_from": now, "valid_until": now + timedelta(days=7)}
        actions.grant(cast.family.dossier, to=cast.cem, by=cast.roos, now=now, role="plaatsvervanger", **facts)
    client = sign_in(cast.otto)
    look_up(client, cast.family.samira)
    assert client.post(path_of(cast.family.samira), answers()).status_code == 200
    both = answers(deputy_tried_at=f"{localtime():%H:%M}")
    assert client.post(path_of(cast.family.samira), both).url == dossier(cast)


@pytest.mark.parametrize(
    "marks",
    [
        {"safety_marked": True},
        {"restricted": True},
        {"status": "gesloten", "closed_on": date(2026, 1, 1), "destroy_on": date(2031, 1, 1)},
    ],
    ids=["safety-marked", "restricted", "closed"],
)
def test_what_the_directory_does_not_tell_cannot_be_opened_here(cast, told, marks):
    mark(cast, **marks)
    client = sign_in(cast.otto)
    look_up(client, cast.family.samira)
    nobody = shown(client.get(path_of(cast.family.neighbour)), cast.family.neighbour.pk)
    for method in ("get", "post"):
        answer = getattr(client, method)(path_of(cast.family.samira), answers())
        assert answer.status_code == 404
    assert shown(client.get(path_of(cast.family.samira)), cast.family.samira.pk) == nobody


def test_a_secret_address_is_not_opened_here(cast, told):
    with as_system():
        type(cast.family.samira).objects.filter(pk=cast.family.samira.pk).update(address_secret=True)
    client = sign_in(cast.otto)
    look_up(client, cast.family.samira)
    assert client.post(path_of(cast.family.samira), answers()).status_code == 404


def hide_ruud(cast, why):
    """Of those in the dossier it is not Samira, whom Otto asks about, but Ruud who hides."""
    with as_system():
        if why == "secret address":
            Person.objects.filter(pk=cast.family.ruud.pk).update(address_secret=True)
        else:
            cast.other.dossier.dossier_persons.create(person=cast.family.ruud)
            Dossier.objects.filter(pk=cast.other.dossier.pk).update(**{why: True})


@pytest.mark.parametrize("why", ["secret address", "safety_marked", "restricted"])
def test_where_anybody_in_it_hides_the_answer_is_that_of_a_restricted_one(cast, told, why):
    """He asks about Samira; it is Ruud who hides. Without that it opens: the first test."""
    client = sign_in(cast.otto)
    hide_ruud(cast, why)
    page = look_up(client, cast.family.samira).content.decode()
    assert "Acuut gevaar en geen gehoor?" in page
    nobody = shown(client.get(path_of(cast.family.neighbour)), cast.family.neighbour.pk)
    assert client.post(path_of(cast.family.samira), answers()).status_code == 404
    assert shown(client.get(path_of(cast.family.samira)), cast.family.samira.pk) == nobody
    with acting(cast.otto):
        assert emergency.dossiers_of(cast.family.samira.pk) == []


def test_then_who_is_on_call_opens_it_as_the_second_person(cast, told, nils):
    hide_ruud(cast, "secret address")
    answer = nils.post("/noodtoegang/achterwacht/", on_call(cast), follow=True)
    assert "Geopend voor Otto" in answer.content.decode()
    client = sign_in(cast.otto)
    assert CANARY in client.get(dossier(cast)).content.decode()
    assert "Kerkstraat" in client.get(f"/personen/{cast.family.ruud.pk}/").content.decode()


@pytest.mark.parametrize("who", ["paula", "hugo", "pia", "sjoerd", "leo", "nora"])
def test_a_partner_an_enforcer_or_an_officer_breaks_no_glass(cast, told, who):
    with as_system():
        Grant.objects.filter(user=getattr(cast, who)).update(valid_until=timezone.now())
    client = sign_in(getattr(cast, who))
    look_up(client, cast.family.samira)
    answer = client.post(path_of(cast.family.samira), answers())
    assert answer.status_code in (302, 403, 404)
    with as_system():
        assert not Emergency.objects.filter(user=getattr(cast, who)).exists()


def test_without_having_asked_the_directory_there_is_nobody(cast, told):
    client = sign_in(cast.otto)
    answer = client.get(path_of(cast.family.samira))
    assert answer.status_code == 404


def test_asking_whether_it_can_be_opened_is_logged_as_asking_the_directory(cast, told):
    client = sign_in(cast.otto)
    look_up(client, cast.family.samira)
    before = len(log_rows(user_id=cast.otto.pk))
    client.get(path_of(cast.family.samira))
    rows = log_rows(user_id=cast.otto.pk)[before:]
    assert [(row.action, row.record_ids) for row in rows] == [("directory", [cast.family.samira.pk])]


# --- the one on call ---


@pytest.fixture
def nils(cast):
    """On call this week."""
    User.objects.filter(pk=cast.iris.pk).update(roles=["hulpverlener", "achterwacht"])
    return sign_in(User.objects.get(pk=cast.iris.pk))


def on_call(cast, **more):
    return {"bsn": bsn_of(cast.family.samira), "user": cast.otto.pk, "danger": DANGER} | more


@pytest.mark.parametrize(
    "marks", [{"restricted": True}, {"safety_marked": True}, {}], ids=["restricted", "safety", "plain"]
)
def test_a_second_person_opens_what_is_closed_to_everybody_else(cast, told, nils, marks):
    mark(cast, **marks)
    answer = nils.post("/noodtoegang/achterwacht/", on_call(cast), follow=True)
    assert "Geopend voor Otto" in answer.content.decode()
    assert CANARY in sign_in(cast.otto).get(dossier(cast)).content.decode()
    assert (mine(cast).opened_by, mine(cast).grant.granted_by) == (cast.iris, cast.iris)


def test_the_one_on_call_gets_to_see_nothing(cast, told, nils):
    answer = nils.post("/noodtoegang/achterwacht/", on_call(cast), follow=True)
    assert CANARY not in answer.content.decode()
    assert nils.get(dossier(cast)).status_code == 404


def test_nobody_opens_it_for_themselves(cast, told, nils):
    answer = nils.post("/noodtoegang/achterwacht/", on_call(cast, user=cast.iris.pk))
    assert set(answer.context["form"].errors) == {"user"}


def test_two_people_of_one_name_are_not_guessed_at(cast, told, nils):
    with as_system():
        connection.cursor().execute(
            "UPDATE person_search SET surname = 'ozturk', birth_date = %s WHERE person_id = ANY(%s)",
            [date(1985, 1, 1), [cast.family.samira.pk, cast.other.piet.pk]],
        )
    sent = on_call(cast, bsn="", surname="Öztürk", birth_date="1985-01-01")
    assert "meer dan één persoon" in nils.post("/noodtoegang/achterwacht/", sent).content.decode()


def test_who_is_found_by_nobody_is_said_and_logged(cast, told, nils):
    before = len(log_rows())
    answer = nils.post("/noodtoegang/achterwacht/", on_call(cast, bsn=bsn_of(cast.family.neighbour)))
    assert "geen open dossier gevonden" in answer.content.decode()
    assert "directory" in {row.action for row in log_rows()[before:]}


@pytest.mark.parametrize("who", ["otto", "roos", "mees", "paula", "pia", "hugo"])
def test_who_is_not_on_call_finds_no_such_page(cast, told, who):
    client = sign_in(getattr(cast, who))
    assert client.post("/noodtoegang/achterwacht/", on_call(cast)).status_code == 404
    with acting(getattr(cast, who)):
        assert emergency.for_on_call(bsn=bsn_of(cast.family.samira)) == []


def test_the_number_to_call_is_shown_where_nobody_is_found(cast, settings):
    settings.ON_CALL_PHONE = "0492 112 112"
    mark(cast, restricted=True)
    page = look_up(sign_in(cast.otto), cast.family.samira).content.decode()
    assert "Niet gevonden." in page
    assert "0492 112 112" in page


# --- told at once, and judged ---


def test_who_leads_the_dossier_and_the_privacy_officer_are_told_at_once(cast, told):
    open_in_danger(cast)
    assert set(told) == {(cast.roos.pk, mine(cast).pk), (cast.pia.pk, mine(cast).pk)}


def test_the_mail_says_that_there_is_something_and_never_what(cast, mailoutbox, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert emergencies.tell(cast.roos.pk, cast.family.emergency.pk, timezone.now())
    (mail,) = mailoutbox
    words = f"{mail.from_email} {mail.subject} {mail.body}"
    assert cast.family.dossier.codename in words
    assert not [word for word in (CANARY, "Iris", "Samira", "Boer", "De Boer") if word in words]


def test_every_reading_meanwhile_is_marked_in_the_log(cast, told):
    client = open_in_danger(cast)
    client.get(dossier(cast))
    rows = [row for row in log_rows(user_id=cast.otto.pk, dossier_id=cast.family.dossier.pk) if row.grant_id]
    assert {"break_glass", "read"} <= {row.action for row in rows}
    assert all(row.break_glass and row.role == "noodtoegang" for row in rows)


def test_the_regisseur_judges_it_once_and_says_whether_the_resident_sees_it(cast):
    roos, path = sign_in(cast.roos), dossier(cast, f"noodtoegang/{cast.family.emergency.pk}/")
    assert path in roos.get("/").content.decode()
    assert path in roos.get(dossier(cast)).content.decode()
    page = roos.get(path).content.decode()
    assert f"Gevaar {CANARY}" in page
    assert 'name="withheld" ' in page
    assert roos.post(path, {"outcome": "onterecht", "review": "Was niet nodig"}).url == dossier(cast)
    judged = opened(cast.family.emergency)
    assert (judged.outcome, judged.review, judged.withheld) == ("onterecht", "Was niet nodig", False)
    assert path not in roos.get("/").content.decode()
    with acting(cast.roos), pytest.raises(AlreadyDecided):
        actions.review(judged, by=cast.roos, now=timezone.now(), outcome="terecht", review="x", withheld=False)


def test_until_it_is_judged_the_resident_does_not_see_it(cast):
    assert opened(cast.family.emergency).withheld


@pytest.mark.parametrize("who", ["cem", "mees", "iris", "otto", "pia", "vera"])
def test_nobody_else_judges_it_and_nobody_their_own(cast, who):
    path = dossier(cast, f"noodtoegang/{cast.family.emergency.pk}/")
    assert sign_in(getattr(cast, who)).post(path, {"outcome": "terecht", "review": "Ja"}).status_code == 404


def test_a_regisseur_does_not_judge_what_they_opened_on_call(cast):
    with as_system():
        Emergency.objects.filter(pk=cast.family.emergency.pk).update(opened_by=cast.roos)
    assert sign_in(cast.roos).get(dossier(cast, f"noodtoegang/{cast.family.emergency.pk}/")).status_code == 404


def test_beheer_sees_what_is_overdue_and_never_which_danger(cast):
    with as_system():
        Emergency.objects.filter(pk=cast.family.emergency.pk).update(review_due_on=cast.today - timedelta(days=1))
    officer = sign_in(cast.pia)
    page = officer.get("/beheer/cases/emergency/?beoordeling=te_laat").content.decode()
    assert cast.family.dossier.codename in page
    assert cast.other.dossier.codename not in page
    one = officer.get(f"/beheer/cases/emergency/{cast.family.emergency.pk}/change/").content.decode()
    assert CANARY not in one


@pytest.mark.parametrize(
    ("on", "due"),
    [
        (date(2026, 11, 24), date(2026, 11, 27)),
        (date(2026, 11, 26), date(2026, 12, 1)),
        (date(2026, 12, 24), date(2026, 12, 30)),
        (date(2026, 4, 24), date(2026, 4, 30)),
    ],
    ids=["Tuesday", "over a weekend", "over Christmas", "over King's Day"],
)
def test_judged_within_three_working_days(on, due):
    assert emergency.review_due_on(on) == due


@given(st.dates(date(2024, 1, 1), date(2040, 1, 1)))
def test_whatever_the_day_there_are_three_working_days_to_judge(on):
    due = emergency.review_due_on(on)
    free = holidays.country_holidays("NL", years=[on.year, on.year + 1])
    between = [on + timedelta(days=number) for number in range(1, (due - on).days + 1)]
    assert sum(day.weekday() < 5 and day not in free for day in between) == 3
    assert due.weekday() < 5
    assert due not in free


def test_the_database_keeps_no_emergency_alone_without_a_call(cast):
    unasked = Emergency.objects.filter(pk=cast.family.emergency.pk)
    with as_system(), pytest.raises(DatabaseError, match="by_a_second_person"), transaction.atomic():
        unasked.update(regisseur_tried_at=None)


# --- protection ---


def test_a_regisseur_marks_a_dossier_and_the_directory_falls_silent(cast):
    roos = sign_in(cast.roos)
    assert roos.post(dossier(cast, "bescherming/"), {"restricted": "on"}).status_code == 200
    assert roos.post(dossier(cast, "bescherming/"), {"restricted": "on", "reason": "Van een collega"}).url == dossier(
        cast
    )
    assert "Besloten dossier" in roos.get(dossier(cast)).content.decode()
    assert opened(cast.family.dossier).protection_reason == "Van een collega"
    assert "Niet gevonden." in look_up(sign_in(cast.otto), cast.family.samira).content.decode()


@pytest.mark.parametrize("who", ["cem", "mees", "otto", "vera"])
def test_only_who_leads_it_marks_it(cast, who):
    assert sign_in(getattr(cast, who)).post(dossier(cast, "bescherming/"), {"restricted": "on"}).status_code == 404
