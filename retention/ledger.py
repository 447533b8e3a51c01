"""§ 2.3 Bewaartermijnen: the ledger of destruction, a chain of lines in the keys database and in a file outside both.

A line commits in the table first and is then appended to the file and flushed; what a crash kept out of the file
is written by the next run. So the file is never ahead of the table, unless a back-up of the table was put back.
"""

import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import zip_longest
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connections, transaction
from django.db.models import Max
from django.db.utils import OperationalError

from retention import steps
from retention.errors import Busy, LedgerBroken, NotAtHead
from retention.models import Destruction, DestructionItem, LedgerLine, LedgerMark
from retention.states import FINAL, NEXT_STATES, State
from sealing import master
from sealing.disk import flush_folder

LOCK = 0x766572  # one number for the whole house: whoever holds it may write in the ledger
START = bytes(32)
FILED = {
    State.INTENT: (steps.INTENT_COMMITTED, steps.INTENT_FILED),
    State.ROWS_GONE: (steps.ROWS_GONE_COMMITTED, steps.ROWS_GONE_FILED),
    State.KEYS_GONE: (steps.KEYS_GONE_COMMITTED, steps.KEYS_GONE_FILED),
    State.DONE: (steps.DONE_COMMITTED, steps.DONE_FILED),
}
OWN_FACTS = {State.INTENT: ["ground", "term_set", "decided_on", "counts", "specification"], State.ROWS_GONE: ["counts"]}


@dataclass(frozen=True)
class Head:
    seq: int
    digest: bytes


BEGINNING = Head(0, START)


@dataclass(frozen=True)
class Gap:
    """Which database is older than the ledger file."""

    keys_behind: bool
    default_behind: bool

    def __bool__(self):
        return self.keys_behind or self.default_behind


# --- who may write ---------------------------------------------------------------------------------------------


@contextmanager
def held(wait_seconds: int = 0) -> Iterator[None]:
    """One writer at a time, over all processes and machines. Raises Busy when another one holds it."""
    with connections["keys"].cursor() as cursor:
        if not _locked(cursor, wait_seconds):
            raise Busy("Er loopt al een vernietiging.")
    try:
        yield
    finally:
        with connections["keys"].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _locked(cursor, wait_seconds) -> bool:
    if not wait_seconds:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        return cursor.fetchone()[0]
    try:
        with transaction.atomic(using="keys"):
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{wait_seconds}s"])
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    except OperationalError:
        return False
    return True


# --- hashes ----------------------------------------------------------------------------------------------------


def unit_hashes(kind: str, ids: Iterable[UUID]) -> dict[UUID, bytes]:
    """Id → what the ledger keeps of it: without the key nobody can tell which dossier or person it was."""
    key = master.derive(b"ledger-unit")
    return {one: hmac.digest(key, f"{kind}:".encode() + one.bytes, hashlib.sha256) for one in ids}


def _digest(key: bytes, content: str) -> bytes:
    return hmac.digest(key, content.encode(), hashlib.sha256)


# --- writing ---------------------------------------------------------------------------------------------------


def write(units: list[Destruction], state: State, *, at: datetime, mark: int | None = None) -> None:
    """Take these units, all of one kind, to `state`: a line each, in table and file.

    Call it while holding the ledger. Raises NotAtHead and LedgerBroken before anything is written.
    """
    head = table_head()
    _refuse_unless_at(head)
    with transaction.atomic(using="keys"):
        lines = list(_lines(units, state, head=head, at=at, mark=mark))
        LedgerLine.objects.bulk_create(lines, batch_size=1000)
        _move(units, state, at)
    committed, filed = FILED.get(state, (None, None))
    kind = units[0].kind
    if committed:
        steps.reached(kind, committed)
    write_file()
    if filed:
        steps.reached(kind, filed)


