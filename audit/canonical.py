"""What a seal is computed over. No database here: rows and seals in, bytes out.

Changing anything below breaks every seal ever made.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

EPOCH_START = datetime(1970, 1, 1, tzinfo=UTC)

# Every column of the log, as text, whole numbers, booleans and lists: the same bytes on every version of
# PostgreSQL, whatever its settings for dates.
COLUMNS = (
    "epoch",
    "xid::text",
    "id::text",
    "(extract(epoch FROM at) * 1000000)::bigint",
    "user_id::text",
    "role",
    "grant_id::text",
    "break_glass",
    "purpose",
    "action",
    "object_type",
    "dossier_id::text",
    "record_ids::text[]",
    "fields",
    "outcome",
    "origin::text",
    "request_id::text",
)


def line(values: Iterable) -> bytes:
    """One row as bytes. Different values give different lines; the only line end is the last byte."""
    return json.dumps(list(values), ensure_ascii=True, separators=(",", ":")).encode() + b"\n"


def digest(key: bytes, rows: Iterable[tuple]) -> tuple[int, bytes]:
    """(how many rows, keyed digest of them in this order)."""
    count = 0
    mac = hmac.new(key, b"rows\n", hashlib.sha256)
    for row in rows:
        mac.update(line(row))
        count += 1
    return count, mac.digest()


def head(key: bytes, previous: bytes, seal) -> bytes:
    """The keyed hash of a seal and, through `previous`, of all seals before it (b"" for the first)."""
    values = [
        bytes(previous).hex(),
        seal.seq,
        seal.kind,
        seal.epoch,
        seal.month and seal.month.isoformat(),
        seal.from_xid,
        seal.to_xid,
        seal.rows,
        bytes(seal.digest).hex(),
        (seal.sealed_at - EPOCH_START) // timedelta(microseconds=1),
    ]
    return hmac.new(key, b"head\n" + line(values), hashlib.sha256).digest()
