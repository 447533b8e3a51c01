"""Jobs of this room."""

from celery import shared_task
from django.utils import timezone

from audit.context import system
from audit.purposes import Purpose
from inzage import actions


@shared_task
def forget_absent():
    """Nightly: who has not signed in for thirteen months is no longer known."""
    now = timezone.now()
    with system(Purpose.PORTAL, now):
        actions.forget_absent(now=now)
