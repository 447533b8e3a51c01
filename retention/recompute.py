"""§ 2.3 Bewaartermijnen: what a set that is put into force does to what was closed before. Foreseen, then done.

Both ask the terms the same question (`terms.current.Book.clock_after`) of the same facts, so they cannot differ. Reads
and writes dates and categories under the system purpose `termijnen`; opens nothing, and is no change of content.
docs/adr/0099-recomputing-terms.md
"""

import logging
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.db.models import Case, Count, DateField, F, Field, UUIDField, When
from django.db.models.functions import TruncDate
from django.utils.timezone import localdate

from audit import log as access_log
from audit.choices import Action
from audit.context import system
from audit.purposes import Purpose
from cases.closing import carriers, end_with_the_last, keep_together, last_changes, rows_of
from cases.models import Dossier
from consent.states import step
from retention.models import Job
from retention.states import NEXT_JOB, JobKind, JobState
from terms import categories
from terms.actions import put_into_force
from terms.current import Book, Clock, NoTerm
from terms.models import TermChoice
from terms.policy import Facts

PURPOSE = Purpose.TERMS
BATCH = 200
OF_ITSELF = categories.CASUSREGIE.code
STORED = ("category", "legal_basis", "closed_on", "file", "made_on", "event_on", "term_started_on", "destroy_on")
WRITE = """
    UPDATE {table} AS old SET term_started_on = new.started_on, destroy_on = new.destroy_on
    FROM unnest(%s::{kind}[], %s::date[], %s::date[]) AS new (id, started_on, destroy_on) WHERE old.{key} = new.id
"""

log = logging.getLogger(__name__)


class LookedAtAnother(ValueError):
    """What was looked at is not what would be done now: it is to be looked at again."""


# --- what a record is, and what becomes of it ------------------------------------------------------------------


@dataclass(frozen=True)
class Stored:
    """What counts of a record in a closed dossier; many share it. Only where it matters: `file`, the dossier whose file
    of that category counts as a whole, and `made_on`."""

    category: str
    legal_basis: str
    closed_on: date
    file: UUID | None
    made_on: date | None
    event_on: date | None
    started_on: date
    destroy_on: date


class Rule:
    """What these choices, in this order, do to what is closed already: to everything, or to `which` records."""

    def __init__(self, steps: list[TermChoice], **which):
        self.steps = steps
        self.book = Book()
        self.until = steps[-1].from_on
        self.by_file = self.book.begin_to_count_from(categories.LAST_CHANGE.code, steps)
        self.by_making = self.book.begin_to_count_from(categories.MADE_OR_RECEIVED.code, steps)
        self.which = {"dossier__closed_on__lte": self.until} | which
        self.changes = last_changes(carriers(), category__in=self.by_file, **self.which)
        self.new = cache(self._new)

    def _new(self, record: Stored) -> Clock | None:
        """The dates it gets; None when they are the ones it has, or none of these choices is about it."""
        facts = Facts(
            closed_on=record.closed_on,
            last_changed_on=self.changes.get((record.file, record.category)),
            made_on=record.made_on,
            event_on=record.event_on,
        )
        clock = self.book.clock_after(self.steps, record.category, facts, record.legal_basis, record.started_on)
        if clock is None or (clock.started_on, clock.destroy_on) == (record.started_on, record.destroy_on):
            return None
        return clock

    def own(self, legal_basis: str, closed_on: date) -> tuple[date | None, date | None]:
        """The day of the dossier itself, which is care coordination: as it was, and as it becomes."""
        facts = Facts(closed_on=closed_on)
        try:
            before = self.book.clock(OF_ITSELF, facts, legal_basis).destroy_on
        except NoTerm:
            before = None
        after = self.book.clock_after(self.steps, OF_ITSELF, facts, legal_basis, closed_on)
        return before, after.destroy_on if after else before

    def records(self, model):
        """The records of this kind that the choices are about, of dossiers that closed in time."""
        return (
            rows_of(model, term_started_on__isnull=False, destroy_on__isnull=False, **self.which)
            .filter(**self._narrowed())
            .annotate(
                closed_on=F("dossier__closed_on"),
                file=_only_of(self.by_file, F("dossier_id"), UUIDField()),
                made_on=_only_of(self.by_making, TruncDate("created_at"), DateField()),
            )
            .order_by()
        )

    def _narrowed(self) -> dict[str, str]:
        only = {(choice.category, choice.legal_basis) for choice in self.steps}
        if len(only) > 1:
            return {}
        [(category, basis)] = only
        return {name: value for name, value in (("category", category), ("legal_basis", basis)) if value}


