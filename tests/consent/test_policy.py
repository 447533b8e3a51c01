from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.partialdate import PartialDate
from consent import policy

pytestmark = pytest.mark.policy("1.5")


@pytest.mark.parametrize(
    ("age", "rule"),
    [
        (0, policy.UNDER_12),
        (11, policy.UNDER_12),
        (12, policy.FROM_12),
        (15, policy.FROM_12),
        (16, policy.FROM_16),
        (17, policy.FROM_16),
        (18, policy.GROWN_UP),
        (110, policy.GROWN_UP),
        (None, policy.UNKNOWN),
    ],
)
def test_age_says_who_decides(age, rule):
    assert policy.age_rule(age) is rule


@pytest.mark.parametrize(
    ("birthday", "before", "after"),
    [
        (12, policy.UNDER_12, policy.FROM_12),
        (16, policy.FROM_12, policy.FROM_16),
        (18, policy.FROM_16, policy.GROWN_UP),
    ],
)
def test_it_changes_on_the_birthday_itself(birthday, before, after):
    born = PartialDate(2010, 5, 17)
    assert policy.age_rule(born.age_on(date(2010 + birthday, 5, 16))) is before
    assert policy.age_rule(born.age_on(date(2010 + birthday, 5, 17))) is after


@given(st.none() | st.integers(0, 130))
def test_below_16_and_when_unknown_somebody_with_authority_signs(age):
    assert policy.age_rule(age).needs_authority == (age is None or age < 16)
