"""§ 1.1, § 2.5, § 5: agreements and covenants with partners, who answers for them, and what goes without."""

import csv
from datetime import date, timedelta
from io import StringIO

import pytest
from celery.schedules import crontab
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from accounts import access, policy, reminders, tasks
from accounts.beheer import beheer
from accounts.models import Agreement, Covenant, Organisation, Processing
from accounts.policy import (
    EVALUATION_GRACE,
    ExchangeRefusal,
    OpeningFacts,
    OrganisationFacts,
    Refusal,
    Reminder,
    agreement_holds,
    furthest,
    may_exchange,
    refusal_to_open,
)
from tests.accounts.conftest import PASSWORD
from tests.cast import agree, make_covenant

AGREEMENTS = "/beheer/accounts/agreement/"
COVENANTS = "/beheer/accounts/covenant/"
PROCESSINGS = "/beheer/accounts/processing/"
ON = date(2026, 5, 1)
TOO_LATE = ON - EVALUATION_GRACE - timedelta(days=1)

in_beheer = pytest.mark.urls("tests.accounts.urls")
days = st.dates(date(2024, 1, 1), date(2028, 12, 31))


@st.composite
def agreements(draw):
    first, length = draw(days), draw(st.none() | st.integers(0, 700))
    return policy.Agreement("convenant", first, None if length is None else first + timedelta(days=length))


def structural(**changes):
    facts = {"structural": True, "categories": frozenset({"casusregie"}), "evaluate_on": ON}
    return policy.Agreement(**{"kind": "convenant", "valid_from": date(2026, 1, 1)} | facts | changes)


def partner_with(*agreements, **facts):
    return OrganisationFacts(internal=False, agreements=agreements, **facts)


# --- the rule of the days ---


@pytest.mark.policy("1.1")
@given(st.lists(agreements(), max_size=5), days)
def test_somebody_comes_in_when_one_of_the_agreements_holds_and_else_not(several, on):
    """The one that reaches furthest decides for all of them: it is the only one the gate reads."""
    facts = OpeningFacts(active=True, internal=False, agreement=furthest(several, on), secrecy_accepted=True)
    expected = None if any(agreement_holds(one, on) for one in several) else Refusal.NO_AGREEMENT
    assert refusal_to_open(facts, on) == expected


@pytest.mark.policy("1.1")
@given(agreements(), days)
def test_an_agreement_holds_on_its_days_and_on_no_other(agreement, on):
    last = agreement.valid_until or date.max
    assert agreement_holds(agreement, on) == (agreement.valid_from <= on <= last)


@pytest.mark.policy("5")
@given(st.lists(agreements(), max_size=4), days)
def test_without_an_agreement_that_day_nothing_goes_structurally(several, on):
    if not any(agreement_holds(one, on) for one in several):
        assert may_exchange(partner_with(*several), on, structural=True) == ExchangeRefusal.NO_AGREEMENT


@pytest.mark.policy("5")
@pytest.mark.parametrize(
    ("agreement", "category", "refusal"),
    [
        (structural(), "casusregie", None),
        (structural(), "", None),
        (structural(valid_until=date(2026, 4, 30)), "casusregie", ExchangeRefusal.NO_AGREEMENT),
        (structural(valid_from=date(2026, 5, 2)), "casusregie", ExchangeRefusal.NO_AGREEMENT),
        (structural(structural=False), "casusregie", ExchangeRefusal.NOT_STRUCTURAL),
        (structural(), "behandeling", ExchangeRefusal.NOT_COVERED),
        (structural(evaluate_on=None), "casusregie", ExchangeRefusal.NOT_EVALUATED),
        (structural(evaluate_on=ON - EVALUATION_GRACE), "casusregie", None),
        (structural(evaluate_on=TOO_LATE), "casusregie", ExchangeRefusal.NOT_EVALUATED),
    ],
    ids=[
        "all right", "no category", "lapsed", "not yet", "not agreed", "another category", "never evaluated",
        "last day of grace", "grace is over",
    ],
)  # fmt: skip
def test_structural_exchange_goes_only_as_it_was_agreed(agreement, category, refusal):
    assert may_exchange(partner_with(agreement), ON, structural=True, category=category) == refusal


