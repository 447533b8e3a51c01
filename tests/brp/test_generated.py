"""The made-up families hold what real ones hold, and are the same every time."""

import json
from collections import Counter

import pytest

from brp.answer import parse
from brp.generated import families
from brp.standin.description import Description
from cases.bsn import is_valid
from tests.brp.people import TODAY, answer

ANSWER = "RaadpleegMetBurgerservicenummerResponse"


@pytest.fixture(scope="module")
def persons():
    return parse(json.dumps(answer(*families())).encode(), TODAY).persons


def test_they_are_the_same_every_time():
    assert families() == families()


def test_they_fit_our_own_description():
    assert Description().errors_in(answer(*families()), ANSWER) == []


def test_they_fit_the_public_description(settings):
    public = settings.SAMPLE_DATA_DIR / "brp" / "openapi.json"
    if not public.is_file():
        pytest.skip(f"the public description is not at {public}")
    assert Description(public).errors_in(answer(*families()), ANSWER) == []


def test_every_number_is_valid_and_given_once(persons):
    numbers = [person.bsn for person in persons]
    assert all(map(is_valid, numbers))
    assert len(set(numbers)) == len(numbers)


def test_they_have_what_real_families_have(persons):
    assert {gezag.kind for person in persons for gezag in person.gezag or ()} == {
        "GezamenlijkOuderlijkGezag",
        "EenhoofdigOuderlijkGezag",
        "GezamenlijkGezag",
        "Voogdij",
        "TijdelijkGeenGezag",
        "GezagNietTeBepalen",
    }
    kinds = Counter(person.address.kind if person.address else None for person in persons)
    assert set(kinds) == {"Adres", "VerblijfplaatsBuitenland", "Locatie", "VerblijfplaatsOnbekend", None}
    assert any(person.deceased for person in persons)
    assert any(person.secrecy for person in persons)
    assert any(person.curatele for person in persons)
    assert any(not relation.bsn for person in persons for relation in person.relations)
    assert {bool(person.birth.year) + bool(person.birth.month) + bool(person.birth.day) for person in persons} == set(
        range(4)
    )
    assert not all(person.name.full.isascii() for person in persons)
