"""§ 1.4 Uitzonderingen BSN: which entries of an answer are one person, and which cannot be. No database here.

One person: the same BSN, name and birth date. The same BSN with another name or birth date is a conflict,
save when the source itself keeps the two apart by different administration numbers: then both are kept, with
the BSN in doubt.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import combinations

from django.utils.translation import gettext as _

from brp.errors import ImportConflict
from brp.shapes import WRONGLY_REGISTERED, Person
from cases.bsn import masked
from cases.partialdate import PartialDate

MOST_TOLD = 10


@dataclass(frozen=True)
class Identity:
    """What must be the same for two entries to be one person; a new or known one."""

    full_name: str
    birth: PartialDate


@dataclass
class Registration:
    """One person of the answer, put together from `entries`."""

    person: Person
    entries: list[Person]
    in_doubt: bool = False

    @property
    def identity(self):
        return identity_of(self.person)


def identity_of(person: Person) -> Identity:
    return Identity(person.name.full, person.birth)


def left_out(persons: Iterable[Person]) -> tuple[list[Person], list[dict]]:
    """(persons to take in, what is skipped with its reason)."""
    kept, skipped = [], []
    for person in persons:
        reason = _reason_to_skip(person)
        if reason:
            skipped.append({"bsn_masked": masked(person.bsn), "reason": reason})
        else:
            kept.append(person)
    return kept, skipped


def _reason_to_skip(person):
    if not person.bsn:
        return _("zonder BSN is deze persoon later niet te herkennen")
    if person.suspended in WRONGLY_REGISTERED:
        return _("deze inschrijving is volgens de BRP een vergissing")
    return ""


def registrations(persons: Iterable[Person]) -> list[Registration]:
    """Entries of one person merged, in order of first appearance. Raises ImportConflict."""
    by_bsn = defaultdict(lambda: defaultdict(list))
    for person in persons:
        by_bsn[person.bsn][identity_of(person)].append(person)
    refuse([sentence for bsn, same in by_bsn.items() for sentence in _conflicts(bsn, same)])
    return [
        Registration(_merged(entries), entries, in_doubt=len(same) > 1)
        for same in by_bsn.values()
        for entries in same.values()
    ]


def refuse(sentences: list[str]):
    """Raises ImportConflict when there is something to tell."""
    if sentences:
        more = [_("… en nog %(count)s.") % {"count": len(sentences) - MOST_TOLD}] if sentences[MOST_TOLD:] else []
        raise ImportConflict("\n".join([*sentences[:MOST_TOLD], *more, _("Er is niets ingelezen.")]))


def conflict_with_known(registration: Registration, known: set[Identity], given: set[Identity]) -> str:
    """A sentence when the register has this BSN as somebody else; `given`: who has the BSN in this answer."""
    if registration.identity in known or known <= given:
        return ""
    return _("BSN %(bsn)s staat al in de administratie, met %(differs)s.") % {
        "bsn": masked(registration.person.bsn),
        "differs": _differs(registration.identity, min(known - given, key=lambda one: (one.full_name, str(one.birth)))),
    }


def _conflicts(bsn, same):
    for (one, entries), (other, other_entries) in combinations(same.items(), 2):
        if not _kept_apart(entries, other_entries):
            yield _("BSN %(bsn)s staat twee keer in het bestand, met %(differs)s.") % {
                "bsn": masked(bsn),
                "differs": _differs(one, other),
            }


def _kept_apart(entries, other_entries):
    numbers, other_numbers = ({person.a_number for person in part} for part in (entries, other_entries))
    return "" not in numbers | other_numbers and numbers.isdisjoint(other_numbers)


def _differs(one, other):
    if one.full_name == other.full_name:
        return _("een andere geboortedatum")
    return _("een andere naam") if one.birth == other.birth else _("een andere naam en een andere geboortedatum")


def _merged(entries):
    """The first entry, with what only a later one has. All of their relatives, each once."""
    first, *others = entries
    for other in others:
        first = replace(
            first,
            a_number=first.a_number or other.a_number,
            gender=first.gender or other.gender,
            deceased=first.deceased or other.deceased,
            death=first.death or other.death,
            address=first.address or other.address,
            secrecy=first.secrecy or other.secrecy,
            curatele=first.curatele or other.curatele,
            relations=_union(first.relations, other.relations),
            gezag=first.gezag if other.gezag is None else _union(first.gezag or (), other.gezag),
            in_onderzoek=_union(first.in_onderzoek, other.in_onderzoek),
        )
    return first


def _union(some, others):
    return (*some, *(one for one in others if one not in some))
