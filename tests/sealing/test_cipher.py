import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealing import cipher
from sealing.errors import BrokenSeal
from sealing.models import new_id

pytestmark = pytest.mark.policy("2.5")
KEY, OTHER_KEY = b"k" * 32, b"o" * 32
PLACE = cipher.place_of("cases.Entry", "text_sealed", new_id())
contents = st.binary(max_size=500)


@given(contents)
def test_what_is_sealed_opens_again(content):
    assert cipher.unseal(KEY, cipher.seal(KEY, content, PLACE), PLACE) == content


@given(contents)
def test_the_same_content_never_looks_the_same_twice(content):
    assert cipher.seal(KEY, content, PLACE) != cipher.seal(KEY, content, PLACE)


@given(contents, st.integers(min_value=0), st.integers(1, 255))
def test_any_altered_byte_breaks_the_seal(content, place, change):
    sealed = bytearray(cipher.seal(KEY, content, PLACE))
    sealed[place % len(sealed)] ^= change
    with pytest.raises(BrokenSeal):
        cipher.unseal(KEY, bytes(sealed), PLACE)


@given(contents, st.integers(min_value=0))
def test_any_shortening_breaks_the_seal(content, length):
    sealed = cipher.seal(KEY, content, PLACE)
    with pytest.raises(BrokenSeal):
        cipher.unseal(KEY, sealed[: length % len(sealed)], PLACE)


@given(contents, contents.filter(bool))
def test_anything_added_breaks_the_seal(content, added):
    with pytest.raises(BrokenSeal):
        cipher.unseal(KEY, cipher.seal(KEY, content, PLACE) + added, PLACE)


@given(contents)
def test_what_was_never_sealed_is_no_content(raw):
    with pytest.raises(BrokenSeal):
        cipher.unseal(KEY, raw, PLACE)


@given(contents)
def test_another_key_or_another_place_opens_nothing(content):
    sealed = cipher.seal(KEY, content, PLACE)
    elsewhere = cipher.place_of("cases.Entry", "text_sealed", new_id())
    for key, place in ((OTHER_KEY, PLACE), (KEY, elsewhere)):
        with pytest.raises(BrokenSeal):
            cipher.unseal(key, sealed, place)


def test_a_place_is_model_column_and_record():
    record = new_id()
    places = {
        cipher.place_of(model, column, one)
        for model in ("cases.Entry", "cases.Task")
        for column in ("text_sealed", "title_sealed")
        for one in (record, new_id())
    }
    assert len(places) == 8


def test_an_error_says_nothing_of_what_was_sealed():
    sealed = cipher.seal(KEY, b"kanarievogel", PLACE)
    with pytest.raises(BrokenSeal) as error:
        cipher.unseal(OTHER_KEY, sealed, PLACE)
    assert "kanarie" not in str(error.value)
    assert error.value.__suppress_context__
