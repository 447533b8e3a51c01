"""PostgreSQL's own programs: what dumps a database and loads it again; and emptying it for what comes back."""

import os
import subprocess
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connections
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from audit.roles import APP, BACKUP, OWNER
from boekel_sd.backup.errors import BackupError

NAMES = {"default": "DATABASE", "keys": "KEYS_DATABASE"}
# Names of residents stand in an unlogged table: they are in no back-up.
WITHOUT_NAMES = "--no-unlogged-table-data"
# What is ours in the database, as the statement that drops it; what an extension brought is not. Tables first: their
# sequences go with them, and not before.
OURS = """
    WITH found AS (
        SELECT 'pg_class'::regclass AS catalogue, oid, relnamespace AS place, oid::regclass::text AS name,
               CASE relkind WHEN 'S' THEN 'SEQUENCE' WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END AS kind
        FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'S')
        UNION ALL
        SELECT 'pg_proc'::regclass, oid, pronamespace, oid::regprocedure::text, 'ROUTINE' FROM pg_proc
    )
    SELECT format('DROP %s IF EXISTS %s CASCADE', kind, name) FROM found
    WHERE place = 'public'::regnamespace AND NOT EXISTS (
        SELECT FROM pg_depend one WHERE one.classid = catalogue AND one.objid = found.oid AND one.deptype = 'e'
    )
    ORDER BY kind <> 'TABLE'
"""
# What a new table of the owner gives away by itself. A dump does not take it back, so a table that is loaded while this
# holds gives more than the one it was made of; the dump brings it again, after its tables.
NOTHING_BY_ITSELF = f"""
    ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public REVOKE ALL ON TABLES FROM {APP}, {BACKUP};
    ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public REVOKE ALL ON SEQUENCES FROM {APP}, {BACKUP};
"""
# Of another's session only the name is told to whoever is no superuser; a background process has none.
OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND usename IS NOT NULL AND pid <> ALL(%s)
"""


def version() -> str:
    """Of pg_dump. Raises BackupError when it is not there."""
    return _run("pg_dump", "--version").strip()


def dump(alias: str, file: Path) -> None:
    """One database as it is at this moment, read by boekel_backup, flushed to the disk. Raises BackupError."""
    address, secrets = _address(alias, "BACKUP_URL")
    _run("pg_dump", address, f"--role={BACKUP}", "--format=custom", WITHOUT_NAMES, f"--file={file}", **secrets)


def refuse_unreadable(file: Path) -> None:
    """Raises BackupError when this pg_restore cannot read it, as when it is older than what made it."""
    _run("pg_restore", "--list", str(file))


def load(alias: str, file: Path) -> None:
    """Into an empty database, in one transaction: all of it or nothing. Raises BackupError.

    Without comments: those on extensions are the superuser's.
    """
    address, secrets = _address(alias, "OWNER_URL")
    options = [f"--role={OWNER}", "--single-transaction", "--exit-on-error", "--no-comments"]
    _run("pg_restore", address, *options, str(file), **secrets)


def empty(alias: str) -> None:
    """Everything of ours goes, in one transaction; roles, their rights on the schema, and extensions stay."""
    with psycopg.connect(_url(alias, "OWNER_URL")) as owner:
        owner.execute(f"SET ROLE {OWNER}")
        for (statement,) in owner.execute(OURS).fetchall():
            owner.execute(statement)
        owner.execute(NOTHING_BY_ITSELF)


def others(alias: str) -> int:
    """How many sessions of others there are in this database."""
    with connections[alias].cursor() as cursor, psycopg.connect(_url(alias, "OWNER_URL")) as owner:
        cursor.execute("SELECT pg_backend_pid()")
        ours = [cursor.fetchone()[0], owner.info.backend_pid]
        return owner.execute(OTHERS, [ours]).fetchone()[0]


def _url(alias: str, whose: str) -> str:
    """Where no login is given for it, that of the program, which must be a member of the role then."""
    name = NAMES[alias]
    return os.environ.get(f"{name}_{whose}") or os.environ[f"{name}_URL"]


def _address(alias: str, whose: str) -> tuple[str, dict]:
    """An argument, and what everybody on the machine could read if it were one."""
    parts = conninfo_to_dict(_url(alias, whose))
    password = parts.pop("password", None)
    return f"--dbname={make_conninfo(**parts)}", {"PGPASSWORD": password} if password else {}


def _run(program: str, *arguments: str, **secrets: str) -> str:
    path = settings.POSTGRES_PROGRAMS / program
    try:
        done = subprocess.run(
            [str(path), *arguments], env={**os.environ, **secrets}, capture_output=True, text=True, check=False
        )
    except (FileNotFoundError, PermissionError):
        raise BackupError(f"{program} is er niet: {path}. Geef de map met POSTGRES_PROGRAMS.") from None
    if done.returncode:
        raise BackupError(f"{program} is niet gelukt: {_reason(done.stderr)}")
    return done.stdout


def _reason(told: str) -> str:
    """The first error and nothing around it: what follows may quote a row."""
    return next((line for line in told.splitlines() if "error:" in line.lower()), "zonder melding")
