"""Every family of the sample, as a dossier would know it; and what of it identifies somebody.

How it is looked for shares nothing with how it is masked: plain search in text without accents, capitals and signs.
"""

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from brp.answer import parse
from brp.facts import address_facts
from casework.masking import Somebody
from tests.brp.people import TODAY

PARTICLES = {
    "van",
    "de",
    "der",
    "den",
    "het",
    "las",
    "los",
    "del",
    "dos",
    "la",
    "el",
    "do",
    "in",
    "alias",
    "uit",
    "aan",
}


@dataclass(frozen=True)
class Family:
    people: tuple[Somebody, ...]

    @cached_property
    def words(self) -> set[str]:
        """Every word of a name, plain; what stands before a surname says nothing alone."""
        names = [f"{one.given_names} {one.surname} {' '.join(one.names)}" for one in self.people]
        return {word for name in names for word in re.findall(r"[^\W\d_]{3,}", plain(name))} - PARTICLES

    @cached_property
    def streets(self) -> set[str]:
        return {
            plain(each[key])
            for one in self.people
            for each in one.addresses
            for key in ("street", "text")
            if key in each
        }

    @cached_property
    def numbers(self) -> set[str]:
        postcodes = {
            plain(each["postcode"]).replace(" ", "")
            for one in self.people
            for each in one.addresses
            if "postcode" in each
        }
        return {number for one in self.people for number in one.bsns} | postcodes


def plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    bare = "".join(letter for letter in letters if unicodedata.category(letter) not in {"Mn", "Cf"})
    return bare.casefold().translate(str.maketrans("łøđħıæåœð", "lodhiaaod"))


def left_in(text: str, family: Family) -> list[str]:
    """What of this family still stands in a text, or in bytes that were decoded."""
    flat = plain(text)
    words = set(re.findall(r"[^\W\d_]+", flat))
    closed = re.sub(r"[\W_]", "", flat)
    found = [word for word in family.words if word in words]
    return found + [
        one for one in (*family.streets, *family.numbers) if one in flat or re.sub(r"[\W_]", "", one) in closed
    ]


def families_of(body: bytes) -> list[Family]:
    """Each person with parents, children and partners as that registration has them."""
    return [Family(tuple(_people(person, number))) for number, person in enumerate(parse(body, TODAY).persons)]


def _people(person, number):
    address = address_facts(person.address)
    telephones = (f"06{number:08}", f"0492{number:06}")
    yield Somebody(
        "de inwoner",
        person.name.given_names,
        person.name.prefix,
        person.name.surname or person.name.full,
        bsns=(person.bsn,) if person.bsn else (),
        births=(person.birth,),
        addresses=(address,) if address else (),
        telephones=telephones,
        mails=(f"gezin{number}@thuis.example",),
    )
    for place, relation in enumerate(person.relations, 1):
        name = relation.name
        yield Somebody(
            f"familielid {place}",
            name.given_names,
            name.prefix,
            name.surname or name.full,
            bsns=(relation.bsn,) if relation.bsn else (),
            births=(relation.birth,) if relation.birth else (),
        )


def households_of(body: bytes) -> list[Family]:
    """Who is related to whom, all together in one dossier."""
    persons, found = list(parse(body, TODAY).persons), []
    left = {person.bsn: (number, person) for number, person in enumerate(persons) if person.bsn}
    while left:
        asked, people = [next(iter(left))], []
        while asked:
            if together := left.pop(asked.pop(), None):
                number, person = together
                own, *relatives = _people(person, number)
                people += [own, *relatives]
                asked += [one.bsn for one in person.relations if one.bsn]
        found.append(Family(tuple({repr(one): one for one in people}.values())))
    return found


def all_households(find) -> list[Family]:
    return [family for body in bodies(find) for family in households_of(body)]


def bodies(find):
    """The files of the sample: of those about authority each is an answer of its own."""
    yield find("personen.json").read_bytes()
    yield from (path.read_bytes() for path in sorted(find("gezag").glob("*.json")))


def all_families(find) -> list[Family]:
    return [family for body in bodies(find) if json.loads(body)["personen"] for family in families_of(body)]
