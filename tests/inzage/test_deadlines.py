"""AVG art. 12 lid 3 and what stands beside it: by which day a request is answered, as a table."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.emergency import is_working_day
from inzage import deadlines
from inzage.choices import RequestKind

pytestmark = pytest.mark.policy("4.2")

# What was asked; the day it came; days it stood still; whether it was extended; by when, and why then.
TABLE = [
    ("inzage", "2026-03-10", 0, False, "2026-04-10", "the same day of the next month"),
    ("inzage", "2026-01-31", 0, False, "2026-03-02", "28 February is a Saturday, then Sunday"),
    ("inzage", "2025-01-31", 0, False, "2025-02-28", "there is no 31 February"),
    ("inzage", "2028-01-31", 0, False, "2028-02-29", "a leap year, a Tuesday"),
    ("inzage", "2028-02-29", 0, False, "2028-03-29", "from a leap day"),
    ("inzage", "2026-08-31", 0, False, "2026-09-30", "a month of thirty days"),
    ("inzage", "2026-04-11", 0, False, "2026-05-11", "it came in a weekend, and counts from that day"),
    ("inzage", "2026-09-10", 0, False, "2026-10-12", "the tenth is a Saturday"),
    ("inzage", "2026-09-11", 0, False, "2026-10-12", "the eleventh is a Sunday"),
    ("inzage", "2026-11-25", 0, False, "2026-12-28", "two days of Christmas, of which one a Saturday, and a Sunday"),
    ("inzage", "2026-03-27", 0, False, "2026-04-28", "the 27th is King's Day"),
    ("inzage", "2026-12-01", 0, False, "2027-01-04", "New Year's Day is a Friday"),
    ("inzage", "2026-03-10", 5, False, "2026-04-15", "it stood still for five days"),
    ("inzage", "2026-03-10", 8, False, "2026-04-20", "and then the last day is a Saturday"),
    ("inzage", "2026-03-10", 0, True, "2026-06-10", "three months in all"),
    ("inzage", "2026-01-31", 0, True, "2026-04-30", "counted from the day it came, not from 28 February"),
    ("inzage", "2025-11-30", 0, True, "2026-03-02", "28 February is a Saturday"),
    ("inzage", "2026-03-10", 5, True, "2026-06-15", "stood still and extended"),
    ("correctie", "2026-03-10", 0, False, "2026-04-10", "as every right of the AVG"),
    ("vernietiging", "2026-03-10", 0, False, "2026-06-10", "three months at once"),
    ("vernietiging", "2026-11-30", 0, False, "2027-03-01", "28 February is a Sunday"),
    ("klacht", "2026-03-10", 0, False, "2026-04-21", "six weeks"),
    ("klacht", "2026-03-10", 0, True, "2026-05-19", "ten weeks"),
]


@pytest.mark.parametrize(("kind", "came", "waited", "extended", "by", "why"), TABLE, ids=[row[-1] for row in TABLE])
def test_a_request_is_answered_by_its_day(kind, came, waited, extended, by, why):
    came_on = date.fromisoformat(came)
    assert deadlines.answer_by(kind, came_on, waited=waited, extended=extended) == date.fromisoformat(by), why


DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
KINDS = st.sampled_from(RequestKind.values)


@given(KINDS, DAYS, st.integers(0, 60), st.booleans())
def test_the_last_day_is_a_working_day_and_waiting_never_makes_it_earlier(kind, came_on, waited, extended):
    day = deadlines.answer_by(kind, came_on, waited=waited, extended=extended)
    assert is_working_day(day)
    assert day >= deadlines.answer_by(kind, came_on, waited=0, extended=extended)
    assert day >= deadlines.answer_by(kind, came_on, waited=waited)


@given(KINDS, DAYS)
def test_who_asks_later_is_never_answered_by_an_earlier_day(kind, came_on):
    assert deadlines.answer_by(kind, came_on + timedelta(days=1)) >= deadlines.answer_by(kind, came_on)


@pytest.mark.parametrize(
    ("left", "somebody", "officer"),
    [(15, False, False), (14, True, False), (7, True, False), (3, False, False), (2, True, True), (-1, True, True)],
)
def test_somebody_hears_of_it_in_time_and_the_privacy_officer_near_the_end(left, somebody, officer):
    due_on = date(2026, 6, 10)
    on = due_on - timedelta(days=left)
    assert deadlines.reminds_today(due_on, on) is somebody
    assert deadlines.reaches_officer(due_on, on) is officer


def test_destruction_has_its_three_months_and_no_more():
    assert [kind for kind in RequestKind.values if not deadlines.may_be_extended(kind)] == [RequestKind.DESTRUCTION]
