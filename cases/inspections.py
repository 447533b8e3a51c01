"""AVG art. 38: the mail that the FG reads a dossier. Codename, until when, and where to read more."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts import messages
from audit.context import system
from audit.purposes import Purpose
from cases.models import Inspection


def tell(user_id: UUID, inspection_id: UUID, now: datetime) -> bool:
    """Whether a mail was sent; not for a dossier that is gone by now. Raises NotTaken or Lost."""
    with system(Purpose.BEHEER, now):
        found = Inspection.objects.select_related("dossier").filter(pk=inspection_id).first()
        if found is None:
            return False
        context = {"codename": found.dossier.codename, "until": found.until}
    return messages.send(user_id, subject=_("De FG leest een dossier"), template="mail/inspection.txt", context=context)