@pytest.mark.policy("5")
@pytest.mark.parametrize("enforces", [False, True])
def test_a_single_disclosure_needs_no_agreement_also_to_who_enforces(enforces):
    assert may_exchange(partner_with(enforces=enforces), ON, structural=False) is None


@pytest.mark.policy("5")
def test_one_agreement_that_provides_for_it_is_enough():
    lapsed, silent = structural(valid_until=date(2026, 2, 1)), structural(structural=False)
    assert may_exchange(partner_with(lapsed, silent, structural()), ON, structural=True) is None


@pytest.mark.policy("1.2")
def test_who_works_for_an_enforcer_never_comes_in():
    facts = {"active": True, "agreement": policy.Agreement("convenant", date(2026, 1, 1)), "secrecy_accepted": True}
    assert refusal_to_open(OpeningFacts(internal=False, enforces=True, **facts), ON) == Refusal.ENFORCES
    assert refusal_to_open(OpeningFacts(internal=False, **facts), ON) is None


@pytest.mark.policy("2.5")
@given(days, st.integers(1, 400), st.integers(0, 900))
def test_each_reminder_goes_once_whatever_days_somebody_looked(last_day, remind_days, seed):
    """Beat may run twice a day or skip days; of each agreement there is one mail before, and one about its last day."""
    told = {Reminder.ENDS_SOON: None, Reminder.ENDS: None}
    sent = []
    for offset in range(-remind_days - 3, 12):
        for _again in range(1 + (seed + offset) % 3):
            on = last_day + timedelta(days=offset)
            this = policy.reminder(
                last_day, remind_days, on, reminded_of=told[Reminder.ENDS_SOON], told_of=told[Reminder.ENDS]
            )
            if this:
                told[this] = last_day
                sent.append((this, on))
    assert sent == [(Reminder.ENDS_SOON, last_day - timedelta(days=remind_days)), (Reminder.ENDS, last_day)]


@pytest.mark.policy("2.5")
def test_a_day_on_which_nobody_looked_is_made_up_for_and_long_ago_is_no_news():
    def on(day):
        return policy.reminder(ON, 60, day, reminded_of=None, told_of=None)

    assert on(ON + timedelta(days=3)) == Reminder.ENDS
    assert on(ON + timedelta(days=8)) is None
    assert on(ON - timedelta(days=5)) == Reminder.ENDS_SOON
    assert policy.reminder(None, 60, ON, reminded_of=None, told_of=None) is None


# --- what the database holds ---


@pytest.mark.policy("1.1")
def test_the_database_and_the_rule_agree_on_who_has_an_agreement(partner, today):
    """Also where the covenant ends before the agreement does, or begins after it."""
    covenant = make_covenant(today - timedelta(days=10), valid_until=today + timedelta(days=10))
    partner.agreements.all().delete()
    agree(partner, since=today - timedelta(days=50), until=today + timedelta(days=50), covenant=covenant)
    for offset in (-11, -10, 0, 10, 11):
        on = today + timedelta(days=offset)
        with_agreement = partner in Organisation.objects.with_agreement_on(on)
        assert with_agreement == any(agreement_holds(one, on) for one in partner.facts.agreements)
        assert with_agreement == (-10 <= offset <= 10), offset


@pytest.mark.policy("5")
def test_under_a_covenant_that_is_a_draft_nobody_comes_in(omar, partner, today, now):
    partner.agreements.all().delete()
    agree(partner, since=today, covenant=Covenant.objects.create(name="Concept"))
    assert access.may_open_personal_data(omar, now) == Refusal.NO_AGREEMENT
    assert partner.facts.agreements == ()
    Covenant.objects.filter(name="Concept").update(in_force_from=today, **dict.fromkeys(Covenant.ITEMS, "Ja."))
    assert access.may_open_personal_data(omar, now) is None


