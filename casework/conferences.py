"""§ 4.1 Casusregie en procescoördinatie, § 3.4 Proportionaliteit en subsidiariteit: the rules of a case conference.

No database here. Who knows, who waits, and which points somebody may read: facts in, answers out.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy


class ConferenceStatus(models.TextChoices):
    PLANNED = "gepland", _lazy("Gepland")
    CLOSED = "gesloten", _lazy("Afgesloten")
    CANCELLED = "vervallen", _lazy("Gaat niet door")


NEXT_CONFERENCE = {
    ConferenceStatus.PLANNED: [ConferenceStatus.CLOSED, ConferenceStatus.CANCELLED],
    ConferenceStatus.CLOSED: [],
    ConferenceStatus.CANCELLED: [],
}


class Part(models.TextChoices):
    """As what somebody takes part."""

    COLLEAGUE = "collega", _lazy("Collega van de gemeente")
    PARTNER = "partner", _lazy("Professional van een andere organisatie")
    RESIDENT = "inwoner", _lazy("Inwoner")
    REPRESENTATIVE = "vertegenwoordiger", _lazy("Vertegenwoordiger of gemachtigde")


# Who reads here what is on the agenda. Residents and who comes with them are told by the regisseur, and take part.
READS_HERE = (Part.COLLEAGUE, Part.PARTNER)


class Reply(models.TextChoices):
    """§ 4.1 Casusregie en procescoördinatie: nobody is pressed: asking for time to align is an answer too."""

    COMES = "komt", _lazy("Ik ben erbij")
    STAYS_AWAY = "komt_niet", _lazy("Ik ben er niet bij")
    NEEDS_TIME = "afstemmen", _lazy("Ik heb tijd nodig om af te stemmen")


@dataclass(frozen=True)
class Told:
    """What was told of a conference: to whom, of whom that takes part, and that help is coordinated at all."""

    coordination_on: date | None
    on: date | None
    people: frozenset[UUID]
    participants: frozenset[UUID]


def why_anonymous(told: Told, *, about: Collection[UUID], participants: Collection[UUID]) -> tuple[str, ...]:
    """§ 3.4 Proportionaliteit en subsidiariteit: why names cannot be named; empty when everybody knows what they must.

    `participants`: those of whom the resident must know.
    """
    return tuple(_not_known(told, set(about), set(participants)))


def _not_known(told, about, participants) -> Iterable[str]:
    if told.coordination_on is None:
        yield _("Niet is vastgelegd dat de inwoner weet dat hulp op elkaar wordt afgestemd.")
    if told.on is None or not about <= told.people:
        yield _("Niet iedereen over wie het gaat, weet van dit overleg.")
    elif not participants <= told.participants:
        yield _("De inwoner weet nog niet van iedereen die meedoet.")


@dataclass(frozen=True)
class Aligning:
    name: str
    until: date | None


def who_waits(aligning: Iterable[Aligning], on: date) -> list[str]:
    """§ 4.1 Casusregie en procescoördinatie: who asked for time that is not over; without a day it is not over."""
    return [one.name for one in aligning if one.until is None or one.until >= on]


# --- who reads what ---


@dataclass(frozen=True)
class Point:
    """A point of the agenda. `kinds`: of `consent.scope.DataKind`; `by`: whose it is, None for the regisseur."""

    id: UUID
    about: frozenset[UUID]
    kinds: frozenset[str]
    by: UUID | None = None


@dataclass(frozen=True)
class Covered:
    """A point somebody may read, with each consent, ground or part of the plan by which they may; without any where
    none is needed."""

    point: Point
    consents: frozenset[UUID] = frozenset()
    grounds: frozenset[UUID] = frozenset()
    planned: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class Reading:
    """What one participant gets to read, and why not the rest."""

    covered: tuple[Covered, ...] = ()
    refused: tuple[tuple[Point, str], ...] = ()

    @property
    def consents(self) -> set[UUID]:
        return {pk for one in self.covered for pk in one.consents}

    @property
    def grounds(self) -> set[UUID]:
        return {pk for one in self.covered for pk in one.grounds}

    @property
    def planned(self) -> set[UUID]:
        return {pk for one in self.covered for pk in one.planned}

    @property
    def people(self) -> set[UUID]:
        return {pk for one in self.covered for pk in one.point.about}

    def together(self) -> dict[tuple, list[Covered]]:
        """Those that rest on the same and are about the same people leave together, as one disclosure."""
        found: dict[tuple, list[Covered]] = {}
        for one in self.covered:
            found.setdefault((one.point.about, one.consents, one.grounds, one.planned), []).append(one)
        return found


def everything(points: Iterable[Point]) -> Reading:
    """Anonymous: nothing in it says about whom it is, so there is nothing to cover."""
    return Reading(tuple(Covered(point) for point in points))
