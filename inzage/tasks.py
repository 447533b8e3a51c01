"""Jobs of this room."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from accounts import messages
from audit.context import system
from audit.purposes import Purpose
from inzage import actions, reminding
from inzage.actions import drafts, releasing
from inzage.models import Release


@shared_task
def forget_absent():
    """Nightly: who has not signed in for thirteen months is no longer known; of whom we know nothing, after a day."""
    now = timezone.now()
    with system(Purpose.PORTAL, now):
        actions.forget_absent(now=now)


@shared_task(base=messages.Delivery)
def deliver_reminder(user_id: str, request_id: str):
    """To one colleague: a resident waits for an answer. Of whom, and what, is not said."""
    now = timezone.now()
    reminding.deliver(UUID(user_id), UUID(request_id), timezone.localdate(now), now)


@shared_task
def remind():
    """Nightly: requests whose day comes near. Twice or missed does no harm."""
    now = timezone.now()
    reminding.remind(on=timezone.localdate(now), now=now, task=deliver_reminder)


@shared_task(base=messages.Delivery)
def deliver_reminder_of_letters(user_id: str):
    """To one colleague: something on paper should have left. To whom, and what, is not said."""
    now = timezone.now()
    reminding.deliver_letters(UUID(user_id), timezone.localdate(now), now)


@shared_task
def remind_of_letters():
    """Nightly: letters that did not leave in time. Twice or missed does no harm."""
    now = timezone.now()
    reminding.remind_of_letters(on=timezone.localdate(now), now=now, task=deliver_reminder_of_letters)


@shared_task
def make_release(release_id: str):
    """At once after a decision: the answer."""
    releasing.make(UUID(release_id), timezone.now)


@shared_task
def make_releases():
    """Hourly: answers that were not made, because a worker was killed or something was down."""
    now = timezone.now()
    with system(Purpose.INSIGHT, now):
        waiting = list(Release.objects.to_make().order_by("made_at").values_list("pk", flat=True))
    for release_id in waiting:
        releasing.make(release_id, timezone.now)


@shared_task
def forget_unsent():
    """Hourly: requests that were never sent, and those of who may not ask that any more. Twice does no harm."""
    now = timezone.now()
    drafts.forget(now=now, on=timezone.localdate(now))


@shared_task
def expire_releases():
    """Nightly: what was not fetched in time."""
    releasing.expire(timezone.now())
