from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terms.policy import Facts, Length, NotALength, destroy_on, latest, longer, started_on, statutory_is_longer

pytestmark = pytest.mark.policy("2.3")

DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2150, 12, 31))
LENGTHS = st.builds(
    Length, years=st.integers(0, 110), months=st.integers(0, 24), weeks=st.integers(0, 60), days=st.integers(0, 400)
)


class Kept:
    def __init__(self, text):
        self.length = Length.parse(text)


@pytest.mark.parametrize(
    ("length", "start", "end"),
    [
        ("P5Y", date(2021, 2, 28), date(2026, 2, 28)),
        ("P5Y", date(2024, 2, 29), date(2029, 2, 28)),
        ("P20Y", date(2024, 2, 29), date(2044, 2, 29)),
        ("P5Y", date(2024, 3, 1), date(2029, 3, 1)),
        ("P1M", date(2026, 1, 31), date(2026, 2, 28)),
        ("P13M", date(2026, 12, 31), date(2028, 1, 31)),
        ("P42D", date(2026, 1, 1), date(2026, 2, 12)),
        ("P6W", date(2026, 1, 1), date(2026, 2, 12)),
        ("P1Y1M1D", date(2023, 1, 31), date(2024, 3, 1)),
        ("P0D", date(2026, 5, 4), date(2026, 5, 4)),
    ],
)
def test_the_day_on_which_it_must_be_gone(length, start, end):
    assert destroy_on(Kept(length), start) == end


def test_forward_and_backward_disagree_on_29_february():
    """Why a date is computed forward once and stored: 28-02-2029 minus five years does not reach 29-02-2024."""
    closed_on = date(2024, 2, 29)
    due_on = destroy_on(Kept("P5Y"), closed_on)
    assert due_on == date(2029, 2, 28)
    assert due_on.replace(year=due_on.year - 5) < closed_on


@given(DAYS, st.integers(0, 110))
def test_years_end_on_the_same_day_or_the_last_of_february(start, years):
    end = start + Length(years=years)
    assert end.year == start.year + years
    assert (end.month, end.day) == (start.month, start.day) or (
        (start.month, start.day) == (2, 29) and (end.month, end.day) == (2, 28)
    )


@given(DAYS, DAYS, LENGTHS)
def test_what_starts_later_never_goes_earlier(one, other, length):
    one, other = min(one, other), max(one, other)
    assert one + length <= other + length


@given(DAYS, st.integers(0, 5000))
def test_days_and_weeks_are_counted(start, days):
    assert start + Length(days=days) == start + timedelta(days=days)
    assert start + Length(weeks=days // 7) == start + timedelta(days=days // 7 * 7)


@given(DAYS, LENGTHS)
def test_nothing_goes_before_its_term_started(start, length):
    assert start + length >= start


@given(LENGTHS)
def test_a_length_is_printed_as_it_is_read(length):
    assert Length.parse(str(length)) == length


@pytest.mark.parametrize("text", ["", "P", "5Y", "P5", "PT5H", "P-5Y", "P1.5Y", "p5y", "P5Y3", "P1D1Y"])
def test_what_is_no_length(text):
    with pytest.raises(NotALength):
        Length.parse(text)


def test_a_term_past_the_end_of_the_calendar_is_an_error():
    with pytest.raises(OverflowError):
        destroy_on(Kept("P9000Y"), date(2026, 1, 1))


@pytest.mark.parametrize(
    ("statutory", "policy", "is_longer"),
    [
        ("P20Y", "P15Y", True),
        ("P15Y", "P15Y", False),
        ("P5Y", "P7Y", False),
        ("P42D", "P6W", False),
        ("P366D", "P1Y", True),
        ("P1Y", "P365D", True),
        ("P365D", "P1Y", False),
        ("P1M", "P30D", True),
    ],
)
def test_whether_the_law_is_longer(statutory, policy, is_longer):
    assert statutory_is_longer(Kept(policy), Kept(statutory)) is is_longer


def test_without_a_statutory_term_the_policy_decides():
    assert not statutory_is_longer(Kept("P5Y"), None)


@given(LENGTHS)
def test_nothing_is_longer_than_itself(length):
    assert not longer(length, length)


def test_the_latest_of_all_days():
    assert latest([date(2026, 1, 1), date(2031, 1, 1), date(2030, 1, 1)]) == date(2031, 1, 1)


@pytest.mark.parametrize("dates", [[], [None], [date(2026, 1, 1), None]])
def test_what_has_no_day_is_never_due(dates):
    assert latest(dates) is None


FACTS = Facts(closed_on=date(2026, 3, 1), last_changed_on=date(2025, 12, 1), made_on=date(2020, 6, 1))


@pytest.mark.parametrize(
    ("event", "start"),
    [
        ("afsluiting", date(2026, 3, 1)),
        ("laatste_wijziging", date(2025, 12, 1)),
        ("ontvangst", date(2020, 6, 1)),
        ("einde_maatregel", date(2026, 3, 1)),
        ("archivering", date(2026, 3, 1)),
        ("intrekking", date(2026, 3, 1)),
    ],
)
def test_what_starts_a_term(event, start):
    assert started_on(event, FACTS) == start


def test_an_unknown_event_is_an_error():
    with pytest.raises(KeyError):
        started_on("verjaardag", FACTS)
