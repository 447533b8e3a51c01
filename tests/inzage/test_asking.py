"""§ 4 Betrokkenheid cliënt: asking to be called, and saying that something is not right."""

from datetime import date, time, timedelta

import pytest
from django.utils.timezone import localdate

from cases.contact import Hours, Profile
from cases.emergency import working_day_after
from cases.models import ContactProfile, Entry, Grant, Task
from inzage.calling import DayPart, calls
from tests.cases.conftest import _stage, cast  # noqa: F401 (the cast, as fixtures)
from tests.casework.plans import signed_by_all as plan_of
from tests.cast import as_system, log_rows, opened, record_contact
from tests.inzage.residents import at_peace, choose, page
from tests.inzage.test_consents import resident

pytestmark = [pytest.mark.policy("4")]
CALL, WRONG = "/mijn/bel-mij-terug/", "/mijn/klopt-niet/"
WEEK = frozenset(range(7))


def may_be_called(cast, person, *, start="09:00", until="12:00", **changed):  # noqa: F811
    """In the portal, and by telephone at these hours of every day."""
    client = resident(cast, person)
    with as_system():
        ContactProfile.objects.filter(person=person, replaced_at=None).update(replaced_at=cast.now)
    hours = [{"days": list(WEEK), "from": start, "until": until}]
    facts = {"channels": ["persoon", "portaal", "telefoon"], "portal": "volledig", "safe_hours": hours}
    record_contact(person, by=cast.roos, now=cast.now, **facts | changed)
    return client


def tasks(rule):
    with as_system():
        return [opened(one) for one in Task.objects.filter(rule=rule).order_by("created_at")]


# --- when calling is safe ---


def profile(*hours, **facts):
    facts = {"channels": frozenset({"telefoon"}), "addresses": frozenset({"telefoon"})} | facts
    return Profile(review_on=date(2027, 1, 1), hours=hours, **facts)


MONDAY, FRIDAY = date(2026, 11, 30), date(2026, 12, 4)
MORNING = Hours(WEEK, time(9), time(11))


@pytest.mark.parametrize(
    ("profile", "found"),
    [
        (profile(MORNING), [(DayPart.MORNING, date(2026, 12, 1))]),
        (profile(Hours(WEEK, time(11, 30), time(13))), [(part, date(2026, 12, 1)) for part in DayPart]),
        (profile(Hours(frozenset({3}), time(13), time(14))), [(DayPart.AFTERNOON, date(2026, 12, 3))]),
        (profile(Hours(frozenset({5, 6}), time(9), time(17))), []),
        (profile(Hours(WEEK, time(19), time(21))), []),
        (profile(Hours(WEEK, time(12), time(17))), [(DayPart.AFTERNOON, date(2026, 12, 1))]),
        (profile(), []),
        (profile(MORNING, channels=frozenset({"post"})), []),
        (profile(MORNING, addresses=frozenset()), []),
        (profile(MORNING, do_not_contact=True), []),
        (None, []),
    ],
    ids=["morning", "both", "a day", "weekend", "evening", "edge", "no hours", "no phone", "no number", "not", "none"],
)
def test_one_can_choose_from_what_is_safe_and_nothing_else(profile, found):
    assert [(one.part, one.on) for one in calls(profile, MONDAY)] == found


def test_nobody_is_called_in_a_weekend_or_on_a_holiday():
    assert {one.on for one in calls(profile(MORNING), FRIDAY)} == {date(2026, 12, 7)}
    assert {one.on for one in calls(profile(MORNING), date(2026, 12, 24))} == {date(2026, 12, 28)}


# --- asking to be called ---


def test_it_makes_a_task_for_who_leads_with_the_part_of_the_day(cast):  # noqa: F811
    ruud = may_be_called(cast, cast.family.ruud)
    assert CALL in page(ruud)
    assert "middag" not in page(ruud, "bel-mij-terug")
    done = ruud.post(CALL, {"when": "ochtend"}, follow=True).content.decode()
    assert "Wij bellen u terug" in done
    (task,) = tasks("terugbellen_inwoner")
    assert task.assigned_to == cast.roos
    assert task.about == [cast.family.ruud.pk]
    assert task.title == "Bel de inwoner terug. In de ochtend, tussen 9 en 12 uur."
    assert task.due_on == working_day_after(cast.today)
    assert task.get_absolute_url() == f"/personen/{cast.family.ruud.pk}/"
    assert log_rows(record_ids__contains=[task.pk], action="create")[0].user_id == ruud.resident.pk


def test_never_twice_on_a_day(cast):  # noqa: F811
    ruud = may_be_called(cast, cast.family.ruud)
    ruud.post(CALL, {"when": "ochtend"})
    assert "U hebt dit vandaag al gevraagd." in ruud.post(CALL, {"when": "ochtend"}).content.decode()
    assert len(tasks("terugbellen_inwoner")) == 1


def test_what_is_not_safe_cannot_be_sent(cast):  # noqa: F811
    ruud = may_be_called(cast, cast.family.ruud)
    for sent in ({"when": "middag"}, {"when": ""}, {}):
        assert ruud.post(CALL, sent).status_code == 200
    assert tasks("terugbellen_inwoner") == []


