"""Reads an answer of the Haal Centraal BRP Personen API v2 into `brp.shapes`. Pure: no network, no database.

All or nothing: anything that is not as the API describes raises BrpAnswerError, which names the person by
place and masked BSN and the field in BRP words, never a value.
"""

import re
from datetime import date

from django.utils.translation import gettext as _

from brp.gezag import gezag
from brp.places import address
from brp.reading import Node, load
from brp.scalars import best_known, bsn, gender, in_onderzoek, moment, name
from brp.shapes import KIND, OUDER, OVERLEDEN_SUSPENDED, PARTNER, Answer, Match, Person, Relation
from cases.bsn import is_valid, masked
from cases.partialdate import PartialDate

BY_BSN = "RaadpleegMetBurgerservicenummer"
BY_NAME = "ZoekMetGeslachtsnaamEnGeboortedatum"

A_NUMBER = re.compile(r"[0-9]{10}")
RELATIONS = (("ouders", OUDER), ("kinderen", KIND), ("partners", PARTNER))
IN_ONDERZOEK_BLOCKS = ("naam", "geboorte", "overlijden", "verblijfplaats")
RELATION_DATES = ("geboorte", "aangaanHuwelijkPartnerschap", "ontbindingHuwelijkPartnerschap")
AUTHORITY_IN_ONDERZOEK = frozenset({"gezag", "indicatieGezagMinderjarige"})


def parse(body: bytes, today: date) -> Answer:
    """The persons of an answer by BSN. `today`: nobody is born or died after it. Raises BrpAnswerError."""
    return Answer(tuple(_person(node, today) for node in _persons(body, BY_BSN)))


def parse_matches(body: bytes, today: date, kind: str = BY_NAME) -> tuple[Match, ...]:
    """The little that one chooses from; `kind`: the question it answers. Raises BrpAnswerError."""
    return tuple(_match(node, today) for node in _persons(body, kind))


def _persons(body, wanted_type):
    root = Node(load(body))
    if "type" not in root:
        raise root.missing("type")
    if root.text("type") != wanted_type:
        raise root.unknown("type")
    if "personen" not in root:
        raise root.missing("personen")
    nodes = root.nodes("personen")
    return [Node(node.value, who=_who(place, node)) for place, node in enumerate(nodes, 1)]


def _who(place, node):
    value = node.value.get("burgerservicenummer")
    if isinstance(value, str) and is_valid(value):
        return _("persoon %(place)s (BSN %(bsn)s)") % {"place": place, "bsn": masked(value)}
    return _("persoon %(place)s") % {"place": place}


def _person(node, today):
    birth = _birth(node, today)
    deceased, death = _death(node, birth, today)
    doubts = _doubts(node)
    return Person(
        bsn=bsn(node),
        a_number=_a_number(node),
        name=_own_name(node),
        gender=gender(node),
        birth=birth,
        deceased=deceased,
        death=death,
        address=address(node.node("verblijfplaats")),
        secrecy=node.flag("geheimhoudingPersoonsgegevens"),
        curatele=node.flag("indicatieCurateleRegister"),
        authority_indication=node.code("indicatieGezagMinderjarige"),
        suspended=_suspended(node),
        relations=tuple(_relation(entry, kind, today) for key, kind in RELATIONS for entry in node.nodes(key)),
        gezag=_gezag(node, doubted=not AUTHORITY_IN_ONDERZOEK.isdisjoint(doubts)),
        in_onderzoek=doubts,
    )


def _match(node, today):
    number = bsn(node)
    if not number:
        raise node.missing("burgerservicenummer")
    lines = node.node("adressering")
    return Match(
        bsn=number,
        full_name=_own_name(node).full,
        birth=_birth(node, today),
        gender=gender(node),
        address_lines=tuple(line for line in (lines.text(f"adresregel{place}") for place in (1, 2, 3)) if line)
        if lines
        else (),
        secrecy=node.flag("geheimhoudingPersoonsgegevens"),
        in_onderzoek=_doubts(node),
    )


def _own_name(node):
    part = node.node("naam")
    found = name(part)
    if not found.full:
        raise node.missing("naam")
    return found


def _a_number(node):
    value = node.text("aNummer")
    if value and not A_NUMBER.fullmatch(value):
        raise node.wrong("aNummer")
    return value


def _birth(node, today):
    part = node.node("geboorte")
    found = moment(part, "datum") if part else None
    if found is None:
        raise node.missing("geboorte.datum")
    _not_after(node, "geboorte.datum", found, today)
    return found


def _death(node, birth, today):
    """(deceased, date or None). A suspended registration can say "overleden" without the date."""
    part = node.node("overlijden")
    if part is None:
        return _suspended(node) == OVERLEDEN_SUSPENDED, None
    found = moment(part, "datum")
    if found and found.year:
        _not_after(node, "overlijden.datum", found, today)
        if birth.year and found.latest() < birth.earliest():
            raise node.error(_("“%(path)s” ligt vóór de geboorte"), "overlijden.datum")
    return True, found


def _suspended(node):
    part = node.node("opschortingBijhouding")
    return part.code("reden") if part else ""


def _gezag(node, doubted):
    if "gezag" not in node:
        return None
    return tuple(gezag(entry, doubted=doubted) for entry in node.nodes("gezag"))


def _relation(node, kind, today):
    ended = node.node("ontbindingHuwelijkPartnerschap")
    dates = {key: best_known(node.node(key) or Node({}), "datum") for key in RELATION_DATES}
    since = dates["aangaanHuwelijkPartnerschap"][0] or best_known(node, "datumIngangFamilierechtelijkeBetrekking")[0]
    birth = dates["geboorte"][0]
    if birth:
        _not_after(node, "geboorte.datum", birth, today)
    return Relation(
        kind=kind,
        bsn=bsn(node),
        name=name(node.node("naam")),
        birth=birth,
        gender=gender(node),
        parent_number=_parent_number(node),
        commitment=node.label("soortVerbintenis"),
        since=since,
        dissolved=ended is not None,
        until=dates["ontbindingHuwelijkPartnerschap"][0],
        in_onderzoek=in_onderzoek(node, "naam", *RELATION_DATES),
        unreliable=tuple(f"{key}.datum" for key, (_date, unreliable) in dates.items() if unreliable),
    )


def _parent_number(node):
    value = node.text("ouderAanduiding")
    if value not in ("", "1", "2"):
        raise node.wrong("ouderAanduiding")
    return value


def _not_after(node, key, found: PartialDate, today):
    if found.year and found.earliest() > today:
        raise node.error(_("“%(path)s” ligt in de toekomst"), node.at(key))


def _doubts(node):
    own = node.node("inOnderzoek")
    of_gezag = ("gezag",) if own and moment(own, "datumIngangOnderzoekGezag") else ()
    address_part = node.node("verblijfplaats")
    within = in_onderzoek(address_part, "verblijfadres") if address_part else ()
    paths = (
        *in_onderzoek(node, *IN_ONDERZOEK_BLOCKS),
        *(f"verblijfplaats.{path}" for path in within),
        *of_gezag,
    )
    return tuple(dict.fromkeys(paths))
