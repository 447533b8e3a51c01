"""Destroying 500 dossiers with their entries and history: the whole state machine, raw deletes, and Model.delete()."""

import psycopg
from django.utils import timezone

from audit.context import system
from audit.purposes import Purpose
from bench.timing import report, seconds
from bench.town import ids_due
from cases.models import Dossier
from retention import engine, fates
from retention.states import Kind, Reason
from sealing import keys

MANY = 500


def measure(town, superuser_url):
    """Each way destroys 500 others. The state machine also writes the ledger and turns keys into tombstones."""
    now = timezone.now()
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        first, second, third = (ids_due(connection, start, MANY) for start in (0, MANY, 2 * MANY))
        figures = {
            "raw deletes, one statement a table": MANY / seconds(lambda: raw(connection, first)),
            "the state machine, ledger and keys included": MANY / seconds(lambda: ours(second, now)),
            "Model.delete() in a loop": MANY / seconds(lambda: one_by_one(third, now)),
        }
        left = connection.execute("SELECT count(*) FROM cases_dossier WHERE id = ANY(%s)", [first + second + third])
        if left.fetchone()[0]:
            raise AssertionError("there are dossiers left")
    report("destroying 500 dossiers of 20 entries", figures, "dossiers/s", next(iter(figures)), more_is_better=True)


def raw(connection, ids):
    with connection.transaction():
        for table in fates.tables_to_empty(Kind.DOSSIER):
            name, column = table.model._meta.db_table, table.column
            connection.execute(f'DELETE FROM "{name}" WHERE "{column}" = ANY(%s)', [ids])


def ours(ids, now):
    run = engine.Run(now.date(), now)
    for part in (ids[start : start + 200] for start in range(0, MANY, 200)):
        engine.plan(Kind.DOSSIER, part, Reason.TERM, run)
        engine.finish_kind(Kind.DOSSIER, run)


def one_by_one(ids, now):
    for pk in ids:
        with system(Purpose.DESTRUCTION, now):
            Dossier.objects.get(pk=pk).delete()
        keys.destroy([pk], at=now)
