"""What an answer of the BRP becomes, and that nothing of a wrong answer is used."""

import json
from datetime import date

import pytest

from brp import shapes
from brp.answer import parse, parse_matches
from brp.errors import BrpAnswerError
from cases.bsn import masked
from cases.partialdate import PartialDate
from tests.brp.people import (
    CHILD,
    FATHER,
    MOTHER,
    TODAY,
    answer,
    authority,
    body,
    holder,
    home,
    named,
    on,
    relative,
    someone,
)


def one(**more):
    return parse(body(someone(**more)), TODAY).persons[0]


def refused(content):
    with pytest.raises(BrpAnswerError) as caught:
        parse(content, TODAY)
    return str(caught.value)


def test_a_person_keeps_names_with_diacritics_and_prefix():
    person = parse(body({**someone(), "naam": named("Zoë Fatıma", "Ångström", "in 't")}), TODAY).persons[0]
    assert person.name == shapes.Name("Zoë Fatıma", "in 't", "Ångström", "Zoë Fatıma in 't Ångström")


def test_composed_and_decomposed_letters_become_the_same_name():
    assert one(surname="Zoe\u0308").name == one(surname="Zoë").name


def test_the_a_number_is_optional():
    assert (one().a_number, one(aNummer="1234567890").a_number) == ("", "1234567890")


@pytest.mark.parametrize(
    ("given", "known", "first", "last", "text"),
    [
        (
            {"type": "Datum", "datum": "1980-05-26"},
            (1980, 5, 26),
            (1980, 5, 26),
            (1980, 5, 26),
            "26 mei 1980",
        ),
        (
            {"type": "JaarMaandDatum", "jaar": 2020, "maand": 2},
            (2020, 2),
            (2020, 2, 1),
            (2020, 2, 29),
            "februari 2020",
        ),
        ({"type": "JaarDatum", "jaar": 1970}, (1970,), (1970, 1, 1), (1970, 12, 31), "1970"),
        ({"type": "DatumOnbekend", "onbekend": True}, (), None, None, "onbekend"),
    ],
    ids=["whole", "month", "year", "unknown"],
)
def test_a_date_keeps_what_is_known_of_it(given, known, first, last, text):
    birth = parse(body({**someone(), "geboorte": {"datum": given}}), TODAY).persons[0].birth
    assert birth == PartialDate(*known)
    assert birth.earliest() == (date(*first) if first else None)
    assert birth.latest() == (date(*last) if last else None)
    assert str(birth) == text


