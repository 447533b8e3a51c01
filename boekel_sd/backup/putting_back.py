"""Putting a back-up back: everything is looked at before anything is touched, and what the ledger says is gone is
destroyed again before the site may open.

The ledger's file, the declarations beside it and the log's anchor are never put back: they remember what the back-up
does not know.
"""

import os
import subprocess
import sys
from datetime import date, datetime

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import connections

from boekel_sd import schema
from boekel_sd.backup import archive, folders, programs
from boekel_sd.backup.errors import BackupError
from boekel_sd.backup.folders import Backup
from boekel_sd.backup.making import CONTENT, FILES, KEYS
from retention import ledger, restoring, startup
from retention.startup import Outcome
from retention.verification import Finding, verify
from sealing import files
from sealing.models import DataKey


def chosen(stamp: str | None) -> tuple[Backup, Backup]:
    """What is put back: this one, or the newest; and the newest of the keys. Raises BackupError when either is not
    whole, or the keys are older: then what was written in between could never be read."""
    content = folders.read(settings.BACKUP_DIR, stamp or _newest(settings.BACKUP_DIR))
    keys = folders.read(settings.KEYS_BACKUP_DIR, _newest(settings.KEYS_BACKUP_DIR))
    if keys.at < content.at:
        raise BackupError(f"De nieuwste back-up van de sleutels is ouder dan {content.folder.name}.")
    for backup, part in ((content, CONTENT), (keys, KEYS)):
        programs.refuse_unreadable(backup.folder / part)
    return content, keys


def _newest(place) -> str:
    found = folders.stamps(place)
    if not found:
        raise BackupError(f"Er is geen back-up in {place}.")
    return found[-1]


def put_back(content: Backup, keys: Backup, *, on: date, now: datetime) -> Outcome:
    """Raises BackupError, RetentionError, DatabaseError, OSError. From the first change on the site stays shut until
    this, or a later one, comes to its end."""
    with ledger.held(startup.WAIT_SECONDS):
        restoring.begin()
        for alias, file in (("default", content.folder / CONTENT), ("keys", keys.folder / KEYS)):
            programs.empty(alias)
            programs.load(alias, file)
        archive.unpack(content.folder / FILES)
        return _end(on, now)


def end_loaded(*, on: date, now: datetime) -> Outcome:
    """The same end for what something else put back, as pgBackRest does. Raises as `put_back`."""
    with ledger.held(startup.WAIT_SECONDS):
        restoring.begin()
        return _end(on, now)


def _end(on: date, now: datetime) -> Outcome:
    if schema.pending():
        _as_owner("migrate_all")
    _as_owner("new_log_epoch")
    # Who signed out since would be signed in again.
    Session.objects.all().delete()
    outcome = startup.bring_to_head(on=on, now=now)
    startup.forget_unreadable(on=on, now=now)
    _refuse_unless_clean(verify(now))
    restoring.end()
    return outcome


def _as_owner(command: str) -> None:
    """In a process of its own: this one is the program, which row security holds for."""
    done = subprocess.run(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), command, "--skip-checks"],
        env={**os.environ, "DATABASE_ROLE": "owner"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BackupError(f"{command} is niet gelukt: {done.stderr.strip().rpartition(chr(10))[2]}")


def _refuse_unless_clean(found: Finding) -> None:
    if not found.is_clean:
        raise BackupError(
            "Na het terugzetten klopt het register niet, of er is iets blijven staan: verify_destruction."
        )


# --- before anything is changed --------------------------------------------------------------------------------


def refuse_in_use() -> None:
    """Raises BackupError while anybody else is in one of the databases: the site, a worker, a command."""
    others = sum(programs.others(alias) for alias in programs.NAMES)
    if others:
        raise BackupError(f"De databases zijn in gebruik ({others} verbindingen). Stop eerst de site en de taken.")


def refuse_full() -> None:
    """Raises BackupError where something would be lost. What an interrupted restore left may always be replaced."""
    if restoring.is_unfinished():
        return
    full = _has_rows("default", get_user_model()) or _has_rows("keys", DataKey) or files.stored_ids()
    if full:
        raise BackupError("Er staan al gegevens. Die gaan verloren; als dat de bedoeling is: --replace.")


def _has_rows(alias: str, model) -> bool:
    connection = connections[alias]
    return model._meta.db_table in connection.introspection.table_names() and model._base_manager.exists()


def refuse_unless_remembered(backup: Backup) -> None:
    """§ 2.3 Bewaartermijnen: the file must know all that the ledger knew when the back-up was made. One that is older,
    or of another installation, does not know what was destroyed since. Raises BackupError, LedgerBroken."""
    if backup.head.seq == 0:
        return
    line = next((line for line in ledger.read_file() if line.seq == backup.head.seq), None)
    if line is None or bytes(line.digest) != backup.head.digest:
        raise BackupError(
            f"Het registerbestand {settings.LEDGER_FILE} is ouder dan de back-up, of hoort er niet bij: het weet niet "
            "wat sindsdien vernietigd is. Zet de nieuwste kopie van dat bestand op zijn plaats."
        )
