"""Who may sign in at the demo's provider: its colleagues by their municipal account, a few residents as with DigiD."""

import json
from collections import defaultdict

from django.utils.timezone import localdate

from boekel_sd.demo import families
from boekel_sd.demo.people import COLLEAGUES

STAFF, RESIDENTS = "staff", "residents"
SUBSTANTIAL, LOW = "http://eidas.europa.eu/LoA/substantial", "http://eidas.europa.eu/LoA/low"
# Passes the elfproef, and is in nobody's demo.
NOBODY_HERE = "999990019"
MOST_FAMILIES = 4
SMALL = 11


def personas() -> list[dict]:
    return [*_staff(), *_residents()]


def _staff():
    """With a second step taken there, as most municipalities ask."""
    for one in COLLEAGUES:
        claims = {"email": one.email, "email_verified": True, "name": one.name}
        yield _persona(STAFF, one.login, one.name, one.what, claims, amr=["pwd", "mfa"])


def _residents():
    for number, person in enumerate(_parents()):
        bsn, name = person["burgerservicenummer"], person["naam"]["volledigeNaam"]
        yield _resident(f"inwoner-{number}", name, "inwoner van de demo", bsn)
    yield _resident("onbekend", "Iemand die niemand hier kent", "heeft geen dossier", NOBODY_HERE)
    yield _resident("te-laag", "Iemand zonder controle", "DigiD zonder app of sms: te weinig", NOBODY_HERE, acr=LOW)


def _resident(name, label, what, bsn, acr=SUBSTANTIAL):
    return _persona(RESIDENTS, name, label, what, {"bsn": bsn}, acr=acr)


def _persona(group, name, label, what, claims, **how):
    return {"id": name, "group": group, "label": label, "what": what, "claims": claims, **how}


def bsns_of_residents() -> list[str]:
    """The numbers of those who live in the demo."""
    return [person["burgerservicenummer"] for person in _parents()]


def _parents() -> list[dict]:
    """One of each surname, alive and with children; first those with a small child at home, of the largest families."""
    persons = json.loads(families.answer())["personen"]
    homes = defaultdict(list)
    for person in persons:
        homes[_address_of(person)].append(person)
    found, families_seen = [], set()
    for person in sorted(persons, key=lambda one: _order(one, homes[_address_of(one)])):
        family = person["naam"].get("geslachtsnaam")
        if person.get("kinderen") and "overlijden" not in person and family not in families_seen:
            families_seen.add(family)
            found.append(person)
    return found[:MOST_FAMILIES]


def _order(person: dict, at_home: list[dict]) -> tuple:
    children = {child.get("burgerservicenummer") for child in person.get("kinderen", ())}
    small = any(one["burgerservicenummer"] in children and _is_small(one) for one in at_home)
    return not small, -len(at_home), person["burgerservicenummer"]


def _is_small(person: dict) -> bool:
    """Under twelve for a while to come: an ISO date compares as it reads."""
    return person["geboorte"]["datum"].get("datum", "") > str(localdate().year - SMALL)


def _address_of(person: dict) -> str:
    return json.dumps(person.get("verblijfplaats"), sort_keys=True)
