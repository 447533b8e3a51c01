"""A split of the cast's family, done as its page does it."""

from django.utils import timezone

from casework.actions import splitting
from casework.changes import Chosen
from casework.following import foreseen
from tests.cast import NOBODY, acting, opened


def chosen(*leaving, safety=False, along=(), both=(), why="", successor=None) -> Chosen:
    return Chosen(
        leaving=frozenset(person.pk for person in leaving),
        safety=safety,
        along=frozenset(worker.pk for worker in along),
        both=frozenset(worker.pk for worker in both),
        both_reason=why,
        successor=successor.pk if successor else None,
    )


def looked_at(cast, choice, *, by=None, now=None):
    by, now = by or cast.roos, now or timezone.now()
    with acting(by, now):
        return foreseen(opened(cast.family.dossier), choice, by=by, now=now)


def split(cast, choice, *, by=None, now=None, mark=None) -> splitting.Split:
    by, now = by or cast.roos, now or timezone.now()
    mark = looked_at(cast, choice, by=by, now=now).mark if mark is None else mark
    with acting(by, now):
        facts = {"question": "Rust in een nieuw huis", "mark": mark, "notices": NOBODY}
        return splitting.split(opened(cast.family.dossier), choice, by=by, now=now, **facts)
