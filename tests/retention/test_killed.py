"""SIGKILL at every point of a destruction: the next run finishes, and nothing is left."""

import signal
import subprocess
import sys
from uuid import UUID

import pytest

from accounts.models import User
from cases.models import Entry
from retention import engine, ledger, steps
from retention.models import Destruction, DestructionItem, Job
from retention.states import Kind
from retention.verification import verify
from sealing import keys
from sealing.files import stored_ids
from sealing.models import DataKey
from tests.cluster import ROOT
from tests.retention import town
from tests.retention.everywhere import places
from tests.retention.killing import in_a_fork, wait_until_gone
from tests.retention.town import CANARY, DUE_ON, as_owner, at

pytestmark = [pytest.mark.policy("2.3")]

ALL = [(kind, point) for kind in Kind for point in steps.POINTS]
SOME = [
    (Kind.DOSSIER, steps.INTENT_COMMITTED),
    (Kind.DOSSIER, steps.ROWS_COMMITTED),
    (Kind.DOSSIER, steps.KEYS_DESTROYED),
    (Kind.PERSON, steps.ROWS_GONE_COMMITTED),
    (Kind.RECORD, steps.ROWS_COMMITTED),
]
KILLED = """
import os, signal, sys
from datetime import date, datetime
import django
django.setup()
from retention import engine, steps
kind, point, day, moment = sys.argv[1:]
steps.reached = lambda *here: os.kill(os.getpid(), signal.SIGKILL) if [*map(str, here)] == [kind, point] else None
engine.destroy_due(on=date.fromisoformat(day), now=datetime.fromisoformat(moment))
"""
PARTS = 16
# What stays on purpose: pseudonymous ids in the access log, and the id of a key that is no more.
MAY_STAY = ("audit_accesslog", "sealing_datakey.id")


def test_there_are_points_enough():
    assert len(ALL) >= 10


def names(cases):
    return [f"{kind}-{point}" for kind, point in cases]


def in_a_process_that_is_killed(kind, point) -> int:
    """Run the destruction in a process of its own that kills itself at this point; how it ended."""
    arguments = [kind.value, point, DUE_ON.isoformat(), at(DUE_ON).isoformat()]
    return subprocess.run([sys.executable, "-c", KILLED, *arguments], cwd=ROOT, check=False).returncode


@pytest.fixture
def seen(committed):
    """Looks with the superuser's eyes in both databases."""

    def look(ids):
        found = {}
        for alias in ("default", "keys"):
            with committed.connect(alias) as connection:
                found |= places(connection, ids)
        return found

    return look


@pytest.fixture
def people(committed):
    """A family whose dossier is due, and neighbours whose dossier is open, with an application that was withdrawn."""
    hanna, _petra = town.make_users()
    other = town.make_dossier(town.make_family(), hanna, closed_on=None)
    return due_with(other, hanna), other


def due_with(other, hanna) -> set[UUID]:
    """The ids of everything that is due: of a family and its closed dossier, and of a note in an open one."""
    family = town.make_family()
    due = town.make_dossier(family, hanna)
    withdrawn = town.withdrawn_in(other, hanna)
    with as_owner():
        records = {due.pk, *Entry.history.filter(dossier_id=due.pk).values_list("id", flat=True)}
        records |= {row.pk for name in ("documents", "tasks", "grants") for row in getattr(due, name).all()}
    return {due.pk, family.household.pk, withdrawn, *(person.pk for person in family.all)} | records


def check(kind, point, people, seen, backends):
    gone, other = people
    is_there(gone, seen)
    others = backends()
    assert in_a_process_that_is_killed(kind, point) == -signal.SIGKILL
    wait_until_gone(backends, others)
    engine.destroy_due(on=DUE_ON, now=at(DUE_ON))
    nothing_is_left(gone, seen)
    still_readable(other)


def is_there(gone, seen):
    """Each is found before."""
    before = seen(gone)
    assert {"cases_dossier.id", "cases_historicalentry.id", "cases_person.id", "person_search.person_id"} <= set(before)
    assert len(stored_ids()) == 2


def nothing_is_left(gone, seen):
    left = {place for place in seen(gone) if not place.startswith(MAY_STAY)}
    assert left == set()
    assert not Destruction.objects.running().exists()
    assert not DestructionItem.objects.exists()
    assert not Job.objects.unfinished().exists()
    assert not DataKey.objects.filter(pk__in=gone, destroyed_at__isnull=True).exists()
    found = verify(at(DUE_ON))
    assert found.is_clean, found
    assert ledger.file_head() == ledger.table_head()


def still_readable(dossier):
    with as_owner():
        entry = Entry.objects.get(dossier=dossier)
        assert keys.find([dossier.pk, entry.pk, *entry.about])
    assert len(stored_ids()) == 1


@pytest.mark.parametrize(("kind", "point"), SOME, ids=names(SOME))
def test_the_next_run_finishes(kind, point, people, seen, backends):
    check(kind, point, people, seen, backends)


@pytest.mark.proof
@pytest.mark.parametrize(("kind", "point"), ALL, ids=names(ALL))
def test_the_next_run_finishes_from_every_point(kind, point, people, seen, backends):
    check(kind, point, people, seen, backends)


# --- at every statement ---


def destroy():
    engine.destroy_due(on=DUE_ON, now=at(DUE_ON))


def once_of_each(points, people, seen, backends):
    """The same family again for each point: before, killed, after."""
    first, other = people
    hanna = User.objects.get(name="Hanna")
    assert in_a_fork(destroy)[0] == 0
    nothing_is_left(first, seen)
    gone = due_with(other, hanna)
    ended, how_many = in_a_fork(destroy)
    assert ended == 0
    nothing_is_left(gone, seen)
    chosen = points(how_many)
    for point in chosen:
        gone = due_with(other, hanna)
        is_there(gone, seen)
        others = backends()
        assert in_a_fork(destroy, point)[0] == -signal.SIGKILL, point
        wait_until_gone(backends, others)
        destroy()
        nothing_is_left(gone, seen)
        still_readable(other)
    return how_many, len(chosen)


def test_killed_at_some_statements_the_next_run_finishes(people, seen, backends):
    how_many, tried = once_of_each(lambda many: range(7, many, many // 4), people, seen, backends)
    assert how_many > 100
    assert tried >= 4


@pytest.mark.proof
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("part", range(PARTS))
def test_killed_at_every_statement_the_next_run_finishes(part, people, seen, backends, record_property):
    how_many, tried = once_of_each(lambda many: range(1 + part, many + 1, PARTS), people, seen, backends)
    assert tried >= how_many // PARTS > 0
    record_property("statements tried", tried)


def test_names_are_found_before_and_not_after(people, committed):
    def rows_with_canary():
        with committed.connect() as connection:
            return connection.execute(
                "SELECT count(*) FROM person_search WHERE name LIKE %s", [f"%{CANARY}%"]
            ).fetchone()[0]

    assert rows_with_canary() == 8
    engine.destroy_due(on=DUE_ON, now=at(DUE_ON))
    assert rows_with_canary() == 4
