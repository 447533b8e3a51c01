"""Who live together, from addresses and ties alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brp.answer import parse
from brp.facts import address_facts
from brp.homes import Resident, Tie, groups, is_current
from cases.partialdate import PartialDate
from tests.brp.people import TODAY, body, home, someone


def home_of(place):
    (person,) = parse(body(someone(verblijfplaats=place)), TODAY).persons
    return Resident(1, person.birth, address_facts(person.address)).home


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (home(1), True),
        (home(1, postcode="5427 ab"), True),
        (home(1, huisletter="A"), False),
        (home(1, huisnummertoevoeging="2"), False),
        (home(1, aanduidingBijHuisnummer={"code": "to", "omschrijving": "tegenover"}), False),
        (home(2), False),
    ],
    ids=["the same", "written otherwise", "letter", "addition", "opposite", "number"],
)
def test_two_are_at_one_address_when_every_part_of_it_is_the_same(other, same):
    assert (home_of(home(1)) == home_of(other)) is same


@pytest.mark.parametrize(
    "place",
    [
        {"type": "Adres", "verblijfadres": {"officieleStraatnaam": "."}},
        {"type": "Adres"},
        {**home(), "indicatieVastgesteldVerblijftNietOpAdres": True},
        {"type": "VerblijfplaatsOnbekend"},
        {"type": "VerblijfplaatsBuitenland"},
        {"type": "Locatie", "verblijfadres": {}},
    ],
    ids=["full stop", "no parts", "proven absent", "unknown", "somewhere abroad", "somewhere"],
)
def test_an_unknown_address_is_shared_with_nobody(place):
    assert home_of(place) is None


def on(text):
    return PartialDate(*map(int, text.split("-"))) if text else None


@pytest.mark.parametrize(
    ("since", "until", "others", "current"),
    [
        ("2010-01-01", None, [], True),
        (None, None, [], True),
        ("2010-01-01", "2019-01-01", [], False),
        ("2010-01-01", None, [(None, "2019-01-01")], False),
        ("2020-01-01", None, [("2010-01-01", "2019-01-01")], True),
        (None, None, [("2010-01-01", "2019-01-01")], False),
        ("2019", None, [("2010-01-01", "2019-06-01")], False),
        ("2020", None, [("2010-01-01", "2019")], True),
    ],
    ids=["runs", "no date", "ended", "end in an entry of its own", "again", "no date, ended", "same year", "years"],
)
def test_a_marriage_holds_until_an_end_that_does_not_certainly_lie_before_it(since, until, others, current):
    entry = ("partner", on(since), on(until))
    entries = [entry, *(("partner", on(one), on(end)) for one, end in others)]
    assert is_current(entry, entries) is current


def test_an_end_on_an_unknown_day_ends_it():
    entry = ("partner", PartialDate(2010), None)
    assert not is_current(entry, [entry, ("partner", None, PartialDate())])


def test_the_end_of_another_marriage_ends_nothing():
    entry = ("partner", PartialDate(2010), None)
    assert is_current(entry, [entry, ("another", None, PartialDate(2019))])


RESIDENTS = st.lists(
    st.builds(
        Resident,
        id=st.integers(0, 8),
        birth=st.builds(PartialDate, year=st.none() | st.integers(1950, 2026)),
        address=st.sampled_from([None, {"number": "1", "postcode": "5427AB"}, {"text": "Woonboot"}]),
        deceased=st.booleans(),
    ),
    unique_by=lambda resident: resident.id,
)
KINDS = st.sampled_from(["ouder", "kind", "partner"])
TIES = st.lists(st.builds(Tie, person=st.integers(0, 9), kind=KINDS, relative=st.integers(0, 9)))


@given(RESIDENTS, TIES)
def test_everybody_alive_lives_in_one_place_with_family_only(residents, ties):
    found = groups(residents, ties, TODAY)
    assert sorted(one for group in found for one in group) == sorted(one.id for one in residents if not one.deceased)
    homes = {one.id: one.home for one in residents}
    assert all(len({homes[one] for one in group}) == 1 for group in found)
    tied = {one for tie in ties for one in (tie.person, tie.relative)}
    assert all(one in tied for group in found for one in group if group[1:])


@given(RESIDENTS, TIES, st.randoms())
def test_the_order_in_which_ties_are_told_does_not_matter(residents, ties, random):
    shuffled = list(ties)
    random.shuffle(shuffled)
    assert set(map(frozenset, groups(residents, ties, TODAY))) == set(
        map(frozenset, groups(residents, shuffled, TODAY))
    )
