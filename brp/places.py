"""The four kinds of verblijfplaats. Which postal lines they give is in `brp.shapes.Address`."""

from brp.shapes import ADRES, BUITENLAND, LOCATIE, ONBEKEND, Address

HIGHEST_NUMBER = 99999


def address(node) -> Address | None:
    """None when the answer has no verblijfplaats. Raises BrpAnswerError for a kind that does not exist."""
    if node is None:
        return None
    kind = node.text("type")
    if kind not in READERS:
        raise node.unknown("type")
    return READERS[kind](node)


def _home(node):
    part = node.node("verblijfadres")
    absent = node.flag("indicatieVastgesteldVerblijftNietOpAdres")
    if part is None:
        return Address(kind=ADRES, proven_absent=absent)
    return Address(
        kind=ADRES,
        street=part.text("officieleStraatnaam") or part.text("korteStraatnaam"),
        number=part.number("huisnummer", 1, HIGHEST_NUMBER),
        letter=part.text("huisletter"),
        addition=part.text("huisnummertoevoeging"),
        designation=part.label("aanduidingBijHuisnummer"),
        postcode=part.text("postcode").replace(" ", "").upper(),
        city=part.text("woonplaats"),
        proven_absent=absent,
    )


def _abroad(node):
    part = node.node("verblijfadres")
    if part is None:
        return Address(kind=BUITENLAND)
    lines = tuple(line for line in (part.text(f"regel{place}") for place in (1, 2, 3)) if line)
    return Address(kind=BUITENLAND, lines=lines, country=part.label("land"))


def _location(node):
    part = node.node("verblijfadres")
    return Address(
        kind=LOCATIE,
        description=part.text("locatiebeschrijving") if part else "",
        proven_absent=node.flag("indicatieVastgesteldVerblijftNietOpAdres"),
    )


def _unknown(node):
    return Address(kind=ONBEKEND)


READERS = {ADRES: _home, BUITENLAND: _abroad, LOCATIE: _location, ONBEKEND: _unknown}
