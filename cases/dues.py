"""What is due, in one order, by moment and by family. No database here: things to do and a day in, groups out."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from cases.duties import Duty, duty_of

SUNDAY = 6


class When(TextChoices):
    LATE = "te_laat", _("Te laat")
    TODAY = "vandaag", _("Vandaag")
    THIS_WEEK = "deze_week", _("Deze week")
    LATER = "later", _("Later")


@dataclass
class Due:
    """One thing to do, of whatever rule. `key`: which one, in an agenda; `rule`: of cases.duties, or empty.

    `dossier`: none for what is not of a dossier of one's own list; `task`: what was made for it, if anything; `words`:
    neutral, where there is no task that says it in its own (sealed) words. `how_many`: things that are done in one.
    `changed_at`: when it last became otherwise.
    """

    key: str
    due_on: date
    url: str
    rule: str = ""
    dossier: object = None
    task: object = None
    words: str = ""
    how_many: int = 1
    changed_at: datetime | None = None

    @property
    def duty(self) -> Duty:
        return self.task.duty if self.task else duty_of(self.rule)

    @property
    def what(self) -> str:
        """Of a task what it says itself: it must have been opened."""
        return self.task.title if self.task else self.words

    @property
    def codename(self) -> str:
        return self.dossier.codename if self.dossier else ""

    @property
    def dossier_id(self) -> UUID | None:
        return self.dossier.pk if self.dossier else None


@dataclass
class FamilyDue:
    """The tasks of one dossier that are due this week or were before, the earliest first."""

    dossier: object
    tasks: list = field(default_factory=list)


def until_sunday(on: date) -> date:
    return on + timedelta(days=SUNDAY - on.weekday())


def when(due_on: date, on: date) -> When:
    if due_on < on:
        return When.LATE
    if due_on == on:
        return When.TODAY
    return When.THIS_WEEK if due_on <= until_sunday(on) else When.LATER


def in_order(dues: Iterable[Due]) -> list[Due]:
    """The earliest day first; on one day always in the same order."""
    return sorted(dues, key=lambda due: (due.due_on, due.codename, due.key))


def counted(dues: Iterable[Due], on: date) -> list[tuple[When, int]]:
    """Each moment and how many there are, also where there are none."""
    moments = [when(due.due_on, on) for due in dues]
    return [(moment, moments.count(moment)) for moment in When]


def narrowed(dues: Iterable[Due], on: date, *, moment: str = "", family: str = "") -> list[Due]:
    """Those of one moment (a code of When) and one dossier (its id as text); what is empty narrows nothing."""
    return [
        due
        for due in dues
        if moment in ("", when(due.due_on, on)) and family in ("", str(due.dossier_id) if due.dossier else "-")
    ]


def by_family(dues: Iterable[Due], on: date) -> tuple[list[FamilyDue], list]:
    """Things to do (in order of their day) that are due this week or late, per dossier and the most urgent dossier
    first; and those of later."""
    families: dict = {}
    later = []
    for due in dues:
        if due.due_on > until_sunday(on):
            later.append(due)
        else:
            families.setdefault(due.dossier_id, FamilyDue(due.dossier)).tasks.append(due)
    return list(families.values()), later
