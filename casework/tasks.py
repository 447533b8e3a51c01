"""Jobs of this room."""

from celery import shared_task
from django.utils import timezone

from audit.context import system
from audit.purposes import Purpose
from casework import actions
from casework.actions import deaths, ending
from consent.tasks import NOTICES


@shared_task
def forget_enquiries():
    """Hourly: questions without a dossier whose day has come (§ 2.4 Triage). Twice or missed does no harm."""
    now = timezone.now()
    with system(Purpose.UPKEEP, now):
        actions.forget_enquiries(now, timezone.localdate(now))


@shared_task
def review_plans():
    """Nightly: whoever died goes out of the plans; a plan that others signed than must sign now holds no more, and who
    leads hears of birthdays to come.

    Twice or missed does no harm (§ 1.5 Minderjarigen en wilsonbekwamen).
    """
    now = timezone.now()
    deaths.settle_known(now, notices=NOTICES)
    with system(Purpose.SHARING, now):
        ending.end_decided_by_others(now)
        ending.review_birthdays(now)
