"""Jobs of this room."""

from celery import shared_task
from django.utils import timezone

from audit.context import system
from audit.purposes import Purpose
from cases import search
from cases.access import access_for_system
from cases.errors import SearchNotReady


@shared_task
def keep_search_ready():
    """Each minute: rebuild the search data when a crash or a restore emptied them; otherwise nothing."""
    with system(Purpose.SEARCH_INDEX, timezone.now()):
        try:
            search.require_ready()
        except SearchNotReady:
            search.rebuild(access_for_system(Purpose.SEARCH_INDEX))