def _only_of(of: set[str], column, kind: Field):
    """Of other categories nothing: else no two records would share their facts."""
    return Case(When(category__in=of, then=column), default=None, output_field=kind)


# --- beforehand ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OfCategory:
    category: str
    records: int
    earliest: date
    latest: date

    @property
    def label(self):
        return categories.CATEGORIES[self.category].label


@dataclass(frozen=True)
class OfYear:
    """How many records are destroyed in this year: as it stands, and after."""

    year: int
    now: int
    then: int


@dataclass(frozen=True)
class Foreseen:
    """`looked_at`: records the choice is about; `records` of them move. `at_once`: to a day that is there already."""

    looked_at: int = 0
    records: int = 0
    dossiers: int = 0
    earliest: date | None = None
    latest: date | None = None
    sooner: int = 0
    later: int = 0
    at_once: int = 0
    by_category: list[OfCategory] = field(default_factory=list)
    by_year: list[OfYear] = field(default_factory=list)
    earlier_steps: int = 0

    def as_dict(self) -> dict:
        numbers = {
            name: getattr(self, name) for name in ("looked_at", "records", "dossiers", "sooner", "later", "at_once")
        }
        return numbers | {
            "earliest": self.earliest and self.earliest.isoformat(),
            "latest": self.latest and self.latest.isoformat(),
            "by_category": {
                one.category: [one.records, one.earliest.isoformat(), one.latest.isoformat()]
                for one in self.by_category
            },
            "by_year": {str(one.year): [one.now, one.then] for one in self.by_year},
        }


def foresee(choice: TermChoice, *, now: datetime) -> Foreseen:
    """What putting this into force would move, on its day, of what is closed now. `choice` need not be saved.

    What was put into force before and is still to be done comes first, as it will.
    """
    steps = [*_still_to_do(choice), choice]
    with system(PURPOSE, now):
        rule = Rule(steps)
        groups = {model: _groups(model, rule) for model in carriers()}
        dossiers = _touched(groups, rule)
    found = [group for of_model in groups.values() for group in of_model]
    moving = [(record, clock, count) for record, clock, count in found if clock]
    days = [clock.destroy_on for _record, clock, _count in moving]
    return Foreseen(
        looked_at=sum(count for _record, _clock, count in found),
        records=sum(count for _record, _clock, count in moving),
        dossiers=len(dossiers),
        earliest=min(days, default=None),
        latest=max(days, default=None),
        sooner=sum(count for record, clock, count in moving if clock.destroy_on < record.destroy_on),
        later=sum(count for record, clock, count in moving if clock.destroy_on > record.destroy_on),
        at_once=sum(count for _record, clock, count in moving if clock.destroy_on <= choice.from_on),
        by_category=_by_category(moving),
        by_year=_by_year(found),
        earlier_steps=len(steps) - 1,
    )


def mark_of(choice: TermChoice, foreseen: Foreseen) -> str:
    """The same for the same choice with the same outcome: what was looked at happens, or it is looked at again."""
    which = (choice.term_set_id, choice.category, choice.legal_basis, choice.from_on, choice.reason)
    return sha256(repr((which, sorted(foreseen.as_dict().items()))).encode()).hexdigest()


def _still_to_do(choice: TermChoice) -> list[TermChoice]:
    jobs = Job.objects.unfinished().filter(kind=JobKind.RECOMPUTE).select_related("choice__term_set")
    return [job.choice for job in jobs if job.choice.place < choice.place]


def _groups(model, rule: Rule) -> list[tuple[Stored, Clock | None, int]]:
    rows = rule.records(model).values_list(*STORED).annotate(count=Count("pk"))
    return [(record, rule.new(record), count) for *facts, count in rows for record in [Stored(*facts)]]


