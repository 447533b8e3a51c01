"""Who may sign in at the demo's provider: its colleagues by their municipal account, a few residents as with DigiD."""

import json
from collections import Counter

from boekel_sd.demo import families
from boekel_sd.demo.people import COLLEAGUES

STAFF, RESIDENTS = "staff", "residents"
SUBSTANTIAL, LOW = "http://eidas.europa.eu/LoA/substantial", "http://eidas.europa.eu/LoA/low"
# Passes the elfproef, and is in nobody's demo.
NOBODY_HERE = "999990019"
MOST_FAMILIES = 3


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
    """One of each of the largest families: somebody alive with children. Of the largest the demo tells the most."""
    persons = json.loads(families.answer())["personen"]
    at_home = Counter(_address_of(person) for person in persons)
    found, families_seen = [], set()
    for person in sorted(persons, key=lambda one: (-at_home[_address_of(one)], one["burgerservicenummer"])):
        family = person["naam"].get("geslachtsnaam")
        if person.get("kinderen") and "overlijden" not in person and family not in families_seen:
            families_seen.add(family)
            found.append(person)
    return found[:MOST_FAMILIES]


def _address_of(person: dict) -> str:
    return json.dumps(person.get("verblijfplaats"), sort_keys=True)
