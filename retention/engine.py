"""§ 2.3 Bewaartermijnen: destroying, as a state machine that any later run can pick up where it stopped.

Two databases and a disk are not atomic, so: the intent, with all ids, commits in the ledger first; then the rows go
in one transaction; then files and keys; then the ledger lets go of the ids. Each step may be done twice.
Units go in batches: one transaction deletes some hundreds of dossiers at once, and a batch that fails is tried
again one by one, so that one bad unit does not keep the others. One run takes at most DESTROY_AT_MOST units, and what
hangs on them; the next takes the rest.
"""

import logging
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from math import inf
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError
from django.db.models.functions import Greatest

from audit.context import system
from audit.purposes import Purpose
from retention import brakes, due, fates, grounds, ledger, progress, requests, specification, steps
from retention.errors import NotAtHead
from retention.models import Destruction, DestructionItem, ItemKind, Job, LedgerMark
from retention.states import Kind, Reason, State
from sealing import files, keys
from terms.current import Book

PURPOSE = Purpose.DESTRUCTION
BATCH = {Kind.DOSSIER: 200, Kind.RECORD: 1000, Kind.PERSON: 1000, Kind.HOUSEHOLD: 1000}
NOTHING = specification.Held()
FOLLOWERS = {ItemKind.PERSON: Kind.PERSON, ItemKind.HOUSEHOLD: Kind.HOUSEHOLD}

log = logging.getLogger(__name__)


@dataclass
class Run:
    """One run: the day it works for, its clock, the terms as they are, and what it did.

    `stuck`: kind → what it could not do, by its number in the ledger. `to_come`: kind → how many are due and were not
    begun; at the end of a run they wait for the next. `job`, `told`: where it says how far it is, and what it said.
    """

    on: date
    now: datetime
    done: Counter = field(default_factory=Counter)
    stuck: defaultdict = field(default_factory=lambda: defaultdict(set))
    to_come: Counter = field(default_factory=Counter)
    book: Book = field(default_factory=Book)
    job: Job | None = None
    told: Counter = field(default_factory=Counter)

    @property
    def failed(self) -> Counter:
        return Counter({kind: len(numbers) for kind, numbers in self.stuck.items()})

    @property
    def room(self) -> float:
        """How many more it may begin; what hangs on those follows them at once."""
        return max(0, (settings.DESTROY_AT_MOST or inf) - self.done.total())


def destroy_due(*, on: date, now: datetime) -> Run:
    """Everything that is due on `on`, after first finishing what an earlier run left. Raises Busy, NotAtHead."""
    run = Run(on, now)
    with ledger.held():
        if ledger.gap():
            raise NotAtHead("Er is een back-up teruggezet: eerst opnieuw vernietigen wat daarmee terugkwam.")
        ledger.write_file()
        finish(run)
        brakes.place(run.book, on=on, now=now)
        with system(PURPOSE, now):
            run.to_come = due.number_due(on)
        _destroy(Kind.DOSSIER, _ids(due.dossiers_due(on), now), Reason.TERM, run)
        _records(run)
        _requested(run)
        _persons_and_households(run)
        progress.tell(run, ended=True)
    return run


def _destroy(kind: Kind, ids: list[UUID], reason: Reason, run: Run) -> None:
    """These units, in batches, as far as this run goes."""
    run.to_come[kind] = len(ids)
    while run.to_come[kind] and run.room:
        begun = len(ids) - run.to_come[kind]
        batch = ids[begun : begun + min(BATCH[kind], run.room)]
        plan(kind, batch, reason, run)
        run.to_come[kind] -= len(batch)
        finish_kind(kind, run)


def _records(run: Run) -> None:
    """§ 2.3 Bewaartermijnen: one dossier shrinks in stages. Again as long as something went: what waited for what hung
    on it, may go now."""
    before = -1
    while run.room and run.done[Kind.RECORD] > before:
        before = run.done[Kind.RECORD]
        with system(PURPOSE, run.now):
            ids = due.records_due(run.on)
        _destroy(Kind.RECORD, ids, Reason.TERM, run)


def _requested(run: Run) -> None:
    """Jeugdwet art. 7.3.9: what goes because somebody asked for it, whatever its day."""
    with system(PURPOSE, run.now):
        granted = requests.records_granted()
    if granted and run.room:
        _destroy(Kind.RECORD, sorted(granted), Reason.REQUEST, run)
    with system(PURPOSE, run.now):
        requests.conclude(run.now)


def finish(run: Run) -> None:
    """Take every destruction that was begun to its end: dossiers first, whose persons and households follow."""
    for kind in Kind:
        finish_kind(kind, run)


