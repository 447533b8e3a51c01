"""§ 4.1 Casusregie: the regie of a plan goes from one colleague to another, who must take it. Until then the first one
leads; in one transaction it is the other, and never nobody or both (cases.regie).
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.access import may_open_personal_data
from accounts.models import SecrecyText, User
from accounts.policy import grant_refusal
from audit.context import system
from audit.purposes import Purpose
from cases.actions.colleagues import appoint_within
from cases.actions.common import hold_open
from cases.actions.grants import end_within, grant_by_id, reason_of
from cases.models import Grant, Task
from cases.regie import one_regisseur
from cases.roles import Regisseur
from casework.actions.common import locked, written
from casework.actions.plans import evaluation_task_id
from casework.errors import PlanRefused
from casework.models import Handover, Plan
from casework.states import NEXT_HANDOVER, HandoverState
from consent.states import step


@transaction.atomic
def offer(plan: Plan, *, to: User, by: User, now: datetime, reason: str, keeps: str = "") -> Handover:
    """By who leads the plan. Nothing changes before the other accepts. Raises PlanRefused, Overtaken."""
    hold_open(plan.dossier_id)
    plan = locked(plan)
    if not plan.runs:
        raise PlanRefused(_("Dit plan is afgerond. Er is geen regie om over te dragen."))
    if _regie_of(plan, by, now) is None:
        raise PlanRefused(_("Alleen de regisseur zelf draagt de regie over."))
    _refuse_taker(to, by, now)
    facts = {"giver": by, "taker": to, "reason": reason, "keeps": keeps, "codename": plan.dossier.codename}
    try:
        with transaction.atomic():
            made = Handover.objects.create(plan=plan, dossier_id=plan.dossier_id, offered_at=now, **facts)
    except IntegrityError as error:
        raise PlanRefused(_("De regie is al aan iemand aangeboden. Trek dat eerst in.")) from error
    written(made, f"state.{made.state}", by=by, now=now)
    return made


def _refuse_taker(to: User, by: User, now: datetime) -> None:
    if to.pk == by.pk:
        raise PlanRefused(_("Kies een ander dan uzelf."))
    if not to.is_internal:
        raise PlanRefused(_("De regisseur van een plan werkt bij de gemeente zelf."))
    if refusal := grant_refusal(to.roles) or may_open_personal_data(to, now):
        raise PlanRefused(reason_of(refusal))


def _regie_of(plan: Plan, user: User, now: datetime) -> Grant | None:
    leading = Grant.objects.running(now).filter(content_object=plan.dossier_id, user=user, valid_until=None)
    return leading.filter(permission__codename=Regisseur.code).select_related("permission").first()


def accept(handover: Handover, *, by: User, now: datetime) -> Handover:
    """By who was asked. Raises PlanRefused, MayNotBeGranted, OneRegisseur; then everything is as it was."""
    with one_regisseur(), system(Purpose.UPKEEP, now):
        hold_open(handover.dossier_id)
        handover = _waiting(handover)
        plan = Plan.objects.select_for_update(of=("self",)).select_related("dossier").get(pk=handover.plan_id)
        led = _regie_of(plan, handover.giver, now)
        if led is None or not plan.runs:
            raise PlanRefused(_("De regie is intussen bij iemand anders. Er is niets veranderd."))
        _refuse_taker(by, handover.giver, now)
        _switch(handover, led, to=by, now=now)
        _answered(handover, HandoverState.ACCEPTED, by=by, now=now)
    return handover


def _switch(handover: Handover, led: Grant, *, to: User, now: datetime) -> None:
    """One goes and the other comes, at the same moment; who hands over perhaps stays as something else."""
    giver, on = handover.giver, localdate(now)
    reason = _("Overdracht van de regie door %(name)s.") % {"name": giver.name}
    end_within(led, by=giver, now=now, even_last=True)
    chosen = {"reason": reason, "categories": led.categories}
    appoint_within(handover.dossier_id, to=to, by=giver, now=now, on=on, **chosen)
    if handover.keeps:
        given = {"role": handover.keeps, "valid_from": now, "secrecy_version": SecrecyText.objects.current(on).version}
        grant_by_id(handover.dossier_id, to=giver, by=to, now=now, **chosen, **given)
    for task in Task.objects.filter(pk=evaluation_task_id(handover.plan), done_at__isnull=True):
        task.assigned_to = to
        task.save()


@transaction.atomic
def decline(handover: Handover, *, by: User, now: datetime, answer: str = "") -> Handover:
    """Raises PlanRefused."""
    handover = _waiting(handover)
    handover.answer = answer
    return _answered(handover, HandoverState.DECLINED, by=by, now=now)


@transaction.atomic
def take_back(handover: Handover, *, by: User, now: datetime) -> Handover:
    """By who leads, before there was an answer. Raises PlanRefused."""
    return _answered(_waiting(handover), HandoverState.WITHDRAWN, by=by, now=now)


def _waiting(handover: Handover) -> Handover:
    handover = locked(handover)
    if not handover.waits:
        raise PlanRefused(_("Hier is al een antwoord op: %(state)s.") % {"state": handover.get_state_display().lower()})
    return handover


def _answered(handover: Handover, state: str, *, by: User, now: datetime) -> Handover:
    handover.state = step(NEXT_HANDOVER, handover.state, state)
    handover.answered_at = now
    handover.save()
    written(handover, f"state.{state}", by=by, now=now)
    return handover
