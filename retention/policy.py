"""§ 2.3 Bewaartermijnen: when something falls due, and what stops its destruction. Dates and facts in, answers out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from terms import policy
from terms.policy import Length


class Wait(models.TextChoices):
    """Why a record is not destroyed although its stored day has come. Every one of them needs a person."""

    LAW_LONGER = "wet_langer", _("De wet vraagt een langere termijn; er is nog niet gekozen")
    TERM_LONGER = "termijn_langer", _("De termijn die nu geldt is langer dan bij het sluiten")
    NO_TERM = "geen_termijn", _("Voor deze categorie geldt geen termijn")
    NO_DATE = "geen_datum", _("Er is geen vernietigingsdatum vastgelegd")


@dataclass(frozen=True)
class RecordFacts:
    """What counts of a record; many records of one dossier share the same facts."""

    category: str
    legal_basis: str
    started_on: date | None
    destroy_on: date | None


@dataclass(frozen=True)
class InForce:
    """The term that holds today for such a record, and whether a person still has to choose."""

    length: Length
    choice_needed: bool


def falls_due_on(records: Iterable[RecordFacts]) -> date | None:
    """A dossier goes as a whole, on the latest day of its records. None while one has no day."""
    return policy.latest(record.destroy_on for record in records)


def wait_of(record: RecordFacts, in_force: InForce | None, on: date) -> Wait | None:
    """What makes this record wait, the gravest first; None when it may go on its day.

    A longer term that came into force after the closing never moves a stored date: the record waits, and goes on
    the day of that longer term, for a term is a maximum too.
    """
    if in_force is None:
        return Wait.NO_TERM
    if record.started_on is None or record.destroy_on is None:
        return Wait.NO_DATE
    if in_force.choice_needed:
        return Wait.LAW_LONGER
    by_todays_term = policy.destroy_on(in_force, record.started_on)
    return Wait.TERM_LONGER if by_todays_term > max(record.destroy_on, on) else None


def is_due(records: Iterable[RecordFacts], on: date) -> bool:
    """From the day itself on, never before."""
    due_on = falls_due_on(records)
    return due_on is not None and due_on <= on


def unused_before(on: date, weeks: int) -> date:
    """What was taken up on this day or earlier, and never used since, is due on `on`."""
    return on - timedelta(weeks=weeks)


def review_on(on: date, destroy_on: date | None, notice: timedelta) -> date:
    """When a brake is to be looked at: in good time before the day, at once when that has passed."""
    return max(on, destroy_on - notice) if destroy_on else on
