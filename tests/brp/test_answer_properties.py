"""Whatever comes in: an answer, or one clear error."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from brp.answer import parse, parse_matches
from brp.errors import BrpAnswerError
from brp.generated import families
from cases.bsn import is_valid
from tests.brp.people import TODAY, answer

WHOLE = answer(*families(1))
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=30)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
)


def places(value, path=()):
    """The path of everything in a JSON value."""
    yield path
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, part in steps:
        yield from places(part, (*path, step))


PLACES = [path for path in places(WHOLE) if path]


def with_other(value, path, other):
    """A copy with something else in one place; None there takes it away."""
    copy = json.loads(json.dumps(value))
    target = copy
    for step in path[:-1]:
        target = target[step]
    if other is None and isinstance(target, dict):
        del target[path[-1]]
    else:
        target[path[-1]] = other
    return copy


def an_answer_or_one_clear_error(content):
    for read in (parse, parse_matches):
        try:
            read(content, TODAY)
        except BrpAnswerError as told:
            error = told
        else:
            continue
        assert str(error).startswith("Het antwoord van de BRP")


@given(st.binary(max_size=200))
def test_any_bytes(content):
    an_answer_or_one_clear_error(content)


@given(VALUES, st.sampled_from(["RaadpleegMetBurgerservicenummer", "ZoekMetGeslachtsnaamEnGeboortedatum"]))
def test_any_json(value, kind):
    an_answer_or_one_clear_error(json.dumps(value).encode())
    an_answer_or_one_clear_error(json.dumps({"type": kind, "personen": [value]}).encode())


@settings(max_examples=300)
@given(st.sampled_from(PLACES), VALUES)
def test_any_one_place_changed(path, other):
    an_answer_or_one_clear_error(json.dumps(with_other(WHOLE, path, other)).encode())


@given(st.integers(min_value=0, max_value=200_000))
def test_any_truncation(length):
    content = json.dumps(WHOLE).encode()
    if length < len(content):
        an_answer_or_one_clear_error(content[:length])


@given(st.text(alphabet="0123456789", min_size=9, max_size=9))
def test_only_numbers_that_pass_the_elfproef_are_taken(number):
    content = json.dumps(with_other(WHOLE, ("personen", 0, "burgerservicenummer"), number)).encode()
    try:
        assert parse(content, TODAY).persons[0].bsn == number
        assert is_valid(number)
    except BrpAnswerError:
        assert not is_valid(number)
