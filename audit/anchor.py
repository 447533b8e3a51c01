"""The heads of the chain, kept outside the database: whoever can change every table cannot change these.

One line of JSON per seal, only ever appended. Best put on storage that this machine cannot rewrite.
"""

import fcntl
import json
import os
from pathlib import Path

from django.conf import settings

from audit.errors import BrokenLog
from audit.models import Seal
from sealing.disk import flush_folder

TAIL_BYTES = 4096


def exists() -> bool:
    return _path().exists()


def start() -> None:
    """An empty file, on disk before the first seal is: afterwards a file that is missing was taken away."""
    _path().parent.mkdir(parents=True, exist_ok=True)
    _path().touch(mode=0o600)
    flush_folder(_path().parent)


def read() -> dict[int, bytes]:
    """Number → head, all of them; empty when there is no file."""
    return dict(_parsed(_path().read_bytes())) if exists() else {}


def last() -> tuple[int, bytes]:
    """(number, head) of the last seal anchored; (0, b"") when there is none."""
    if not exists():
        return 0, b""
    with _path().open("rb") as file:
        return _last_of(file)


def catch_up() -> int:
    """Anchor the committed seals that are not anchored yet; how many. May be repeated, also after a crash."""
    with _path().open("r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        seals = Seal.objects.filter(seq__gt=_last_of(file)[0]).order_by("seq")
        lines = [_line(seq, head) for seq, head in seals.values_list("seq", "head").iterator()]
        if lines:
            _append(file, lines)
    return len(lines)


def _line(seq: int, head: bytes) -> bytes:
    return json.dumps({"seq": seq, "head": bytes(head).hex()}).encode() + b"\n"


def _append(file, lines: list[bytes]) -> None:
    # A line cut short by a full disk or a crash was never promised to anybody: write over it.
    file.seek(_whole_bytes(file))
    file.truncate()
    file.write(b"".join(lines))
    file.flush()
    os.fsync(file.fileno())


def _whole_bytes(file) -> int:
    size, tail = _tail(file)
    return size - len(tail) + tail.rfind(b"\n") + 1


def _last_of(file) -> tuple[int, bytes]:
    tail = _tail(file)[1]
    lines = tail[: tail.rfind(b"\n") + 1].splitlines()
    return next(_parsed(lines[-1] + b"\n")) if lines else (0, b"")


def _tail(file) -> tuple[int, bytes]:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - TAIL_BYTES))
    return size, file.read()


def _parsed(data: bytes):
    for whole in data[: data.rfind(b"\n") + 1].splitlines():
        try:
            values = json.loads(whole)
            yield int(values["seq"]), bytes.fromhex(values["head"])
        except (ValueError, KeyError, TypeError):
            raise BrokenLog("Het ankerbestand bevat een regel die geen zegel is.") from None


def _path() -> Path:
    return Path(settings.ANCHOR_FILE)
