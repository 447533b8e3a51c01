from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.partialdate import PartialDate

pytestmark = pytest.mark.policy("1.5")
days = st.dates(date(1880, 1, 1), date(2100, 12, 31))
partial = st.builds(lambda day, known: PartialDate(*((day.year, day.month, day.day)[:known])), days, st.integers(0, 3))


@given(partial)
def test_it_comes_back_from_json_as_it_went(birth):
    assert PartialDate.from_json(birth.as_json()) == birth


@given(partial)
def test_the_first_and_last_possible_day_are_what_is_known(birth):
    first, last = birth.earliest(), birth.latest()
    if birth.year is None:
        assert first is last is None
        return
    assert first <= last
    assert {first.year, last.year} == {birth.year}
    assert birth.month is None or first.month == last.month == birth.month
    assert (birth.exact() is not None) == (first == last)


@given(partial, days)
def test_the_age_is_the_youngest_possible_and_never_negative(birth, on):
    age = birth.age_on(on)
    if birth.year is None:
        assert age is None
        return
    assert age >= 0
    for possible in (birth.earliest(), birth.latest()):
        assert age <= max(0, PartialDate.of(possible).age_on(on))


@given(days, st.integers(1, 99))
def test_a_birthday_makes_one_older_on_the_day_itself(born, years):
    birth = PartialDate.of(born)
    if (born.month, born.day) == (2, 29):
        return
    birthday = born.replace(year=born.year + years)
    assert birth.age_on(birthday) == years
    assert birth.age_on(birthday - timedelta(days=1)) == years - 1


@pytest.mark.parametrize(
    ("on", "age"), [(date(2023, 2, 28), 10), (date(2023, 3, 1), 11), (date(2024, 2, 28), 11), (date(2024, 2, 29), 12)]
)
def test_who_was_born_on_29_february_grows_older_in_march_of_other_years(on, age):
    assert PartialDate(2012, 2, 29).age_on(on) == age


@pytest.mark.parametrize(
    ("birth", "text"),
    [((), "onbekend"), ((1990,), "1990"), ((1990, 5), "mei 1990"), ((1990, 5, 17), "17 mei 1990")],
)
def test_it_reads_as_far_as_it_is_known(birth, text):
    assert str(PartialDate(*birth)) == text


def test_an_unknown_month_of_the_twelfth_year_still_counts_as_eleven():
    assert PartialDate(2014).age_on(date(2026, 11, 23)) == 11
    assert PartialDate(2014).age_on(date(2026, 12, 31)) == 12
