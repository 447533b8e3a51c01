"""§ 3.3 Zorgvuldigheid: the mail with a link. It says that something waits: not what, not about whom, not from whom."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import messages
from audit.context import system
from audit.purposes import Purpose
from cases.access import access_for_system
from consent.actions.deliveries import EXPIRES_AFTER, is_open, renew_token
from consent.actions.disclosures import ask_to_tell
from consent.models import Delivery, Disclosure

SUBJECT = _("Bericht van de gemeente")


def mail_link(delivery_id: UUID, now: datetime) -> bool:
    """Whether a mail was sent; not for a link that closed meanwhile. Each mail has a link of its own; only the last
    one works. Raises NotTaken or Lost.
    """
    with system(Purpose.SHARING, now):
        delivery = Delivery.objects.select_related("disclosure").filter(pk=delivery_id, opened_at=None).first()
        if delivery is None or not is_open(delivery, now):
            return False
        address = access_for_system(Purpose.SHARING).give(delivery.disclosure).receiver.get("email", "")
        token = renew_token(delivery)
    if not address:
        return False
    context = {
        "link": f"{settings.SITE_URL}{reverse('consent:receipt', args=[token])}",
        "days": EXPIRES_AFTER.days,
        "municipality": settings.MUNICIPALITY_NAME,
    }
    messages.send_outside(address, subject=SUBJECT, template="mail/delivery.txt", context=context)
    return True


def mail_ended(disclosure_id: UUID, now: datetime) -> bool:
    """§ 3.1 Toestemmingsverklaring: whether a receiver was told that what they got may not be used for more.

    Nothing of what it was: they call whoever sent it. To whom the link went, or else to the mailbox of the
    organisation; where there is neither, whoever sent it calls them. Raises NotTaken or Lost.
    """
    with system(Purpose.SHARING, now):
        known = Disclosure.objects.select_related("sent_by", "organisation", "dossier")
        disclosure = known.filter(pk=disclosure_id).first()
        if disclosure is None:
            return False
        address = access_for_system(Purpose.SHARING).give(disclosure).receiver.get("email", "")
        address = address or disclosure.organisation.email
        if not address:
            ask_to_tell(disclosure, now=now)
        context = {"municipality": settings.MUNICIPALITY_NAME, "phone": disclosure.sent_by.phone}
    if not address:
        return False
    messages.send_outside(address, subject=SUBJECT, template="mail/ended.txt", context=context)
    return True
