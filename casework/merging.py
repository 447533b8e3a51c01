"""§ 4.1 Casusregie: when two registrations may become one person, and which of them that is. No database here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from cases.choices import Portal

CAN_BE_UNDONE = timedelta(weeks=6)


@dataclass(frozen=True)
class Registration:
    """What the rule goes by. `birth`, `death`: as the source gives them, None when unknown.

    `dossiers`: every dossier they are in; `hides`: a secret address, or a dossier with a safety mark.
    """

    id: UUID
    created_at: datetime
    has_bsn: bool = False
    in_doubt: bool = False
    birth: tuple | None = None
    death: tuple | None = None
    hides: bool = False
    dossiers: frozenset[UUID] = frozenset()


def survivor(one: Registration, other: Registration) -> tuple[Registration, Registration]:
    """(kept, gone): who has a BSN is kept, else who was registered first."""
    kept, gone = sorted((one, other), key=lambda who: (not who.has_bsn, who.created_at, who.id))
    return kept, gone


def refusal(one: Registration, other: Registration, *, related: bool = False, decided_twice: bool = False) -> str:
    """Why these two are not made one, as a sentence; empty when they can be.

    `related`: registered as family of each other; `decided_twice`: authority over each was recorded, and differs.
    """
    if why := _other_people(one, other, related):
        return why
    if one.death != other.death:
        return _("Over het overlijden staat bij beide iets anders. Leg eerst bij beide hetzelfde vast.")
    if decided_twice:
        return _("Bij beide is vastgelegd wie het gezag heeft, en dat verschilt. Zoek dat eerst uit.")
    if (one.hides or other.hides) and one.dossiers != other.dossiers:
        return _(
            "Van een van beide is het adres geheim of staat een dossier op veiligheid. Samenvoegen zou het ene dossier "
            "laten zien wat het andere afschermt. Overleg met de privacy officer."
        )
    return ""


def _other_people(one: Registration, other: Registration, related: bool) -> str:
    if one.in_doubt or other.in_doubt:
        return _("Bij een van beide is het BSN in twijfel. Laat dat eerst uitzoeken.")
    if one.has_bsn and other.has_bsn:
        return _("Beide hebben een eigen BSN. Dan zijn het twee mensen, of is een van de nummers verkeerd.")
    if one.birth and other.birth and one.birth != other.birth:
        return _("De geboortedatums verschillen. Verbeter eerst wat verkeerd is, als het toch dezelfde inwoner is.")
    return _("Deze twee staan als familie van elkaar vastgelegd. Dan zijn het twee mensen.") if related else ""


@dataclass(frozen=True)
class Reachable:
    """A running profile for safe contact. `places`: where each channel goes, and at which hours, as it stands."""

    id: UUID
    do_not_contact: bool
    channels: frozenset[str]
    portal: str
    places: tuple = ()


def stricter(one: Reachable, other: Reachable) -> Reachable | None:
    """Which of two profiles holds for one and the same person: the one that allows nothing the other does not.

    None where each allows something of its own: then neither holds, and nothing leaves until it was asked anew.
    """
    for less, more in ((one, other), (other, one)):
        if less.do_not_contact:
            return less
        narrower = less.channels <= more.channels and _open(less) <= _open(more)
        if narrower and (not less.channels or less.places == more.places):
            return less
    return None


def _open(profile: Reachable) -> int:
    return (Portal.OFF, Portal.REDUCED, Portal.FULL).index(Portal(profile.portal))


def undo_until(on: date) -> date:
    return on + CAN_BE_UNDONE


def in_place_of(about: Iterable, gone, kept) -> list:
    """The same people with one in the place of the other, nobody twice."""
    return list(dict.fromkeys(kept if one == gone else one for one in about))


def put_back(now: list, before: list, after: list, *, gone, kept) -> list:
    """What an array is again when they are two: exactly what it was; where it was changed since, as near."""
    if now == after:
        return before
    if kept not in now:
        return now
    if kept in before:
        return [*now, gone] if gone in before and gone not in now else now
    return [gone if one == kept else one for one in now]
