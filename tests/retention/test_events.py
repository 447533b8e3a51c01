"""§ 2.3 Bewaartermijnen: terms that start with an event of their own."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases import actions
from cases.models import Document, Dossier, Entry
from consent.models import CourtMeasure
from retention import engine, events
from retention.errors import NotYet
from retention.states import Kind
from terms.policy import archived_on
from tests.retention import town
from tests.retention.town import CLOSED_ON, DUE_ON, as_owner, at

pytestmark = pytest.mark.policy("2.3")
TODAY = CLOSED_ON + timedelta(days=100)


def dossier_of(family, hanna, category, **how):
    """With one note of this category; the rest is casusregie."""
    dossier = town.make_dossier(family, hanna, **how)
    with as_owner():
        Entry.objects.filter(dossier=dossier).update(category=category)
        Entry.history.filter(dossier_id=dossier.pk).update(category=category)
    return dossier


def entry_of(dossier):
    with as_owner():
        return Entry.objects.get(dossier=dossier)


def say(dossier, hanna, category, happened_on, about=()):
    return events.say(dossier, category, happened_on=happened_on, about=about, by=hanna, now=at(TODAY), today=TODAY)


def measure(person, hanna, *, ends_on=None, ended_on=None, kind="wvggz", category="bopz"):
    with as_owner():
        return CourtMeasure.objects.create(
            person=person, kind=kind, category=category, ordered_on=date(2020, 1, 1), starts_on=date(2020, 1, 2),
            ends_on=ends_on, ended_on=ended_on, ended_by=hanna if ended_on else None, created_by=hanna,
            created_at=at(date(2020, 1, 2)),
        )  # fmt: skip


# --- somebody says it ---


def test_a_withdrawn_application_is_gone_six_weeks_later_while_its_dossier_is_open(family, hanna):
    dossier = dossier_of(family, hanna, "ingetrokken_aanvraag", closed_on=None)
    assert say(dossier, hanna, "ingetrokken_aanvraag", TODAY) == 2, "the note, and the one that was taken back"
    assert entry_of(dossier).destroy_on == TODAY + timedelta(days=42)
    engine.destroy_due(on=TODAY + timedelta(days=41), now=at(TODAY + timedelta(days=41)))
    assert entry_of(dossier)
    run = engine.destroy_due(on=TODAY + timedelta(days=42), now=at(TODAY + timedelta(days=42)))
    assert run.done[Kind.RECORD] == 2
    with as_owner():
        assert not Entry.objects.filter(dossier=dossier).exists()
        assert Document.objects.filter(dossier=dossier).exists()
        assert Dossier.objects.get(pk=dossier.pk).is_open


@pytest.mark.policy("2.2")
def test_a_signal_nobody_acts_on_is_gone_four_weeks_later(family, hanna):
    dossier = dossier_of(family, hanna, "signaal", closed_on=None)
    say(dossier, hanna, "signaal", TODAY)
    assert entry_of(dossier).destroy_on == TODAY + timedelta(weeks=4)


def test_a_day_to_come_is_refused(family, hanna):
    dossier = dossier_of(family, hanna, "signaal", closed_on=None)
    with pytest.raises(NotYet):
        say(dossier, hanna, "signaal", TODAY + timedelta(days=1))
    assert entry_of(dossier).destroy_on is None


def test_it_is_said_of_some_and_not_of_others(family, hanna):
    dossier = dossier_of(family, hanna, "signaal", closed_on=None)
    assert say(dossier, hanna, "signaal", TODAY, about=[family.oma.pk]) == 0
    assert say(dossier, hanna, "signaal", TODAY, about=[family.anna.pk]) == 2


def test_what_started_already_is_not_started_again(family, hanna):
    dossier = dossier_of(family, hanna, "signaal", closed_on=None)
    say(dossier, hanna, "signaal", TODAY - timedelta(days=3))
    assert say(dossier, hanna, "signaal", TODAY) == 0
    assert entry_of(dossier).event_on == TODAY - timedelta(days=3)


def test_closing_later_leaves_the_day_of_the_event(family, hanna):
    dossier = dossier_of(family, hanna, "signaal", closed_on=None)
    say(dossier, hanna, "signaal", TODAY)
    with as_owner(at(TODAY)):
        closed = actions.close(dossier, by=hanna, now=at(TODAY), on=TODAY, reason="Klaar")
    assert entry_of(dossier).destroy_on == TODAY + timedelta(weeks=4)
    assert closed.destroy_on == TODAY.replace(year=TODAY.year + 5)


# --- measures ---


@pytest.mark.parametrize(
    ("ends_on", "ended_on", "event_on"),
    [
        (date(2021, 5, 1), None, date(2021, 5, 1)),
        (date(2021, 5, 1), date(2021, 3, 1), date(2021, 3, 1)),
        (None, date(2024, 2, 29), date(2024, 2, 29)),
    ],
    ids=["its last day", "ended sooner", "29 February"],
)
@pytest.mark.policy("1.6")
def test_what_is_kept_of_forced_care_goes_five_years_after_the_end_of_the_measure(
    family, hanna, ends_on, ended_on, event_on
):
    dossier = dossier_of(family, hanna, "bopz")
    measure(family.anna, hanna, ends_on=ends_on, ended_on=ended_on)
    assert events.follow(on=date(2024, 3, 1), now=at(date(2024, 3, 1))) == 2
    entry = entry_of(dossier)
    goes_on = date(2029, 2, 28) if event_on.month == 2 else event_on.replace(year=event_on.year + 5)
    assert (entry.event_on, entry.term_started_on, entry.destroy_on) == (event_on, event_on, goes_on)
    with as_owner():
        assert Dossier.objects.get(pk=dossier.pk).destroy_on == max(goes_on, DUE_ON)
    assert events.follow(on=date(2024, 3, 2), now=at(date(2024, 3, 2))) == 0


def test_while_a_measure_runs_nothing_about_it_has_a_day_nor_goes(family, hanna):
    dossier = dossier_of(family, hanna, "bopz")
    measure(family.anna, hanna, ends_on=date(2021, 5, 1))
    events.follow(on=DUE_ON, now=at(DUE_ON))
    measure(family.anna, hanna)
    events.follow(on=DUE_ON, now=at(DUE_ON))
    assert entry_of(dossier).destroy_on is None
    later = DUE_ON + timedelta(days=4000)
    engine.destroy_due(on=later, now=at(later))
    assert entry_of(dossier).event_on is None


def test_the_end_of_a_measure_asks_no_more_for_more_dossiers(family, hanna):
    asked = []
    for number in (1, 3):
        dossiers = [dossier_of(family, hanna, "bopz") for _ in range(number)]
        measure(family.anna, hanna, ends_on=date(2021, 5, number))
        with CaptureQueriesContext(connection) as queries:
            events.follow_measures(on=DUE_ON, now=at(DUE_ON))
        asked.append(len(queries))
        with as_owner():
            ends = Dossier.objects.filter(pk__in=[one.pk for one in dossiers]).values_list("destroy_on", flat=True)
            assert list(ends) == [date(2026, 5, number)] * number
    assert asked[0] == asked[1]


def test_the_measure_of_one_does_not_date_what_is_about_others(family, hanna):
    dossier = dossier_of(family, hanna, "bopz")
    before = entry_of(dossier).destroy_on
    measure(family.oma, hanna, ends_on=date(2020, 5, 1))
    assert events.follow(on=TODAY, now=at(TODAY)) == 0
    assert entry_of(dossier).destroy_on == before


# --- the verwijsindex ---


@pytest.mark.policy("2.2")
@pytest.mark.parametrize(
    ("made_on", "birthdays", "archived"),
    [
        (date(2024, 2, 29), [], date(2026, 2, 28)),
        (date(2024, 3, 1), [date(2025, 6, 1)], date(2025, 6, 1)),
        (date(2024, 3, 1), [date(2025, 6, 1), date(2024, 9, 1)], date(2024, 9, 1)),
        (date(2024, 3, 1), [date(2020, 1, 1)], date(2026, 3, 1)),
    ],
    ids=["after two years", "at 23", "the first of two", "a parent does not count"],
)
def test_a_signal_is_archived_after_two_years_or_at_23(made_on, birthdays, archived):
    assert archived_on(made_on, birthdays) == archived


@pytest.mark.policy("2.2")
def test_an_archived_signal_goes_five_years_later(family, hanna):
    dossier = dossier_of(family, hanna, "verwijsindex", closed_on=None)
    made = entry_of(dossier).created_at.date()
    early, on_the_day = made.replace(year=made.year + 2) - timedelta(days=1), made.replace(year=made.year + 2)
    assert events.follow(on=early, now=at(early)) == 0
    assert events.follow(on=on_the_day, now=at(on_the_day)) == 2
    assert entry_of(dossier).destroy_on == made.replace(year=made.year + 7)
