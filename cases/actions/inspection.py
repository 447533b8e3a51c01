"""The FG begins an inspection, and who leads the dossier is told; and what an officer says of unusual reading."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import messages
from accounts.models import User
from accounts.roles import FunctionarisGegevensbescherming
from audit import log
from audit.choices import Action
from cases.actions.common import note, who_answers_for
from cases.errors import AlreadyDecided
from cases.models import Inspection, UnusualReading


@transaction.atomic
def inspect(dossier_id: UUID, *, by: User, now: datetime, task: str, reason: str, message) -> Inspection:
    """AVG art. 38 lid 2: the FG reads this dossier for a few hours, and no more than that.

    `message` is the task that tells who leads the dossier and the privacy officers, without content.
    """
    begun = Inspection(
        dossier_id=dossier_id,
        user=by,
        task=task,
        reason=reason,
        at=now,
        until=now + timedelta(hours=settings.INSPECTION_HOURS),
    )
    begun.save(force_insert=True)
    log.write(
        action=Action.INSPECT,
        at=now,
        user_id=by.pk,
        role=FunctionarisGegevensbescherming.code,
        purpose="toezicht",
        object_type="inspectie",
        dossier_id=dossier_id,
        record_ids=[begun.pk],
    )
    _tell(begun, message, now)
    return begun


def _tell(begun: Inspection, message, now: datetime) -> None:
    for user_id in who_answers_for(begun.dossier_id, now):
        messages.hand_over(message, user_id, begun.pk)


@transaction.atomic
def review_unusual(found: UnusualReading, *, by: User, now: datetime, outcome: str, note_: str) -> UnusualReading:
    """§ 2.5 Toegankelijkheid, beveiliging: what unusual reading was. Once, and never by who read.

    Raises AlreadyDecided.
    """
    held = UnusualReading.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if held.outcome:
        raise AlreadyDecided(_("Dit leesgedrag is al beoordeeld."))
    if held.user_id == by.pk:
        raise AlreadyDecided(_("Uw eigen leesgedrag beoordeelt u niet zelf."))
    held.outcome, held.note, held.reviewed_by, held.reviewed_at = outcome, note_, by, now
    held.save()
    note(Action.REVIEW, None, by=by, now=now, object_type="leesgedrag", record_ids=[held.pk])
    return held
