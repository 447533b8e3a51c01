"""How far the destruction is, for who looks; and no more in one go than may be done."""

import logging
from collections import Counter
from datetime import datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from cases.models import Dossier
from retention import engine, progress, steps, tasks
from retention.admin import terms
from retention.models import Destruction, Job
from retention.states import JobKind, JobState, Kind
from tests.retention import town
from tests.retention.town import CANARY, DUE_ON, as_owner, at
from tests.terms.test_admin import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.policy("2.3")]
NOW = at(DUE_ON)
BOEKEL = ZoneInfo("Europe/Amsterdam")


def run():
    return engine.destroy_due(on=DUE_ON, now=NOW)


def left():
    with as_owner():
        return Dossier.objects.count()


@pytest.fixture
def dossiers(hanna):
    """Three of one family, due; each is a batch of its own."""
    family = town.make_family()
    return [town.make_dossier(family, hanna) for _ in range(3)]


@pytest.fixture
def one_by_one(monkeypatch):
    monkeypatch.setattr(engine, "BATCH", dict.fromkeys(Kind, 1))


@pytest.fixture
def told(monkeypatch):
    """What could be seen after each batch."""
    seen, tell = [], progress.tell

    def look(*args, **how):
        tell(*args, **how)
        seen.extend(Job.objects.values_list("state", "done", "total"))

    monkeypatch.setattr(progress, "tell", look)
    return seen


# --- counted ---


def test_after_each_batch_one_sees_how_far_it_is(dossiers, hanna, one_by_one, told):
    """Three dossiers, what follows them (four persons and a household), and a note of another dossier."""
    other = town.make_dossier(town.make_family(), hanna, closed_on=None)
    town.withdrawn_in(other, hanna)
    run()
    job = Job.objects.get()
    assert told[0] == (JobState.RUNNING, 1, 9), "all that is due is known from the first batch on"
    assert all(done <= total for _state, done, total in told)
    assert [*dict.fromkeys(done for _state, done, _total in told)] == list(range(1, 10))
    assert {state for state, *_how_far in told[:-1]} == {JobState.RUNNING}
    assert (job.kind, job.state, job.done, job.total, job.failed) == (JobKind.DESTRUCTION, JobState.DONE, 9, 9, 0)
    assert job.figures == {Kind.DOSSIER: 3, Kind.RECORD: 1, Kind.PERSON: 4, Kind.HOUSEHOLD: 1}
    assert (job.due_on, job.started_at, job.finished_at, job.cursor) == (DUE_ON, NOW, NOW, None)


def test_a_run_with_nothing_to_do_leaves_no_job(dossiers):
    run()
    assert Job.objects.count() == 1
    run()
    assert Job.objects.count() == 1


def test_what_only_waits_leaves_no_job(hanna):
    town.make_dossier(town.make_family(), hanna, category="behandeling")
    run()
    assert left() == 1
    assert not Job.objects.exists()


def test_a_run_that_stopped_half_way_is_taken_up_in_the_same_job(dossiers, one_by_one, monkeypatch):
    gone = []

    def stop(kind, point):
        gone.append(point) if (kind, point) == (Kind.DOSSIER, steps.ROWS_COMMITTED) else None
        if len(gone) == 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr(steps, "reached", stop)
        with pytest.raises(KeyboardInterrupt):
            run()
    before = Job.objects.get()
    assert (before.state, before.done, before.finished_at) == (JobState.RUNNING, 1, None)
    tasks.destroy_due()
    after = Job.objects.get()
    assert (after.pk, after.state, after.done, after.total) == (before.pk, JobState.DONE, 8, 8)
    assert after.figures == {Kind.DOSSIER: 3, Kind.PERSON: 4, Kind.HOUSEHOLD: 1}


def test_what_failed_is_counted_once_and_ends_in_the_same_job(dossiers, one_by_one, monkeypatch):
    bad, delete = dossiers[1].pk, engine._delete

    def fails(kind, units, run):
        if bad in units:
            raise DatabaseError
        return delete(kind, units, run)

    with monkeypatch.context() as failing:
        failing.setattr(engine, "_delete", fails)
        outcome = run()
    assert outcome.failed == Counter({Kind.DOSSIER: 1}), "it is tried more than once"
    job = Job.objects.get()
    assert (job.state, job.done, job.failed, job.total) == (JobState.INCOMPLETE, 6, 1, 7), (
        "its records go by themselves"
    )
    run()
    job.refresh_from_db()
    assert (job.state, job.done, job.failed, job.total) == (JobState.DONE, 12, 0, 12)
    assert Job.objects.count() == 1