def _touched(groups: dict, rule: Rule) -> set[UUID]:
    """The dossiers in which something moves."""
    found = set()
    for model, of_model in groups.items():
        moving = {(record.category, record.legal_basis) for record, clock, _count in of_model if clock}
        staying = {(record.category, record.legal_basis) for record, clock, _count in of_model if not clock}
        for category, basis in sorted(moving):
            rows = rule.records(model).filter(category=category, legal_basis=basis)
            if (category, basis) in staying:
                ids = [
                    one
                    for one, *facts in rows.values_list("dossier_id", *STORED).distinct()
                    if rule.new(Stored(*facts))
                ]
            else:
                ids = rows.values_list("dossier_id", flat=True).distinct()
            found.update(ids)
    closed = Dossier.objects.filter(closed_on__lte=rule.until).order_by()
    for basis, closed_on in closed.values_list("legal_basis", "closed_on").distinct():
        before, after = rule.own(basis, closed_on)
        if before != after:
            found.update(closed.filter(legal_basis=basis, closed_on=closed_on).values_list("pk", flat=True))
    return found


def _by_category(moving) -> list[OfCategory]:
    days, counts = defaultdict(list), Counter()
    for record, clock, count in moving:
        days[record.category].append(clock.destroy_on)
        counts[record.category] += count
    in_order = [category for category in categories.CATEGORIES if category in counts]
    return [OfCategory(category, counts[category], min(days[category]), max(days[category])) for category in in_order]


def _by_year(found) -> list[OfYear]:
    now, then = Counter(), Counter()
    for record, clock, count in found:
        now[record.destroy_on.year] += count
        then[(clock or record).destroy_on.year] += count
    years = [*now, *then]
    return [OfYear(year, now[year], then[year]) for year in range(min(years), max(years) + 1)] if years else []


# --- deciding --------------------------------------------------------------------------------------------------


@transaction.atomic
def decide(choice: TermChoice, *, looked_at: str, by, now: datetime, on: date) -> Job:
    """Put a set into force and have what was closed before recomputed from that day on. `looked_at`: the mark of what
    was foreseen. Raises LookedAtAnother, and NotFromThePast."""
    foreseen = foresee(choice, now=now)
    if mark_of(choice, foreseen) != looked_at:
        raise LookedAtAnother
    made = put_into_force(
        choice.term_set,
        by=by,
        at=now,
        on=on,
        from_on=choice.from_on,
        category=choice.category,
        legal_basis=choice.legal_basis,
        reason=choice.reason,
    )
    return Job.objects.create(
        kind=JobKind.RECOMPUTE, choice=made, due_on=made.from_on, made_at=now, foreseen=foreseen.as_dict()
    )


# --- doing it --------------------------------------------------------------------------------------------------


def run_due(*, on: date, now: datetime) -> list[Job]:
    """Everything that is to be recomputed by now, the oldest first, from where it stopped.

    Two at once do no harm: each batch holds the job, and who finds it held leaves the work to the other.
    """
    finished = []
    for pk in list(Job.objects.due(on).filter(kind=JobKind.RECOMPUTE).values_list("pk", flat=True)):
        if not _start(pk, now):
            break
        while _batch(pk, now):
            reached(pk)
        job = Job.objects.get(pk=pk)
        if job.state != JobState.DONE:
            break
        finished.append(job)
    return finished


def reached(job_pk: int) -> None:
    """A batch is committed. Does nothing; the proof stops here."""


@transaction.atomic
def _start(pk: int, now: datetime) -> bool:
    """What could not be done is tried again, all of it: doing it twice changes nothing. False when it is held."""
    job = _held(pk)
    if job is None:
        return False
    if job.state in (JobState.WAITING, JobState.INCOMPLETE):
        with system(PURPOSE, now):
            job.total = Dossier.objects.filter(closed_on__lte=job.choice.from_on).count()
        job.state = step(NEXT_JOB, job.state, JobState.RUNNING)
        job.started_at, job.finished_at = job.started_at or now, None
        job.done, job.failed, job.cursor, job.figures = 0, 0, None, {}
        job.save()
    return True


