"""Rows of a plan that was finished, for tests that need one of each: a plan that runs would hold its regisseur."""

from datetime import timedelta

from django.utils.timezone import localdate

from casework.models import Evaluation, Handover, Plan, PlanPart, PlanSignature, PlanVersion
from casework.states import HandoverState, PlanStatus, VersionStatus
from tests.sharing import record_facts


def finished_plan(dossier, person, *, by, to, now, word) -> dict:
    """By name one of each; of the version that was never signed, one signature still waits."""
    own = record_facts(dossier, [person.pk], by=by, now=now)
    over = {"status": PlanStatus.ENDED, "ended_at": now, "ended_by": by, "end_reason": f"Klaar {word}"}
    day = localdate(now) + timedelta(days=90)
    facts = {"household_id": dossier.household_id, "wish": f"Rust {word}", "evaluate_on": day}
    plan = Plan.objects.create(**own, **over, **facts)
    asked = {"status": VersionStatus.TO_SIGN, "asked_at": now, "asked_by": by}
    version = PlanVersion.objects.create(**own, plan=plan, number=1, why=f"Eerste {word}", **asked)
    part = PlanPart.objects.create(**own, version=version, kind="doel", domain="huisvesting", text=f"Slapen {word}")
    shown = {"shown": f"Plan {word}", "shown_sha256": "a" * 64, "name": f"Wie {word}", "capacity": "inwoner"}
    signature = PlanSignature.objects.create(**own, version=version, signer=person, **shown)
    said = {"present": f"Ans {word}", "conclusion": f"Door {word}", "outcomes": {}}
    held = {"held_on": localdate(now), "next_on": day}
    evaluation = Evaluation.objects.create(**own, plan=plan, version=version, **said, **held)
    offered = {"giver": by, "taker": to, "codename": dossier.codename, "reason": f"Weg {word}"}
    answered = {"state": HandoverState.WITHDRAWN, "offered_at": now, "answered_at": now}
    handover = Handover.objects.create(dossier=dossier, plan=plan, **offered, **answered)
    return {
        "plan": plan,
        "planversion": version,
        "planpart": part,
        "plansignature": signature,
        "evaluation": evaluation,
        "handover": handover,
    }
