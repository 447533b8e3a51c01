"""Sealed files: one per record, named by the record's id, sealed with the record's key.

The plain content is never on disk: uploads are held in memory, sealed, written to a temporary name beside their
place, flushed, and moved there in one step. A full disk leaves nothing half-written.
"""

import os
import re
import tempfile
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from sealing import cipher
from sealing.disk import flush_folder
from sealing.errors import BrokenSeal

COLUMN = "file"
NAME = re.compile("[0-9a-f]{32}")


def path_of(record_id: UUID) -> Path:
    """Spread over 256 folders by the last two digits, the random part of the id."""
    name = record_id.hex
    return Path(settings.FILES_DIR) / name[-2:] / name


def store(record_id: UUID, key: bytes, content: bytes) -> None:
    """Seal and write. Raises OSError when the disk is full or not writable; nothing is left then."""
    target = path_of(record_id)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    sealed = cipher.seal(key, content, _place(record_id))
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(sealed)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, target)
        flush_folder(target.parent)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise


def read(record_id: UUID, key: bytes) -> bytes:
    """The plain content. Raises BrokenSeal when the file is missing, altered or another's."""
    try:
        sealed = path_of(record_id).read_bytes()
    except FileNotFoundError:
        raise BrokenSeal("Het bestand ontbreekt.") from None
    return cipher.unseal(key, sealed, _place(record_id))


def delete(record_id: UUID) -> bool:
    """Remove the sealed file; False when it was not there (any more)."""
    try:
        path_of(record_id).unlink()
    except FileNotFoundError:
        return False
    return True


def stored_ids() -> set[UUID]:
    """The record ids that have a file, for the residue check and the sweep."""
    root = Path(settings.FILES_DIR)
    return {UUID(path.name) for path in root.glob("??/*") if NAME.fullmatch(path.name)}


def strays(before: datetime) -> list[Path]:
    """What lies in the store and is no sealed file: left by a crash, or put there. A young one may be at work."""
    root = Path(settings.FILES_DIR)
    files = (path for path in root.rglob("*") if path.is_file())
    return [one for one in files if not _is_ours(root, one) and one.stat().st_mtime < before.timestamp()]


def _is_ours(root: Path, path: Path) -> bool:
    return NAME.fullmatch(path.name) is not None and path == path_of(UUID(path.name))


def _place(record_id: UUID) -> bytes:
    return cipher.place_of("sealing.file", COLUMN, record_id)
