"""§ 3.3 Zorgvuldigheid: what the jobs do about what leaves: send what is due, take in answers, have the silent called.

Each in a transaction of its own; twice or missed does no harm.
"""

import logging
from datetime import datetime
from uuid import UUID

from audit.context import system
from audit.purposes import Purpose
from cases.access import access_for_system
from cases.errors import Overtaken
from consent.actions import disclosures as actions
from consent.models import Delivery, Disclosure

log = logging.getLogger(__name__)


def send(disclosure_id: UUID, now: datetime, *, mail):
    """One disclosure, if it is due. `mail`: the job that mails its link."""
    with system(Purpose.SHARING, now):
        return actions.send(disclosure_id, now=now, access=access_for_system(Purpose.SHARING), mail=mail)


def send_due(now: datetime, *, mail) -> None:
    """One that cannot go, whatever is wrong with it, holds up none of the others; whoever keeps the machine is told."""
    for pk in _ids(Disclosure.objects.due(now), now):
        try:
            send(pk, now, mail=mail)
        except Exception:
            log.exception("disclosure %s was not sent", pk)


def take_in(delivery_id: UUID, now: datetime) -> None:
    """What one receiver wrote back, once."""
    try:
        with system(Purpose.SHARING, now):
            _take_in(delivery_id, now)
    except Overtaken:
        # The dossier is closed: it waits at the link until somebody opens the dossier again.
        return


def _take_in(delivery_id: UUID, now: datetime) -> None:
    waiting = Delivery.objects.to_take_in().select_for_update(of=("self",))
    delivery = waiting.select_related("disclosure__organisation", "disclosure__sent_by", "disclosure__dossier")
    delivery = delivery.filter(pk=delivery_id).first()
    if delivery is None:
        return
    question = delivery.disclosure
    access_for_system(Purpose.SHARING).give_all([delivery, question])
    actions.answer(question, delivery, now=now)


def take_in_all(now: datetime) -> None:
    for pk in _ids(Delivery.objects.to_take_in(), now):
        take_in(pk, now)


def remind(now: datetime) -> None:
    """§ 3.3 Zorgvuldigheid: who did not confirm within a week is called; one task for each link."""
    for pk in _ids(Delivery.objects.silent_since(now - actions.CALL_AFTER), now):
        with system(Purpose.SHARING, now):
            actions.ask_to_call(pk, now=now)


def _ids(rows, now: datetime) -> list[UUID]:
    with system(Purpose.SHARING, now):
        return list(rows.order_by("pk").values_list("pk", flat=True))