@in_beheer
@pytest.mark.policy("1.2")
def test_a_partner_that_turns_out_to_enforce_is_out_at_the_next_request(omar, partner, signed_in):
    client = signed_in(omar)
    assert client.get("/dossier/").status_code != 403
    Organisation.objects.filter(pk=partner.pk).update(enforces=True)
    answer = client.get("/dossier/")
    assert (answer.status_code, "handhaaft" in answer.content.decode()) == (403, True)


@pytest.mark.policy("1.1")
def test_two_agreements_of_a_kind_never_overlap_and_others_may(partner, today):
    with pytest.raises(IntegrityError, match="one_agreement_of_a_kind"), transaction.atomic():
        agree(partner, since=today + timedelta(days=100), kind="dienstverleningsovereenkomst")
    agree(partner, since=today + timedelta(days=101), kind="dienstverleningsovereenkomst")
    agree(partner, since=today, kind="bewerkersovereenkomst")
    agree(partner, since=today)
    agree(partner, since=today, covenant=make_covenant(today, name="Een ander convenant"))
    with pytest.raises(IntegrityError, match="one_agreement_of_a_kind"), transaction.atomic():
        agree(partner, since=today)


@pytest.mark.policy("5")
@pytest.mark.parametrize("item", Covenant.ITEMS)
@pytest.mark.parametrize("nothing", ["", " \n"], ids=["empty", "blank"])
def test_a_covenant_is_in_force_with_its_nine_items_or_not_at_all(db, today, item, nothing):
    with pytest.raises(IntegrityError, match="nine_items"), transaction.atomic():
        make_covenant(today, **{item: nothing})
    draft = Covenant.objects.create(name="Concept", **dict.fromkeys(Covenant.ITEMS, "Ja.") | {item: nothing})
    draft.in_force_from = today
    with pytest.raises(ValidationError) as refused:
        draft.full_clean()
    assert item in refused.value.message_dict


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"until": date(2025, 12, 31)}, "ends_on_or_after"),
        ({"covenant": None}, "names_its_covenant"),
        ({"kind": "bewerkersovereenkomst", "structural": True}, "is_evaluated"),
        ({"remind_days": 0}, "reminded_in_time"),
    ],
    ids=["ends before it starts", "no covenant", "no evaluation", "never reminded"],
)
@pytest.mark.policy("5")
def test_what_makes_no_sense_is_refused_by_the_database(partner, facts, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        agree(partner, **{"since": date(2026, 1, 1)} | facts)


@pytest.mark.policy("1.2")
def test_police_and_prosecutor_always_enforce_and_the_municipality_is_no_partner(db):
    for facts in ({"kind": "partner", "sort": "politie"}, {"kind": "municipality", "enforces": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Organisation.objects.create(name="Iemand", **facts)


# --- who is told in time ---


@pytest.fixture
def told(monkeypatch, django_capture_on_commit_callbacks):
    """Runs the daily task on a day; what went to the queue: (who, which agreement)."""
    sent = []
    monkeypatch.setattr(tasks.deliver_agreement, "delay", lambda *ids: sent.append(ids))

    def run(on):
        before = len(sent)
        monkeypatch.setattr("django.utils.timezone.localdate", lambda *_now: on)
        with django_capture_on_commit_callbacks(execute=True):
            tasks.remind_of_agreements()
        return sent[before:]

    return run


@pytest.mark.policy("2.5")
def test_the_owner_is_told_once_before_and_once_on_the_last_day(partner, hanna, today, told, mailoutbox):
    agreement = partner.agreements.get()
    Agreement.objects.update(owner=hanna, remind_days=30)
    last = agreement.valid_until
    assert told(last - timedelta(days=31)) == []
    assert told(last - timedelta(days=30)) == [(str(hanna.pk), str(agreement.pk))]
    assert told(last - timedelta(days=30)) == told(last - timedelta(days=29)) == []
    assert told(last) == [(str(hanna.pk), str(agreement.pk))]
    assert told(last) == told(last + timedelta(days=1)) == []
    assert reminders.deliver(hanna.pk, agreement.pk, last - timedelta(days=30))
    (mail,) = mailoutbox
    assert mail.to == [hanna.email]
    assert "Zorg Dichtbij" in mail.body
    assert not any(word in mail.subject for word in ("Zorg", "Dichtbij"))


@pytest.mark.policy("2.5")
def test_prolonged_it_tells_anew_and_a_mail_that_waited_is_not_sent(partner, hanna, today, told, mailoutbox):
    Agreement.objects.update(owner=hanna)
    agreement = partner.agreements.get()
    assert told(agreement.valid_until - timedelta(days=60))
    later = agreement.valid_until + timedelta(days=365)
    Agreement.objects.update(valid_until=later)
    assert not reminders.deliver(hanna.pk, agreement.pk, agreement.valid_until - timedelta(days=60))
    assert mailoutbox == []
    assert told(later - timedelta(days=60)) == [(str(hanna.pk), str(agreement.pk))]


@pytest.mark.policy("2.5")
def test_where_another_takes_over_nobody_is_told(partner, hanna, told):
    Agreement.objects.update(owner=hanna)
    last = partner.agreements.get().valid_until
    agree(partner, since=last + timedelta(days=1), kind="dienstverleningsovereenkomst", owner=hanna)
    assert told(last - timedelta(days=60)) == told(last) == []


@pytest.mark.policy("2.5")
def test_another_covenant_that_runs_beside_it_takes_nothing_over(partner, hanna, today, told):
    partner.agreements.all().delete()
    agree(partner, since=today, owner=hanna, covenant=make_covenant(today, name="Een ander convenant"))
    ending = agree(partner, since=today, until=today + timedelta(days=70), owner=hanna)
    assert told(today + timedelta(days=10)) == [(str(hanna.pk), str(ending.pk))]


@pytest.mark.policy("2.5")
def test_without_an_owner_here_every_privacy_officer_is_told(partner, hanna, omar, petra, told):
    agreement = partner.agreements.get()
    assert told(agreement.valid_until - timedelta(days=60)) == [(str(petra.pk), str(agreement.pk))]
    type(hanna).objects.filter(pk=hanna.pk).update(is_active=False)
    for owner in (omar, hanna):
        Agreement.objects.update(owner=owner)
        assert reminders.receivers(partner.agreements.get()) == [petra.pk]


def test_it_runs_every_day():
    job = settings.CELERY_BEAT_SCHEDULE["remind of agreements"]
    assert job["task"] == tasks.remind_of_agreements.name
    assert job["schedule"] == crontab(hour=6, minute=40)


# --- in /beheer/ ---


@pytest.fixture
def written(partner, hanna):
    """A form filled in well; about who is a partner already."""
    return {
        "organisation": str(partner.pk), "kind": "bewerkersovereenkomst", "valid_from": "2026-01-01",
        "owner": str(hanna.pk), "purposes": "Dit systeem draaiend houden", "security": "ISO 27001",
        "categories": ["casusregie"], "remind_days": "60",
    }  # fmt: skip


@in_beheer
@pytest.mark.policy("2.5")
def test_a_privacy_officer_writes_an_agreement_down_and_it_is_in_the_log(petra, signed_in, written, logged):
    assert signed_in(petra).post(f"{AGREEMENTS}add/", written).status_code == 302
    agreement = Agreement.objects.get(kind="bewerkersovereenkomst")
    assert (agreement.security, agreement.categories) == ("ISO 27001", ["casusregie"])
    assert logged(user_id=petra.pk, action="create") == [("create", "allowed")]


@in_beheer
@pytest.mark.policy("5")
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"owner": ""}, "verplicht"),
        ({"security": ""}, "eisen aan beveiliging"),
        ({"purposes": ""}, "verplicht"),
        ({"kind": "convenant"}, "Kies het convenant"),
        ({"structural": "on"}, "wanneer die wordt geëvalueerd"),
        ({"structural": "on", "evaluate_on": "2027-01-01", "categories": []}, "voor welke soorten gegevens"),
        ({"categories": ["onzin"]}, "onzin"),
        ({"kind": "dienstverleningsovereenkomst", "valid_until": "2099-01-01"}, "loopt er al een overeenkomst"),
    ],
    ids=[
        "no owner", "no security", "no purpose", "no covenant", "no evaluation", "nothing covered", "unknown category",
        "overlaps",
    ],
)  # fmt: skip
def test_an_agreement_that_is_not_whole_says_what_is_missing(petra, signed_in, written, changes, said):
    before = Agreement.objects.count()
    answer = signed_in(petra).post(f"{AGREEMENTS}add/", written | changes)
    assert (answer.status_code, Agreement.objects.count()) == (200, before)
    assert said in answer.content.decode()


