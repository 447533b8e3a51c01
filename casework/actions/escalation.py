"""§ 4.1 Casusregie: a treating professional is not reached in a crisis; who was called instead, and what came of it."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import messages
from accounts.models import Organisation
from audit.choices import Action
from cases.actions.common import hold, note, touch
from cases.actions.records import add_record
from cases.choices import Purpose
from cases.errors import CaseError
from cases.models import Dossier, Task
from casework.choices import CallOutcome
from casework.models import Escalation
from consent.actions.followup import put_on_list, task_id
from consent.who import lead_of


class Ended(CaseError):
    """Nothing is added to what was ended."""


@transaction.atomic
def begin_escalation(
    dossier: Dossier, *, by, now: datetime, on: date, about: list[UUID], organisation: Organisation, message, **facts
) -> Escalation:
    """Who leads the dossier hears of it at once, and finds it on their list; unless it is they who write it.

    `facts`: professional, situation, safety (whether it must stay unseen by residents), id. `message`: the job that
    tells one colleague. Raises Overtaken.
    """
    withheld = facts.pop("safety") or dossier.purpose == Purpose.SAFETY
    own = {"about": about, "organisation": organisation, "withheld": withheld, "attempts": []}
    made = add_record(Escalation, dossier, by=by, now=now, **own | facts)
    lead = lead_of(dossier.pk, made.category, now, otherwise=None)
    if lead is not None and lead != by:
        title = _("Een behandelaar is niet bereikt in een crisis: kijk wat er nodig is")
        known = task_id(made, "niet_bereikt")
        put_on_list(made, title, to=lead, due_on=on, by=by, now=now, id=known, rule="niet_bereikt")
        messages.hand_over(message, lead.pk, made.pk)
    return made


@transaction.atomic
def add_attempt(escalation: Escalation, *, by, now: datetime, until: date | None = None, **said) -> Escalation:
    """One call: `said`: step, who, at, outcome, note. Who needs time to align gets it: until that day nothing new is
    asked there without a reason, and on that day somebody looks how it stands. Raises Ended, Overtaken.
    """
    last = until.isoformat() if until else ""
    attempt = said | {"at": said["at"].isoformat(), "until": last, "by": by.name}
    _hold(escalation)
    escalation.attempts = [*(escalation.attempts or []), attempt]
    _keep(escalation, by=by, now=now)
    if said["outcome"] == CallOutcome.NEEDS_TIME:
        escalation.align_until = until
        escalation.save()
        _look_again(escalation, until, by=by, now=now)
    return escalation


@transaction.atomic
def end_escalation(escalation: Escalation, *, by, now: datetime) -> Escalation:
    """It was solved, or is not needed any more; the time that was asked for ends with it. Raises Ended, Overtaken."""
    _hold(escalation)
    escalation.ended_at, escalation.ended_by = now, by
    _keep(escalation, by=by, now=now)
    open_tasks = Task.objects.filter(dossier=escalation.dossier_id, record_id=escalation.pk, done_at=None)
    open_tasks.filter(rule__in=("niet_bereikt", "afstemmen")).update(done_at=now, done_by=by)
    return escalation


def _hold(escalation) -> None:
    hold(escalation, unchanged=True)
    if escalation.ended_at:
        raise Ended(_("Dit is al afgerond. Begin opnieuw als iemand weer niet wordt bereikt."))


def _look_again(escalation: Escalation, until: date, *, by, now) -> None:
    """One task, that moves when more time is asked for."""
    known = task_id(escalation, "afstemmen")
    lead = lead_of(escalation.dossier_id, escalation.category, now, otherwise=by)
    task = Task.objects.select_for_update().filter(pk=known).first()
    if task is None:
        title = _("Kijk of het afstemmen klaar is; vraag tot die dag niets nieuws")
        put_on_list(escalation, title, to=lead, due_on=until, by=by, now=now, id=known, rule="afstemmen")
        return
    task.ask_anew(until)
    task.save()


def _keep(escalation, *, by, now) -> None:
    escalation.substantively_changed_at = now
    escalation.save()
    touch(escalation, now)
    ids = [escalation.pk]
    note(Action.CHANGE, escalation.dossier_id, by=by, now=now, object_type="escalation", record_ids=ids)
