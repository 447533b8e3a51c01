"""The people the stand-in knows, and how they are found."""

import json
from pathlib import Path

from brp.standin.description import OWN

DESCRIPTION = "openapi.json"
PEOPLE = "personen.json"
BRIEF = (
    "adressering",
    "burgerservicenummer",
    "geboorte",
    "geheimhoudingPersoonsgegevens",
    "geslacht",
    "inOnderzoek",
    "naam",
)


def people_in(place: Path) -> list[dict]:
    """The persons of one file, or of `personen.json` in a folder."""
    return json.loads((place / PEOPLE if place.is_dir() else place).read_bytes())["personen"]


def description_for(place: Path | None) -> Path:
    """The public description beside the data or one folder up, else our own part of it."""
    if place is None:
        return OWN
    folder = place if place.is_dir() else place.parent
    beside = [candidate / DESCRIPTION for candidate in (folder, folder.parent)]
    return next((path for path in beside if path.is_file()), OWN)


def by_bsn(people, question):
    wanted = set(question["burgerservicenummer"])
    return [_addressed(person) for person in people if person.get("burgerservicenummer") in wanted]


def by_name(people, question):
    """Living persons (unless asked otherwise), in the shorter form that searching gives."""
    return [_brief(person) for person in people if _fits(person, question)]


def _fits(person, question):
    name = person["naam"]
    if "overlijden" in person and not question.get("inclusiefOverledenPersonen"):
        return False
    wanted = (
        ("geslachtsnaam", name.get("geslachtsnaam", "")),
        ("voorvoegsel", name.get("voorvoegsel", "")),
        ("voornamen", name.get("voornamen", "")),
        ("geslacht", person.get("geslacht", {}).get("code", "")),
    )
    born = person["geboorte"]["datum"].get("datum")
    return born == question["geboortedatum"] and all(
        _same(has, question[key]) for key, has in wanted if key in question
    )


def _same(has, asked):
    """Without regard to capitals; a closing asterisk stands for anything."""
    if asked.endswith("*"):
        return has.casefold().startswith(asked[:-1].casefold())
    return has.casefold() == asked.casefold()


def _brief(person):
    return {key: part for key, part in _addressed(person).items() if key in BRIEF}


def _addressed(person):
    """With the lines for an envelope, which the API makes from the address."""
    home = person.get("verblijfplaats", {}).get("verblijfadres", {})
    lines = {"adresregel1": _first_line(home), "adresregel2": _second_line(home)}
    filled = {key: line for key, line in lines.items() if line}
    return {"adressering": filled, **person} if filled else person


def _first_line(home):
    number = f"{home.get('huisnummer', '')}{home.get('huisletter', '')}"
    street = home.get("officieleStraatnaam", "")
    return f"{street if street != '.' else ''} {number}".strip()


def _second_line(home):
    return f"{home.get('postcode', '')} {home.get('woonplaats', '').upper()}".strip()