@in_beheer
@pytest.mark.policy("1.1")
def test_what_was_taken_over_can_be_ended_and_becomes_whole(petra, signed_in, partner, written, today):
    partner.agreements.update(kind="convenant", taken_over=True)
    old = partner.agreements.get()
    said = written | {"kind": "convenant", "valid_from": old.valid_from.isoformat(), "valid_until": today.isoformat()}
    assert signed_in(petra).post(f"{AGREEMENTS}{old.pk}/change/", said).status_code == 302
    old.refresh_from_db()
    assert (old.valid_until, old.taken_over) == (today, True)
    said["covenant"] = str(make_covenant(old.valid_from).pk)
    assert signed_in(petra).post(f"{AGREEMENTS}{old.pk}/change/", said).status_code == 302
    old.refresh_from_db()
    assert not old.taken_over


@in_beheer
@pytest.mark.policy("5")
def test_a_covenant_goes_into_force_whole_and_then_stays_as_it_was_agreed(petra, signed_in, today):
    client, items = signed_in(petra), dict.fromkeys(Covenant.ITEMS, "Zo spreken wij het af.")
    said = {"name": "Samen", "in_force_from": today.isoformat()} | items
    answer = client.post(f"{COVENANTS}add/", said | {"escalation": " "})
    assert "Vul dit onderdeel in" in answer.content.decode()
    assert client.post(f"{COVENANTS}add/", said).status_code == 302
    covenant = Covenant.objects.get()
    changed = said | {"escalation": "Iets anders", "valid_until": today.isoformat()}
    assert client.post(f"{COVENANTS}{covenant.pk}/change/", changed).status_code == 302
    covenant.refresh_from_db()
    assert (covenant.escalation, covenant.valid_until) == ("Zo spreken wij het af.", today)


