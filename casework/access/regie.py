"""Doors to who leads: the regie on offer, and how much each of a team leads (§ 4.1 Casusregie)."""

from dataclasses import dataclass

from django.db import connection

from accounts.models import User
from audit.choices import Action
from cases.access import Refused, access_of
from cases.access.colleagues import may_be_granted, members_of
from cases.access.core import opened
from casework.access.plans import plan_to_lead
from casework.models import Handover, Plan
from casework.states import HandoverState


@dataclass(frozen=True)
class Load:
    """How much somebody leads, in numbers. `late`: plans of which the evaluation is overdue."""

    user: User
    dossiers: int
    plans: int
    late: int


def plan_to_hand_over(request, pk) -> tuple[Plan, list[User]]:
    """By its regisseur, with the colleagues who could take it."""
    plan = plan_to_lead(request, pk)
    return plan, list(may_be_granted(request).exclude(pk=request.user.pk))


def handover_to_answer(request, pk) -> Handover:
    """By who was asked: the codename, who asks and why; nothing of the dossier."""
    return _mine(request, pk, taker=request.user)


def handover_to_take_back(request, pk) -> Handover:
    """By who offered it, as long as they lead the dossier."""
    handover = _mine(request, pk, giver=request.user)
    plan_to_lead(request, handover.plan_id)
    return handover


def _mine(request, pk, **who) -> Handover:
    access_of(request)
    found = Handover.objects.filter(pk=pk, **who).select_related("giver", "taker").first()
    if found is None:
        raise Refused("handover", pk)
    opened(request, [found])
    request.readings.add(Action.READ, dossier_id=found.dossier_id, object_type="handover", record_ids=[found.pk])
    return found


def offered_to_me(request) -> list[Handover]:
    """What waits for this person's answer: codename and name, no reason; one row in the log."""
    access_of(request)
    waiting = Handover.objects.filter(taker=request.user, state=HandoverState.OFFERED)
    waiting = list(waiting.select_related("giver").order_by("offered_at"))
    if waiting:
        request.readings.add(Action.LIST, object_type="handover", record_ids=[one.pk for one in waiting])
    return waiting


def workload_of_team(request) -> list[Load]:
    """Of the team of this lead: everybody, also who leads nothing. Refuses whoever leads no team."""
    members = list(members_of(request))
    with connection.cursor() as cursor:
        cursor.execute("SELECT user_id, dossiers, plans, late FROM team_workload()")
        found = {row[0]: row[1:] for row in cursor.fetchall()}
    request.readings.add(Action.LIST, object_type="team", record_ids=[one.pk for one in members])
    return [Load(one, *found.get(one.pk, (0, 0, 0))) for one in members]