def _held(pk: int) -> Job | None:
    return (
        Job.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("choice__term_set")
        .filter(pk=pk)
        .first()
    )


def _batch(pk: int, now: datetime) -> bool:
    """The next dossiers, in one transaction. Whether there is more to do."""
    try:
        return _next(pk, now, BATCH)
    except DatabaseError as error:
        log.error("a batch of recomputation %d failed: %s", pk, type(error).__name__)
        return _one_by_one(pk, now)


def _one_by_one(pk: int, now: datetime) -> bool:
    for _number in range(BATCH):
        try:
            if not _next(pk, now, 1):
                return False
        except DatabaseError as error:
            log.error("a dossier of recomputation %d failed: %s", pk, type(error).__name__)
            _pass_over(pk, now)
    return True


@transaction.atomic
def _next(pk: int, now: datetime, size: int) -> bool:
    job = _held(pk)
    if job is None or job.state != JobState.RUNNING:
        return False
    with system(PURPOSE, now):
        dossiers = list(_after(job, size).select_for_update())
        moved = _recompute(dossiers, job.choice)
    if not dossiers:
        _finish(job, now)
        return False
    job.cursor = dossiers[-1].pk
    job.done += len(dossiers)
    job.figures = {name: job.figures.get(name, 0) + count for name, count in moved.items()}
    job.save()
    return True


def _after(job: Job, size: int):
    closed = Dossier.objects.filter(closed_on__lte=job.choice.from_on).order_by("pk")
    return (closed.filter(pk__gt=job.cursor) if job.cursor else closed)[:size]


@transaction.atomic
def _pass_over(pk: int, now: datetime) -> None:
    """One dossier that does not let itself be done must not keep the others."""
    job = _held(pk)
    if job is not None:
        with system(PURPOSE, now):
            dossier = _after(job, 1).get()
        job.cursor, job.failed = dossier.pk, job.failed + 1
        job.save()


def _finish(job: Job, now: datetime) -> None:
    job.state = step(NEXT_JOB, job.state, JobState.INCOMPLETE if job.failed else JobState.DONE)
    job.cursor, job.finished_at = None, now
    job.save()
    if not job.failed:
        TermChoice.objects.filter(pk=job.choice_id).update(recomputed_on=localdate(now))
    counts = [f"{name}.{count}" for name, count in sorted(job.figures.items())]
    which = f"{job.choice.term_set.code}.{job.choice.term_set.version}"
    access_log.write(
        at=now, action=Action.CHANGE, purpose=PURPOSE.value, object_type=job._meta.label, fields=[which, *counts]
    )


def _recompute(dossiers: Collection[Dossier], choice: TermChoice) -> dict[str, int]:
    """The dates of what is in these dossiers, which the caller holds. How many records moved, of how many dossiers."""
    ids = [dossier.pk for dossier in dossiers]
    rule = Rule([choice], dossier__in=ids)
    touched, records = set(), 0
    for model in carriers():
        moved = list(_moved(model, rule))
        _write(_statement(model), [row[1:] for row in moved])
        touched.update(row[0] for row in moved)
        records += len(moved)
    keep_together(ids)
    own = {dossier.pk: rule.own(dossier.legal_basis, dossier.closed_on) for dossier in dossiers}
    end_with_the_last({pk: after for pk, (_before, after) in own.items()})
    touched.update(pk for pk, (before, after) in own.items() if before != after)
    return {"records": records, "dossiers": len(touched)}


def _statement(model) -> str:
    """A history has a key of its own: what was taken back is there more than once."""
    key, quoted = model._meta.pk, connection.ops.quote_name
    return WRITE.format(table=quoted(model._meta.db_table), key=quoted(key.column), kind=key.rel_db_type(connection))


def _moved(model, rule: Rule) -> Iterator[tuple[UUID, UUID, date, date]]:
    for dossier_id, pk, *facts in rule.records(model).values_list("dossier_id", "pk", *STORED):
        clock = rule.new(Stored(*facts))
        if clock:
            yield dossier_id, pk, clock.started_on, clock.destroy_on


def _write(statement: str, rows: list[tuple]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(statement, [list(column) for column in zip(*rows, strict=True)])
