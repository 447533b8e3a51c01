"""AVG art. 12: who prepares, who decides and in the end the privacy officer hear in time that a resident waits, or that
a letter did not leave.

Written down before it is handed to the queue: a job that runs twice tells nobody twice. The mail names nobody.
"""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import messages
from accounts.reminders import privacy_officers
from audit.context import system
from audit.purposes import Purpose
from consent.who import lead_of
from inzage import deadlines
from inzage.models import Letter, Mandate, Request
from inzage.states import PartState, RequestState

PURPOSE = Purpose.INSIGHT


def remind(*, on: date, now: datetime, task) -> int:
    """Nightly: of how many requests somebody is told. `task`: sends one mail to one colleague."""
    with system(PURPOSE, now), transaction.atomic():
        running = Request.objects.running().filter(waits_since__isnull=True).exclude(reminded_on=on)
        told = [one for one in running.select_for_update(of=("self",)) if deadlines.reminds_today(one.due_on, on)]
        for request in told:
            for user_id in receivers(request, on, now):
                messages.hand_over(task, user_id, request.pk)
            request.reminded_on = on
            request.save(update_fields=["reminded_on"])
        return len(told)


def receivers(request: Request, on: date, now: datetime) -> set[UUID]:
    """Whoever it waits for; and near the end the privacy officers."""
    if request.state == RequestState.PREPARED:
        who = _who_decide(request.kind, on)
    else:
        who = {user for part in request.parts.exclude(state=PartState.READY) if (user := _waits_for(part, now))}
    return _or_officers(who, deadlines.reaches_officer(request.due_on, on))


def _who_decide(kind: str, on: date) -> set[UUID]:
    return {one.user_id for one in Mandate.objects.running(on).about(kind)}


def _or_officers(who: set[UUID], reaches_them: bool) -> set[UUID]:
    """The privacy officers too, when it is time for them or there is nobody else."""
    return {*who, *privacy_officers()} if reaches_them or not who else who


def _waits_for(part, now: datetime) -> UUID | None:
    if part.state == PartState.READING:
        return part.second_id
    with system(Purpose.UPKEEP, now):
        lead = lead_of(part.dossier_id, part.category, now, otherwise=None)
    return lead.pk if lead else None


def deliver(user_id: UUID, request_id: UUID, on: date, now: datetime) -> bool:
    """Whether a mail was sent; not of a request that was decided meanwhile. Raises NotTaken or Lost."""
    with system(PURPOSE, now):
        request = Request.objects.running().filter(pk=request_id).first()
    if request is None:
        return False
    context = {"due_on": request.due_on, "late": request.is_late(on)}
    return messages.send(
        user_id, subject=_("Een verzoek moet op tijd af"), template="mail/request.txt", context=context
    )


# --- letters ---


def remind_of_letters(*, on: date, now: datetime, task) -> int:
    """Nightly: how many letters should have left. One mail to each colleague, however many. `task`: sends it."""
    with system(PURPOSE, now), transaction.atomic():
        late = Letter.objects.late(on).exclude(reminded_on=on).select_related("request")
        late = list(late.select_for_update(of=("self",)))
        for user_id in {user for letter in late for user in _who_posts(letter, on)}:
            messages.hand_over(task, user_id)
        Letter.objects.filter(pk__in=[one.pk for one in late]).update(reminded_on=on)
        return len(late)


def _who_posts(letter: Letter, on: date) -> set[UUID]:
    """Who decides on it; when nobody may, or it is long overdue, the privacy officers too."""
    return _or_officers(_who_decide(letter.request.kind, on), deadlines.letter_reaches_officer(letter.due_on, on))


def deliver_letters(user_id: UUID, on: date, now: datetime) -> bool:
    """Whether a mail was sent; not when all of them left meanwhile. Raises NotTaken or Lost."""
    with system(PURPOSE, now):
        if not Letter.objects.late(on).exists():
            return False
    return messages.send(user_id, subject=_("Er moet een brief de deur uit"), template="mail/letters.txt", context={})
