"""Back-ups on the disk: a folder for each, named by the moment in UTC, with a manifest that says what is in it.

A folder gets its name when it is whole. The manifest is sealed with a key of ours: what somebody else made is never
loaded, for a dump can run anything as the owner of the tables.
"""

import hashlib
import hmac
import json
import os
import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from django.utils.timezone import localdate

from boekel_sd.backup.errors import BackupError
from retention import horizon
from retention.ledger import Head
from sealing import master
from sealing.disk import flush_folder

STAMP = "%Y%m%dT%H%M%SZ"
NEW = ".new"
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Backup:
    """One that is whole, as its manifest says it was made. Parts: file name → SHA-256 in hex."""

    folder: Path
    at: datetime
    parts: dict[str, str]
    head: Head


def stamp_of(at: datetime) -> str:
    return at.astimezone(UTC).strftime(STAMP)


def made_at(name: str) -> datetime | None:
    """None for what is no name of a back-up."""
    try:
        return datetime.strptime(name, STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


# --- writing ---------------------------------------------------------------------------------------------------


def begin(place: Path, at: datetime) -> Path:
    """A new folder to write the parts in, for our eyes only. Raises BackupError when this moment has one already."""
    folder = place / f"{stamp_of(at)}{NEW}"
    if folder.with_suffix("").exists():
        raise BackupError(f"Er is al een back-up van dit moment: {folder.with_suffix('')}.")
    folder.mkdir(parents=True, mode=0o700)
    return folder


def finish(new: Path, *, at: datetime, head: Head, versions: dict[str, str]) -> Path:
    facts = {
        "at": at.isoformat(),
        "ledger": {"seq": head.seq, "head": head.digest.hex()},
        "parts": {part.name: digest(part) for part in sorted(new.iterdir())},
        "versions": versions,
    }
    content = json.dumps(facts, ensure_ascii=False)
    with (new / MANIFEST).open("w", encoding="utf-8") as stream:
        json.dump({"manifest": content, "seal": _seal(content)}, stream, ensure_ascii=False, indent=2)
        stream.flush()
        os.fsync(stream.fileno())
    flush_folder(new)
    whole = new.rename(new.with_suffix(""))
    flush_folder(whole.parent)
    return whole


def digest(part: Path) -> str:
    with part.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _seal(content: str) -> str:
    return hmac.new(master.derive(b"backup-manifest"), content.encode(), hashlib.sha256).hexdigest()


# --- pruning ---------------------------------------------------------------------------------------------------


def prune(place: Path, *, days: int, on: date) -> int:
    """§ 2.3 Bewaartermijnen: what is past its days goes, by the rule that a declaration of destruction counts with; and
    what was never finished. How many. Call it while nobody else makes a back-up."""
    over = [path for path in _folders(place) if _is_over(path, days, on)]
    for path in over:
        shutil.rmtree(path)
    return len(over)


def _folders(place: Path) -> list[Path]:
    """Ours alone: what somebody else put there stays."""
    found = place.iterdir() if place.is_dir() else ()
    return sorted(path for path in found if made_at(path.name.removesuffix(NEW)))


def _is_over(path: Path, days: int, on: date) -> bool:
    return path.name.endswith(NEW) or horizon.is_over(localdate(made_at(path.name)), days, on)


# --- reading ---------------------------------------------------------------------------------------------------


def stamps(place: Path) -> list[str]:
    """Of all that are whole, the oldest first."""
    return [path.name for path in _folders(place) if not path.name.endswith(NEW)]


def read(place: Path, stamp: str) -> Backup:
    """Every part held against its digest. Raises BackupError when anything is not as it was made."""
    if made_at(stamp) is None or not (place / stamp).is_dir():
        raise BackupError(f"Er is geen back-up {stamp} in {place}.")
    backup = _manifest(place / stamp)
    for name, expected in backup.parts.items():
        part = backup.folder / name
        if not part.is_file() or digest(part) != expected:
            raise BackupError(f"De back-up {stamp} is niet heel: {name} is veranderd of ontbreekt.")
    return backup


def _manifest(folder: Path) -> Backup:
    try:
        outer = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        right = hmac.compare_digest(outer["seal"], _seal(outer["manifest"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        right = False
    if not right:
        raise BackupError(f"De back-up {folder.name} is niet van ons, of is veranderd: {MANIFEST} klopt niet.")
    facts = json.loads(outer["manifest"])
    head = Head(facts["ledger"]["seq"], bytes.fromhex(facts["ledger"]["head"]))
    return Backup(folder, datetime.fromisoformat(facts["at"]), facts["parts"], head)
