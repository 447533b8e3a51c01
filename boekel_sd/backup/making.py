"""Making a back-up, of both databases and the files, so that they belong together."""

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.timezone import localdate

from boekel_sd.backup import archive, folders, programs
from retention import ledger, restoring, startup
from retention.errors import NotAtHead

CONTENT, FILES, KEYS = "default.dump", "files.tar", "keys.dump"


@dataclass(frozen=True)
class Made:
    content: Path
    keys: Path
    pruned: int


def make(*, now: datetime) -> Made:
    """§ 2.3 Bewaartermijnen: the keys apart, for their back-ups are kept for days. Nothing is destroyed meanwhile.

    Raises BackupError, Busy, NotAtHead, NotRestored, OSError; nothing new is left then. What is past its days goes
    first, also when this one fails: that day was promised. But not while a back-up is being put back.
    """
    with ledger.held(startup.WAIT_SECONDS):
        restoring.refuse_while_unfinished()
        pruned = prune(now)
        if ledger.gap():
            raise NotAtHead("Er is een back-up teruggezet: eerst opnieuw vernietigen wat daarmee terugkwam.")
        versions = {"pg_dump": programs.version(), "postgresql": str(connection.pg_version)}
        content, keys = (folders.begin(place, now) for place in (settings.BACKUP_DIR, settings.KEYS_BACKUP_DIR))
        try:
            _write(content, keys)
            facts = {"at": now, "head": ledger.table_head(), "versions": versions}
            return Made(keys=folders.finish(keys, **facts), content=folders.finish(content, **facts), pruned=pruned)
        finally:
            shutil.rmtree(content, ignore_errors=True)
            shutil.rmtree(keys, ignore_errors=True)


def _write(content: Path, keys: Path) -> None:
    """Rows first: a key and a file are there before the row that needs them, and so none of those is missed."""
    programs.dump("default", content / CONTENT)
    programs.dump("keys", keys / KEYS)
    archive.pack(content / FILES)


def prune(now: datetime) -> int:
    kept = {settings.BACKUP_DIR: settings.BACKUP_DAYS, settings.KEYS_BACKUP_DIR: settings.KEYS_BACKUP_DAYS}
    return sum(folders.prune(place, days=days, on=localdate(now)) for place, days in kept.items())
