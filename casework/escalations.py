"""§ 4.1 Casusregie: the mail that a treating professional was not reached. A codename, and where to read more."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts import messages
from audit.context import system
from audit.purposes import Purpose
from casework.models import Escalation


def tell(user_id: UUID, escalation_id: UUID, now: datetime) -> bool:
    """Whether a mail was sent; not where it was ended meanwhile, or is gone. Raises NotTaken or Lost."""
    with system(Purpose.UPKEEP, now):
        found = Escalation.objects.running().select_related("dossier").filter(pk=escalation_id).first()
        if found is None:
            return False
        context = {"codename": found.dossier.codename}
    return messages.send(user_id, subject=_("Vandaag nodig"), template="mail/urgent.txt", context=context)
