"""§ 2.4 Triage / vraagverheldering, § 4.1 Casusregie: the plan looked at together, and when the next time is."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from audit.choices import Action
from cases.actions.common import hold_open, note
from casework.actions.common import locked, record_in
from casework.actions.plans import refuse_past, remind_to_evaluate
from casework.errors import PlanRefused
from casework.models import Evaluation, Plan, PlanVersion
from casework.states import VersionStatus


@transaction.atomic
def evaluate(  # noqa: PLR0913 (an evaluation says this much)
    plan: Plan,
    *,
    by,
    now: datetime,
    to,
    held_on: date,
    present: str,
    outcomes: dict[UUID, dict],
    conclusion: str,
    next_on: date,
) -> Evaluation:
    """Of the version that holds. `to`: on whose list the next one stands. Raises PlanRefused, Overtaken."""
    hold_open(plan.dossier_id)
    plan = locked(plan)
    version = PlanVersion.objects.filter(plan=plan, status=VersionStatus.HOLDS).first()
    if version is None or not plan.runs:
        raise PlanRefused(_("Er is nog geen getekend plan om te evalueren."))
    if held_on > localdate(now):
        raise PlanRefused(_("Deze evaluatie is nog niet geweest."))
    refuse_past(next_on, now)
    facts = record_in(plan.dossier, by=by, now=now) | {"about": plan.about}
    said = {"present": present, "conclusion": conclusion, "held_on": held_on, "next_on": next_on}
    kept = {str(goal): outcome for goal, outcome in outcomes.items()}
    made = Evaluation.objects.create(plan=plan, version=version, outcomes=kept, **said, **facts)
    plan.evaluate_on, plan.substantively_changed_at = next_on, now
    plan.save()
    remind_to_evaluate(plan, to=to, by=by, now=now)
    note(Action.CREATE, plan.dossier_id, by=by, now=now, object_type="evaluation", record_ids=[made.pk])
    return made
