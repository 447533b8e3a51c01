"""Recomputing terms by several at once, and killed at its SQL statements: in the end the dates are the same."""

import signal
import threading
from datetime import date

import pytest
from django.db import connections, transaction

from cases.closing import carriers, rows_of
from cases.models import Dossier
from retention import recompute
from retention.models import Job
from retention.states import JobState
from terms.models import TermChoice, TermSet
from tests.cast import log_rows
from tests.retention import town
from tests.retention.killing import in_a_fork, wait_until_gone
from tests.retention.town import as_owner, at

pytestmark = pytest.mark.policy("2.3")
ON = date(2025, 6, 1)
NOW = at(ON)
DOSSIERS = 4


@pytest.fixture
def petra(committed, monkeypatch):
    """Of a town with closed dossiers, of which each is a batch of its own."""
    monkeypatch.setattr(recompute, "BATCH", 1)
    hanna, petra = town.make_users()
    family = town.make_family()
    for _ in range(DOSSIERS):
        town.make_dossier(family, hanna, category="behandeling")
    return petra


def decide(petra, code) -> tuple[recompute.Foreseen, Job]:
    choice = TermChoice(term_set=TermSet.objects.get(code=code), from_on=ON, reason="Jeugdwet")
    foreseen = recompute.foresee(choice, now=NOW)
    return foreseen, recompute.decide(choice, looked_at=recompute.mark_of(choice, foreseen), by=petra, now=NOW, on=ON)


def run():
    return recompute.run_due(on=ON, now=NOW)


def dates() -> dict:
    """Of every record, of what was taken back, and of the dossiers."""
    with as_owner():
        found = {one.pk: one.destroy_on for one in Dossier.objects.all()}
        for carrier in carriers():
            rows = rows_of(carrier).values_list("pk", "term_started_on", "destroy_on")
            found |= {(carrier.__name__, pk): dates for pk, *dates in rows}
    return found


def never_killed() -> dict:
    """The dates after a run that nothing interrupts."""
    with transaction.atomic():
        assert len(run()) == 1
        found = dates()
        transaction.set_rollback(True)
    return found


def test_several_at_once_do_no_harm(petra):
    foreseen, job = decide(petra, "wettelijk")
    before, wanted, together, finished = dates(), never_killed(), threading.Barrier(4), []

    def beside_others():
        together.wait()
        try:
            finished.extend(run())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=beside_others) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    job.refresh_from_db()
    assert {one.pk for one in finished} == {job.pk}
    assert (job.state, job.done, job.failed) == (JobState.DONE, DOSSIERS, 0)
    assert job.figures == {"records": foreseen.records, "dossiers": foreseen.dossiers}
    assert foreseen.records == 4 * DOSSIERS
    assert dates() == wanted != before
    assert len(log_rows(object_type="retention.Job")) == 1


def killed_at(points, petra, backends) -> tuple[int, int]:
    """There and back between two sets, killed once on each way. How many statements a run has, and how many were
    tried."""
    decide(petra, "wettelijk")
    ended, how_many = in_a_fork(run)
    assert ended == 0
    chosen = points(how_many)
    for number, point in enumerate(chosen):
        _foreseen, job = decide(petra, ("beleid", "wettelijk")[number % 2])
        before, wanted, others = dates(), never_killed(), backends()
        assert before != wanted
        assert in_a_fork(run, point)[0] == -signal.SIGKILL, point
        wait_until_gone(backends, others)
        run()
        job.refresh_from_db()
        assert (job.state, job.done, job.failed) == (JobState.DONE, DOSSIERS, 0), point
        assert dates() == wanted, point
    return how_many, len(chosen)


def test_killed_at_some_statements_the_next_run_ends_with_the_same_dates(petra, backends):
    how_many, tried = killed_at(lambda many: range(5, many, many // 4), petra, backends)
    assert how_many > 100
    assert tried >= 4


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_killed_at_every_statement_the_next_run_ends_with_the_same_dates(petra, backends, record_property):
    how_many, tried = killed_at(lambda many: range(1, many + 1), petra, backends)
    assert tried == how_many
    record_property("statements of a recomputation tried", tried)
