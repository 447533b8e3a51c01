"""Sealing the access log afterwards, in batches: nobody who writes a row waits for a chain.

A batch holds the rows whose transaction number lies below the oldest transaction still running: all of them
are there, none can come later. § 2.5 Toegankelijkheid, beveiliging; why like this: docs/adr/0012-seals.md.
"""

from datetime import date, datetime

from django.db import connection

from audit import anchor, canonical, log, months
from audit.choices import Action, Kind
from audit.context import system
from audit.database import one, stream
from audit.errors import BrokenLog
from audit.models import Seal
from audit.purposes import Purpose
from sealing import master

LOCK = 7_025_100_001

# Ordered by columns of the table, never by the texts that are selected under the same names.
SPAN = "FROM audit_accesslog log WHERE epoch = %s AND xid >= %s::xid8 AND xid < %s::xid8"
MONTHS = f"SELECT DISTINCT date_trunc('month', at AT TIME ZONE 'UTC')::date {SPAN} ORDER BY 1"
ROWS = f"SELECT {', '.join(canonical.COLUMNS)} {SPAN} AND at >= %s AND at < %s ORDER BY log.xid, log.id"


def key() -> bytes:
    return master.derive(b"audit-seal")


def seal(now: datetime) -> list[Seal]:
    """The seals made, anchored too; none when another sealer is at work or nothing is ready.

    Raises BrokenLog when seals were removed, the anchor is gone, or this is a restored database in need of a
    new epoch: going on would cover that up.
    """
    with system(Purpose.LOG_SEAL, now):
        if not _lock_at_once():
            return []
        _refuse_when_broken()
        if not Seal.objects.exists():
            anchor.start()
        seals = _seal_rows(current_epoch(), _oldest_running(), now)
    anchor.catch_up()
    return seals


def open_epoch(now: datetime) -> Seal:
    """After a restore: from here on transaction numbers start anew, and seals that were lost are on record.

    What the old epoch still held is sealed as it was found. Needs the owner's role: it stops all writing and
    changes the epoch. docs/runbooks/restore-access-log.md
    """
    with system(Purpose.LOG_SEAL, now):
        lock()
        epoch = current_epoch()
        opened = _add(Kind.EPOCH, now, epoch=_next_epoch(), seq=max(_last_seq(), anchor.last()[0]) + 1)
        _seal_rows(epoch, _after_last(epoch), now)
        log.write(at=now, action=Action.NEW_EPOCH, purpose=Purpose.LOG_SEAL, object_type="audit.seal")
        anchor.start()
    anchor.catch_up()
    return opened


def record_drop(month: date, rows: int, now: datetime) -> Seal:
    """The link that says an expired month is gone, with the number of rows it held then."""
    return _add(Kind.DROP, now, epoch=current_epoch(), month=month, rows=rows)


def lock() -> None:
    """Wait until no other sealer is at work; until the end of the transaction none will be."""
    one("SELECT pg_advisory_xact_lock(%s)", LOCK)


def current_epoch() -> int:
    return one("SELECT epoch FROM audit_logstate")


def horizon(epoch: int) -> int:
    """The first transaction number of this epoch that no seal has passed."""
    last = Seal.objects.filter(epoch=epoch, kind=Kind.ROWS).order_by("-to_xid").values_list("to_xid", flat=True)
    return last.first() or 0


def _seal_rows(epoch: int, to_xid: int, now: datetime) -> list[Seal]:
    from_xid = horizon(epoch)
    if to_xid < from_xid:
        raise BrokenLog("De transactieteller is lager dan het laatste zegel: na terugzetten eerst new_log_epoch.")
    span = [epoch, str(from_xid), str(to_xid)]
    found = list(stream(MONTHS, span))
    return [_seal_month(month, span, now) for (month,) in found]


def _seal_month(month: date, span: list, now: datetime) -> Seal:
    epoch, from_xid, to_xid = span
    rows, digest = canonical.digest(key(), stream(ROWS, span + months.bounds(month)))
    return _add(
        Kind.ROWS,
        now,
        epoch=epoch,
        month=month,
        from_xid=int(from_xid),
        to_xid=int(to_xid),
        rows=rows,
        digest=digest,
    )


def _add(kind: Kind, now: datetime, *, seq: int | None = None, **what) -> Seal:
    previous = Seal.objects.order_by("-seq").first()
    seq = seq or (previous.seq if previous else 0) + 1
    made = Seal(kind=kind.value, seq=seq, sealed_at=now, **what)
    made.head = canonical.head(key(), previous.head if previous else b"", made)
    made.save(force_insert=True)
    return made


def _refuse_when_broken() -> None:
    if not anchor.exists() and Seal.objects.exists():
        raise BrokenLog("Er zijn zegels, maar het ankerbestand ontbreekt.")
    seq, head = anchor.last()
    if seq and not Seal.objects.filter(seq=seq, head=head).exists():
        raise BrokenLog(f"Zegel {seq} staat in het ankerbestand, maar niet zo in de database.")
    last, before = [*Seal.objects.order_by("-seq")[:2], None, None][:2]
    if last and canonical.head(key(), before.head if before else b"", last) != bytes(last.head):
        raise BrokenLog(f"Zegel {last.seq} is niet met deze SEAL_KEY gemaakt, of is veranderd.")


def _next_epoch() -> int:
    # Waits for all who are writing and holds off the rest: no row of the old epoch can come later.
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE audit_accesslog IN SHARE ROW EXCLUSIVE MODE")
    return one("UPDATE audit_logstate SET epoch = epoch + 1 RETURNING epoch")


def _after_last(epoch: int) -> int:
    # PostgreSQL 15 has no max() for transaction numbers.
    last = "SELECT xid::text FROM audit_accesslog log WHERE epoch = %s ORDER BY log.xid DESC LIMIT 1"
    return max(horizon(epoch), int(one(f"SELECT coalesce(({last}), '0')", epoch)) + 1)


def _oldest_running() -> int:
    return int(one("SELECT pg_snapshot_xmin(pg_current_snapshot())::text"))


def _last_seq() -> int:
    return Seal.objects.order_by("-seq").values_list("seq", flat=True).first() or 0


def _lock_at_once() -> bool:
    return one("SELECT pg_try_advisory_xact_lock(%s)", LOCK)
