"""§ 2.5 Toegankelijkheid, beveiliging: whoever answers for an agreement hears in time that it lapses.

Claimed under a lock, in a transaction that commits, and only then handed to the queue, as the digest is: a beat that
runs twice finds nothing left to claim. Of which last day somebody was told stands on the agreement, so that one that
was prolonged tells anew. docs/adr/0085-partners-and-agreements.md
"""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts import messages, policy
from accounts.models import Agreement, Organisation, User
from accounts.policy import Reminder
from accounts.roles import PrivacyOfficer

TOLD_IN = {Reminder.ENDS_SOON: "reminded_of", Reminder.ENDS: "told_of"}


def waiting(on: date) -> QuerySet[Agreement]:
    """What ends soon or just ended, and no other agreement takes over; `claim` says whether somebody must be told."""
    return Agreement.objects.ending(on)


@transaction.atomic
def claim(agreement_id, on: date, *, task) -> Reminder | None:
    """What somebody is told of; None where they were told already, or need not be. `task` then tells each of them."""
    # Of covenants too: prolonging one is prolonging what rests on it.
    found = Agreement.objects.select_for_update(of=("self",)).select_related("covenant", "owner__organisation")
    agreement = found.get(pk=agreement_id)
    reminder = policy.reminder(
        agreement.last_day,
        agreement.remind_days,
        on,
        reminded_of=agreement.reminded_of,
        told_of=agreement.told_of,
    )
    if reminder is None:
        return None
    setattr(agreement, TOLD_IN[reminder], agreement.last_day)
    agreement.save(update_fields=[TOLD_IN[reminder]])
    for user_id in receivers(agreement):
        messages.hand_over(task, user_id, agreement.pk)
    return reminder


def receivers(agreement: Agreement) -> list:
    """The owner; where nobody here owns it any more, every privacy officer."""
    owner = agreement.owner
    if owner is not None and owner.is_active and owner.is_internal:
        return [owner.pk]
    return privacy_officers()


def privacy_officers() -> list:
    """Ids of those who work here."""
    officers = User.objects.filter(is_active=True, organisation__kind=Organisation.Kind.MUNICIPALITY)
    return list(officers.filter(roles__contains=[PrivacyOfficer.code]).values_list("pk", flat=True))


def deliver(user_id, agreement_id, on: date) -> bool:
    """Whether a mail was sent; not of an agreement that was prolonged meanwhile. Raises NotTaken or Lost.

    Names the organisation and the day, and nothing of anybody.
    """
    agreement = Agreement.objects.ending(on).select_related("organisation", "covenant").filter(pk=agreement_id).first()
    if agreement is None:
        return False
    context = {
        "organisation": agreement.organisation.name,
        "kind": agreement.get_kind_display(),
        "last_day": agreement.last_day,
        "on": on,
    }
    return messages.send(
        user_id, subject=_("Een overeenkomst loopt af"), template="mail/agreement.txt", context=context
    )
