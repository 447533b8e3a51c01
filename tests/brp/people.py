"""Answers to build tests with: small, made up, in the response shape of the Personen API."""

import json
from datetime import date

TODAY = date(2026, 11, 23)
MOTHER, FATHER, CHILD, OTHER = "999900006", "999900018", "999900031", "999900043"


def on(text):
    return {"datum": {"type": "Datum", "datum": text, "langFormaat": "1 januari 2000"}}


def named(given, surname, prefix=""):
    name = {"voornamen": given, "geslachtsnaam": surname, "volledigeNaam": f"{given} {prefix} {surname}"}
    return {**name, "voorvoegsel": prefix} if prefix else name


def someone(bsn=MOTHER, given="Zoë", surname="Bakker", born="1985-03-14", **more):
    person = {"burgerservicenummer": bsn, "naam": named(given, surname), "geboorte": on(born), **more}
    return {key: value for key, value in person.items() if value is not None}


def relative(bsn=None, given="Daan", surname="Bakker", born="1984-01-01", **more):
    return someone(bsn, given, surname, born, **more)


def holder(bsn, name="Zoë Bakker"):
    return {"burgerservicenummer": bsn, "naam": {"volledigeNaam": name}}


def authority(kind, minor=CHILD, **more):
    return {"type": kind, "minderjarige": {"burgerservicenummer": minor}, **more}


def home(number=1, street="Kerkstraat", **more):
    address = {
        "officieleStraatnaam": street,
        "huisnummer": number,
        "postcode": "5427AB",
        "woonplaats": "Boekel",
    }
    return {"type": "Adres", "verblijfadres": address | more}


def answer(*persons, kind="RaadpleegMetBurgerservicenummer"):
    return {"type": kind, "personen": list(persons)}


def body(*persons, **more):
    return json.dumps(answer(*persons, **more)).encode()
