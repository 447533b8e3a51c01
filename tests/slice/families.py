"""Two real families: one the municipality knows already, one that only the BRP knows."""

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from brp.generated import families as made_up

RELATIVES = ("ouders", "kinderen", "partners")


@dataclass
class Family:
    """Persons in the shape of the BRP; `head` is an adult of the largest home among them."""

    persons: list[dict]

    @property
    def head(self) -> dict:
        home, _size = self.homes.most_common(1)[0]
        at_home = [person for person in self.persons if home_of(person) == home]
        return min(at_home, key=lambda person: person["geboorte"]["datum"]["datum"])

    @property
    def homes(self) -> Counter:
        return Counter(home for person in self.persons if (home := home_of(person)))

    @property
    def bsn(self) -> str:
        return self.head["burgerservicenummer"]

    @property
    def name(self) -> str:
        return self.head["naam"]["volledigeNaam"]

    def write(self, path: Path) -> Path:
        path.write_text(json.dumps({"type": "RaadpleegMetBurgerservicenummer", "personen": self.persons}))
        return path


def two_families(data_dir: Path) -> tuple[Family, Family]:
    """Those with the most people in one home: from the sample data where they are, else made up."""
    sample = Path(data_dir) / "brp" / "personen.json"
    persons = json.loads(sample.read_bytes())["personen"] if sample.is_file() else made_up(1)
    whole = [Family(group) for group in related(persons) if all(is_plain(person) for person in group)]
    first, second = sorted(whole, key=lambda family: max(family.homes.values(), default=0), reverse=True)[:2]
    return first, second


def related(persons):
    by_bsn = {person["burgerservicenummer"]: person for person in persons}
    kin = defaultdict(set)
    for bsn, person in by_bsn.items():
        for relative in (one for kind in RELATIVES for one in person.get(kind, ())):
            if (other := relative.get("burgerservicenummer")) in by_bsn:
                kin[bsn].add(other)
                kin[other].add(bsn)
    left = dict.fromkeys(by_bsn)
    while left:
        group, found = [], [next(iter(left))]
        while found:
            bsn = found.pop()
            if bsn in left:
                del left[bsn]
                group.append(by_bsn[bsn])
                found += sorted(kin[bsn])
        yield group


def is_plain(person) -> bool:
    """Alive, with a whole birth date, and no secret address: nothing the directory would keep to itself."""
    kept = ("overlijden", "geheimhoudingPersoonsgegevens", "opschortingBijhouding")
    return person["geboorte"].get("datum", {}).get("type") == "Datum" and not any(person.get(name) for name in kept)


def home_of(person):
    home = person.get("verblijfplaats", {}).get("verblijfadres", {})
    return (home["postcode"], home.get("huisnummer")) if "postcode" in home else None
