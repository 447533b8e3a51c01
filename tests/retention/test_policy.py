from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retention.policy import InForce, RecordFacts, Wait, falls_due_on, is_due, review_on, unused_before, wait_of
from terms.policy import Length

pytestmark = pytest.mark.policy("2.3")

START, END = date(2021, 2, 28), date(2026, 2, 28)
FIVE, SIX, FOUR = Length(years=5), Length(years=6), Length(years=4)
DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1))


def record(started_on=START, destroy_on=END):
    return RecordFacts("casusregie", "jeugdwet", started_on, destroy_on)


@pytest.mark.parametrize(
    ("facts", "in_force", "wait"),
    [
        (record(), InForce(FIVE, choice_needed=False), None),
        (record(), InForce(FOUR, choice_needed=False), None),
        (record(), InForce(SIX, choice_needed=False), Wait.TERM_LONGER),
        (record(), InForce(FIVE, choice_needed=True), Wait.LAW_LONGER),
        (record(), InForce(SIX, choice_needed=True), Wait.LAW_LONGER),
        (record(), None, Wait.NO_TERM),
        (record(destroy_on=None), InForce(FIVE, choice_needed=False), Wait.NO_DATE),
        (record(started_on=None), InForce(FIVE, choice_needed=False), Wait.NO_DATE),
    ],
)
def test_what_makes_a_record_wait(facts, in_force, wait):
    assert wait_of(facts, in_force, END) == wait


@pytest.mark.parametrize(("on", "waits"), [(date(2027, 2, 27), True), (date(2027, 2, 28), False)])
def test_a_longer_term_holds_until_its_own_day_and_not_for_ever(on, waits):
    assert (wait_of(record(), InForce(SIX, choice_needed=False), on) is Wait.TERM_LONGER) is waits


@given(st.lists(DAYS, min_size=1), DAYS)
def test_a_dossier_is_due_when_its_last_record_is(days, on):
    records = [record(destroy_on=day) for day in days]
    assert falls_due_on(records) == max(days)
    assert is_due(records, on) == (on >= max(days))


@given(st.lists(DAYS), DAYS)
def test_one_record_without_a_day_stops_it(days, on):
    assert not is_due([*(record(destroy_on=day) for day in days), record(destroy_on=None)], on)


def test_nothing_at_all_is_never_due():
    assert not is_due([], date.max)


def test_unused_people_go_after_some_weeks():
    assert unused_before(date(2026, 2, 16), weeks=6) == date(2026, 1, 5)


@given(DAYS, DAYS)
def test_a_review_is_never_in_the_past_and_in_good_time(on, destroy_on):
    review = review_on(on, destroy_on, timedelta(days=90))
    assert review >= on
    assert review == on or review == destroy_on - timedelta(days=90)


def test_without_a_day_it_is_looked_at_now():
    assert review_on(END, None, timedelta(days=90)) == END
