"""§ 4.1 Casusregie en procescoördinatie: who form a household, from addresses and family ties. No database here.

People at one address who are family in the first line. Where no address is known: partners, and minor
children with a parent. The dead live nowhere.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date

from brp.shapes import PARTNER
from cases.partialdate import PartialDate

OF_AGE = 18


@dataclass(frozen=True)
class Resident:
    """`address`: as `cases.Person` keeps it."""

    id: Hashable
    birth: PartialDate
    address: dict | None = None
    deceased: bool = False

    @property
    def home(self) -> tuple | None:
        """Equal for two who live at one address; None where that is not known."""
        address = self.address or {}
        if address.get("proven_absent"):
            return None
        if address.get("text"):
            return (address["text"],)
        if not address.get("number"):
            return None
        place = address.get("postcode") or (address.get("street"), address.get("town"))
        return (place, address["number"])


@dataclass(frozen=True)
class Tie:
    """`relative` is parent, child or partner (`kind`) of `person`; a partner of now, not of before."""

    person: Hashable
    kind: str
    relative: Hashable


def groups(residents: Iterable[Resident], ties: Iterable[Tie], today: date) -> list[list]:
    """Ids of those who live together, each id in one group; in the order of `residents`."""
    alive = {resident.id: resident for resident in residents if not resident.deceased}
    leader = {one: one for one in alive}
    for tie in ties:
        if tie.person in alive and tie.relative in alive and _together(tie, alive, today):
            _join(leader, tie.person, tie.relative)
    found = {}
    for one in alive:
        found.setdefault(_leader(leader, one), []).append(one)
    return list(found.values())


def _together(tie, alive, today):
    one, other = alive[tie.person], alive[tie.relative]
    if one.home or other.home:
        return one.home == other.home
    if tie.kind == PARTNER:
        return True
    return is_minor((one if tie.kind == "ouder" else other).birth, today)


def is_minor(birth: PartialDate, today: date) -> bool:
    """Certainly or possibly under eighteen; somebody whose birth date is wholly unknown is not."""
    age = birth.age_on(today)
    return age is not None and age < OF_AGE


def _leader(leader, one):
    while leader[one] != one:
        leader[one] = leader[leader[one]]
        one = leader[one]
    return one


def _join(leader, one, other):
    leader[_leader(leader, other)] = _leader(leader, one)


def is_current(partner, partners) -> bool:
    """Whether one partner entry of a registration still holds.

    The BRP keeps the marriage and its end in entries of their own: an end of the same partner ends every
    marriage that did not certainly begin after it. Entries: (who, since, until), dates partial or None.
    """
    who, since, until = partner
    if until is not None:
        return False
    return all(_began_after(since, ended) for other, _since, ended in partners if other == who and ended is not None)


def _began_after(since, ended):
    return bool(since and since.year and ended.year and since.earliest() > ended.latest())
