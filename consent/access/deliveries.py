"""The door of a receiver: no account, one link. Row security shows the one delivery of the link alone, and what it is
of (§ 3.3 Zorgvuldigheid).
"""

from audit.choices import Action
from audit.purposes import Purpose
from cases.access import access_for_system
from consent.actions.deliveries import may_open, record, token_digest
from consent.models import Delivery, Disclosure
from sealing import files

RECEIPTS = "/ontvangst/"
OPENED_HERE = "aflevering"


def link_digest(request) -> bytes | None:
    """Of the link this request came by; None when it is no page of a receiver."""
    if not request.path_info.startswith(RECEIPTS):
        return None
    token, _, _rest = request.path_info.removeprefix(RECEIPTS).partition("/")
    return token_digest(token)


def delivery_by_link(request, token: str) -> Delivery | None:
    """The delivery of this link; None when it closed, ran out or never was: nobody is told which."""
    return Delivery.objects.filter(token_digest=token_digest(token)).first()


def opened_here(request, delivery: Delivery) -> bool:
    """Whether this browser opened it."""
    return request.session.get(OPENED_HERE) == str(delivery.pk)


def remember_opened(request, delivery: Delivery) -> None:
    request.session.cycle_key()
    request.session[OPENED_HERE] = str(delivery.pk)


def may_read(request, delivery: Delivery) -> bool:
    """Whether its content can be shown to this browser now: never what by now may only be stored (AVG art. 18), for
    the database does not give it."""
    here = opened_here(request, delivery)
    opens = here and delivery.opened_at is not None and may_open(delivery, request.now, same_session=True)
    return opens and Disclosure.objects.filter(pk=delivery.disclosure_id).exists()


def content_of_link(request, delivery: Delivery, *, action=Action.READ) -> Disclosure:
    """What was sent, opened, for whoever `may_read`. Logged."""
    sent = Disclosure.objects.select_related("organisation", "sent_by").get(pk=delivery.disclosure_id)
    record(delivery, action, now=request.now)
    return access_for_system(Purpose.DELIVERY).give(sent)


def paper_of_link(request, delivery: Delivery) -> bytes:
    """The PDF as it was sent. Raises BrokenSeal when it is gone."""
    sent = content_of_link(request, delivery, action=Action.DOWNLOAD)
    return files.read(sent.pk, access_for_system(Purpose.DELIVERY).key_of(sent))
