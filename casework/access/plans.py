"""Doors to the plan of a household, its versions, and who signs them (§ 4.1 Casusregie)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from audit.choices import Action
from cases.access import Refused, access_of, dossier_to_change, dossier_to_read, in_dossier
from cases.access.core import opened
from cases.models import Dossier
from cases.roles import Regisseur
from casework.involved import HOLDS, agreed_about
from casework.models import Evaluation, Handover, PartKind, Plan, PlanPart, PlanSignature, PlanVersion
from casework.policy import Involved
from casework.states import HandoverState, PlanStatus, VersionStatus
from sealing import files

BEING_MADE = (VersionStatus.DRAFT, VersionStatus.TO_SIGN)


@dataclass
class Whole:
    """One plan with its versions (newest first), evaluations (newest first), and the regie that is on offer."""

    plan: Plan
    versions: list[PlanVersion] = field(default_factory=list)
    evaluations: list[Evaluation] = field(default_factory=list)
    offered: Handover | None = None

    @property
    def holding(self) -> PlanVersion | None:
        return next((one for one in self.versions if one.holds), None)

    @property
    def being_made(self) -> PlanVersion | None:
        return next((one for one in self.versions if one.status in BEING_MADE), None)

    @property
    def earlier(self) -> list[PlanVersion]:
        return [one for one in self.versions if one not in (self.holding, self.being_made)]


def plans_of(request, dossier: Dossier) -> list[Whole]:
    """Of a dossier that a door handed out, the plan that runs first. A constant number of queries."""
    plans = opened(request, in_dossier(Plan, dossier).select_related("created_by", "ended_by").order_by("-created_at"))
    versions = opened(request, in_dossier(PlanVersion, dossier).order_by("-number"))
    parts = opened(request, _parts(in_dossier(PlanPart, dossier)))
    evaluations = opened(request, in_dossier(Evaluation, dossier).select_related("created_by").order_by("-held_on"))
    offers = Handover.objects.filter(dossier=dossier, state=HandoverState.OFFERED).select_related("giver", "taker")
    offers = {one.plan_id: one for one in opened(request, offers)}
    for version in versions:
        version.rows = _sorted([part for part in parts if part.version_id == version.pk])
        for part in version.rows:
            part.version = version
    _logged(request, dossier, [*plans, *versions, *parts, *evaluations])
    found = []
    for plan in sorted(plans, key=lambda plan: plan.status != PlanStatus.ACTIVE):
        plan.dossier = dossier
        theirs = [one for one in versions if one.plan_id == plan.pk]
        looked_at = [one for one in evaluations if one.plan_id == plan.pk]
        found.append(Whole(plan, theirs, looked_at, offers.get(plan.pk)))
    return found


def running_in(request, dossier: Dossier) -> Whole | None:
    """Of a dossier that a door handed out the plan that runs and how its versions stand; nothing of what they say."""
    plan = in_dossier(Plan, dossier).filter(status=PlanStatus.ACTIVE).first()
    if plan is None:
        return None
    opened(request, [plan])
    _logged(request, dossier, [plan])
    return Whole(plan, list(in_dossier(PlanVersion, dossier).filter(plan=plan).order_by("-number")))


def goals_to_serve(request, dossier: Dossier) -> list[PlanPart]:
    """Of a dossier that a door handed out: the goals of the plan that runs, opened with their version, to which an
    action can be added: those that are written now, or hold. None while a version lies there to be signed."""
    running = next((one for one in plans_of(request, dossier) if one.plan.runs), None)
    version = running and (running.being_made or running.holding)
    if version is None or version.waits:
        return []
    version.plan, version.dossier = running.plan, dossier
    return [part for part in version.rows if part.kind == PartKind.GOAL]


def leads(dossier: Dossier) -> bool:
    """Whether who asks is regisseur of this dossier that a door handed out, and it is open."""
    return dossier.is_open and dossier.why.grant.role is Regisseur


def dossier_to_begin_in(request, pk) -> Dossier:
    """§ 4.1 Casusregie: where a plan begins, by its regisseur."""
    dossier = dossier_to_change(request, pk)
    if not leads(dossier):
        raise Refused("plan", pk, dossier_id=dossier.pk)
    return dossier


def plan_to_change(request, pk) -> Plan:
    """By whoever writes in its open dossier."""
    plan = _visible(request, Plan, pk)
    plan.dossier = dossier_to_change(request, plan.dossier_id)
    return _opened_one(request, plan)


def plan_to_lead(request, pk) -> Plan:
    """By its regisseur alone."""
    plan = plan_to_change(request, pk)
    if not leads(plan.dossier):
        raise Refused("plan", pk, dossier_id=plan.dossier_id)
    return plan


def version_to_read(request, pk, *, action=Action.READ) -> PlanVersion:
    """With `rows`, its parts in the order of a plan, and `signed`, its signatures; opened and logged."""
    version = _visible(request, PlanVersion, pk)
    return _whole(request, version, dossier_to_read(request, version.dossier_id, action=action), action)


def version_to_change(request, pk) -> PlanVersion:
    version = _visible(request, PlanVersion, pk)
    return _whole(request, version, dossier_to_change(request, version.dossier_id), Action.CHANGE)


def part_to_change(request, pk) -> PlanPart:
    """Of a version that is still written; `part.version` is opened as well."""
    part = _visible(request, PlanPart, pk)
    version = version_to_change(request, part.version_id)
    return next(one for one in version.rows if one.pk == pk)


def signature_to_change(request, pk) -> PlanSignature:
    signature = _visible(request, PlanSignature, pk)
    return _of(version_to_change(request, signature.version_id), pk)


def signature_to_read(request, pk, *, action=Action.READ) -> PlanSignature:
    signature = _visible(request, PlanSignature, pk)
    return _of(version_to_read(request, signature.version_id, action=action), pk)


def scan_of(request, signature: PlanSignature) -> bytes:
    """Raises Refused where there is none, BrokenSeal when altered."""
    if not signature.scan_type:
        raise Refused("plansignature", signature.pk, dossier_id=signature.dossier_id)
    return files.read(signature.pk, access_of(request).key_of(signature))


def evidence_of(request, version: PlanVersion) -> bytes:
    """The sealed paper. Raises Refused where nobody made one, BrokenSeal."""
    if not version.evidence_sha256:
        raise Refused("planversion", version.pk, dossier_id=version.dossier_id)
    return files.read(version.pk, access_of(request).key_of(version))


def directly_involved(request, dossier: Dossier) -> list[Involved]:
    """§ 3 Toestemming, tenzij: who may exchange about the treatment: exactly those whom the plan that holds names.

    Of a dossier that a door handed out; `casework.policy.may_exchange` says of two of them whether. About somebody of
    whom others must sign since then, nobody may: at once, and not only from the night in which the version lapses.
    """
    named = in_dossier(PlanPart, dossier).filter(kind=PartKind.INVOLVED, withheld=False, **HOLDS)
    parts = opened(request, named.order_by("created_at", "pk"))
    _logged(request, dossier, parts)
    signed = in_dossier(PlanSignature, dossier).filter(**HOLDS).order_by("created_at", "pk") if parts else []
    agreed = agreed_about(opened(request, signed), request.now)
    found = [(part, frozenset(part.about) & agreed) for part in parts]
    return [
        Involved(part.pk, part.who, part.organisation_id, about, part.replaces_id) for part, about in found if about
    ]


def _visible(request, model, pk):
    """The record if it is in a dossier of this person: wall one, before any field of it is used."""
    access_of(request)
    record = model.objects.readable_by(request.user, request.now).filter(pk=pk).first()
    if record is None:
        raise Refused(model._meta.model_name, pk)
    return record


def _opened_one(request, plan: Plan) -> Plan:
    opened(request, [plan])
    _logged(request, plan.dossier, [plan])
    return plan


def _whole(request, version: PlanVersion, dossier: Dossier, action) -> PlanVersion:
    version = PlanVersion.objects.select_related("plan", "asked_by", "created_by").get(pk=version.pk)
    parts = list(_parts(PlanPart.objects.filter(version=version)))
    signed = list(version.signatures.select_related("witness").order_by("created_at", "pk"))
    opened(request, [version.plan, version, *parts, *signed])
    version.dossier = version.plan.dossier = dossier
    for one in (*parts, *signed):
        one.version, one.dossier = version, dossier
    version.rows, version.signed = _sorted(parts), signed
    _logged(request, dossier, [version.plan, version, *parts, *signed], action)
    return version


def _parts(parts):
    return parts.select_related("organisation").order_by("created_at", "pk")


def _sorted(parts: Iterable[PlanPart]) -> list[PlanPart]:
    """By kind, as a plan is read; each goal with its `steps`."""
    parts = sorted(parts, key=lambda part: PartKind.values.index(part.kind))
    for goal in parts:
        goal.steps = [part for part in parts if part.goal_id == goal.pk]
    return parts


def _logged(request, dossier: Dossier, records, action=Action.READ) -> None:
    grant = dossier.why.grant
    request.readings.add(action, dossier_id=dossier.pk, grant=grant, record_ids=[one.pk for one in records])


def _of(version: PlanVersion, pk: UUID) -> PlanSignature:
    return next(one for one in version.signed if one.pk == pk)
