"""Jobs of this room."""

from uuid import UUID

from celery import shared_task
from django.utils.translation import gettext as _

from accounts import messages


@shared_task(base=messages.Delivery)
def deliver_invitation(user_id: str):
    """To one who takes part in a conference: there is something to read. Of what and of whom nothing is said."""
    messages.send(UUID(user_id), subject=_("Er staat iets voor u klaar"), template="mail/conference.txt", context={})