def _lines(units, state, *, head, at, mark) -> Iterator[LedgerLine]:
    key = master.derive(b"ledger-chain")
    seq, previous = head.seq, head.digest
    for unit in units:
        seq += 1
        line = LedgerLine(
            seq=seq,
            at=at,
            kind=unit.kind,
            unit_hash=bytes(unit.unit_hash),
            state=state,
            reason=unit.reason,
            ground=unit.ground if state == State.INTENT else "",
            term_set=unit.term_set,
            counts=unit.counts if state in (State.ROWS_GONE, State.DONE) else {},
            specification=unit.specification if state == State.DONE else [],
            decided_on=unit.decided_on,
            mark=mark,
            previous=previous,
        )
        line.digest = previous = _digest(key, line.content())
        yield line


def _move(units, state, at) -> None:
    """Intent and deletion add something of their own to each unit; the other steps are one plain update."""
    for unit in units:
        if state not in NEXT_STATES[State(unit.state)]:
            raise ValueError(f"{unit.state} → {state}")
        unit.state = state
    if state in OWN_FACTS:
        # An upsert of rows that are all there: bulk_update takes ten times as long.
        Destruction.objects.bulk_create(
            units, update_conflicts=True, unique_fields=["id"], update_fields=["state", *OWN_FACTS[state]]
        )
        return
    facts = {"state": state}
    if state in FINAL:
        DestructionItem.objects.filter(destruction__in=units)._raw_delete("keys")
        facts |= {"unit_id": None, "finished_at": at}
    Destruction.objects.filter(pk__in=[unit.pk for unit in units]).update(**facts)


# --- the file --------------------------------------------------------------------------------------------------


def write_file() -> None:
    """Append what the table has and the file has not, flushed to the disk. A half-written last line is dropped."""
    path = Path(settings.LEDGER_FILE)
    is_new = not path.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    head = file_head()
    with path.open("ab") as stream:
        stream.truncate(_whole_lines_end(path))
        for line in LedgerLine.objects.filter(seq__gt=head.seq).order_by("seq").iterator():
            stream.write(_as_json(line).encode() + b"\n")
        stream.flush()
        os.fsync(stream.fileno())
    if is_new:
        flush_folder(path.parent)


def _as_json(line: LedgerLine) -> str:
    return json.dumps({"line": line.content(), "digest": bytes(line.digest).hex()}, ensure_ascii=False)


def read_file() -> Iterator[LedgerLine]:
    """The lines of the file, checked one by one against the chain. Raises LedgerBroken."""
    path = Path(settings.LEDGER_FILE)
    if not path.exists():
        return
    with path.open("rb") as stream:
        yield from _checked(_parsed(raw) for raw in stream if raw.endswith(b"\n"))


def file_head() -> Head:
    """The last whole line of the file, found from its end."""
    path = Path(settings.LEDGER_FILE)
    end = _whole_lines_end(path)
    if not end:
        return BEGINNING
    line = _parsed(_last_line(path, end))
    return Head(line.seq, bytes(line.digest))


def _parsed(raw: bytes) -> LedgerLine:
    try:
        outer = json.loads(raw)
        facts = json.loads(outer["line"])
        return LedgerLine(
            seq=facts["seq"],
            at=datetime.fromisoformat(facts["at"]),
            kind=facts["kind"],
            unit_hash=bytes.fromhex(facts["unit"]),
            state=facts["state"],
            reason=facts["reason"],
            ground=facts["ground"],
            term_set=facts["term_set"],
            counts=facts["counts"],
            specification=facts.get("specification", []),
            decided_on=date.fromisoformat(facts["decided_on"]),
            mark=facts["mark"],
            previous=bytes.fromhex(facts["previous"]),
            digest=bytes.fromhex(outer["digest"]),
        )
    except (ValueError, KeyError, TypeError):
        raise LedgerBroken("Een regel van het registerbestand is niet te lezen.") from None


def _whole_lines_end(path: Path) -> int:
    """Where the last whole line ends; 0 for a file that is absent or empty."""
    if not path.exists():
        return 0
    with path.open("rb") as stream:
        position = stream.seek(0, os.SEEK_END)
        while position:
            start = max(0, position - 4096)
            stream.seek(start)
            found = stream.read(position - start).rfind(b"\n")
            if found >= 0:
                return start + found + 1
            position = start
    return 0


