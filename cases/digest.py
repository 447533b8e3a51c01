"""§ 2.5 Toegankelijkheid, beveiliging: the mail of the morning. One a day for each colleague, or none: never two.

Claimed first, under a lock and in a transaction that commits, and only then handed to the queue (accounts.messages): a
beat that runs twice finds nothing left to claim, and a worker that is killed in between has sent none that day.
docs/adr/0058-mail.md
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts import messages
from accounts.models import Organisation, User
from audit.context import set_context
from cases.workday import Workday, today_of

SATURDAY = 5


def waiting(on: date) -> QuerySet[User]:
    """Who wants one and had none yet on this day. Nobody at a weekend, and nobody who works elsewhere."""
    if on.weekday() >= SATURDAY:
        return User.objects.none()
    not_yet = Q(last_digest_on__isnull=True) | Q(last_digest_on__lt=on)
    return User.objects.filter(
        not_yet, is_active=True, daily_digest=True, organisation__kind=Organisation.Kind.MUNICIPALITY
    )


@transaction.atomic
def claim(user_id, on: date, *, task) -> bool:
    """True for whoever is first today; `task` then sends it.

    The row is locked before it is judged: an UPDATE with this condition would judge the organisation of the account
    in a subquery, which does not see what a run that held the lock has written.
    """
    user = waiting(on).select_for_update(of=("self",)).filter(pk=user_id).first()
    if user is None:
        return False
    user.last_digest_on = on
    user.save(update_fields=["last_digest_on"])
    messages.hand_over(task, user_id, on)
    return True


def deliver(user_id, now: datetime) -> bool:
    """Whether a mail was sent. Raises NotTaken or Lost."""
    day = _workday(user_id, now)
    if day.is_empty:
        return False
    context = {"lines": day.lines(), "dossiers": day.dossiers}
    return messages.send(user_id, subject=day.subject(), template="mail/digest.txt", context=context)


@transaction.atomic
def _workday(user_id, now: datetime) -> Workday:
    """In the name of this colleague: a dossier they may no longer open is not there."""
    set_context(user_id=user_id, now=now)
    user = User.objects.filter(pk=user_id, is_active=True, daily_digest=True).first()
    return today_of(user, now) if user else Workday()
