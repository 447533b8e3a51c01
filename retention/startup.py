"""§ 2.3 Bewaartermijnen: the site opens only when both databases are at or past the head of the ledger file.

A back-up that is put back brings destroyed rows or keys back. The file outside both databases remembers, and what
came back is destroyed again before anybody can see it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from audit.context import system
from cases.closing import carriers
from retention import engine, ledger, residue, restoring
from retention.engine import Run
from retention.ledger import Gap
from retention.models import Destruction, LedgerMark
from retention.states import Kind, Reason
from sealing import files

WAIT_SECONDS = 300


@dataclass(frozen=True)
class Outcome:
    gap: Gap
    lines_restored: int = 0
    destroyed: int = 0


def check(*, on: date, now: datetime) -> Outcome:
    """Bring both databases to the head of the ledger, and finish what was interrupted.

    To be called before the site opens. Raises Busy (another process is at it and takes long), LedgerBroken, NotRestored
    while a back-up is being put back.
    """
    restoring.refuse_while_unfinished()
    return bring_to_head(on=on, now=now)


def bring_to_head(*, on: date, now: datetime) -> Outcome:
    """The same for whoever puts a back-up back, before that is finished."""
    with ledger.held(WAIT_SECONDS):
        behind = ledger.gap()
        outcome = repurge(behind, on=on, now=now) if behind else Outcome(behind)
        ledger.write_file()
        engine.finish(Run(on, now))
    return outcome


def repurge(behind: Gap, *, on: date, now: datetime) -> Outcome:
    """Destroy again what a back-up brought back. Call it while holding the ledger."""
    restored = ledger.restore_from_file() if behind.keys_behind else 0
    required = ledger.required_mark()
    run = Run(on, now)
    for kind, ids in residue.units_left(now).items():
        engine.plan(kind, ids, Reason.REPEAT, run)
    engine.finish(run)
    # Keys of units whose rows did not come back: no row leads to them, only their age does.
    if behind.keys_behind:
        residue.sweep(before=_last_moment(), now=now)
    if not Destruction.objects.running().filter(reason=Reason.REPEAT).exists():
        LedgerMark.objects.filter(pk=1, seq__lt=required).update(seq=required)
    return Outcome(behind, restored, sum(run.done[kind] for kind in Kind))


def _last_moment() -> datetime:
    """When the last line was written: what it destroyed is older than that."""
    return ledger.last_line().at


def forget_unreadable(*, on: date, now: datetime) -> None:
    """What came back though its key was destroyed without the ledger, by hand: a note taken back, a draft that became
    a note, the file of either. Nobody can read it, and it is not to be there. Call it while holding the ledger.
    """
    dead = residue.rows_without_key(now)
    records = _records(dead, now)
    run = Run(on, now)
    engine.plan(Kind.RECORD, records, Reason.REPEAT, run)
    engine.finish(run)
    with system(residue.PURPOSE, now):
        for model in residue.sealing_models():
            model._base_manager.filter(id__in=dead - records)._raw_delete("default")
    for one in residue.files_without_key():
        files.delete(one)


def _records(ids: set[UUID], now: datetime) -> set[UUID]:
    """Of these the ones that are a record of a dossier, and so a unit of destruction."""
    found = set()
    with system(residue.PURPOSE, now):
        for model in carriers():
            found |= set(model._base_manager.filter(id__in=ids).values_list("id", flat=True))
    return found