@pytest.mark.parametrize(
    "facts",
    [{"channels": ["persoon", "portaal"]}, {"safe_phone": ""}, {"start": "20:00", "until": "21:00"}],
    ids=["no telephone", "no number", "in the evening"],
)
def test_where_calling_is_not_safe_there_is_a_number_and_no_button(cast, facts):  # noqa: F811
    ruud = may_be_called(cast, cast.family.ruud, **facts)
    shown = page(ruud)
    assert "0492 Roos" in shown
    assert CALL not in shown
    ruud.post(CALL, {"when": "ochtend"})
    assert tasks("terugbellen_inwoner") == []


def test_where_nobody_leads_nothing_is_promised(cast):  # noqa: F811
    ruud = may_be_called(cast, cast.family.ruud)
    with as_system():
        Grant.objects.filter(user=cast.roos).update(valid_until=cast.now)
    assert CALL not in page(ruud)
    assert "Bel ons" in ruud.post(CALL, {"when": "ochtend"}).content.decode()


def test_who_looks_for_a_child_is_called_for_themselves_alone(cast):  # noqa: F811
    at_peace(cast, cast.family.esra)
    samira = may_be_called(cast, cast.family.samira)
    assert CALL not in choose(samira, cast.family.esra)
    samira.post(CALL, {"when": "ochtend"})
    assert tasks("terugbellen_inwoner") == []


# --- something is not right ---


def test_beside_each_goal_one_says_that_it_is_not_right(cast):  # noqa: F811
    plan_of(cast, cast.family.ruud)
    ruud = resident(cast, cast.family.ruud)
    plan = next(one for one in ruud.get("/mijn/overzicht/").context["plans"])
    shown = ruud.get(f"/mijn/plan/{plan.id}/").content.decode()
    blocks = plan.words.split("\n\n")
    goal = next(number for number, block in enumerate(blocks, 1) if block.startswith("Doel 1"))
    where = f"{WRONG}?wat=plan&id={plan.id}&deel={goal}"
    assert where.replace("&", "&amp;") in shown
    asks = ruud.get(where).content.decode()
    assert "Doel 1" in asks
    done = ruud.post(where, {"words": "Dat doel is al gehaald"}, follow=True).content.decode()
    assert "Binnen twee weken hoort u wat wij ermee doen." in done
    (task,) = tasks("klopt_niet")
    note = opened(Entry(pk=task.record_id))
    assert (note.kind, note.source, note.own_observation) == ("portaal", "inwoner", False)
    assert note.text.endswith("Dat doel is al gehaald")
    assert "Doel 1" in note.text
    assert note.dossier_id == cast.family.dossier.pk
    assert (task.assigned_to, task.due_on) == (cast.roos, cast.today + timedelta(days=14))
    assert log_rows(record_ids__contains=[note.pk], action="create")[0].user_id == ruud.resident.pk


@pytest.mark.parametrize("where", ["hulp", "bewaren", "gelezen"])
def test_beside_every_fact_too(cast, where):  # noqa: F811
    ruud = resident(cast, cast.family.ruud)
    asks = f"{WRONG}?wat={where}&deel=1"
    assert asks.replace("&", "&amp;") in page(ruud, where)
    ruud.post(asks, {"words": "Nee"})
    assert len(tasks("klopt_niet")) == 1


@pytest.mark.policy("2.3")
def test_what_was_said_is_kept_as_a_note_that_goes_when_the_rest_goes(cast):  # noqa: F811
    ruud = resident(cast, cast.family.ruud)
    ruud.post(f"{WRONG}?wat=hulp&deel=1", {"words": "Die helpt mij niet meer"})
    note = opened(Entry(pk=tasks("klopt_niet")[0].record_id))
    assert note.category == "casusregie"
    assert note.is_fixed


def test_of_one_thing_once_a_day(cast):  # noqa: F811
    ruud = resident(cast, cast.family.ruud)
    first, second = (f"{WRONG}?wat=hulp&deel={number}" for number in (1, 2))
    ruud.post(first, {"words": "Nee"})
    assert "U schreef hierover vandaag al." in ruud.post(first, {"words": "Nee!"}).content.decode()
    ruud.post(second, {"words": "Nee"})
    assert len(tasks("klopt_niet")) == 2


@pytest.mark.parametrize(
    "asked",
    ["", "?wat=dossier", "?wat=hulp", "?wat=hulp&deel=0", "?wat=hulp&deel=99", "?wat=plan&id=x&deel=1", "?wat=gedeeld"],
)
def test_of_what_is_not_there_nothing_can_be_said(cast, asked):  # noqa: F811
    ruud = resident(cast, cast.family.ruud)
    assert ruud.post(WRONG + asked, {"words": "Nee"}).status_code == 404
    assert tasks("klopt_niet") == []


def test_a_parent_says_it_for_the_child(cast):  # noqa: F811
    at_peace(cast, cast.family.esra)
    samira = resident(cast, cast.family.samira)
    choose(samira, cast.family.esra)
    samira.post(f"{WRONG}?wat=hulp&deel=1", {"words": "Esra kent haar niet"})
    note = opened(Entry(pk=tasks("klopt_niet")[0].record_id))
    assert (note.about, note.source) == ([cast.family.esra.pk], "naaste")
    assert localdate(note.created_at) == cast.today
