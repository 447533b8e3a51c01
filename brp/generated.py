"""Made-up families in the response shape of the Personen API: for the demo and the stand-in where no sample
is at hand.

The same every time: nothing depends on the day or on chance, so a second import changes nothing. Between
them they have what real families have: diacritics, partial dates, a parent who died, a secret address,
curatele, a divorce, relatives without a BSN, people abroad, and all six outcomes about authority. The numbers
pass the elfproef and lie in a range that is not given out.
"""

from dataclasses import dataclass, field
from datetime import date
from itertools import count, cycle

from cases.bsn import is_valid
from cases.partialdate import PartialDate

FIRST_BSN = 999900000
FEMALE, MALE = {"code": "V", "omschrijving": "vrouw"}, {"code": "M", "omschrijving": "man"}
WOMEN = (
    "Zoë", "Fatıma", "Maartje", "Anaïs", "Noor", "Şevval", "Lieke", "Hélène", "Jadwiga", "Sanne", "Chloë",
    "Ingeborg",
)  # fmt: skip
MEN = (
    "Daan", "Jürgen", "Mohammed", "Sjoerd", "Čedomir", "André", "Thijs", "Søren", "Emre", "François", "Joost",
    "Łukasz",
)  # fmt: skip
SURNAMES = (
    ("", "Çelik"), ("van der", "Heijden"), ("", "Müller"), ("de", "Groot-Verëll"), ("", "Nguyen"),
    ("in 't", "Veld"), ("", "Østergård"), ("van", "Lankveld"), ("", "Ångström"), ("ten", "Brëke"),
    ("", "D'Hondt"), ("", "Kovačević"),
)  # fmt: skip
STREETS = ["Kerkstraat", "Vlierbeek", "Statenweg", "Runstraat", "Zandhoek", "Peelstraat"]


@dataclass(eq=False)
class One:
    """Somebody in the making. `partners`: (the other, since, until or None)."""

    bsn: str
    given: str
    prefix: str
    surname: str
    gender: dict
    birth: PartialDate
    home: dict | None = None
    parents: list = field(default_factory=list)
    children: list = field(default_factory=list)
    partners: list = field(default_factory=list)
    more: dict = field(default_factory=dict)


def families(rounds: int = 2) -> list[dict]:
    """`personen` of an answer: every kind of family, `rounds` times over (29 persons a round)."""
    village = Village()
    for _round in range(rounds):
        for make in KINDS:
            make(village)
    return [_as_answer(one) for one in village.people]


class Village:
    """Hands out names, numbers and houses, one after the other."""

    def __init__(self):
        self.people = []
        self._bsns = (str(number) for number in count(FIRST_BSN) if is_valid(str(number)))
        self._women, self._men, self._surnames = cycle(WOMEN), cycle(MEN), cycle(SURNAMES)
        self._houses = zip(cycle(STREETS), count(3, 7), strict=False)

    def home(self, **more):
        street, number = next(self._houses)
        address = {
            "officieleStraatnaam": street,
            "huisnummer": number,
            "postcode": "5427AB",
            "woonplaats": "Boekel",
        }
        return {"type": "Adres", "verblijfadres": address | more}

    def name(self):
        return next(self._surnames)

    def woman(self, name, birth, home=None, **more):
        return self._one(next(self._women), name, FEMALE, birth, home, more)

    def man(self, name, birth, home=None, **more):
        return self._one(next(self._men), name, MALE, birth, home, more)

    def _one(self, given, name, gender, birth, home, more):
        one = One(next(self._bsns), given, *name, gender, birth, home, more=more)
        self.people.append(one)
        return one


def _day(year, month=None, day=None):
    return PartialDate(year, month, day)


def _marry(one, other, since, until=None):
    one.partners.append((other, since, until))
    other.partners.append((one, since, until))


def _parents(child, *parents):
    child.parents += parents
    for parent in parents:
        parent.children.append(child)


def _married(village):
    name, home = village.name(), village.home()
    mother = village.woman(village.name(), _day(1986, 3, 14), home)
    father = village.man(name, _day(1984, 11, 2), home)
    _marry(mother, father, _day(2011, 6, 24))
    for child in (village.woman(name, _day(2013, 9, 1), home), village.man(name, _day(2018, 1, 30), home)):
        _parents(child, mother, father)
        _authority(child, "GezamenlijkOuderlijkGezag", ouders=[_holder(mother), _holder(father)])


def _mother_alone(village):
    name, home = village.name(), village.home(huisletter="A")
    mother = village.woman(name, _day(1992, 7, 19), home, geheimhoudingPersoonsgegevens=True)
    child = village.man(name, _day(2016, 5, 6), home, geheimhoudingPersoonsgegevens=True)
    _parents(child, mother)
    child.parents.append(One("", "Onbekend", "", village.name()[1], MALE, _day(1990)))
    _authority(child, "EenhoofdigOuderlijkGezag", ouder=_holder(mother))


def _two_mothers(village):
    name, home = village.name(), village.home()
    mother = village.woman(name, _day(1985, 2, 28), home)
    spouse = village.woman(village.name(), _day(1983, 12, 5), home)
    _marry(mother, spouse, _day(2015, 5, 1))
    child = village.woman(name, _day(2017, 10, 11), home)
    _parents(child, mother)
    _authority(child, "GezamenlijkGezag", ouder=_holder(mother), derde={"type": "BekendeDerde", **_holder(spouse)})


