"""Several at the same time: two runs, and a worker who is just writing."""

import threading

import pytest
from django.db import connections

from cases.models import Dossier
from retention import engine, ledger
from retention.errors import Busy
from retention.models import Destruction, LedgerLine
from retention.states import Kind, State
from tests.retention import town
from tests.retention.town import DUE_ON, as_owner, at

pytestmark = pytest.mark.policy("2.3")
NOW = at(DUE_ON)


@pytest.fixture
def dossiers(committed):
    hanna, _petra = town.make_users()
    family = town.make_family()
    return [town.make_dossier(family, hanna) for _ in range(3)]


def left():
    with as_owner():
        return Dossier.objects.count()


def test_two_runs_at_once_do_no_harm(dossiers):
    together, outcomes = threading.Barrier(4), []

    def run():
        together.wait()
        try:
            outcomes.append(engine.destroy_due(on=DUE_ON, now=NOW).done[Kind.DOSSIER])
        except Busy:
            outcomes.append("busy")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 4
    assert sum(done for done in outcomes if done != "busy") == 3
    assert left() == 0
    assert LedgerLine.objects.filter(kind=Kind.DOSSIER, state=State.DONE).count() == 3
    assert ledger.verify() == LedgerLine.objects.count() == 4 * (3 + 4 + 1)


def test_who_comes_second_hears_that_it_is_busy(dossiers, committed):
    with committed.connect("keys") as other:
        other.execute("SELECT pg_advisory_lock(%s)", [ledger.LOCK])
        with pytest.raises(Busy):
            engine.destroy_due(on=DUE_ON, now=NOW)
        assert left() == 3
        assert not Destruction.objects.exists()
    assert engine.destroy_due(on=DUE_ON, now=NOW).done[Kind.DOSSIER] == 3


def test_a_dossier_somebody_is_working_on_is_left_for_the_next_run(dossiers, committed):
    """Inserting an entry locks its dossier in this way, so that nothing can be written into what is going."""
    busy = dossiers[1]
    with committed.connect() as worker, worker.transaction():
        worker.execute("SELECT 1 FROM cases_dossier WHERE id = %s FOR KEY SHARE", [busy.pk])
        assert engine.destroy_due(on=DUE_ON, now=NOW).done == {Kind.DOSSIER: 2}
        assert left() == 1
        assert LedgerLine.objects.filter(state=State.WITHDRAWN).count() == 0
    assert engine.destroy_due(on=DUE_ON, now=NOW).done == {Kind.DOSSIER: 1, Kind.PERSON: 4, Kind.HOUSEHOLD: 1}
    assert left() == 0


def test_one_dossier_that_fails_does_not_keep_the_others(dossiers, committed):
    """A table this version does not know refers to one of them: the database refuses that deletion."""
    with committed.connect() as owner:
        owner.execute("CREATE TABLE unknown (dossier uuid REFERENCES cases_dossier)")
        owner.execute("INSERT INTO unknown VALUES (%s)", [dossiers[1].pk])
    run = engine.destroy_due(on=DUE_ON, now=NOW)
    assert run.done[Kind.DOSSIER] == 2
    assert run.failed[Kind.DOSSIER] >= 1
    assert left() == 1
    assert Destruction.objects.running().get(kind=Kind.DOSSIER).state == State.INTENT
    with committed.connect() as owner:
        owner.execute("DROP TABLE unknown")
    assert engine.destroy_due(on=DUE_ON, now=NOW).done[Kind.DOSSIER] == 1
    assert left() == 0
