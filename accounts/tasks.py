"""Jobs of this room."""

from celery import shared_task
from django.core.management import call_command


@shared_task
def clear_sessions():
    """Nightly: an expired session says who was signed in and when; nobody needs it any longer."""
    call_command("clearsessions")
