"""§ 3.3 Zorgvuldigheid: the link by which a receiver gets what was sent, and writes back.

Neither the link nor the code is kept: of both a keyed hash. The link is made when its mail leaves and goes that way
alone; the code is made when a colleague asks for it, and goes by telephone.
"""

import secrets
from datetime import date, datetime, timedelta
from hmac import compare_digest

from django.db import connection, transaction
from django.db.models import F
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts import messages
from audit import log
from audit.choices import Action, Outcome
from cases.actions.common import note
from consent.actions.locks import hold
from consent.covering import why_fallen
from consent.errors import NoDelivery, NotCovered
from consent.models import Delivery, Disclosure
from consent.planned import planned_in
from consent.states import DisclosureStatus
from sealing.index import digest

EXPIRES_AFTER = timedelta(days=7)
OPEN_AGAIN_WITHIN = timedelta(minutes=15)
MOST_WRONG_CODES = 5
CODE_DIGITS = 8
ROLE = "ontvanger"
COVERED = """
    SELECT bool_and(disclosure_cover_of(d, who, %s))
    FROM consent_disclosure d, unnest(d.about) AS who WHERE d.id = %s
"""


def token_digest(token: str) -> bytes:
    return digest("aflevering", token)


def code_digest(delivery: Delivery, code: str) -> bytes:
    """Of this delivery alone: the same digits elsewhere are another hash."""
    return digest("afleveringscode", delivery.pk.hex, "".join(letter for letter in code if letter.isdigit()))


def make_delivery(disclosure: Disclosure, *, now: datetime) -> Delivery:
    """A link nobody has yet: `renew_token` makes the one that is mailed. An earlier one closes."""
    disclosure.deliveries.filter(revoked_at=None).update(revoked_at=now)
    return Delivery.objects.create(
        dossier_id=disclosure.dossier_id,
        disclosure=disclosure,
        token_digest=secrets.token_bytes(32),
        code_digest=secrets.token_bytes(32),
        made_at=now,
        expires_at=now + EXPIRES_AFTER,
        # Its key is made with it, for the answer to come: a receiver makes no keys.
        answer={},
    )


def renew_token(delivery: Delivery) -> str:
    """The word of the link; it stands in the mail and nowhere else."""
    token = secrets.token_urlsafe(32)
    Delivery.objects.filter(pk=delivery.pk).update(token_digest=token_digest(token))
    return token


@transaction.atomic
def renew_code(delivery: Delivery, *, by, now: datetime) -> str:
    """A code to read out on the telephone; one made before stops working. Raises NoDelivery."""
    held = Delivery.objects.select_for_update().filter(pk=delivery.pk).first()
    if held is None or not is_open(held, now) or held.opened_at:
        raise NoDelivery(_("Deze link is gesloten of al geopend. Verstuur zo nodig een nieuwe link."))
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    Delivery.objects.filter(pk=held.pk).update(code_digest=code_digest(held, code))
    note(Action.CHANGE, held.dossier_id, by=by, now=now, object_type="delivery_code", record_ids=[held.pk])
    return f"{code[:4]} {code[4:]}"


@transaction.atomic
def deliver_again(disclosure: Disclosure, *, by, now: datetime, mail) -> Delivery:
    """A new link for what was sent, as long as it may still go there; the earlier one closes.

    Raises NotCovered, Overtaken.
    """
    hold(disclosure, open_dossier=True)
    if disclosure.status != DisclosureStatus.SENT or not is_covered(disclosure, localdate(now)):
        raise NotCovered(_("Er is geen toestemming of uitzondering meer. Er is geen nieuwe link verstuurd."))
    refuse_fallen(disclosure, now)
    delivery = make_delivery(disclosure, now=now)
    note(Action.DISCLOSE, disclosure.dossier_id, by=by, now=now, object_type="delivery", record_ids=[delivery.pk])
    messages.hand_over(mail, delivery.pk)
    return delivery


def is_covered(disclosure: Disclosure, on: date) -> bool:
    """What the database says now of what it let go before."""
    with connection.cursor() as cursor:
        cursor.execute(COVERED, [on, disclosure.pk])
        return cursor.fetchone()[0] is True


