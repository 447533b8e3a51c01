"""§ 4.1 Casusregie: what follows whom when the life of a family changes. No database here: facts in, answers out.

The preview and the action both ask here, so they cannot differ. What is not known to follow anybody stays where it is.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from django.utils.translation import gettext as _


class Fate(StrEnum):
    """What becomes of a piece of a dossier when somebody leaves the household."""

    GOES = "gaat_mee"
    STAYS = "blijft"
    ENDS = "eindigt"


# Kind of record → what becomes of one that is about nobody but who leaves. A test holds that every kind is in it.
FOLLOWS = {
    "entry": Fate.GOES,
    "document": Fate.GOES,
    "task": Fate.GOES,
    "zrm": Fate.GOES,
    "escalation": Fate.GOES,
    "consent": Fate.ENDS,
    "ground": Fate.ENDS,
    # What is still to come is held about a household that is no more; what was said, was said here.
    "conference": Fate.ENDS,
    "participant": Fate.STAYS,
    "agendaitem": Fate.STAYS,
    # What left, left here; how it began, began here.
    "disclosure": Fate.STAYS,
    "triage": Fate.STAYS,
    "intake": Fate.STAYS,
    # A plan is of the household: who leaves goes out of it, and begins anew there (`divided`).
    "plan": Fate.STAYS,
    "planversion": Fate.STAYS,
    "planpart": Fate.STAYS,
    "plansignature": Fate.STAYS,
    "evaluation": Fate.STAYS,
    # Goes by its consent.
    "signature": Fate.STAYS,
    # What was asked here is answered here.
    "requestpart": Fate.STAYS,
}


def mark_of(lines: Iterable) -> str:
    """The same for the same result: what was looked at is what is done, or it is looked at again."""
    return sha256("\n".join(sorted(map(str, lines))).encode()).hexdigest()


@dataclass(frozen=True)
class Piece:
    """One record. `fixed`: nobody moves it; `runs`: whether there is anything left to end."""

    kind: str
    id: UUID
    about: frozenset[UUID]
    fixed: bool = False
    runs: bool = True


def fate_of(piece: Piece, leaving: Collection[UUID]) -> Fate:
    """A note or a task goes when it is about who leaves alone; what was agreed or planned and touches them ends."""
    kind, leaving = FOLLOWS.get(piece.kind, Fate.STAYS), frozenset(leaving)
    if kind == Fate.ENDS:
        return Fate.ENDS if piece.runs and piece.about & leaving else Fate.STAYS
    if kind == Fate.GOES and piece.about and piece.about <= leaving and not piece.fixed:
        return Fate.GOES
    return Fate.STAYS


def of_who_died(piece: Piece, person: UUID) -> Fate:
    """A consent they gave, or must still sign, ends; a plan they are in goes on without them. Nothing else follows:
    the dossier of the family stays, and so do its terms."""
    if piece.kind in {"consent", "plan"} and piece.runs and person in piece.about:
        return Fate.ENDS
    return Fate.STAYS


# --- what a plan says ---


@dataclass(frozen=True)
class Part:
    """One part of a plan. `tied_to`: the goal it belongs to, or whom it replaces; it stands on no side without that."""

    id: UUID
    about: frozenset[UUID]
    tied_to: frozenset[UUID] = frozenset()


def divided(parts: Iterable[Part], people: Collection[UUID]) -> dict[UUID, frozenset[UUID]]:
    """Part → whom of `people` it concerns, for a plan of these people alone. Each side asks for its own."""
    parts, people = list(parts), frozenset(people)
    kept = {one.id: one.about & people for one in parts if one.about & people}
    while loose := [one.id for one in parts if one.id in kept and not one.tied_to <= set(kept)]:
        for one in loose:
            del kept[one]
    return kept


# --- who sees what ---


@dataclass(frozen=True)
class Chosen:
    """What the one who leads chose: who leaves, and by id of the account who comes along and who stays on both.

    `successor`: who leads the dossier that stays, if it is another.
    """

    leaving: frozenset[UUID]
    safety: bool = False
    along: frozenset[UUID] = frozenset()
    both: frozenset[UUID] = frozenset()
    both_reason: str = ""
    successor: UUID | None = None


@dataclass(frozen=True)
class Circumstances:
    """`people`: whom the dossier is about. `colleagues`: of the municipality who may open it, besides the `doer`.

    `plan_runs`: a plan in this dossier; `led_otherwise`: somebody else is regisseur as well.
    """

    people: frozenset[UUID]
    doer: UUID
    colleagues: frozenset[UUID]
    plan_runs: bool = False
    led_otherwise: bool = False
    apart_unread: bool = False


def stays_on(chosen: Chosen, user: UUID) -> bool:
    """Whether somebody who comes along, or does it, keeps the dossier that stays: on safety grounds only by name."""
    return not chosen.safety or user in chosen.both


def refusal(chosen: Chosen, here: Circumstances) -> str:
    """Why it cannot be done like this, as a sentence; empty when it can."""
    if refused := _refused_people(chosen, here):
        return refused
    if not chosen.along <= here.colleagues or not chosen.both <= chosen.along | {here.doer}:
        return _("Kies alleen collega's die dit dossier nu kunnen openen en die meegaan.")
    if chosen.safety and chosen.both and not chosen.both_reason.strip():
        return _("Schrijf op waarom iemand beide dossiers houdt.")
    return _nobody_would_lead(chosen, here) if not stays_on(chosen, here.doer) else ""


def _refused_people(chosen: Chosen, here: Circumstances) -> str:
    if not chosen.leaving or not chosen.leaving <= here.people:
        return _("Kies wie er weggaat.")
    if chosen.leaving == here.people:
        return _("Er moet iemand in dit dossier blijven. Gaat iedereen weg, sluit dan het dossier.")
    if here.apart_unread:
        return _(
            "Over wie weggaat staat hier meer dan u mag lezen. Laat een collega die dat wel mag de splitsing doen, of "
            "laat uw teamleider eerst uw leesrecht wijzigen. Er is niets veranderd."
        )
    return ""


def _nobody_would_lead(chosen: Chosen, here: Circumstances) -> str:
    """Of a dossier that its regisseur leaves."""
    if here.plan_runs:
        return _(
            "In dit dossier loopt een plan waarvan u regisseur bent. Houd beide dossiers tot een collega de regie "
            "heeft aangenomen, en schrijf op waarom. Bied de regie daarna aan: dat staat bij het plan."
        )
    if chosen.successor is None:
        return "" if here.led_otherwise else _("Kies wie dit dossier leidt als u er niet meer bij kunt.")
    if chosen.successor not in here.colleagues:
        return _("Kies als opvolger een collega die dit dossier nu kan openen.")
    if chosen.successor in chosen.along - chosen.both:
        return _("Wie meegaat en dit dossier niet houdt, kan het ook niet leiden.")
    return ""


# --- two households become one ---


@dataclass(frozen=True)
class Together:
    """`marked`: one of the dossiers has a safety mark or is restricted; `hides`: somebody in one of them."""

    same_household: bool = False
    marked: bool = False
    hides: bool = False
    apart_unread: bool = False


@dataclass(frozen=True)
class Joined:
    """What a join does: who comes, what ends of what was agreed there, and which plan. `goes_on`: a plan here."""

    people: frozenset[UUID]
    pieces: tuple[Piece, ...] = ()
    plan: UUID | None = None
    goes_on: bool = False

    def ids(self, kind: str) -> list[UUID]:
        return [piece.id for piece in self.pieces if piece.kind == kind]

    @property
    def mark(self) -> str:
        return mark_of([*self.people, *(piece.id for piece in self.pieces), self.plan, self.goes_on])


def join_refusal(here: Together) -> str:
    """Why two households do not become one, as a sentence; empty when they can. Who was split for safety stays so."""
    if here.same_household:
        return _("Deze twee dossiers zijn al van hetzelfde gezin.")
    if here.marked or here.hides:
        return _(
            "Een van beide dossiers staat op veiligheid of is besloten, of iemand heeft een geheim adres. Zolang dat "
            "zo is, worden deze gezinnen niet één. Haal eerst die reden weg, als zij er niet meer is."
        )
    if here.apart_unread:
        return _(
            "In het dossier dat sluit loopt iets dat u niet mag lezen. Laat uw teamleider eerst uw leesrecht wijzigen. "
            "Er is niets veranderd."
        )
    return ""


# --- the whole of it ---


@dataclass(frozen=True)
class Foreseen:
    """What a split does, by id: made by one function, shown before it happens, and then done."""

    pieces: tuple[tuple[Fate, Piece], ...] = ()
    here: tuple[tuple[UUID, frozenset[UUID]], ...] = ()
    there: tuple[tuple[UUID, frozenset[UUID]], ...] = ()
    comes: frozenset[UUID] = frozenset()
    goes_out: frozenset[UUID] = frozenset()

    def of(self, fate: Fate) -> list[Piece]:
        return [piece for found, piece in self.pieces if found == fate]

    def ids(self, fate: Fate, kind: str) -> list[UUID]:
        return [piece.id for piece in self.of(fate) if piece.kind == kind]

    @property
    def mark(self) -> str:
        lines = [f"{fate} {piece.kind} {piece.id}" for fate, piece in self.pieces]
        for name in ("here", "there"):
            lines += [f"{name} {part} {sorted(map(str, about))}" for part, about in getattr(self, name)]
        lines += [f"{name} {one}" for name in ("comes", "goes_out") for one in getattr(self, name)]
        return mark_of(lines)


def foresee(chosen: Chosen, here: Circumstances, pieces: Iterable[Piece], parts: Iterable[Part]) -> Foreseen:
    """Of pieces that are about anybody who leaves, and of the parts of the plan as they stand."""
    parts = list(parts)
    comes = chosen.along | {here.doer}
    return Foreseen(
        pieces=tuple((fate_of(one, chosen.leaving), one) for one in pieces),
        here=tuple(divided(parts, here.people - chosen.leaving).items()),
        there=tuple(divided(parts, chosen.leaving).items()),
        comes=comes,
        goes_out=frozenset(user for user in comes if not stays_on(chosen, user)),
    )