def _unknown_third(village):
    name, home = village.name(), village.home(huisnummertoevoeging="2")
    father = village.man(name, _day(1979, 4), home)
    child = village.man(name, _day(2014, 8, 23), home)
    _parents(child, father)
    _authority(child, "GezamenlijkGezag", ouder=_holder(father), derde={"type": "OnbekendeDerde"})


def _guardian(village):
    name, home = village.name(), village.home()
    grandmother = village.woman(name, _day(1952), home)
    mother = village.woman(name, _day(1985, 1, 9), overlijden=_on(_day(2024, 3, 3)))
    _parents(mother, grandmother)
    elder, younger = village.man(name, _day(2012, 12, 24), home), village.woman(name, _day(2019, 6, 17), home)
    for child in (elder, younger):
        _parents(child, mother)
    _authority(elder, "Voogdij", derden=[{"type": "BekendeDerde", **_holder(grandmother)}])
    _authority(younger, "Voogdij", derden=[])


def _parent_died(village):
    name, home = village.name(), village.home()
    mother = village.woman(name, _day(1988, 8, 8), overlijden=_on(_day(2026, 2)))
    father = village.man(village.name(), _day(1987, 5, 15), home)
    child = village.woman(name, _day(2015, 3, 29), home)
    _parents(child, mother, father)
    _authority(child, "TijdelijkGeenGezag", toelichting="Tijdelijk geen gezag omdat de ouder overleden is.")


def _from_abroad(village):
    name = village.name()
    abroad = {
        "regel1": "Hauptstraße 12",
        "regel2": "47533 Kleve",
        "land": {"code": "6029", "omschrijving": "Duitsland"},
    }
    home = {"type": "VerblijfplaatsBuitenland", "verblijfadres": abroad}
    mother = village.woman(name, PartialDate(), home)
    child = village.man(name, _day(2010, 2), home)
    _parents(child, mother)
    _authority(child, "GezagNietTeBepalen", toelichting="Gezag is niet te bepalen: geboren in het buitenland.")


def _divorced(village):
    name, home = village.name(), village.home()
    mother = village.woman(village.name(), _day(1981, 9, 30), home)
    father = village.man(name, _day(1980, 1, 17), village.home())
    _marry(mother, father, _day(2008, 5, 16), _day(2022, 11, 1))
    child = village.woman(name, _day(2011, 7, 4), home)
    _parents(child, mother, father)
    _authority(child, "GezamenlijkOuderlijkGezag", ouders=[_holder(mother), _holder(father)], inOnderzoek=True)


def _older_couple(village):
    home = {"type": "Locatie", "verblijfadres": {"locatiebeschrijving": "Woonboot in de Peelhaven"}}
    wife, husband = (
        village.woman(village.name(), _day(1948, 10, 10), home),
        village.man(village.name(), _day(1945), home),
    )
    _marry(wife, husband, _day(1970))


def _alone(village):
    village.man(village.name(), _day(1990, 6, 12), {"type": "VerblijfplaatsOnbekend"})
    village.woman(village.name(), _day(1968, 4, 27), village.home(), indicatieCurateleRegister=True)


def _no_address(village):
    name = village.name()
    mother, child = village.woman(name, _day(1995, 12, 31)), village.woman(name, _day(2021, 4, 2))
    _parents(child, mother)
    _authority(child, "EenhoofdigOuderlijkGezag", ouder=_holder(mother))


KINDS = (
    _married, _mother_alone, _two_mothers, _unknown_third, _guardian, _parent_died, _from_abroad, _divorced,
    _older_couple, _alone, _no_address,
)  # fmt: skip


def _authority(child, kind, **more):
    child.more["gezag"] = [{"type": kind, "minderjarige": _holder(child), **more}]


def _holder(one):
    return {"burgerservicenummer": one.bsn, "naam": {"volledigeNaam": _name(one)["volledigeNaam"]}}


def _as_answer(one):
    answer = {
        "burgerservicenummer": one.bsn,
        "naam": _name(one),
        "geslacht": one.gender,
        "geboorte": _on(one.birth),
        "ouders": [_relative(parent) | {"ouderAanduiding": str(place)} for place, parent in enumerate(one.parents, 1)],
        "kinderen": [_relative(child) for child in one.children],
        "partners": [_partner(*partner) for partner in one.partners],
        "verblijfplaats": one.home,
        **one.more,
    }
    return {key: value for key, value in answer.items() if value}


def _relative(one):
    relative = {"burgerservicenummer": one.bsn, "naam": _name(one), "geboorte": _on(one.birth)}
    return {key: value for key, value in relative.items() if value}


def _partner(other, since, until):
    partner = _relative(other) | {"aangaanHuwelijkPartnerschap": _on(since)}
    return partner | {"ontbindingHuwelijkPartnerschap": _on(until)} if until else partner


def _name(one):
    whole = " ".join(part for part in (one.given, one.prefix, one.surname) if part)
    parts = {
        "voornamen": one.given,
        "voorvoegsel": one.prefix,
        "geslachtsnaam": one.surname,
        "volledigeNaam": whole,
    }
    return {key: part for key, part in parts.items() if part}


def _on(moment: PartialDate):
    """{"datum": …} in the type that fits what is known."""
    text = {"langFormaat": str(moment)}
    if not moment.year:
        return {"datum": {"type": "DatumOnbekend", "onbekend": True, **text}}
    if not moment.month:
        return {"datum": {"type": "JaarDatum", "jaar": moment.year, **text}}
    if not moment.day:
        return {"datum": {"type": "JaarMaandDatum", "jaar": moment.year, "maand": moment.month, **text}}
    whole = date(moment.year, moment.month, moment.day).isoformat()
    return {"datum": {"type": "Datum", "datum": whole, **text}}
