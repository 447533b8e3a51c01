"""Vandaag: what is due, by family. No database here: opened tasks and a day in, groups out."""

from dataclasses import dataclass, field
from datetime import date, timedelta

SUNDAY = 6


@dataclass
class FamilyDue:
    """The tasks of one dossier that are due this week or were before, the earliest first."""

    dossier: object
    tasks: list = field(default_factory=list)


def until_sunday(on: date) -> date:
    return on + timedelta(days=SUNDAY - on.weekday())


def by_family(tasks, on: date) -> tuple[list[FamilyDue], list]:
    """Tasks (in order of their day) that are due this week or late, per dossier and the most urgent dossier first;
    and the tasks of later."""
    families: dict = {}
    later = []
    for task in tasks:
        if task.due_on > until_sunday(on):
            later.append(task)
        else:
            families.setdefault(task.dossier_id, FamilyDue(task.dossier)).tasks.append(task)
    return list(families.values()), later
