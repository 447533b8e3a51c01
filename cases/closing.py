"""§ 2.3 Bewaartermijnen: which term starts for which records when a dossier closes. Computed forward, then stored."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from uuid import UUID

from django.db import connection, models, transaction
from django.db.models import F, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import TruncDate
from psycopg import sql

from audit.context import system
from audit.purposes import Purpose
from cases.models import Dossier
from cases.records import DossierRecord, Tie, record_models, ties
from terms.categories import CASUSREGIE
from terms.current import Book, Clock
from terms.models import Term
from terms.policy import Facts

GROUPED_BY = ("category", "legal_basis", "made_on", "event_on")
DATES = ("category", "legal_basis", "term_started_on", "destroy_on")
TAKEN_BACK = "-"
# Not by save: neither the history of a dossier nor when it was last worked in has anything to do with it.
WRITE_ENDS = """
    UPDATE cases_dossier AS old SET destroy_on = new.destroy_on
    FROM unnest(%s::uuid[], %s::date[]) AS new (id, destroy_on)
    WHERE old.id = new.id AND old.destroy_on IS DISTINCT FROM new.destroy_on
"""


@dataclass(frozen=True)
class Dates:
    """Records of one kind, one category and one start day, with the term that holds for them."""

    records: QuerySet
    category: str
    term: Term
    started_on: date
    destroy_on: date


@dataclass(frozen=True)
class Foreseen:
    """What closing would set for everything of one category with the same dates, whatever kind of record it is."""

    category: str
    term: Term
    started_on: date
    destroy_on: date
    count: int


@cache
def carriers() -> tuple[type[models.Model], ...]:
    """Whatever carries dates: every kind of record, and the last version of what was taken back, which stays in its
    history until its own day."""
    return tuple(carrier for model in record_models() for carrier in (model, model.history.model))


def rows_of(carrier: type[models.Model], **which) -> QuerySet:
    """The rows of a carrier that carry dates; of a history those of what is there no more."""
    rows = carrier._base_manager.filter(**which)
    return rows if issubclass(carrier, DossierRecord) else rows.filter(history_type=TAKEN_BACK)


def filled(dossiers: Collection[UUID]) -> list[type[models.Model]]:
    """The carriers that have a row in one of these dossiers. In most dossiers most kinds of record are not, and asking
    each kind time and again is most of what closing takes."""
    with connection.cursor() as cursor:
        cursor.execute(_asking_each(), {"dossiers": list(dossiers)})
        found = {number for (number,) in cursor.fetchall()}
    return [carrier for number, carrier in enumerate(carriers()) if number in found]


@cache
def _asking_each() -> str:
    """One question, of numbers in `carriers`."""
    one = sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {} WHERE dossier_id = ANY(%(dossiers)s))")
    tables = enumerate(carrier._meta.db_table for carrier in carriers())
    asked = [one.format(number, sql.Identifier(table)) for number, table in tables]
    return sql.SQL(" UNION ALL ").join(asked).as_string(None)


def dates_of(carrier: type[models.Model], dossier: Dossier, on: date, book: Book, changes: dict) -> Iterator[Dates]:
    """The dates of one kind of record if the dossier closes on `on`. Raises NoTerm where no term holds.

    `changes`: when each file was last changed (`last_changes`). What already has an event of its own keeps the dates
    it got then.
    """
    records = rows_of(carrier, dossier=dossier, destroy_on=None).annotate(made_on=TruncDate("created_at"))
    for category, basis, made_on, event_on in set(records.values_list(*GROUPED_BY)):
        changed_on = changes.get((dossier.pk, category))
        facts = Facts(closed_on=on, last_changed_on=changed_on, made_on=made_on, event_on=event_on)
        clock = book.clock(category, facts, basis)
        group = records.filter(category=category, legal_basis=basis, made_on=made_on, event_on=event_on)
        yield Dates(group, category, clock.term, clock.started_on, clock.destroy_on)


def last_changes(among: Iterable[type[models.Model]], **which) -> dict[tuple[UUID, str], date]:
    """Dossier and category → when anything of it was last changed in substance: the law counts from the whole file of
    that category (BW 7:454 lid 3, Jeugdwet 7.3.8 lid 3). `which` records: always whole files; `among` all carriers that
    have some."""
    found = {}
    for carrier in among:
        rows = rows_of(carrier, **which).order_by().values_list("dossier_id", "category")
        for *file, changed in rows.annotate(last=TruncDate(Max("substantively_changed_at"))):
            found[*file] = max(changed, found.get((*file,), changed))
    return found


def start_terms(dossier: Dossier, on: date, now: datetime) -> date:
    """Date everything in the dossier as closed on `on`; the day on which the last of it goes.

    By the system: the term of what the one who closes may not read starts as well. Raises NoTerm.
    """
    book = Book()
    with system(Purpose.TERMS, now):
        there = filled([dossier.pk])
        changes = last_changes(there, dossier=dossier)
        for carrier in there:
            for dates in dates_of(carrier, dossier, on, book, changes):
                dates.records.update(term_started_on=dates.started_on, destroy_on=dates.destroy_on)
        keep_together([dossier.pk])
        return _ends({dossier.pk: own_clock(dossier, on, book).destroy_on})[dossier.pk]


def end_with_the_last(own: Mapping[UUID, date | None]) -> None:
    """Each of these closed dossiers stays as long as the last of what is in it. `own`: the day of the dossier itself,
    which is casusregie; None where no term holds for that."""
    ends = {pk: day for pk, day in _ends(own).items() if day}
    if ends:
        with connection.cursor() as cursor:
            cursor.execute(WRITE_ENDS, [list(ends), list(ends.values())])


def _ends(own: Mapping[UUID, date | None]) -> dict[UUID, date | None]:
    ends = dict(own)
    for carrier in filled(own):
        rows = rows_of(carrier, dossier__in=list(own), destroy_on__isnull=False).order_by().values_list("dossier_id")
        for pk, last in rows.annotate(last=Max("destroy_on")):
            ends[pk] = max(last, ends[pk] or last)
    return ends


def stop_terms(dossier: Dossier, now: datetime) -> None:
    """Nothing of an open dossier has a day, but for what has an event of its own."""
    with system(Purpose.TERMS, now):
        for carrier in filled([dossier.pk]):
            rows_of(carrier, dossier=dossier, event_on=None).update(term_started_on=None, destroy_on=None)


def keep_together(dossier_ids: Collection) -> None:
    """What others hang on goes no earlier than they do: a plan stays as long as its last part, and what proves that
    something might leave as long as the note that it left."""
    there = filled(dossier_ids)
    tied = [tie for tie in ties() if tie.holder in there]
    while any(_lengthen(tie, dossier_ids) for tie in tied):
        pass


def _lengthen(tie: Tie, dossier_ids: Collection) -> int:
    """How many got a later day. What hangs on it and has no day yet keeps it for now: see retention.due."""
    hanging = tie.through._base_manager.filter(**{tie.column: OuterRef("pk")}).order_by()
    latest = Subquery(hanging.values(tie.column).annotate(last=Max(tie.day)).values("last"))
    holders = tie.holder._base_manager.filter(dossier__in=dossier_ids).annotate(last=latest)
    return holders.filter(last__gt=F("destroy_on")).update(destroy_on=latest)


def own_clock(dossier: Dossier, on: date, book: Book) -> Clock:
    """The dossier itself is casusregie: an empty one has a term too. Raises NoTerm."""
    return book.clock(CASUSREGIE.code, Facts(closed_on=on), dossier.legal_basis)


def visible_end(dossier: Dossier, opens: Collection[str]) -> date | None:
    """The day by which all of a closed dossier is gone in the categories somebody may read; None while it is open.

    The day of the whole would tell them of a treatment that is kept for longer.
    """
    if dossier.destroy_on is None:
        return None
    own = own_clock(dossier, dossier.closed_on, Book()).destroy_on
    readable = [model.objects.filter(dossier=dossier, category__in=opens) for model in record_models()]
    ends = [records.aggregate(last=Max("destroy_on"))["last"] for records in readable]
    return max([own, *(end for end in ends if end)])


def preview(dossier: Dossier, on: date, opens: Collection[str], now: datetime) -> list[Foreseen]:
    """What closing on this day would set, the dossier itself included, latest first: shown before somebody closes.

    It is closing itself, taken back: so what is shown is what happens. `opens`: the categories that person may read;
    closing starts the terms of all of it.
    """
    book = Book()
    own = own_clock(dossier, on, book)
    counts = Counter({(CASUSREGIE.code, own.term, own.started_on, own.destroy_on): 1})
    with transaction.atomic():
        start_terms(dossier, on, now)
        for model in record_models():
            dated = model.objects.filter(dossier=dossier, category__in=opens).order_by()
            for category, basis, started_on, destroy_on in dated.values_list(*DATES):
                counts[category, book.standing(category, on, basis).term, started_on, destroy_on] += 1
        transaction.set_rollback(True)
    foreseen = [Foreseen(*which, count) for which, count in counts.items()]
    return sorted(foreseen, key=lambda group: (group.destroy_on, group.category), reverse=True)
