"""Jobs of this room."""

from datetime import date
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from accounts import messages
from audit.context import system
from audit.purposes import Purpose
from cases import actions, control, digest, emergencies, inspections, search
from cases.access import access_for_system
from cases.errors import SearchNotReady
from cases.models import Breach, UnusualReading


@shared_task
def keep_search_ready():
    """Each minute: rebuild the search data when a crash or a restore emptied them; otherwise nothing."""
    with system(Purpose.SEARCH_INDEX, timezone.now()):
        try:
            search.require_ready()
        except SearchNotReady:
            search.rebuild(access_for_system(Purpose.SEARCH_INDEX))


@shared_task
def lapse_grants():
    """Nightly: access that nobody uses, or nobody finds necessary. Twice or missed does no harm (actions.lapse)."""
    now = timezone.now()
    with system(Purpose.UPKEEP, now):
        actions.lapse(now)


@shared_task
def forget_drafts():
    """Hourly: drafts of which nobody wrote a word for two weeks. Twice or missed does no harm."""
    now = timezone.now()
    with system(Purpose.UPKEEP, now):
        actions.forget_drafts(now)


@shared_task
def forget_breaches():
    """Nightly: data breaches decided more than five years ago. Those nobody decided stay on the officers' list."""
    now = timezone.now()
    with system(Purpose.UPKEEP, now):
        Breach.objects.expired(now).delete()


@shared_task
def find_unusual():
    """Nightly: reading that somebody should look at. Twice or missed does no harm (cases.control)."""
    now = timezone.now()
    with system(Purpose.READING_CONTROL, now):
        control.find(now)


@shared_task
def forget_unusual():
    """Nightly: what was said of reading of so long ago that the log of it is gone too."""
    now = timezone.now()
    with system(Purpose.UPKEEP, now):
        UnusualReading.objects.expired(now).delete()


@shared_task
def send_digests():
    """On working days at seven. Once more does no harm; missed, it goes when beat is back, if that is the same day."""
    on = timezone.localdate()
    for user_id in digest.waiting(on).values_list("pk", flat=True):
        digest.claim(user_id, on, task=deliver_digest)


@shared_task(base=messages.Delivery)
def deliver_emergency(user_id: str, emergency_id: str):
    """At once, to one colleague: the glass was broken. By codename; what happened is read behind the sign-in."""
    emergencies.tell(UUID(user_id), UUID(emergency_id), timezone.now())


@shared_task(base=messages.Delivery)
def deliver_inspection(user_id: str, inspection_id: str):
    """At once, to one colleague: the FG reads a dossier. By codename; why, is between the FG and whoever may know."""
    inspections.tell(UUID(user_id), UUID(inspection_id), timezone.now())


@shared_task(base=messages.Delivery)
def deliver_digest(user_id: str, day: str):
    """One mail to one colleague; what it says is looked up now. Yesterday's is not sent any more."""
    now = timezone.now()
    if date.fromisoformat(day) == timezone.localdate(now):
        digest.deliver(UUID(user_id), now)
