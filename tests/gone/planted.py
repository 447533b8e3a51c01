"""Positive controls: a plain word in each kind of place, to show that the scanner would have found one there."""

import base64
import contextlib
import os

from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from psycopg.types.json import Jsonb

from boekel_sd import embedded
from boekel_sd.celery import app
from tests.cluster import ALIASES
from tests.conftest import RUN
from tests.gone import story

COLUMNS = ("as_text", "as_bytes", "as_array", "as_json", "as_base64", "as_pdf", "as_utf_16")
TABLE = """
    CREATE TABLE planted (as_text text, as_bytes bytea, as_array text[], as_json jsonb, as_base64 text, as_pdf bytea,
                          as_utf_16 bytea)
"""


class Planted:
    """A word of its own for each place, so that none can be found for another. `kinds`: word → kind of place."""

    def __init__(self):
        self.kinds: dict[str, str] = {}

    def word(self, kind: str, where: str = "") -> str:
        text = f"Geplant-É {kind} {where}".strip()
        self.kinds[text] = kind
        return text


@contextlib.contextmanager
def everywhere(committed, house):
    planted = Planted()
    with contextlib.ExitStack() as stack:
        for alias in ALIASES:
            stack.enter_context(a_table(committed, alias, planted))
        for folder, name in (("store", "12/ab.pdf"), ("temporary", "upload.txt"), ("data", "x")):
            stack.enter_context(a_file(house.files / folder / name, planted.word(folder)))
        for folder, name in (
            ("logs", "web.log"),
            ("logs", "worker.log"),
            ("ledger", "ledger.jsonl"),
            ("anchor", "anchor.jsonl"),
        ):
            stack.enter_context(a_line(house.files / folder / name, planted.word(folder, name)))
        if RUN.servers.postgres:
            stack.enter_context(a_line(embedded.Cluster(RUN.servers).log, planted.word("log of PostgreSQL")))
        stack.enter_context(a_task(planted.word("broker")))
        stack.enter_context(a_cached(planted.word("cache")))
        stack.enter_context(a_session(planted.word("default", "session")))
        yield planted


@contextlib.contextmanager
def a_table(committed, alias, planted):
    words = [planted.word(alias, column) for column in COLUMNS]
    text, raw, array, tree, packed, document, wide = words
    with committed.connect(alias) as superuser:
        superuser.execute(TABLE)
        values = [text, raw.encode(), [array, "b"], Jsonb({"a": [tree]})]
        values += [base64.b64encode(packed.encode()).decode(), story.pdf(document), wide.encode("utf-16-le")]
        superuser.execute("INSERT INTO planted VALUES (%s, %s, %s, %s, %s, %s, %s)", values)
        superuser.execute("GRANT SELECT ON planted TO boekel_backup")
        yield
        superuser.execute("DROP TABLE planted")


@contextlib.contextmanager
def a_file(path, word):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(story.pdf(word) if path.suffix == ".pdf" else word.encode())
    yield
    path.unlink()


@contextlib.contextmanager
def a_line(path, word):
    """At the end of a file that nobody writes in meanwhile; cut off again."""
    before = path.stat().st_size if path.exists() else 0
    with path.open("ab") as stream:
        stream.write(word.encode() + b"\n")
    yield
    os.truncate(path, before)


@contextlib.contextmanager
def a_task(word):
    """With the broker, for a queue that nobody listens to."""
    app.send_task("nobody.does", args=[word], queue="planted")
    yield
    with app.connection_for_write() as connection:
        connection.default_channel.queue_delete("planted")


@contextlib.contextmanager
def a_cached(word):
    cache.set("planted", {"words": [word]}, timeout=None)
    yield
    cache.delete("planted")


@contextlib.contextmanager
def a_session(word):
    """Long enough to be compressed."""
    session = SessionStore()
    session["words"] = [word] * 20
    session.save()
    yield
    session.delete()
