"""§ 4.1 Casusregie: what may be done on any day of some weeks comes where there is room, and never later."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.emergency import is_working_day
from cases.room import day_with_room, monday

pytestmark = pytest.mark.policy("4.1")
days = st.dates(date(2025, 1, 1), date(2030, 1, 1))


@given(days, st.integers(0, 40), st.lists(st.integers(0, 9), min_size=8, max_size=8))
def test_never_before_and_never_after_and_no_fuller_week_than_any_other(first, length, numbers):
    last = first + timedelta(days=length)
    busy = Counter({monday(first) + timedelta(weeks=week): number for week, number in enumerate(numbers)})
    day = day_with_room(first, last, busy)
    assert first <= day <= last
    could_be = [first + timedelta(days=ahead) for ahead in range(length + 1)]
    could_be = [one for one in could_be if is_working_day(one)]
    if could_be:
        assert day in could_be
        assert busy[monday(day)] == min(busy[monday(one)] for one in could_be)
    else:
        assert day == last


def test_of_weeks_with_as_much_room_the_latest():
    assert day_with_room(date(2026, 6, 1), date(2026, 6, 20), Counter()) == date(2026, 6, 19)


def test_a_full_week_is_passed_over():
    busy = Counter({date(2026, 6, 15): 4, date(2026, 6, 8): 2, date(2026, 6, 1): 3})
    assert day_with_room(date(2026, 6, 1), date(2026, 6, 20), busy) == date(2026, 6, 12)
