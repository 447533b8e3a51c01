"""Jobs of this room."""

from celery import shared_task
from django.utils import timezone

from audit.context import system
from audit.purposes import Purpose
from casework import actions


@shared_task
def forget_enquiries():
    """Hourly: questions without a dossier whose day has come (§ 2.4 Triage). Twice or missed does no harm."""
    now = timezone.now()
    with system(Purpose.UPKEEP, now):
        actions.forget_enquiries(now, timezone.localdate(now))
