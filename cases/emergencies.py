"""§ 2.5 Toegankelijkheid: the mail that the glass was broken. Codename, until when, and where to read more."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts import messages
from audit.context import system
from audit.purposes import Purpose
from cases.models import Emergency


def tell(user_id: UUID, emergency_id: UUID, now: datetime) -> bool:
    """Whether a mail was sent; not for a dossier that is gone by now. Raises NotTaken or Lost."""
    with system(Purpose.EMERGENCY, now):
        found = Emergency.objects.select_related("dossier", "grant").filter(pk=emergency_id).first()
        if found is None:
            return False
        context = {"codename": found.dossier.codename, "until": found.until, "review_due_on": found.review_due_on}
    return messages.send(user_id, subject=_("Noodtoegang genomen"), template="mail/emergency.txt", context=context)
