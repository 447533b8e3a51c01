"""§ 2.3 Bewaartermijnen: how far the destruction of what is due has come, for who looks in /beheer/. Counts, of nobody.

Committed after each batch, beside the work and never in it: what goes wrong here is logged, and destruction goes on.
"""

import logging
from collections import Counter

from django.db import Error, transaction

from consent.states import step
from retention.models import Destruction, Job
from retention.states import NEXT_JOB, JobKind, JobState

log = logging.getLogger(__name__)


def tell(run, *, ended: bool = False) -> None:
    """What this run did so far, added to what others did before it in the same job."""
    try:
        with transaction.atomic():
            run.job = run.job or _unfinished() or _new(run)
            if run.job:
                _count(run.job, run)
                if ended:
                    _end(run.job, run.now)
                run.job.save()
    except Error as error:
        log.error("the progress of destruction could not be written: %s", type(error).__name__)


def _unfinished() -> Job | None:
    """Of a run that was killed, that did as much as it may, or that could not do everything."""
    return Job.objects.unfinished().filter(kind=JobKind.DESTRUCTION).first()


def _new(run) -> Job | None:
    """A run that has nothing to tell leaves no job."""
    if not run.done.total() and not run.failed.total():
        return None
    return Job(kind=JobKind.DESTRUCTION, due_on=run.on, made_at=run.now, started_at=run.now)


def _count(job: Job, run) -> None:
    if job.state != JobState.RUNNING:
        job.state, job.finished_at = step(NEXT_JOB, job.state, JobState.RUNNING), None
    job.figures = Counter(job.figures) + run.done - run.told
    run.told = Counter(run.done)
    job.done, job.failed = job.figures.total(), run.failed.total()
    # What failed is still in the ledger, and so is who may follow what went.
    job.total = job.done + Destruction.objects.running().count() + run.to_come.total()


def _end(job: Job, now) -> None:
    waits = job.total > job.done + job.failed
    after = JobState.PAUSED if waits else JobState.INCOMPLETE if job.failed else JobState.DONE
    job.state, job.finished_at = step(NEXT_JOB, job.state, after), None if waits else now
