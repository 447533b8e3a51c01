"""Jobs of this room."""

from uuid import UUID

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from accounts import messages, reminders


@shared_task
def clear_sessions():
    """Nightly: an expired session says who was signed in and when; nobody needs it any longer."""
    call_command("clearsessions")


@shared_task
def remind_of_agreements():
    """Daily: agreements that end soon, or just did. Twice or missed does no harm (accounts.reminders)."""
    on = timezone.localdate()
    for agreement_id in reminders.waiting(on).values_list("pk", flat=True):
        reminders.claim(agreement_id, on, task=deliver_agreement)


@shared_task(base=messages.Delivery)
def deliver_agreement(user_id: str, agreement_id: str):
    """To one colleague: an agreement ends. Which organisation and when; nothing of anybody."""
    reminders.deliver(UUID(user_id), UUID(agreement_id), timezone.localdate())
