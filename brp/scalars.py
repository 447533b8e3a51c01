"""The small parts that return throughout an answer: names, numbers, dates, doubts."""

import re
from datetime import date

from django.utils.translation import gettext as _

from brp.shapes import Name
from cases.bsn import is_valid
from cases.partialdate import PartialDate

GENDERS = frozenset({"", "M", "V", "O"})
WHOLE_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
FULL, MONTH, YEAR, UNKNOWN = "Datum", "JaarMaandDatum", "JaarDatum", "DatumOnbekend"


def bsn(node) -> str:
    """Empty when absent. Raises BrpAnswerError when it fails the elfproef."""
    if "burgerservicenummer" not in node:
        return ""
    value = node.text("burgerservicenummer")
    if not is_valid(value):
        raise node.error(_("“%(path)s” is geen geldig BSN"), node.at("burgerservicenummer"))
    return value


def gender(node) -> str:
    value = node.code("geslacht")
    if value not in GENDERS:
        raise node.unknown("geslacht")
    return value


def name(node) -> Name:
    """From the parts; only where the surname was not given is the BRP's own full name used."""
    if node is None:
        return Name()
    given, prefix, surname = node.text("voornamen"), node.text("voorvoegsel"), node.text("geslachtsnaam")
    whole = node.text("volledigeNaam")
    put_together = " ".join(part for part in (given, prefix, surname) if part)
    return Name(given, prefix, surname, put_together if surname else whole or put_together)


def moment(node, key) -> PartialDate | None:
    """A date of one of the BRP's four types; None when absent. Raises BrpAnswerError."""
    part = node.node(key)
    if part is None:
        return None
    kind = part.text("type")
    if kind == FULL:
        return _full(part)
    if kind == MONTH:
        return PartialDate(_needed(part, "jaar", 9999), _needed(part, "maand", 12))
    if kind == YEAR:
        return PartialDate(_needed(part, "jaar", 9999))
    if kind != UNKNOWN:
        raise part.unknown("type")
    return PartialDate()


def best_known(node, key) -> tuple[PartialDate | None, bool]:
    """Like `moment`, for what a registration says about somebody else: (date, whether it is unreliable).

    Registrations hold days such as 38 May for a parent of long ago. The relative's own registration counts
    for more, so here the part that can exist is kept, and said to be unreliable.
    """
    part = node.node(key)
    found = WHOLE_DATE.fullmatch(part.text("datum")) if part and part.text("type") == FULL else None
    if not found or _exists(*map(int, found.groups())):
        return moment(node, key), False
    year, month = int(found[1]), int(found[2])
    if not year:
        return PartialDate(), True
    return (PartialDate(year, month) if 1 <= month <= 12 else PartialDate(year)), True


def _exists(year, month, day):
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _full(part):
    found = WHOLE_DATE.fullmatch(part.text("datum"))
    if not found or not _exists(*map(int, found.groups())):
        raise part.error(_("“%(path)s” is geen bestaande datum"), part.path)
    return PartialDate(*map(int, found.groups()))


def _needed(part, key, high):
    value = part.number(key, 1, high)
    if value is None:
        raise part.missing(key)
    return value


def in_onderzoek(node, *blocks) -> tuple[str, ...]:
    """Dotted paths, seen from `node`, of what is in doubt in it and in the named parts of it."""
    paths = [*_true_ones(node, "")]
    for block in blocks:
        part = node.node(block)
        if part:
            paths += _true_ones(part, f"{block}.")
    return tuple(paths)


def _true_ones(node, prefix):
    part = node.node("inOnderzoek")
    if part is None:
        return []
    fields = [key for key, value in part.value.items() if isinstance(value, bool) and part.flag(key)]
    return [f"{prefix}{key}" for key in sorted(fields)]