@pytest.mark.policy("5")
def test_a_worker_reads_what_to_do_with_partners_in_an_emergency(hanna, signed_in, partner, today):
    agree(partner, since=today, covenant=make_covenant(today, escalation="Bel eerst 112."))
    make_covenant(today - timedelta(days=9), name="Voorbij", escalation="Oud", valid_until=today - timedelta(days=1))
    Covenant.objects.create(name="Concept", escalation="Nog niet")
    page = signed_in(hanna).get("/convenanten/").content.decode()
    assert "Bel eerst 112." in page
    assert "Zorg Dichtbij" in page
    assert not any(words in page for words in ("Oud", "Nog niet"))


@in_beheer
@pytest.mark.policy("2.5")
def test_officers_see_what_lapses_what_lapsed_and_what_should_have_been_evaluated(fatima, signed_in, partner, today):
    client = signed_in(fatima)
    assert "loopt af" not in client.get("/beheer/").content.decode()

    def listed(standing):
        return "Zorg Dichtbij" in client.get(f"{AGREEMENTS}?stand={standing}").content.decode()

    assert (listed("loopt"), listed("loopt_af"), listed("verlopen"), listed("zonder_eigenaar")) == (1, 0, 0, 1)
    yesterday = today - timedelta(days=1)
    partner.agreements.update(valid_until=today + timedelta(days=60), structural=True, evaluate_on=yesterday)
    front = client.get("/beheer/").content.decode()
    assert "1 overeenkomst loopt af." in front
    assert "De evaluatie van 1 overeenkomst is te laat." in front
    assert (listed("loopt"), listed("loopt_af"), listed("evaluatie")) == (1, 1, 1)
    page = client.get(AGREEMENTS).content.decode()
    assert "Loopt af: nog 60 dagen" in page
    assert "Te laat sinds" in page
    partner.agreements.update(valid_until=yesterday)
    assert (listed("loopt"), listed("loopt_af"), listed("verlopen")) == (0, 0, 1)
    assert "Verlopen</td>" in client.get(AGREEMENTS).content.decode()