def test_destruction_goes_on_when_nothing_can_be_told(dossiers, monkeypatch, caplog):
    def fails(*_args):
        raise DatabaseError

    monkeypatch.setattr(progress, "_count", fails)
    assert run().done == {Kind.DOSSIER: 3, Kind.PERSON: 4, Kind.HOUSEHOLD: 1}
    assert left() == 0
    assert not Destruction.objects.running().exists()
    assert not Job.objects.exists()
    assert "progress of destruction could not be written" in caplog.text


# --- no more than this in one go ---


def test_what_one_run_leaves_the_next_takes(dossiers, settings):
    settings.DESTROY_AT_MOST = 2
    first = run()
    assert (first.done[Kind.DOSSIER], left(), first.to_come) == (2, 1, Counter({Kind.DOSSIER: 1}))
    job = Job.objects.get()
    assert (job.state, job.done, job.total, job.finished_at) == (JobState.PAUSED, 2, 3, None)
    second = run()
    assert (second.done[Kind.DOSSIER], left(), second.to_come.total()) == (1, 0, 0)
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == (JobState.DONE, 8, 8)
    assert Job.objects.count() == 1


def test_records_of_open_dossiers_count_too(dossiers, hanna, settings):
    settings.DESTROY_AT_MOST = 3
    town.withdrawn_in(town.make_dossier(town.make_family(), hanna, closed_on=None), hanna)
    assert run().to_come == Counter({Kind.RECORD: 1})
    assert run().done[Kind.RECORD] == 1


def test_without_a_limit_all_of_it_goes(dossiers, settings):
    settings.DESTROY_AT_MOST = 0
    run()
    assert left() == 0


@pytest.mark.parametrize(("hour", "level"), [(22, logging.INFO), (23, logging.ERROR)])
def test_what_will_not_go_on_its_day_is_an_error(hour, level, dossiers, settings, caplog, monkeypatch):
    """At ten in the evening one run is still to come, at eleven none."""
    settings.DESTROY_AT_MOST = 2
    moment = datetime.combine(DUE_ON, time(hour, 15), tzinfo=BOEKEL)
    monkeypatch.setattr(tasks.timezone, "now", lambda: moment)
    with caplog.at_level(logging.INFO, logger="retention.tasks"):
        tasks.destroy_due()
    assert left() == 1
    assert [row.levelno for row in caplog.records if "1 units wait" in row.getMessage()] == [level]


# --- the page ---


def job_of(state, **facts):
    return Job.objects.create(
        kind=JobKind.DESTRUCTION, state=state, due_on=DUE_ON, made_at=NOW, started_at=NOW,
        finished_at=NOW if state == JobState.DONE else None, **{"done": 1200, "total": 4500} | facts,
    )  # fmt: skip


def page_of(job, **asked):
    return signed_in("fg").get(f"/beheer/retention/job/{job.pk}/change/", asked).content.decode()


def test_the_page_says_how_far_it_is_and_asks_again():
    page = page_of(job_of(JobState.RUNNING, failed=2, figures={"dossier": 1000, "persoon": 200}))
    assert "<strong>Loopt.</strong>" in page
    assert "1200 van 4500 vernietigd" in page
    assert 'max="4500" value="1200"' in page
    assert "2 zijn niet gelukt." in page
    assert "<li>Persoon: 200</li>" in page
    assert '<section id="voortgang" aria-live="polite"' in page
    assert "?keer=1" in page
    assert "Deze stand ververst zichzelf." in page


def test_it_does_not_ask_for_ever():
    job = job_of(JobState.RUNNING)
    assert f"?keer={terms.LOOKS}" in page_of(job, keer=terms.LOOKS - 1)


@pytest.mark.parametrize("state", [JobState.PAUSED, JobState.DONE])
def test_what_does_not_run_is_not_asked_again(state):
    page = page_of(job_of(state))
    assert f"<strong>{state.label}.</strong>" in page
    assert "hx-get" not in page
    assert "ververst zichzelf" not in page


def test_after_some_minutes_one_loads_the_page_oneself():
    page = page_of(job_of(JobState.RUNNING), keer=terms.LOOKS)
    assert "hx-get" not in page
    assert "Laad de pagina opnieuw" in page


def test_the_pages_ask_the_database_the_same_however_much_there_is(dossiers, one_by_one):
    client, asked = signed_in("fg"), []
    for _ in range(2):
        job = job_of(JobState.DONE, figures=dict.fromkeys(Kind, 9))
        for address in (f"/beheer/retention/job/{job.pk}/change/", "/beheer/retention/job/"):
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            asked.append(len(queries))
        run()
    assert asked[:2] == asked[2:]


def test_the_pages_name_nobody(dossiers):
    ids: set[UUID] = {one.pk for one in dossiers}
    run()
    page = page_of(Job.objects.get())
    assert CANARY not in page
    assert not any(str(one) in page for one in ids)
