import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cases import bsn

pytestmark = pytest.mark.policy("1.4")
digits = st.text("0123456789", min_size=9, max_size=9)
valid = st.integers(1, 99_999_999).map(lambda number: with_check_digit(f"{number:08}")).filter(bool)


def with_check_digit(eight: str) -> str | None:
    """Nine digits that pass, or None where the remainder is ten and no digit will do."""
    rest = sum(int(digit) * weight for digit, weight in zip(eight, range(9, 1, -1), strict=True)) % 11
    return None if rest == 10 else f"{eight}{rest}"


@given(valid)
def test_what_passes_the_elfproef_is_valid(number):
    assert bsn.is_valid(number)


@given(valid, st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(number, place, shift):
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert not bsn.is_valid(wrong)


@given(valid, st.integers(0, 7))
def test_two_neighbours_that_changed_places_are_always_found(number, place):
    assume(number[place] != number[place + 1])
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert not bsn.is_valid(swapped)


@given(st.text(max_size=20))
def test_any_text_is_answered(text):
    number = bsn.normalised(text)
    if bsn.is_valid(number):
        assert number.isascii()
        assert number.isdigit()
        assert len(number) == 9


@pytest.mark.parametrize("number", ["000000000", "", "12345678", "1234567890", "٩٩٩٩٩٠٠١٩", "99999001²", "abcdefghi"])
def test_what_is_no_number_is_not_valid(number):
    assert not bsn.is_valid(number)


@given(valid)
def test_dots_and_spaces_are_left_out_and_a_missing_zero_is_put_back(number):
    assert bsn.normalised(f" {number[:3]}.{number[3:6]} {number[6:]} ") == number
    if number.startswith("0"):
        assert bsn.normalised(number[1:]) == number


@given(digits)
def test_a_mask_shows_three_digits_and_hides_six(number):
    masked = bsn.masked(number)
    assert masked == "••••••" + number[-3:]


@given(st.text(max_size=12).filter(lambda text: len(text) != 9))
def test_what_is_no_bsn_is_hidden_whole(text):
    assert set(bsn.masked(text)) == {"•"}
