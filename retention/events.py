"""§ 2.3 Bewaartermijnen: terms that start with something of their own, in an open dossier as in a closed one.

The end of a measure and the archiving of a signal follow from what is recorded, each night; of a withdrawn application
and of a signal that nobody acts on somebody says it. docs/adr/0104-records-in-stages.md
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from uuid import UUID

from django.db import models, transaction
from django.db.models.functions import TruncDate

from audit import log
from audit.choices import Action
from audit.context import system
from audit.purposes import Purpose
from cases.closing import carriers, end_with_the_last, filled, keep_together, own_clock, rows_of
from cases.models import Dossier, PersonSearch
from consent.birthdays import birthday
from consent.models import CourtMeasure
from retention.errors import NotYet
from terms.categories import CATEGORIES, END_OF_MEASURE, OF_THEIR_OWN, VERWIJSINDEX
from terms.current import Book
from terms.policy import SIGNAL_AGE, Facts, archived_on

PURPOSE = Purpose.DESTRUCTION
WITH_EVENT = tuple(category.code for category in CATEGORIES.values() if category.start_event in OF_THEIR_OWN)
WITH_MEASURE = tuple(category.code for category in CATEGORIES.values() if category.start_event is END_OF_MEASURE)


# --- somebody says it --------------------------------------------------------------------------------------------


@transaction.atomic
def say(
    dossier: Dossier, category: str, *, happened_on: date, about: Iterable[UUID] = (), by, now: datetime, today: date
) -> int:
    """What starts the term of this category happened on that day; of how many records. `about`: of these persons alone.

    Raises NotYet for a day to come: a term starts when it has happened.
    """
    if happened_on > today:
        raise NotYet
    people = list(about)
    which = {"dossier": dossier, "category": category, "event_on": None}
    if people:
        which["about__overlap"] = people
    with system(PURPOSE, now):
        Dossier.objects.select_for_update().get(pk=dossier.pk)
        there = filled([dossier.pk])
        ids = {one for carrier in there for one in rows_of(carrier, **which).values_list("id", flat=True)}
        changed = _set(happened_on, ids, today, among=there)
    log.write(at=now, action=Action.CHANGE, user_id=by.pk, object_type="term", dossier_id=dossier.pk, fields=[category])
    return changed


# --- it follows from what is recorded ----------------------------------------------------------------------------


def follow(*, on: date, now: datetime) -> int:
    """Nightly: how many records got or lost the day of their event. Twice does no harm."""
    return follow_measures(on=on, now=now) + archive_signals(on=on, now=now)


def follow_measures(*, on: date, now: datetime) -> int:
    """What is kept about a measure goes by the end of the last one of whom it is about; a new one stops the term."""
    changed = 0
    with system(PURPOSE, now):
        ends = _ends_of_measures()
        for category in WITH_MEASURE:
            persons = [person for code, person in ends if code == category]
            wrong = defaultdict(list)
            for one, about, *stored in _about(category, persons):
                right = _last([ends[category, person] for person in about if (category, person) in ends])
                if right != stored[0] or (right is None and stored[1]):
                    wrong[right].append(one)
            changed += sum(_set(event_on, ids, on) for event_on, ids in wrong.items())
    return changed


def _ends_of_measures() -> dict[tuple[str, UUID], list[date | None]]:
    """(category, person) → the last day of each measure; None for one that has no end yet."""
    ends = defaultdict(list)
    rows = CourtMeasure.objects.filter(category__in=WITH_MEASURE)
    for category, person, ends_on, ended_on in rows.values_list("category", "person_id", "ends_on", "ended_on"):
        ends[category, person].append(min(filter(None, (ends_on, ended_on)), default=None))
    return ends


def _last(ends: list[list[date | None]]) -> date | None:
    """The day the last of them ended; None while one of them runs without an end."""
    days = [day for each in ends for day in each]
    return None if None in days else max(days)


def archive_signals(*, on: date, now: datetime) -> int:
    """A signal in the verwijsindex goes into the archive by itself, and there its term starts."""
    changed = 0
    with system(PURPOSE, now):
        archived = defaultdict(list)
        for carrier in carriers():
            rows = rows_of(carrier, category=VERWIJSINDEX.code, event_on=None).annotate(made=TruncDate("created_at"))
            for one, about, made_on in rows.values_list("id", "about", "made"):
                day = archived_on(made_on, _birthdays(about))
                if day <= on:
                    archived[day].append(one)
        changed += sum(_set(event_on, ids, on) for event_on, ids in archived.items())
    return changed


def _birthdays(about: Iterable[UUID]) -> list[date]:
    births = PersonSearch.objects.filter(person_id__in=list(about), birth_date__isnull=False)
    return [birthday(born, SIGNAL_AGE) for born in births.values_list("birth_date", flat=True)]


def _about(category: str, persons: list[UUID]) -> Iterator[tuple[UUID, list[UUID], date | None, date | None]]:
    """Id, whom it is about, the day of its event and its own day, of each record of this category about them."""
    for carrier in carriers():
        rows = rows_of(carrier, category=category, about__overlap=persons)
        yield from rows.values_list("id", "about", "event_on", "destroy_on")


# --- the days ----------------------------------------------------------------------------------------------------


def _set(
    event_on: date | None, ids: Collection[UUID], on: date, *, among: Collection[type[models.Model]] | None = None
) -> int:
    """Give these records the day of their event, and the days that follow from it by the terms of that day; of how
    many. What waits for an event has no day, in a closed dossier too: what has no day is not destroyed.

    `among`: the carriers they are in, where that is known."""
    book, dossiers = Book(), set()
    for carrier in among or carriers():
        rows = rows_of(carrier, id__in=ids)
        for category, basis in rows.order_by().values_list("category", "legal_basis").distinct():
            group = rows.filter(category=category, legal_basis=basis)
            group.update(event_on=event_on, **_days(book, category, basis, event_on, on))
        dossiers |= set(rows.values_list("dossier", flat=True))
    _lengthen(dossiers, book)
    return len(ids)


def _days(book: Book, category: str, basis: str, event_on: date | None, on: date) -> dict:
    if event_on is None:
        return {"term_started_on": None, "destroy_on": None}
    clock = book.clock(category, Facts(closed_on=min(event_on, on), event_on=event_on), basis)
    return {"term_started_on": clock.started_on, "destroy_on": clock.destroy_on}


def _lengthen(dossiers: Collection[UUID], book: Book) -> None:
    """What hangs together stays together, and a closed dossier ends with the last of it."""
    keep_together(dossiers)
    closed = Dossier.objects.filter(pk__in=dossiers, closed_on__isnull=False).order_by("pk").select_for_update()
    end_with_the_last({one.pk: own_clock(one, one.closed_on, book).destroy_on for one in closed})