def _persons_and_households(run: Run) -> None:
    finish_kind(Kind.PERSON, run)
    with system(PURPOSE, run.now):
        unused = list(due.persons_unused(run.on, run.now))
    _destroy(Kind.PERSON, unused, Reason.UNUSED, run)
    finish_kind(Kind.HOUSEHOLD, run)
    _destroy(Kind.HOUSEHOLD, _ids(due.households_unused(run.on), run.now), Reason.UNUSED, run)


def _ids(queryset, now: datetime) -> list[UUID]:
    with system(PURPOSE, now):
        return list(queryset.values_list("pk", flat=True))


def plan(kind: Kind, ids: Iterable[UUID], reason: Reason, run: Run) -> None:
    """Write down which units this run means to destroy; one that is already going is left as it is."""
    hashes = ledger.unit_hashes(kind, ids)
    Destruction.objects.bulk_create(
        [
            Destruction(
                kind=kind,
                unit_id=unit,
                unit_hash=digest,
                reason=reason,
                decided_on=run.on,
                planned_at=run.now,
            )
            for unit, digest in hashes.items()
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )
    steps.reached(kind, steps.PLANNED)


# --- one batch after another -----------------------------------------------------------------------------------


def finish_kind(kind: Kind, run: Run) -> None:
    running = Destruction.objects.running().filter(kind=kind).order_by("pk")
    for pks in due.in_parts(list(running.values_list("pk", flat=True)), BATCH[kind]):
        try:
            proceed(kind, pks, run)
        except DatabaseError as error:
            log.error("batch of %d units of kind %s failed: %s", len(pks), kind, type(error).__name__)
            _one_by_one(kind, pks, run)
        progress.tell(run)


def _one_by_one(kind, pks, run) -> None:
    for pk in pks:
        try:
            proceed(kind, [pk], run)
        except DatabaseError as error:
            run.stuck[kind].add(pk)
            log.error("destruction %d failed: %s", pk, type(error).__name__)


def proceed(kind: Kind, pks: list[int], run: Run) -> None:
    """Take these units from whatever state they are in to the next, and so on to the end."""
    take_rows(kind, _in_state(pks, State.PLANNED, State.INTENT), run)
    take_keys(_in_state(pks, State.ROWS_GONE), run)
    conclude(kind, _in_state(pks, State.KEYS_GONE), run)


def _in_state(pks, *states) -> list[Destruction]:
    return list(Destruction.objects.filter(pk__in=pks, state__in=states).order_by("pk"))


# --- rows ------------------------------------------------------------------------------------------------------


def take_rows(kind: Kind, units: list[Destruction], run: Run) -> None:
    """Lock, look again, write the intent, delete, commit; then say so in the ledger.

    The lock on a dossier conflicts with the key-share lock that every insert of a child takes, so nothing new can
    slip in. A unit somebody is just working on is skipped: the next run takes it.
    """
    if not units:
        return
    by_id = {unit.unit_id: unit for unit in units}
    with system(PURPOSE, run.now):
        there, locked = _lock(kind, by_id)
        going = _going(kind, by_id, locked, run)
        steps.reached(kind, steps.LOCKED)
        _let_go(kind, [by_id[one] for one in locked.keys() - going], run)
        _drop([by_id[one] for one in by_id.keys() - there - going])
        deleted = _delete(kind, {one: by_id[one] for one in going}, run) if going else {}
        mark = LedgerMark.objects.get(pk=1).seq
    steps.reached(kind, steps.ROWS_COMMITTED)
    gone = [unit for one, unit in by_id.items() if unit.state == State.INTENT and (one in going or one not in there)]
    for unit in gone:
        unit.counts = deleted.get(unit.unit_id, unit.counts)
    if gone:
        ledger.write(gone, State.ROWS_GONE, at=run.now, mark=mark)


def _lock(kind, by_id) -> tuple[set, dict]:
    """The units that are still there, and of those the ones we could lock, by id."""
    if kind == Kind.RECORD:
        there, locked = due.lock_records(by_id)
        return set(there), locked
    (root,) = fates.roots(kind)
    rows = root.objects.filter(pk__in=list(by_id)).order_by("pk")
    there = set(rows.values_list("pk", flat=True))
    return there, {row.pk: row for row in rows.select_for_update(skip_locked=True, of=("self",))}


def _going(kind, by_id, locked, run) -> set[UUID]:
    """Of the locked units the ones that may go now. What a put-back back-up brought back goes without question,
    also when only its children came back."""
    again = {one for one, unit in by_id.items() if unit.reason == Reason.REPEAT}
    return again | _may_go(kind, {one: row for one, row in locked.items() if one not in again}, by_id, run)


def _may_go(kind, locked, by_id, run) -> set[UUID]:
    if kind == Kind.DOSSIER:
        return due.may_go(locked.values(), run.book, run.on)
    if kind == Kind.RECORD:
        asked = {one for one in locked if by_id[one].reason == Reason.REQUEST}
        granted = asked & requests.records_granted() if asked else asked
        return due.records_that_may_go(locked, run.book, run.on, granted)
    if kind == Kind.HOUSEHOLD:
        return set(due.empty_households().filter(pk__in=list(locked)).values_list("pk", flat=True))
    return locked.keys() - due.referred_to(locked, run.now)


def _let_go(kind, units, run) -> None:
    """A brake, a reopening or a new use came in between: an intent is withdrawn, a mere plan forgotten."""
    intents = [unit for unit in units if unit.state == State.INTENT]
    if intents:
        ledger.write(intents, State.WITHDRAWN, at=run.now)
    _drop(units)


def _drop(units) -> None:
    """What is still a plan is forgotten; anything further on is left alone."""
    Destruction.objects.filter(pk__in=[unit.pk for unit in units], state=State.PLANNED).delete()


def _delete(kind, units: dict[UUID, Destruction], run) -> dict[UUID, dict]:
    """Write the intent and delete the rows; how many of each model per unit."""
    counts = fates.count(kind, units)
    _write_down_items(kind, units)
    new = [unit for unit in units.values() if unit.state == State.PLANNED]
    if new:
        held = specification.held_by(kind, [unit.unit_id for unit in new])
        for unit in new:
            it = held.get(unit.unit_id, NOTHING)
            unit.ground, unit.term_set = grounds.in_words(Reason(unit.reason), it.records, it.day, run.book)
            unit.counts, unit.specification = counts[unit.unit_id], specification.in_parts(it, run.book)
            unit.decided_on = run.on
        ledger.write(new, State.INTENT, at=run.now)
    for table in fates.tables_that_let_go(kind):
        table.rows(units).update(**{table.column: None})
    for table in fates.tables_to_empty(kind):
        table.rows(units)._raw_delete("default")
    LedgerMark.objects.filter(pk=1).update(seq=Greatest("seq", ledger.table_head().seq))
    steps.reached(kind, steps.ROWS_DELETED)
    return counts


def _write_down_items(kind, units) -> None:
    """What must still be done once the rows that name it are gone. Done again after a crash: an id more is no harm."""
    items = set()
    for table in fates.tables_to_empty(kind):
        if table.seals_itself:
            for one, record in table.rows(units).order_by().values_list(table.column, "id").distinct():
                items.add((units[one].pk, ItemKind.RECORD, record))
    if kind == Kind.RECORD:
        persons = due.persons_of_records(units)
        items |= {(units[one].pk, ItemKind.PERSON, person) for one in persons for person in persons[one]}
    if kind == Kind.DOSSIER:
        persons = due.persons_of(units)
        households = due.households_of(persons)
        items |= {(units[one].pk, ItemKind.PERSON, person) for one in persons for person in persons[one]}
        items |= {(units[one].pk, ItemKind.HOUSEHOLD, home) for one in households for home in households[one]}
    if kind == Kind.PERSON:
        members = due.homes_of(units)
        items |= {(units[one].pk, ItemKind.HOUSEHOLD, home) for one in members for home in members[one]}
    DestructionItem.objects.bulk_create(
        [DestructionItem(destruction_id=unit, kind=sort, item_id=item) for unit, sort, item in sorted(items, key=str)],
        ignore_conflicts=True,
        batch_size=2000,
    )


# --- files and keys --------------------------------------------------------------------------------------------


def take_keys(units: list[Destruction], run: Run) -> None:
    """Sealed files first, then the keys: a file without its key could never be told from an orphan."""
    if not units:
        return
    kind = units[0].kind
    ids = list(
        DestructionItem.objects.filter(destruction__in=units, kind=ItemKind.RECORD).values_list("item_id", flat=True)
    )
    for record in ids:
        files.delete(record)
    steps.reached(kind, steps.FILES_DELETED)
    for part in due.in_parts(ids, 5000):
        keys.destroy(part, at=run.now)
    steps.reached(kind, steps.KEYS_DESTROYED)
    ledger.write(units, State.KEYS_GONE, at=run.now)


# --- the end ---------------------------------------------------------------------------------------------------


def conclude(kind: Kind, units: list[Destruction], run: Run) -> None:
    """Plan who may follow, and let the ledger forget the ids."""
    if not units:
        return
    items = DestructionItem.objects.filter(destruction__in=units).exclude(kind=ItemKind.RECORD)
    followers = defaultdict(set)
    for sort, item in items.values_list("kind", "item_id"):
        followers[FOLLOWERS[sort]].add(item)
    for follower, ids in followers.items():
        plan(follower, ids, Reason.UNREFERENCED, run)
    ledger.write(units, State.DONE, at=run.now)
    run.done[kind] += len(units)
    run.stuck[kind] -= {unit.pk for unit in units}
