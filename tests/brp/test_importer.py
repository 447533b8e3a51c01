"""Taking an answer into the register: whole or not at all, and a second time nothing changes."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.context import system
from audit.purposes import Purpose
from brp import importer
from brp.answer import parse
from brp.errors import ImportConflict
from brp.generated import families
from cases import search
from cases.access import access_for_system
from cases.errors import SearchNotReady
from cases.models import Household, HouseholdMember, Person, PersonSearch, Relation
from consent.models import Authority
from sealing.index import bsn_index
from tests.brp.people import (
    CHILD,
    FATHER,
    MOTHER,
    OTHER,
    TODAY,
    authority,
    body,
    holder,
    home,
    on,
    relative,
    someone,
)

NOW = timezone.make_aware(timezone.datetime(2026, 11, 23, 12))
AT_HOME = {"verblijfplaats": home()}

pytestmark = pytest.mark.django_db


def load(*persons, now=NOW):
    return importer.load(parse(body(*persons), TODAY), now=now, on=TODAY)


def counts():
    models = (Person, Relation, Household, HouseholdMember, Authority, PersonSearch)
    histories = (
        Person.history.model,
        Relation.history.model,
        Authority.history.model,
        Household.history.model,
    )
    with system(Purpose.IMPORT, NOW):
        return [model.objects.count() for model in (*models, *histories)]


@pytest.fixture
def register():
    """Opened rows of the register."""
    with system(Purpose.IMPORT, NOW):
        access = access_for_system("import")
        yield lambda model, **which: access.give_all(model.objects.filter(**which).order_by("pk"))


def person(register, bsn):
    return register(Person, bsn_index=bsn_index(bsn))[0]


def together(register, *bsns):
    """The households of these persons."""
    index = [bsn_index(bsn) for bsn in bsns]
    members = HouseholdMember.objects.filter(person__bsn_index__in=index, until__isnull=True)
    return set(members.values_list("household", flat=True))


MARRIED = [
    someone(MOTHER, **AT_HOME, partners=[relative(FATHER)], kinderen=[relative(CHILD, "Noor", born="2015-01-01")]),
    someone(FATHER, "Daan", born="1984-01-01", **AT_HOME, partners=[relative(MOTHER, "Zoë")]),
    someone(
        CHILD,
        "Noor",
        born="2015-01-01",
        **AT_HOME,
        ouders=[relative(MOTHER, "Zoë"), relative(FATHER)],
        gezag=[authority("GezamenlijkOuderlijkGezag", ouders=[holder(MOTHER), holder(FATHER, "Daan Bakker")])],
    ),
]


def test_a_family_comes_in_whole(register):
    result = load(*MARRIED)
    assert result.as_json() == {
        "persons": 3,
        "households": 1,
        "relations": 5,
        "authority": 1,
        "created": 3,
        "changed": 0,
        "skipped": [],
    }
    mother = person(register, MOTHER)
    assert (mother.full_name, mother.birth_text, mother.address_text) == (
        "Zoë Bakker",
        "14 maart 1985",
        "Kerkstraat 1, 5427AB Boekel",
    )
    assert (mother.bsn, mother.source, mother.source_date, mother.created_at) == (MOTHER, "brp", TODAY, NOW)
    (outcome,) = register(Authority, person=person(register, CHILD))
    assert [one["person"] for one in outcome.holders] == [str(mother.pk), str(person(register, FATHER).pk)]
    assert [relation.relative_id for relation in register(Relation, person=person(register, CHILD))] == [
        mother.pk,
        person(register, FATHER).pk,
    ]


def test_names_and_numbers_are_sealed_at_rest(register):
    load(*MARRIED)
    mother = person(register, MOTHER)
    assert b"Bakker" not in bytes(mother.surname_sealed)
    with pytest.raises(Exception, match="verzegeld"):
        _ = Person.objects.get(pk=mother.pk).surname


def test_a_person_can_be_searched_at_once(register):
    load(*MARRIED)
    row = PersonSearch.objects.get(bsn_index=bsn_index(MOTHER))
    assert (row.name, row.birth_date.isoformat()) == ("zoe bakker", "1985-03-14")


def test_a_second_time_changes_nothing():
    load(*MARRIED)
    before = counts()
    result = load(*MARRIED, now=NOW + timedelta(days=1))
    assert (result.persons, result.created, result.changed) == (3, 0, 0)
    assert counts() == before


def test_what_did_change_is_changed_once(register):
    load(*MARRIED)
    moved = [{**one, "verblijfplaats": home(9)} for one in MARRIED]
    assert load(*moved).changed == 3
    assert load(*moved).changed == 0
    assert person(register, MOTHER).address_text == "Kerkstraat 9, 5427AB Boekel"
    assert len(together(register, MOTHER, FATHER, CHILD)) == 1


@pytest.mark.policy("1.5")
def test_a_new_outcome_about_authority_replaces_the_old_one_which_stays(register):
    load(*MARRIED)
    child = {**MARRIED[2], "gezag": [authority("EenhoofdigOuderlijkGezag", ouder=holder(MOTHER))]}
    assert load(child).changed == 1
    old, new = register(Authority)
    assert (old.kind, old.replaced_at, new.kind, new.replaced_at) == (
        "GezamenlijkOuderlijkGezag",
        NOW,
        "EenhoofdigOuderlijkGezag",
        None,
    )


@pytest.mark.policy("1.5")
def test_an_answer_that_does_not_speak_of_authority_leaves_it(register):
    load(*MARRIED)
    silent = {key: value for key, value in MARRIED[2].items() if key != "gezag"}
    assert load(silent).changed == 0
    assert register(Authority)[0].replaced_at is None


@pytest.mark.policy("1.5")
def test_authority_told_at_a_parent_is_kept_with_the_child_once(register):
    outcome = MARRIED[2]["gezag"]
    result = load({**MARRIED[0], "gezag": outcome}, MARRIED[1], MARRIED[2])
    assert result.authority == 2
    (outcome,) = register(Authority)
    assert outcome.person_id == person(register, CHILD).pk


@pytest.mark.policy("1.5")
def test_an_unknown_third_party_is_kept_as_somebody_unknown(register):
    third = {"type": "OnbekendeDerde"}
    load(someone(CHILD, gezag=[authority("GezamenlijkGezag", ouder=holder(MOTHER), derde=third)]))
    parent, unknown = register(Authority)[0].holders
    assert (parent["role"], parent["known"], parent["person"]) == ("ouder", True, None)
    assert unknown == {"name": "", "bsn_index": None, "person": None, "role": "derde", "known": False}


def test_a_relative_who_comes_later_is_linked_to_those_who_were_here(register):
    load(MARRIED[2])
    assert {relation.relative_id for relation in register(Relation)} == {None}
    load(MARRIED[0])
    mother = person(register, MOTHER).pk
    assert mother in {relation.relative_id for relation in register(Relation, person=person(register, CHILD))}
    assert register(Authority)[0].holders[0]["person"] == str(mother)
    assert len(together(register, MOTHER, CHILD)) == 1


# --- the same BSN ---------------------------------------------------------------------------------------


def test_the_same_person_twice_in_a_file_is_one_person(register):
    result = load(someone(), someone(ouders=[relative()]))
    assert (result.persons, result.created, result.relations) == (2, 1, 1)


@pytest.mark.policy("1.4")
@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ({}, {"surname": "Smit"}, "een andere naam"),
        ({}, {"born": "1985-03-15"}, "een andere geboortedatum"),
        ({}, {"surname": "Smit", "born": "1960-01-01"}, "een andere naam en een andere geboortedatum"),
        ({"aNummer": "1111111111"}, {"surname": "Smit"}, "een andere naam"),
        ({"aNummer": "1111111111"}, {"surname": "Smit", "aNummer": "1111111111"}, "een andere naam"),
    ],
    ids=["name", "birth date", "both", "one a-number", "same a-number"],
)
@pytest.mark.parametrize("at_once", [True, False], ids=["one file", "two files"])
def test_the_same_bsn_with_another_name_or_birth_date_is_refused_whole(one, other, told, at_once):
    persons = [someone(**one), someone(**other), someone(OTHER, "Anders")]
    if not at_once:
        load(persons.pop(0))
    before = counts()
    with pytest.raises(ImportConflict) as caught:
        load(*persons)
    assert told in str(caught.value)
    assert "••••••006" in str(caught.value)
    assert not {"Zoë", "Bakker", "Smit", MOTHER} & set(str(caught.value).replace(",", " ").split())
    assert counts() == before


@pytest.mark.policy("1.4")
def test_a_double_registration_of_the_source_is_kept_as_two_in_doubt(register):
    pair = [someone(aNummer="1111111111"), someone(surname="Smit", aNummer="2222222222")]
    assert load(*pair).created == 2
    both = register(Person, bsn_index=bsn_index(MOTHER))
    assert [(one.surname, one.bsn_in_doubt) for one in both] == [("Bakker", True), ("Smit", True)]
    assert (load(*pair).created, load(pair[0]).changed) == (0, 0)


@pytest.mark.policy("1.4")
def test_a_pair_that_the_register_does_not_know_is_a_conflict():
    load(someone(aNummer="1111111111"))
    with pytest.raises(ImportConflict):
        load(someone(surname="Smit", aNummer="2222222222"))


@pytest.mark.policy("1.4")
def test_a_known_person_who_turns_out_to_be_one_of_two_is_put_in_doubt(register):
    one, other = someone(aNummer="1111111111"), someone(surname="Smit", aNummer="2222222222")
    load(one)
    result = load(one, other)
    assert (result.created, result.changed) == (1, 1)
    assert all(one.bsn_in_doubt for one in register(Person))


def test_relatives_of_a_doubtful_bsn_are_told_apart_by_name_and_birth(register):
    pair = [someone(aNummer="1111111111"), someone(surname="Smit", aNummer="2222222222")]
    load(*pair, someone(CHILD, "Noor", ouders=[relative(MOTHER, "Zoë", "Smit", "1985-03-14")]))
    (parent,) = register(Relation)
    assert parent.relative_id == register(Person, bsn_in_doubt=True)[1].pk


def test_whoever_cannot_be_recognised_later_is_skipped_with_a_reason():
    wrong = someone(FATHER, opschortingBijhouding={"reden": {"code": "F"}})
    result = load(someone(), someone(None, "Kind"), wrong)
    assert (result.persons, result.created) == (1, 1)
    assert [one["bsn_masked"] for one in result.skipped] == ["•••••••••", "••••••018"]
    assert all(one["reason"] for one in result.skipped)


def test_a_person_entered_by_hand_becomes_the_brps_with_the_secret_kept(register):
    load(someone())
    with system(Purpose.IMPORT, NOW):
        Person.objects.update(source="inwoner", address_secret=True)
    assert load(someone()).changed == 1
    assert (person(register, MOTHER).source, person(register, MOTHER).address_secret) == ("brp", True)


# --- what is known of a person --------------------------------------------------------------------------


def test_partial_dates_secrecy_death_and_doubts_are_kept(register):
    load(
        someone(
            geboorte={"datum": {"type": "JaarMaandDatum", "jaar": 1950, "maand": 4}},
            overlijden={"datum": {"type": "JaarDatum", "jaar": 2020}},
            geheimhoudingPersoonsgegevens=True,
            indicatieCurateleRegister=True,
            inOnderzoek={"burgerservicenummer": True},
            ouders=[relative(born="1920-02-31")],
        )
    )
    found = person(register, MOTHER)
    assert (found.birth_text, found.deceased_text, found.address_secret) == ("april 1950", "2020", True)
    assert found.particulars == {
        "curatele": True,
        "in_onderzoek": ["burgerservicenummer"],
        "impossible_dates": ["ouders[1].geboorte.datum"],
    }


def test_a_death_without_a_date_is_kept(register):
    load(someone(overlijden={}))
    assert person(register, MOTHER).deceased_text == "onbekend"


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (home(12, huisletter="A", huisnummertoevoeging="2"), "Kerkstraat 12A-2, 5427AB Boekel"),
        ({"type": "Locatie", "verblijfadres": {"locatiebeschrijving": "Woonboot"}}, "Woonboot"),
        ({"type": "VerblijfplaatsOnbekend"}, ""),
        ({"type": "Adres", "verblijfadres": {"officieleStraatnaam": "."}}, ""),
    ],
)
def test_an_address_is_kept_so_that_one_can_read_it(register, place, text):
    load(someone(verblijfplaats=place))
    assert person(register, MOTHER).address_text == text


# --- households -----------------------------------------------------------------------------------------


def household_of(*persons):
    load(*persons)
    return load(*persons).households


CHILD_OF_MOTHER = {"ouders": [relative(MOTHER, "Zoë")]}


@pytest.mark.policy("4.1")
@pytest.mark.parametrize(
    ("persons", "households"),
    [
        ([someone(**AT_HOME), someone(CHILD, "Noor", **AT_HOME, **CHILD_OF_MOTHER)], 1),
        ([someone(**AT_HOME), someone(CHILD, "Noor", verblijfplaats=home(2), **CHILD_OF_MOTHER)], 2),
        ([someone(**AT_HOME), someone(CHILD, "Noor", **AT_HOME)], 2),
        ([someone(), someone(CHILD, "Noor", born="2015-01-01", **CHILD_OF_MOTHER)], 1),
        ([someone(), someone(CHILD, "Noor", born="2005-01-01", **CHILD_OF_MOTHER)], 2),
        ([someone(**AT_HOME), someone(CHILD, "Noor", born="2015-01-01", **CHILD_OF_MOTHER)], 2),
        ([someone(partners=[relative(FATHER)]), someone(FATHER, "Daan")], 1),
        (
            [
                someone(partners=[relative(FATHER, ontbindingHuwelijkPartnerschap=on("2020-01-01"))]),
                someone(FATHER, "Daan"),
            ],
            2,
        ),
        (
            [
                someone(
                    partners=[
                        relative(FATHER, ontbindingHuwelijkPartnerschap=on("2020-01-01")),
                        relative(FATHER, aangaanHuwelijkPartnerschap=on("2010-01-01")),
                    ]
                ),
                someone(FATHER, "Daan"),
            ],
            2,
        ),
        (
            [
                someone(
                    partners=[
                        relative(FATHER, ontbindingHuwelijkPartnerschap=on("2020-01-01")),
                        relative(FATHER, aangaanHuwelijkPartnerschap=on("2022-01-01")),
                    ]
                ),
                someone(FATHER, "Daan"),
            ],
            1,
        ),
        (
            [
                someone(overlijden=on("2020-01-01"), **AT_HOME),
                someone(CHILD, "Noor", **AT_HOME, **CHILD_OF_MOTHER),
            ],
            1,
        ),
    ],
    ids=[
        "one address",
        "two addresses",
        "one address, no family",
        "no address, minor",
        "no address, grown up",
        "one has an address",
        "no address, partners",
        "divorced",
        "divorced, the marriage listed too",
        "married again",
        "a parent who died",
    ],
)
def test_who_form_a_household(persons, households):
    assert household_of(*persons) == households


@pytest.mark.policy("4.1")
def test_a_baby_joins_the_household_of_its_family(register):
    load(*MARRIED)
    load(someone(OTHER, "Bo", born="2026-11-01", **AT_HOME, ouders=[relative(MOTHER, "Zoë")]))
    assert len(together(register, MOTHER, OTHER)) == 1


@pytest.mark.policy("4.1")
def test_whoever_was_taken_out_of_a_household_is_not_put_back(register):
    load(*MARRIED)
    HouseholdMember.objects.filter(person=person(register, FATHER)).update(until=TODAY)
    load(*MARRIED)
    assert together(register, FATHER) == set()


# --- together -------------------------------------------------------------------------------------------


def test_while_the_search_data_are_rebuilt_nobody_comes_in():
    load(someone())
    with system(Purpose.SEARCH_INDEX, NOW):
        PersonSearch.objects.all().delete()
    with pytest.raises(SearchNotReady):
        load(someone(FATHER, "Daan"))
    assert counts()[0] == 1


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_in_whatever_parts_and_order_families_come_the_register_ends_the_same(data):
    people = families(1)
    order = data.draw(st.permutations(people))
    cut = data.draw(st.integers(0, len(order)))
    with system(Purpose.IMPORT, NOW):
        try:
            load(*order[:cut])
            load(*order[cut:])
            last = load(*people)
            assert (last.created, last.changed) == (0, 0)
            with_everybody = (Person.objects.count(), Relation.objects.count(), Authority.objects.count())
            assert with_everybody == (len(people), last.relations, last.authority)
            assert all(row.relative_id or not row.relative_bsn_index for row in Relation.objects.all())
        finally:
            for model in (Authority, Relation, HouseholdMember, Household):
                model.objects.all().delete()
            PersonSearch.objects.exclude(pk=search.READY).delete()
            Person.objects.all().delete()


# --- the command and the real sample --------------------------------------------------------------------


@pytest.fixture
def command(capsys):
    def run(*arguments):
        call_command("import_brp", *map(str, arguments))
        return capsys.readouterr().out

    return run


def test_json_is_one_object_and_nothing_else(command, tmp_path):
    file = tmp_path / "answer.json"
    file.write_bytes(body(*MARRIED))
    assert json.loads(command(file, "--json"))["persons"] == 3
    assert "0 nieuw, 0 gewijzigd" in command(file)


def test_the_whole_sample_loads_and_a_second_time_changes_nothing(command, sample):
    file = sample("personen.json")
    entries = json.loads(file.read_bytes())["personen"]
    first = json.loads(command(file, "--json"))
    assert first["skipped"] == []
    assert first["persons"] == len(entries)
    assert first["relations"] == sum(
        len(one.get(key, ())) for one in entries for key in ("ouders", "kinderen", "partners")
    )
    before = counts()
    second = json.loads(command(file, "--json"))
    assert second == {**first, "created": 0, "changed": 0}
    assert counts() == before


def test_every_sample_family_loads_whole_into_an_empty_register(sample):
    """One family to a register: their BSNs repeat."""
    for file in sorted(sample("gezag").glob("*.json")):
        entries = json.loads(file.read_bytes())["personen"]
        with transaction.atomic():
            result = importer.load(parse(file.read_bytes(), TODAY), now=NOW, on=TODAY)
            again = importer.load(parse(file.read_bytes(), TODAY), now=NOW, on=TODAY)
            transaction.set_rollback(True)
        assert (file.name, result.persons, result.created) == (file.name, len(entries), len(entries))
        assert result.authority == sum(len(one.get("gezag", ())) for one in entries)
        assert (result.skipped, again.created, again.changed) == ([], 0, 0)