@in_beheer
@pytest.mark.policy("5")
@pytest.mark.parametrize("who", ["petra", "fatima", "ad"])
def test_officers_read_every_page_of_what_was_agreed(request, signed_in, partner, today, who):
    """Whoever may change it sees fields, whoever reads along sees the values; also on a form that is still empty."""
    agreement = agree(partner, since=today)
    client = signed_in(request.getfixturevalue(who))
    for page, words in (
        (f"{AGREEMENTS}{agreement.pk}/change/", "Hulp op elkaar afstemmen"),
        (f"{COVENANTS}{agreement.covenant_id}/change/", "Zo spreken wij het af."),
        (f"/beheer/accounts/organisation/{partner.pk}/change/", "Dienstverleningsovereenkomst"),
    ):
        answer = client.get(page)
        assert (answer.status_code, words in answer.content.decode()) == (200, True), page
    adds = [client.get(f"{register}add/").status_code for register in (AGREEMENTS, COVENANTS, PROCESSINGS)]
    assert adds == [200 if who == "petra" else 403] * 3


@in_beheer
@pytest.mark.policy("5")
@pytest.mark.parametrize(("who", "may"), [("petra", True), ("fatima", True), ("ad", False)])
def test_the_register_of_processing_is_taken_along_in_the_log(request, client, today, log_rows, who, may):
    Processing.objects.create(
        name="=Casusregie", purpose="Afstemmen", legal_basis="Jeugdwet", persons="Gezinnen", data="Namen",
        receivers="Niemand", term="5 jaar", security="Versleuteld", started_on=today,
    )  # fmt: skip
    user = request.getfixturevalue(who)
    # Whoever takes it along showed a moment ago who they are.
    client.post("/inloggen/", {"login": user.email, "password": PASSWORD})
    answer = client.get(f"{PROCESSINGS}export/")
    assert answer.status_code == (200 if may else 403)
    rows = [row.object_type for row in log_rows(action="export", user_id=user.pk)]
    assert rows == (["verwerkingen"] if may else [])
    if may:
        (line,) = csv.DictReader(StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
        assert (line["naam"], line["doel"], line["DPIA"]) == ("'=Casusregie", "Afstemmen", "Nog niet beoordeeld")


@pytest.mark.policy("2.5")
def test_a_dpia_that_was_done_has_a_day_and_none_has_a_reason(db, today):
    for facts in ({"dpia": "gedaan"}, {"dpia": "niet_nodig", "dpia_note": " "}, {"dpia": "nodig", "dpia_on": today}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Processing.objects.create(name="Iets", started_on=today, **facts)


def test_an_agreement_speaks_of_the_categories_there_are():
    assert "casusregie" in dict(beheer.categories)
