"""§ 2.3 Bewaartermijnen: periodic jobs. Each asks the database what is due, so a missed or doubled run does no harm."""

import logging
from datetime import timedelta
from uuid import UUID

from celery import shared_task
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import messages
from retention import (
    announcing,
    declarations,
    engine,
    events,
    holds,
    procedures,
    recompute,
    residue,
    restoring,
    startup,
)
from retention.errors import Busy
from sealing.errors import NotSealable

log = logging.getLogger(__name__)


@shared_task
def destroy_due():
    """Each hour: what somebody held a lock on goes an hour later, on the same day.

    One task does it all, in batches: the ledger has one writer, and a second run at the same time leaves at once.
    """
    now = timezone.now()
    on = timezone.localdate(now)
    try:
        startup.check(on=on, now=now)
        run = engine.destroy_due(on=on, now=now)
    except Busy:
        log.info("another run is destroying")
        return
    if run.failed.total():
        log.error("destruction failed for %d units", run.failed.total())
    _say_what_waits(run.to_come.total(), now)
    _declare(now)


def _say_what_waits(number, now):
    """What one run leaves goes with the next, on the same day, as long as there are runs enough until midnight."""
    runs = 23 - timezone.localtime(now).hour
    if number > settings.DESTROY_AT_MOST * runs:
        log.error("%d units wait for destruction and will not all go on their day: raise DESTROY_AT_MOST", number)
    elif number:
        log.info("%d units wait for the next run of destruction", number)


def _declare(now):
    """What cannot be declared now, for want of a seal or because another run began, the next run declares."""
    try:
        declarations.declare(now=now)
    except Busy:
        log.info("another run is destroying")
    except NotSealable:
        log.error("the declaration of destruction cannot be sealed")


@shared_task
def follow_events():
    """Nightly: terms that start with the end of a measure or the archiving of a signal."""
    now = timezone.now()
    events.follow(on=timezone.localdate(now), now=now)


@shared_task(base=messages.Delivery)
def deliver_announcement(announcement_id: str, person_id: str):
    """To one resident, where the profile for safe contact allows it at this moment."""
    if found := announcing.message_of(int(announcement_id), UUID(person_id), timezone.now()):
        address, day = found
        context = {"day": day, "municipality": settings.MUNICIPALITY_NAME}
        messages.send_outside(
            address, subject=_("Bericht van de gemeente"), template="mail/announcement.txt", context=context
        )


@shared_task
def announce():
    """Nightly: what goes in the weeks that come. Twice or missed does no harm."""
    now = timezone.now()
    announcing.announce(on=timezone.localdate(now), now=now, task=deliver_announcement)


@shared_task
def end_holds():
    """Nightly: extensions past their last day, and what outlived its procedure. Twice or missed does no harm."""
    now = timezone.now()
    holds.end_extensions(on=timezone.localdate(now), now=now)
    procedures.lift_ended(now=now)


@shared_task
def sweep_orphan_keys():
    """Nightly: keys older than a day that belong to no row; a key commits before its row does."""
    restoring.refuse_while_unfinished()
    now = timezone.now()
    residue.sweep(before=now - timedelta(days=1), now=now)


@shared_task
def recompute_due():
    """Each hour, and at once after somebody decided: what a set in force reaches back to. Goes on where it stopped."""
    now = timezone.now()
    recompute.run_due(on=timezone.localdate(now), now=now)
