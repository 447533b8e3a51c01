"""Jobs of this room: consents and grounds that end, what waits to be sent, and what receivers wrote back."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import messages
from audit.context import system
from audit.purposes import Purpose
from consent import links, sending
from consent.actions.grounds import end_what_ends_itself
from consent.actions.withdrawal import Notices, end_decided_by_others, end_run_out, review


@shared_task
def review_consents():
    """Nightly: what ran out ends, what others decide about now as well, and who leads is told what ends soon.

    Twice or missed does no harm.
    """
    now = timezone.now()
    with system(Purpose.SHARING, now):
        end_run_out(now, notices=NOTICES)
        end_decided_by_others(now, notices=NOTICES)
        review(now)


@shared_task
def end_grounds():
    """Nightly: bemoeizorg and acute danger that are over. Twice or missed does no harm: past its day nothing leaves."""
    now = timezone.now()
    with system(Purpose.SHARING, now):
        end_what_ends_itself(now, timezone.localdate(now))


@shared_task(base=messages.Delivery)
def deliver_changed(user_id: str):
    """To one colleague of a partner: something changed in what they can open. What, is read behind the sign-in."""
    messages.send(UUID(user_id), subject=_("Er is iets veranderd"), template="mail/changed.txt", context={})


@shared_task(base=messages.Delivery)
def deliver_ended(disclosure_id: str):
    """To one receiver of what went out before: what they got must not be passed on without asking."""
    links.mail_ended(UUID(disclosure_id), timezone.now())


NOTICES = Notices(colleague=deliver_changed, receiver=deliver_ended)


@shared_task
def send_disclosure(disclosure_id: str):
    """Half a minute after somebody pressed send. Twice does no harm; missed, `send_due` sends it."""
    sending.send(UUID(disclosure_id), timezone.now(), mail=deliver_link)


@shared_task
def send_due():
    """Every few seconds: what is due and did not go by itself."""
    sending.send_due(timezone.now(), mail=deliver_link)


@shared_task
def take_in_answers():
    """Each minute: what receivers wrote back."""
    sending.take_in_all(timezone.now())


@shared_task
def take_in_answer(delivery_id: str):
    """At once; missed, `take_in_answers` does it."""
    sending.take_in(UUID(delivery_id), timezone.now())


@shared_task
def remind_of_silence():
    """Nightly: links that nobody confirmed for a week. Twice does no harm."""
    sending.remind(timezone.now())


@shared_task(base=messages.Delivery)
def deliver_link(delivery_id: str):
    """One mail to one receiver; the link is made now, and stands in this mail alone."""
    links.mail_link(UUID(delivery_id), timezone.now())