def refuse_fallen(disclosure: Disclosure, now: datetime) -> None:
    """What the grounds it rests on stood on when they were confirmed must be so today, and who signed the plan it rests
    on must still be who must. Raises NotCovered."""
    covers = list(disclosure.covers.select_related("ground__organisation"))
    for cover in covers:
        if cover.ground and (why := why_fallen(cover.ground, localdate(now))):
            raise NotCovered(why)
    by_plan = {(one.planned, one.person_id, disclosure.organisation_id) for one in covers if one.planned}
    named = planned_in(disclosure.dossier_id, {person for _id, person, _to in by_plan}, now)
    if by_plan - {(one.id, one.person, one.organisation) for one in named}:
        raise NotCovered(_("Er is geen getekend plan meer waarin deze organisatie staat als betrokken bij de hulp."))


@transaction.atomic
def revoke(delivery: Delivery, *, by, now: datetime) -> None:
    """Closed at once; closing twice changes nothing."""
    Delivery.objects.filter(pk=delivery.pk, revoked_at=None).update(revoked_at=now)
    note(Action.CHANGE, delivery.dossier_id, by=by, now=now, object_type="delivery", record_ids=[delivery.pk])


def is_open(delivery: Delivery, now: datetime) -> bool:
    return delivery.revoked_at is None and now < delivery.expires_at


def may_open(delivery: Delivery, now: datetime, *, same_session: bool) -> bool:
    """Once; and once more within a quarter of an hour by the browser that opened it."""
    return delivery.opened_at is None or (same_session and now - delivery.opened_at <= OPEN_AGAIN_WITHIN)


# --- by the receiver, under the purpose DELIVERY ---


@transaction.atomic
def try_code(delivery: Delivery, code: str, *, now: datetime, same_session: bool) -> bool:
    """Whether the code opens it; then the secrecy duty was accepted and it counts as opened. Five wrong ones close it.

    Raises NoDelivery when there is nothing to open any more.
    """
    held = _hold(delivery, now)
    if not may_open(held, now, same_session=same_session):
        raise NoDelivery
    if not compare_digest(bytes(held.code_digest), code_digest(held, code)):
        _count_wrong(held, now)
        return False
    first = {"opened_at": held.opened_at or now, "secrecy_at": held.secrecy_at or now}
    Delivery.objects.filter(pk=held.pk).update(**first)
    record(held, Action.READ, now=now, fields=["geheimhouding"])
    return True


@transaction.atomic
def confirm(delivery: Delivery, *, now: datetime) -> None:
    """The receiver has it. Once more changes nothing. Raises NoDelivery."""
    held = _hold(delivery, now)
    if held.confirmed_at is None:
        Delivery.objects.filter(pk=held.pk).update(confirmed_at=now)
        record(held, Action.CONFIRM, now=now)


@transaction.atomic
def write_back(delivery: Delivery, *, text: str, now: datetime) -> Delivery:
    """The receiver's answer, once; whoever answers has it. Raises NoDelivery."""
    held = _hold(delivery, now)
    if held.answered_at is not None:
        raise NoDelivery
    held.answer, held.answered_at = {"text": text}, now
    held.confirmed_at = held.confirmed_at or now
    held.save(update_fields=["answer", "answered_at", "confirmed_at"])
    record(held, Action.CREATE, now=now)
    return held


def _hold(delivery: Delivery, now: datetime) -> Delivery:
    held = Delivery.objects.select_for_update().filter(pk=delivery.pk).first()
    if held is None or not is_open(held, now):
        raise NoDelivery
    return held


def _count_wrong(delivery: Delivery, now: datetime) -> None:
    closes = delivery.wrong_codes + 1 >= MOST_WRONG_CODES
    gone = {"revoked_at": now} if closes else {}
    record(delivery, Action.READ, now=now, outcome=Outcome.REFUSED)
    Delivery.objects.filter(pk=delivery.pk).update(wrong_codes=F("wrong_codes") + 1, **gone)


def record(delivery: Delivery, action: Action, *, now: datetime, outcome=Outcome.ALLOWED, fields=()) -> None:
    """Every step of a receiver in the log: which link, what, when; nobody's name."""
    log.write(
        at=now,
        action=action,
        outcome=outcome,
        role=ROLE,
        object_type="delivery",
        dossier_id=delivery.dossier_id,
        record_ids=[delivery.pk],
        fields=fields,
    )