@pytest.mark.parametrize(
    ("place", "kind", "lines"),
    [
        (home(88, huisletter="A", huisnummertoevoeging="2"), "Adres", ("Kerkstraat 88A-2", "5427AB Boekel")),
        (
            {
                "type": "VerblijfplaatsBuitenland",
                "verblijfadres": {"regel1": "Hauptstraße 1", "land": {"code": "1"}},
            },
            "VerblijfplaatsBuitenland",
            ("Hauptstraße 1", "1"),
        ),
        ({"type": "Locatie", "verblijfadres": {"locatiebeschrijving": "Woonboot"}}, "Locatie", ("Woonboot",)),
        ({"type": "VerblijfplaatsOnbekend"}, "VerblijfplaatsOnbekend", ()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_four_kinds_of_address(place, kind, lines):
    address = one(verblijfplaats=place).address
    assert (address.kind, address.as_lines) == (kind, lines)


def test_relatives_are_kept_as_this_registration_has_them():
    married = {
        "soortVerbintenis": {"code": "H", "omschrijving": "huwelijk"},
        "aangaanHuwelijkPartnerschap": on("2010-09-04"),
    }
    ended = {**married, "ontbindingHuwelijkPartnerschap": on("2019-11-05")}
    person = one(
        ouders=[relative(ouderAanduiding="1")],
        kinderen=[relative(CHILD, "Noor", born="2015-01-01")],
        partners=[relative(FATHER, **ended)],
    )
    parent, child, partner = person.relations
    assert (parent.kind, parent.bsn, parent.parent_number) == ("ouder", "", "1")
    assert (child.kind, child.bsn, child.name.full) == ("kind", CHILD, "Noor Bakker")
    assert (partner.commitment, partner.dissolved) == ("huwelijk", True)
    assert (partner.since, partner.until) == (PartialDate(2010, 9, 4), PartialDate(2019, 11, 5))


def test_an_unknown_parent_is_a_relation_without_a_name():
    (parent,) = one(ouders=[{"ouderAanduiding": "2"}]).relations
    assert (parent.name.full, parent.birth) == ("", None)


def test_a_day_that_cannot_exist_for_a_relative_keeps_the_month_and_is_marked():
    (parent,) = one(ouders=[relative(born="1948-05-38")]).relations
    assert (parent.birth, parent.unreliable) == (PartialDate(1948, 5), ("geboorte.datum",))


def test_a_deceased_person_without_a_date_of_death_is_deceased():
    assert one(opschortingBijhouding={"reden": {"code": "O"}}).deceased
    assert one(overlijden={}).deceased
    assert one(overlijden=on("2020-02-02")).death == PartialDate(2020, 2, 2)
    assert not one(opschortingBijhouding={"reden": {"code": "E"}}).deceased


def test_geheimhouding_and_curatele_are_kept():
    person = one(geheimhoudingPersoonsgegevens=True, indicatieCurateleRegister=True)
    assert person.secrecy
    assert person.curatele
    assert not one().secrecy
    assert not one().curatele


def test_everything_in_onderzoek_is_kept_with_its_place():
    person = one(
        inOnderzoek={"burgerservicenummer": True, "geslacht": False},
        geboorte={
            **on("1985-03-14"),
            "inOnderzoek": {"datum": True, "datumIngangOnderzoek": on("2020-01-01")["datum"]},
        },
        verblijfplaats=home(inOnderzoek={"huisnummer": True}),
        ouders=[relative(inOnderzoek={"burgerservicenummer": True})],
    )
    assert person.in_onderzoek == (
        "burgerservicenummer",
        "geboorte.datum",
        "verblijfplaats.verblijfadres.huisnummer",
    )
    assert person.relations[0].in_onderzoek == ("burgerservicenummer",)


GEZAG = [
    (authority("GezamenlijkOuderlijkGezag", ouders=[holder(MOTHER), holder(FATHER)]), ["ouder", "ouder"]),
    (authority("EenhoofdigOuderlijkGezag", ouder=holder(MOTHER)), ["ouder"]),
    (
        authority("GezamenlijkGezag", ouder=holder(MOTHER), derde={"type": "BekendeDerde", **holder(FATHER)}),
        ["ouder", "derde"],
    ),
    (
        authority("GezamenlijkGezag", ouder=holder(MOTHER), derde={"type": "OnbekendeDerde"}),
        ["ouder", "derde"],
    ),
    (authority("Voogdij", derden=[{"type": "BekendeDerde", **holder(MOTHER)}]), ["derde"]),
    (authority("Voogdij", derden=[{"type": "OnbekendeDerde"}]), ["derde"]),
    (authority("Voogdij", derden=[]), []),
    (authority("Voogdij"), []),
    (authority("TijdelijkGeenGezag", toelichting="Omdat de ouder overleden is."), []),
    (authority("GezagNietTeBepalen", toelichting="Het is niet te bepalen."), []),
]


@pytest.mark.policy("1.5")
@pytest.mark.parametrize(("given", "roles"), GEZAG)
def test_the_six_outcomes_about_authority(given, roles):
    (found,) = one(bsn=CHILD, gezag=[given]).gezag
    assert (found.kind, found.minor_bsn, [one.role for one in found.holders]) == (given["type"], CHILD, roles)
    assert found.explanation == given.get("toelichting", "")


@pytest.mark.policy("1.5")
def test_an_unknown_third_party_is_told_from_a_known_one():
    known, unknown = (parse(body(someone(gezag=[given])), TODAY).persons[0].gezag[0] for given, _roles in GEZAG[2:4])
    assert [holder.known for holder in known.holders] == [True, True]
    assert [holder.known for holder in unknown.holders] == [True, False]


@pytest.mark.policy("1.5")
@pytest.mark.parametrize(
    "more",
    [
        {"gezag": [authority("Voogdij", inOnderzoek=True)]},
        {"gezag": [authority("Voogdij")], "inOnderzoek": {"indicatieGezagMinderjarige": True}},
        {
            "gezag": [authority("Voogdij")],
            "inOnderzoek": {"datumIngangOnderzoekGezag": on("2020-01-01")["datum"]},
        },
    ],
    ids=["the outcome", "the indication", "since a date"],
)
def test_authority_in_onderzoek_is_marked(more):
    assert one(**more).gezag[0].in_onderzoek


@pytest.mark.policy("1.5")
@pytest.mark.parametrize(
    "given",
    [
        authority("GezamenlijkOuderlijkGezag", ouders=[holder(MOTHER)]),
        authority("GezamenlijkOuderlijkGezag"),
        authority("EenhoofdigOuderlijkGezag"),
        authority("GezamenlijkGezag", ouder=holder(MOTHER)),
        authority("GezamenlijkGezag", ouder=holder(MOTHER), derde={"type": "Buurman"}),
        authority("GezamenlijkGezag", derde={"type": "OnbekendeDerde"}),
        authority("Voogdij", derden=[{"type": "BekendeDerde"}]),
        authority("Voogdij", derden=[{"type": "BekendeDerde", **holder(MOTHER)}] * 3),
        authority("EenhoofdigOuderlijkGezag", ouder=holder("123456789")),
        authority("VoogdijOfZoiets"),
        {"type": "Voogdij"},
        {"type": "Voogdij", "minderjarige": {"naam": {"volledigeNaam": "Noor"}}},
        {},
        "Voogdij",
    ],
)
def test_half_an_outcome_about_authority_is_no_outcome(given):
    assert f"BSN {masked(CHILD)}" in refused(body(someone(bsn=CHILD, gezag=[given])))


WHOLE = body(someone(), someone(CHILD, "Noor", born="2015-01-01"))


@pytest.mark.parametrize("end", [0, 1, 20, len(WHOLE) // 2, len(WHOLE) - 1])
def test_a_truncated_answer_is_refused_whole(end):
    assert "afgebroken" in refused(WHOLE[:end])


@pytest.mark.parametrize(
    "content",
    [
        b"<html>Onderhoud</html>",
        b"\xff\xfe\x00",
        b"[]",
        b"null",
        b'"tekst"',
        b"{}",
        b'{"type": "RaadpleegMetBurgerservicenummer"}',
        b'{"type": "RaadpleegMetBurgerservicenummer", "personen": null}',
        b'{"type": "RaadpleegMetBurgerservicenummer", "personen": {}}',
        b'{"type": "RaadpleegMetBurgerservicenummer", "personen": [1]}',
        b'{"type": "ZoekMetIetsAnders", "personen": []}',
        b'{"personen": []}',
        b'{"type": 1, "personen": []}',
        b"[" * 100_000,
        b'{"type": ' + b"9" * 10_000 + b"}",
    ],
)
def test_what_is_not_an_answer_is_refused_in_plain_dutch(content):
    assert refused(content).startswith("Het antwoord van de BRP")


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"bsn": "123456789"}, "persoon 2: “burgerservicenummer” is geen geldig BSN"),
        ({"bsn": "12345"}, "“burgerservicenummer” is geen geldig BSN"),
        ({"bsn": ""}, "“burgerservicenummer” is geen geldig BSN"),
        ({"bsn": 999900018}, "“burgerservicenummer”"),
        ({"aNummer": "12"}, "“aNummer”"),
        ({"naam": {}}, "“naam” ontbreekt"),
        ({"naam": "Zoë"}, "“naam”"),
        ({"naam": named("Zoë\x00", "Bakker")}, "“naam.voornamen”"),
        ({"naam": named("Zoë", "\ud800")}, "“naam.geslachtsnaam”"),
        ({"naam": named("Z" * 5000, "Bakker")}, "“naam.voornamen”"),
        ({"geboorte": {}}, "“geboorte.datum” ontbreekt"),
        ({"born": "2026-11-24"}, "“geboorte.datum” ligt in de toekomst"),
        ({"geboorte": {"datum": {"type": "JaarDatum", "jaar": 2027}}}, "ligt in de toekomst"),
        (
            {"geboorte": {"datum": {"type": "JaarMaandDatum", "jaar": 2026, "maand": 12}}},
            "ligt in de toekomst",
        ),
        ({"born": "2023-02-29"}, "is geen bestaande datum"),
        ({"born": "1948-05-38"}, "is geen bestaande datum"),
        ({"born": "19480518"}, "is geen bestaande datum"),
        ({"born": "0000-01-01"}, "is geen bestaande datum"),
        ({"geboorte": {"datum": {"type": "JaarMaandDatum", "jaar": 1990, "maand": 13}}}, "maand”"),
        ({"geboorte": {"datum": {"type": "JaarDatum", "jaar": True}}}, "jaar”"),
        ({"geboorte": {"datum": {"type": "JaarDatum"}}}, "jaar” ontbreekt"),
        ({"geboorte": {"datum": {"type": "Ongeveer", "jaar": 1990}}}, "heeft een soort die niet bestaat"),
        ({"geboorte": {"datum": "1990-01-01"}}, "“geboorte.datum”"),
        ({"overlijden": on("1980-01-01")}, "ligt vóór de geboorte"),
        ({"overlijden": on("2027-01-01")}, "ligt in de toekomst"),
        ({"geslacht": {"code": "X"}}, "“geslacht”"),
        ({"verblijfplaats": {"type": "Hier"}}, "“verblijfplaats.type”"),
        ({"verblijfplaats": home("1")}, "huisnummer”"),
        ({"geheimhoudingPersoonsgegevens": "ja"}, "“geheimhoudingPersoonsgegevens”"),
        ({"ouders": {}}, "“ouders”"),
        ({"ouders": [relative("111111111")]}, "“ouders[1].burgerservicenummer” is geen geldig BSN"),
        ({"ouders": [relative(ouderAanduiding="3")]}, "ouderAanduiding”"),
        ({"kinderen": [relative(born="2030-01-01")]}, "“kinderen[1].geboorte.datum” ligt in de toekomst"),
        ({"kinderen": [None]}, "“kinderen[1]”"),
    ],
)
def test_one_wrong_person_spoils_the_answer_and_is_named_without_their_data(more, told):
    message = refused(body(someone(), {**someone(), **someone(**{"bsn": FATHER, **more})}))
    assert told in message
    assert "persoon 2" in message
    assert not {"Zoë", "Bakker", "1985", FATHER, "123456789", "111111111"} & set(message.replace("”", " ").split())


def test_born_today_is_not_the_future():
    assert one(born=TODAY.isoformat()).birth.exact() == TODAY


def test_searching_gives_less():
    found = someone(adressering={"adresregel1": "Kerkstraat 1", "adresregel2": "5427AB BOEKEL"})
    (match,) = parse_matches(body(found, kind="ZoekMetGeslachtsnaamEnGeboortedatum"), TODAY)
    assert (match.bsn, match.full_name, match.address_lines) == (
        MOTHER,
        "Zoë Bakker",
        ("Kerkstraat 1", "5427AB BOEKEL"),
    )


def test_a_match_without_a_bsn_cannot_be_chosen_and_is_refused():
    with pytest.raises(BrpAnswerError, match="ontbreekt"):
        parse_matches(body(someone(None), kind="ZoekMetGeslachtsnaamEnGeboortedatum"), TODAY)


def test_an_answer_with_nobody_is_an_answer():
    assert parse(json.dumps(answer()).encode(), TODAY).persons == ()
