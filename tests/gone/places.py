"""Everything that is written down of one installation, as the superuser and the root of the machine see it."""

import fcntl
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import redis
from django.conf import settings
from django.db import connections
from psycopg import sql

from audit.roles import BACKUP
from boekel_sd import embedded
from boekel_sd.addresses import redis_database
from tests.cluster import ALIASES
from tests.conftest import RUN
from tests.gone.scanner import Place

WITHOUT_NAMES = "--no-unlogged-table-data"
TABLES = """
    SELECT relname FROM pg_class WHERE relkind IN ('r', 'm') AND relnamespace = 'public'::regnamespace ORDER BY relname
"""
# Not tables of ours, and yet they hold what stood in them: samples of values, and what was asked last.
CATALOGUES = {
    "statistics": "SELECT * FROM pg_statistic WHERE starelid >= 16384",
    "questions": "SELECT query FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
}
PART_OF_DUMP = re.compile(rb"^COPY public\.\"?(\w+)\"? .*?^\\\.$", re.MULTILINE | re.DOTALL)
REDIS_READERS = {
    b"string": lambda client, key: [client.get(key)],
    b"list": lambda client, key: client.lrange(key, 0, -1),
    b"set": lambda client, key: client.smembers(key),
    b"zset": lambda client, key: client.zrange(key, 0, -1),
    b"hash": lambda client, key: [part for pair in client.hgetall(key).items() for part in pair],
}


def everywhere(committed, house) -> list[Place]:
    """All places, of both databases, the file store, broker, cache, logs, ledger and anchor."""
    # What the test itself asked last would be among the questions.
    connections.close_all()
    return [*databases(committed), *valkey(), *files(house.files), *logs(house)]


# --- databases -------------------------------------------------------------------------------------------------


def databases(committed) -> Iterator[Place]:
    for alias in ALIASES:
        for style in ("plain", "custom"):
            for options in ((), (WITHOUT_NAMES,)):
                kind = f"dump of {alias}, {style}" + (", without names" if options else "")
                yield from by_table(kind, dump(alias, committed.what, style, *options))
        yield from copies(committed, alias)


def dump(alias: str, what: str, style: str = "plain", *options: str) -> bytes:
    """As the back-ups are made: by boekel_backup. A custom dump is compressed; it is read by what reads it back."""
    made = backup(alias, what, style, *options)
    return program("pg_restore", "--file=-", given=made) if style == "custom" else made


def backup(alias: str, what: str, style: str, *options: str) -> bytes:
    address = f"--dbname={RUN.admin_url(alias, RUN.database(alias, what))}"
    return program("pg_dump", address, f"--role={BACKUP}", f"--format={style}", *options)


def program(name: str, *arguments: str, given: bytes | None = None) -> bytes:
    path = embedded.runner(RUN.servers.directory).binaries / name
    done = subprocess.run([str(path), *arguments], input=given, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def by_table(kind: str, text: bytes) -> Iterator[Place]:
    for part in PART_OF_DUMP.finditer(text):
        yield Place(kind, part[1].decode(), part[0])
    yield Place(kind, "", PART_OF_DUMP.sub(b"", text))


def copies(committed, alias) -> Iterator[Place]:
    """Each table as it is, also where row security would hide rows: as text, and in PostgreSQL's own bytes."""
    with committed.connect(alias) as connection:
        tables = [row[0] for row in connection.execute(TABLES)]
        sources = {name: sql.SQL("TABLE {}").format(sql.Identifier(name)) for name in tables}
        sources |= {name: sql.SQL(query) for name, query in CATALOGUES.items()}
        for name, query in sources.items():
            for style in ("text", "binary") if name in tables else ("text",):
                statement = sql.SQL("COPY ({}) TO STDOUT (FORMAT {})").format(query, sql.SQL(style))
                with connection.cursor().copy(statement) as copy:
                    yield Place(f"table in {alias}, {style}", name, b"".join(bytes(part) for part in copy))


# --- broker and cache ------------------------------------------------------------------------------------------


def valkey() -> Iterator[Place]:
    for offset, kind in enumerate(("broker", "cache")):
        client = redis.Redis.from_url(redis_database(settings.REDIS_URL, offset))
        for key in client.scan_iter(count=1000):
            value = b"\n".join(REDIS_READERS[client.type(key)](client, key)) if client.exists(key) else b""
            yield Place(kind, key.decode(), key + b"\n" + value)
        client.close()
    if RUN.servers.valkey:
        yield Place("image of Valkey", "", image())


def image() -> bytes:
    """What Valkey would write to a disk if it did; it is told not to compress."""
    client = redis.Redis.from_url(settings.REDIS_URL)
    with (RUN.directory / "image.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        client.config_set("rdbcompression", "no")
        client.save()
        path = RUN.servers.directory / "dump.rdb"
        content = path.read_bytes()
        path.unlink()
    client.close()
    return content


# --- disk ------------------------------------------------------------------------------------------------------


def files(root: Path) -> Iterator[Place]:
    """Everything under this folder, names included: file store, temporary files, ledger, anchor, logs of ours."""
    for path in sorted(root.rglob("*")):
        if path.is_file():
            name = path.relative_to(root)
            yield Place(name.parts[0], str(name), os.fsencode(name) + b"\n" + path.read_bytes())


def logs(house) -> Iterator[Place]:
    if RUN.servers.postgres:
        yield Place("log of PostgreSQL", "", embedded.Cluster(RUN.servers).log.read_bytes())
        yield Place("log of Valkey", "", (RUN.servers.directory / "valkey.log").read_bytes())
