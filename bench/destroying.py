"""§ 2.3 Bewaartermijnen: finding what is due, and destroying it: the state machine against plainer ways, same data.

The state machine also writes the ledger, deletes files and turns keys into tombstones; the others leave all that.
"""

import subprocess
import sys

import psycopg
from django.db import connections
from django.utils import timezone

from audit.context import system
from audit.purposes import Purpose
from bench.timing import median_ms, most_memory, report, seconds
from bench.town import SMALL, TO_DESTROY, ids_due, small_ones
from cases.models import Dossier
from retention import due, engine, fates
from retention.states import Kind, Reason
from sealing import keys

MANY, SOME = 2_000, 200
MEMORY = (200, 2_000, 20_000)
# What others do: no stored day, but one computed from today for every dossier at each run.
COUNTING_BACK = "SELECT id FROM cases_dossier WHERE closed_on + interval '5 years' <= %s"
BY_INDEX = "SELECT id FROM cases_dossier WHERE destroy_on <= %s ORDER BY destroy_on, id"
# Two of five of the town are closed, and go on some day of the next five years.
CLOSE_MANY = """
UPDATE cases_dossier SET status = 'gesloten', closed_on = date '2021-12-01' + (n %% 1700)::int,
    destroy_on = (date '2021-12-01' + (n %% 1700)::int + interval '5 years')::date
FROM (SELECT id AS one, row_number() OVER () AS n FROM cases_dossier WHERE destroy_on IS NULL) AS open_ones
WHERE id = one AND n %% 5 < 2
"""


def measure(town, superuser_url):
    if town.size < TO_DESTROY:
        print(f"\n  destroying: only from {TO_DESTROY:,} dossiers on")
        return
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        with connection.transaction():
            connection.execute("SET LOCAL session_replication_role = replica")
            connection.execute(CLOSE_MANY, [])
        connection.execute("VACUUM ANALYZE cases_dossier")
        finding(town, connection)
        destroying(connection)
    if town.has_small_ones:
        memory()


# --- finding ---


def finding(town, connection):
    on = timezone.localdate()
    figures = {
        "one plain query by the index": median_ms(lambda: rows(connection, BY_INDEX, on), rounds=5),
        "what the run asks: dossiers, brakes": median_ms(lambda: dossiers_found(on), rounds=5),
        "what the run asks: records of every kind": median_ms(lambda: records_found(on), rounds=5),
        "no stored day: computed back from today": median_ms(lambda: rows(connection, COUNTING_BACK, on), rounds=5),
    }
    title = f"finding the {len(dossiers_found(on)):,} dossiers that are due among {town.size:,}"
    report(title, figures, "ms", next(iter(figures)))


def rows(connection, query, on):
    return connection.execute(query, [on]).fetchall()


def dossiers_found(on):
    with system(Purpose.DESTRUCTION, timezone.now()):
        return list(due.dossiers_due(on).values_list("pk", flat=True))


def records_found(on):
    with system(Purpose.DESTRUCTION, timezone.now()):
        return due.records_due(on)


# --- destroying ---


def destroying(connection):
    now = timezone.now()
    first, second = (ids_due(connection, start, MANY) for start in (0, MANY))
    third = ids_due(connection, 2 * MANY, SOME)
    figures = {
        "plain DELETE, one statement a table, rows alone": MANY / seconds(lambda: raw(connection, first)),
        "the state machine: rows, ledger, files and keys": MANY / seconds(lambda: ours(second, now)),
        f"Model.delete() in a loop, rows and keys ({SOME})": SOME / seconds(lambda: one_by_one(third, now)),
    }
    nothing_left(connection, first + second + third, second)
    title = f"destroying {MANY:,} dossiers of 20 entries with history, grants, files and keys"
    report(title, figures, "dossiers/s", next(iter(figures)), more_is_better=True)


def nothing_left(connection, ids, ours_too):
    """A figure of what was not done is none."""
    left = connection.execute("SELECT count(*) FROM cases_dossier WHERE id = ANY(%s)", [ids]).fetchone()[0]
    with connections["keys"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sealing_datakey WHERE id = ANY(%s) AND wrapped IS NOT NULL", [ours_too])
        alive = cursor.fetchone()[0]
    if left or alive:
        raise AssertionError(f"{left} dossiers and {alive} keys are left")


def raw(connection, ids):
    with connection.transaction():
        for table in fates.tables_to_empty(Kind.DOSSIER):
            name, column = table.model._meta.db_table, table.column
            connection.execute(f'DELETE FROM "{name}" WHERE "{column}" = ANY(%s)', [ids])


def ours(ids, now):
    run = engine.Run(now.date(), now)
    for part in due.in_parts(ids, engine.BATCH[Kind.DOSSIER]):
        engine.plan(Kind.DOSSIER, part, Reason.TERM, run)
        engine.finish_kind(Kind.DOSSIER, run)
    return run


def one_by_one(ids, now):
    for pk in ids:
        with system(Purpose.DESTRUCTION, now):
            Dossier.objects.get(pk=pk).delete()
        keys.destroy([pk], at=now)


# --- memory ---


def memory():
    """Each in a process of its own, as a worker is; the most memory it ever held."""
    figures = {}
    start = 0
    for many in MEMORY:
        code = f"import django; django.setup(); from bench import destroying; destroying.alone({start}, {many})"
        said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
        figures[f"{many:,} dossiers"] = float(said)
        start += many
    if start > SMALL:
        raise AssertionError("there were not enough dossiers")
    report("memory of a worker that destroys", figures, "MB", next(iter(figures)))


def alone(start: int, many: int) -> None:
    """Destroys, and prints how many megabytes this process came to."""
    run = ours(small_ones(start, many), timezone.now())
    if run.done[Kind.DOSSIER] != many:
        raise AssertionError(f"{run.done[Kind.DOSSIER]} of {many} are gone")
    print(most_memory())
