"""§ 4.1 Casusregie: who asked for time to align is not asked anything new in that time without a reason.

Who asked, a room above this one knows; settings.TIME_TO_ALIGN names it.
"""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string


def asked_time_until(dossier_id: UUID, organisation_id: UUID | None, on: date) -> date | None:
    """The last day of that time; None when nobody there asked for any. Row security must know who asks."""
    if organisation_id is None:
        return None
    return import_string(settings.TIME_TO_ALIGN)(dossier_id, organisation_id, on)
