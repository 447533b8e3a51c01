"""Which families live in the demo: a part of the sample data where that folder is, generated people where it is not."""

import json
from collections import defaultdict
from pathlib import Path

from django.conf import settings

from brp.generated import families

MOST_PERSONS = 90


def answer() -> bytes:
    """A response body of the BRP, whole families only."""
    sample = Path(settings.SAMPLE_DATA_DIR) / "brp" / "personen.json"
    persons = _some_families(json.loads(sample.read_bytes())["personen"]) if sample.is_file() else families()
    return json.dumps({"type": "RaadpleegMetBurgerservicenummer", "personen": persons}).encode()


def _some_families(persons: list[dict]) -> list[dict]:
    """The families with the youngest children, until there are enough people."""
    by_bsn = {person["burgerservicenummer"]: person for person in persons}
    kin = defaultdict(set)
    for person in persons:
        for relative in (*person.get("ouders", ()), *person.get("kinderen", ()), *person.get("partners", ())):
            if relative.get("burgerservicenummer") in by_bsn:
                kin[person["burgerservicenummer"]].add(relative["burgerservicenummer"])
                kin[relative["burgerservicenummer"]].add(person["burgerservicenummer"])
    chosen: dict[str, dict] = {}
    for family in sorted(_families(by_bsn, kin), key=lambda family: _youngest(family, by_bsn), reverse=True):
        if len(chosen) + len(family) <= MOST_PERSONS:
            chosen |= {bsn: by_bsn[bsn] for bsn in sorted(family)}
    return list(chosen.values())


def _families(by_bsn, kin):
    left = set(by_bsn)
    while left:
        family, found = set(), {left.pop()}
        while found:
            bsn = found.pop()
            family.add(bsn)
            found |= kin[bsn] - family
        left -= family
        yield family


def _youngest(family, by_bsn) -> str:
    return max(by_bsn[bsn]["geboorte"]["datum"].get("datum", "") for bsn in family)
