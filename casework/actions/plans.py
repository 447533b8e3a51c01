"""§ 4.1 Casusregie: a plan begins, and is finished. One household, one plan: the database holds it."""

from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from audit.choices import Action
from cases.actions import add_task, finish_task
from cases.actions.common import hold_open, note
from cases.models import Dossier, Task
from cases.regie import one_regisseur
from casework.actions.common import locked, record_in, written
from casework.actions.versions import copy_into, end_version, stop_what_it_carried
from casework.errors import PlanRefused
from casework.models import Handover, Plan, PlanPart, PlanVersion
from casework.states import (
    NEXT_PLAN,
    HandoverState,
    PlanStatus,
    VersionStatus,
)
from consent.states import step

RUNNING = (VersionStatus.DRAFT, VersionStatus.TO_SIGN, VersionStatus.HOLDS)


def begin(dossier: Dossier, *, by, now: datetime, about: list[UUID], wish: str, evaluate_on: date) -> Plan:
    """The plan of the household of this dossier, with a first version to write.

    Raises OneRegisseur when the household has one that runs, or the dossier not exactly one regisseur without an end;
    PlanRefused, Overtaken.
    """
    if not by.is_internal:
        raise PlanRefused(_("De regisseur van een plan werkt bij de gemeente zelf. Draag eerst de regie over."))
    refuse_past(evaluate_on, now)
    with one_regisseur():
        hold_open(dossier.pk)
        facts = record_in(dossier, by=by, now=now) | {"about": about}
        plan = Plan.objects.create(household_id=dossier.household_id, wish=wish, evaluate_on=evaluate_on, **facts)
        PlanVersion.objects.create(plan=plan, number=1, why=_("Eerste versie."), **facts)
        note(Action.CREATE, dossier.pk, by=by, now=now, object_type="plan", record_ids=[plan.pk])
        remind_to_evaluate(plan, to=by, by=by, now=now)
    return plan


def refuse_past(evaluate_on: date, now: datetime) -> None:
    if evaluate_on <= localdate(now):
        raise PlanRefused(_("Kies voor de evaluatie een dag die nog komt."))


@transaction.atomic
def end(plan: Plan, *, by, now: datetime, reason: str) -> Plan:
    """What holds ends with it, what was being made lapses, an offer of the regie is taken back. Raises PlanRefused."""
    hold_open(plan.dossier_id)
    plan = locked(plan)
    if not plan.runs:
        raise PlanRefused(_("Dit plan is al afgerond."))
    plan.status = step(NEXT_PLAN, plan.status, PlanStatus.ENDED)
    plan.ended_at, plan.ended_by, plan.end_reason = now, by, reason
    plan.substantively_changed_at = now
    plan.save()
    _end_versions(plan, now)
    offers = Handover.objects.filter(plan=plan, state=HandoverState.OFFERED)
    offers.update(state=HandoverState.WITHDRAWN, answered_at=now)
    _evaluated(plan, by=by, now=now)
    written(plan, f"status.{plan.status}", by=by, now=now)
    return plan


def go_on_with(  # noqa: PLR0913 (why is said in three places)
    people: list[UUID], last: PlanVersion, parts: list[PlanPart], *, gone: str, over: str, anew: str, by, now: datetime
) -> None:
    """A locked plan goes on with these people alone: what ran of it lapses (`gone`), and a version with these parts is
    there to be signed (`anew`). Of nobody it ends (`over`). `last`: what it says last, opened, with its plan."""
    plan, who = last.plan, {"by": by, "now": now}
    for version in PlanVersion.objects.filter(plan=plan, status__in=RUNNING).order_by("pk"):
        end_version(locked(version, plan._access), VersionStatus.LAPSED, why=gone, **who)
    if not people:
        end(plan, reason=over, **who)
        return
    plan.about, plan.substantively_changed_at = people, now
    plan.save()
    Task.objects.filter(pk=evaluation_task_id(plan)).update(about=people)
    copy_into(last, parts, why=anew, about=people, **who)


def _end_versions(plan: Plan, now: datetime) -> None:
    for version in PlanVersion.objects.select_for_update(of=("self",)).filter(plan=plan):
        if version.holds:
            version.status, version.ended_at = VersionStatus.ENDED, now
            stop_what_it_carried(version, now=now)
        elif version.is_draft or version.waits:
            version.status = VersionStatus.LAPSED
        else:
            continue
        version.save()


# --- the evaluation as a task ---


def evaluation_task_id(plan: Plan) -> UUID:
    """Follows from the plan, so that it stands on the list once."""
    return uuid5(plan.pk, "evaluatie")


def remind_to_evaluate(plan: Plan, *, to, by, now: datetime) -> None:
    """On the list of `to`, by the day the plan says; what stood there gets its new day."""
    task = Task.objects.select_for_update().filter(pk=evaluation_task_id(plan)).first()
    if task is None:
        facts = {"id": evaluation_task_id(plan), "title": _("Evalueer het plan met het gezin"), "about": plan.about}
        facts |= {"assigned_to": to, "due_on": plan.evaluate_on, "record_id": plan.pk}
        add_task(plan.dossier, by=by, now=now, rule="evaluatie", **facts)
        return
    task.ask_anew(plan.evaluate_on)
    task.assigned_to = to
    task.save()


def _evaluated(plan: Plan, *, by, now: datetime) -> None:
    for task in Task.objects.filter(pk=evaluation_task_id(plan), done_at__isnull=True):
        finish_task(task, by=by, now=now)
