"""Jobs of this room."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import messages
from audit.context import system
from audit.purposes import Purpose
from casework import actions, escalations
from casework.actions import deaths, ending, merging
from consent.tasks import NOTICES


@shared_task
def forget_enquiries():
    """Hourly: questions without a dossier whose day has come (§ 2.4 Triage). Twice or missed does no harm."""
    now = timezone.now()
    with system(Purpose.UPKEEP, now):
        actions.forget_enquiries(now, timezone.localdate(now))


@shared_task
def review_plans():
    """Nightly: whoever died goes out of the plans; a merge of persons is for good after its weeks; a plan that others
    signed than must sign now holds no more, and who leads hears of birthdays to come.

    Twice or missed does no harm (§ 1.5 Minderjarigen en wilsonbekwamen).
    """
    now = timezone.now()
    deaths.settle_known(now, notices=NOTICES)
    merging.finish(now)
    with system(Purpose.SHARING, now):
        ending.end_decided_by_others(now)
        ending.review_birthdays(now)


@shared_task(base=messages.Delivery)
def deliver_invitation(user_id: str):
    """To one who takes part in a conference: there is something to read. Of what and of whom nothing is said."""
    messages.send(UUID(user_id), subject=_("Er staat iets voor u klaar"), template="mail/conference.txt", context={})


@shared_task(base=messages.Delivery)
def deliver_escalation(user_id: str, escalation_id: str):
    """At once, to who leads the dossier: a treating professional is not reached. By codename."""
    escalations.tell(UUID(user_id), UUID(escalation_id), timezone.now())