def _last_line(path: Path, end: int) -> bytes:
    with path.open("rb") as stream:
        start, tail = end, b""
        while start and b"\n" not in tail[:-1]:
            start = max(0, start - 4096)
            stream.seek(start)
            tail = stream.read(end - start)
    return tail[:-1].rsplit(b"\n", 1)[-1]


# --- reading and checking --------------------------------------------------------------------------------------


def last_line() -> LedgerLine | None:
    return LedgerLine.objects.order_by("-seq").first()


def table_head() -> Head:
    line = last_line()
    return Head(line.seq, bytes(line.digest)) if line else BEGINNING


def file_is_ahead() -> bool:
    """True when the keys database is older than the file. Raises LedgerBroken when they tell different stories."""
    head = file_head()
    if head.seq == 0:
        return False
    line = LedgerLine.objects.filter(seq=head.seq).only("digest").first()
    if line is not None and bytes(line.digest) != head.digest:
        raise LedgerBroken(f"Regel {head.seq} is in tabel en bestand niet gelijk.")
    return line is None


def _refuse_unless_at(head: Head) -> None:
    if file_is_ahead():
        raise NotAtHead(f"De sleuteldatabase loopt achter op het registerbestand (regel {head.seq}).")


def required_mark() -> int:
    """How far the default database must have come, by what the ledger says is gone."""
    return LedgerLine.objects.filter(mark__isnull=False).aggregate(Max("mark"))["mark__max"] or 0


def gap() -> Gap:
    """Cheap enough for a health check: three index look-ups and the end of a file. Raises LedgerBroken."""
    mark = LedgerMark.objects.get(pk=1).seq
    return Gap(keys_behind=file_is_ahead(), default_behind=mark < required_mark())


def restore_from_file() -> int:
    """Take the lines that a put-back keys database lost from the file again; how many."""
    known = table_head().seq
    with transaction.atomic(using="keys"):
        lines = [line for line in read_file() if line.seq > known]
        LedgerLine.objects.bulk_create(lines, batch_size=1000)
        _checked_to_the_end(LedgerLine.objects.filter(seq__gte=known).order_by("seq"))
    return len(lines)


def gone() -> set[tuple[str, bytes]]:
    """(kind, hash) of every unit whose rows were deleted."""
    rows = LedgerLine.objects.filter(state=State.ROWS_GONE).values_list("kind", "unit_hash")
    return {(kind, bytes(unit)) for kind, unit in rows.iterator()}


def verify() -> int:
    """Table and file, line by line; how many lines. Raises LedgerBroken, naming the first line that is wrong."""
    lines = _checked(LedgerLine.objects.order_by("seq").iterator())
    count = 0
    for in_table, in_file in zip_longest(lines, read_file()):
        count += 1
        if in_table is None or in_file is None or bytes(in_table.digest) != bytes(in_file.digest):
            raise LedgerBroken(f"Regel {count} is in tabel en bestand niet gelijk.")
    return count


def _checked(lines: Iterable[LedgerLine]) -> Iterator[LedgerLine]:
    """The same lines, each held against the one before."""
    key, previous = master.derive(b"ledger-chain"), START
    for seq, line in enumerate(lines, start=1):
        right = line.seq == seq and bytes(line.previous) == previous
        if not right or not hmac.compare_digest(bytes(line.digest), _digest(key, line.content())):
            raise LedgerBroken(f"Regel {seq} van het vernietigingsregister klopt niet.")
        previous = bytes(line.digest)
        yield line


def _checked_to_the_end(lines: Iterable[LedgerLine]) -> None:
    """As `_checked`, for a part of the chain: every line fits the one before it."""
    before = None
    for line in lines:
        if before is not None and (line.seq != before.seq + 1 or bytes(line.previous) != bytes(before.digest)):
            raise LedgerBroken(f"Regel {line.seq} sluit niet aan op de regel ervoor.")
        before = line
