"""§ 2.3 Bewaartermijnen: the site opens only when both databases are at or past the head of the ledger file.

A back-up that is put back brings destroyed rows or keys back. The file outside both databases remembers, and what
came back is destroyed again before anybody can see it.
"""

from dataclasses import dataclass
from datetime import date, datetime

from retention import engine, ledger, residue
from retention.engine import Run
from retention.ledger import Gap
from retention.models import Destruction, LedgerMark
from retention.states import Kind, Reason

WAIT_SECONDS = 300


@dataclass(frozen=True)
class Outcome:
    gap: Gap
    lines_restored: int = 0
    destroyed: int = 0


def check(*, on: date, now: datetime) -> Outcome:
    """Bring both databases to the head of the ledger, and finish what was interrupted.

    To be called before the site opens. Raises Busy (another process is at it and takes long), LedgerBroken.
    """
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
