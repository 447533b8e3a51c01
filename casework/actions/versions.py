"""§ 4.1 Casusregie: what a plan says: written, laid before its people, and changed by a new version."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from audit.choices import Action
from audit.context import system
from audit.purposes import Purpose
from cases.actions.common import hold_open, note
from cases.actions.mistakes import take_out
from cases.models import Person
from casework import wording
from casework.actions.common import locked, record_in, written
from casework.errors import PlanRefused
from casework.models import PartKind, Plan, PlanPart, PlanSignature, PlanVersion
from casework.states import NEXT_VERSION, VersionStatus
from consent.actions.disclosures import stop_planned
from consent.signers import Deciding, deciding
from consent.states import step
from consent.wording import sha256

BEING_MADE = (VersionStatus.DRAFT, VersionStatus.TO_SIGN)
# What a new version takes over of a part.
COPIED = (
    "about",
    "kind",
    "domain",
    "text",
    "who",
    "organisation_id",
    "due_on",
    "withheld",
    "source",
    "own_observation",
)


# --- what stands in it ---


@transaction.atomic
def add_part(version: PlanVersion, *, by, now: datetime, about: Iterable[UUID], **facts) -> PlanPart:
    """Raises PlanRefused when the version is not being written any more, Overtaken."""
    version = draft(version)
    part = PlanPart.objects.create(
        version=version, **record_in(version.dossier, by=by, now=now), about=list(about), **facts
    )
    note(Action.CREATE, version.dossier_id, by=by, now=now, object_type="planpart", record_ids=[part.pk])
    return part


@transaction.atomic
def change_part(part: PlanPart, *, by, now: datetime, about: Iterable[UUID], **facts) -> PlanPart:
    """The earlier words stay in its history. Raises as `add_part`."""
    draft(part.version)
    part = locked(part)
    for name, value in {"about": list(about), "substantively_changed_at": now, **facts}.items():
        setattr(part, name, value)
    part.save()
    written(part, "text", by=by, now=now)
    return part


@transaction.atomic
def remove_part(part: PlanPart, *, by, now: datetime) -> None:
    """Of a version nobody was asked to sign: nothing is left. With a goal its actions go. Raises as `add_part`."""
    draft(part.version)
    goes = [*PlanPart.objects.filter(goal=part.pk), part]
    PlanPart.objects.filter(replaces=part.pk).update(replaces=None)
    for one in goes:
        one.dossier = part.dossier
        take_out(one, by=by, now=now)


def draft(version: PlanVersion) -> PlanVersion:
    """Locked, and still to be written, in a plan that runs."""
    hold_open(version.dossier_id)
    version = locked(version)
    if not version.is_draft or not version.plan.runs:
        raise PlanRefused(_("Deze versie ligt al voor om te tekenen, of is voorbij. Maak een nieuwe versie."))
    return version


@transaction.atomic
def add_agreed(agreed: Iterable[tuple[PlanPart, dict]], *, by, now: datetime, why: str) -> None:
    """What was agreed elsewhere, each below the goal it serves: in the version that is written, or in a new one.

    The goals are of one version, opened with it. What holds goes on holding until everybody signed what was added.
    Raises PlanRefused, Overtaken.
    """
    below = list(agreed)
    if not below:
        return
    version = below[0][0].version
    became = {goal.pk: goal for goal, _facts in below}
    if version.holds:
        version, became = _renewed(version.plan, by=by, now=now, why=why)
    for goal, facts in below:
        tied = {"kind": PartKind.ACTION, "goal": became[goal.pk], "about": goal.about}
        hidden = goal.withheld or facts["withheld"]
        add_part(version, by=by, now=now, **facts | tied | {"withheld": hidden})


# --- laid before its people ---


def concerns(parts: Iterable[PlanPart]) -> list[UUID]:
    """Whom it says something about that they may read: these sign it."""
    return list(dict.fromkeys(person for part in parts if not part.withheld for person in part.about))


def said_about(person: Person, plan: Plan, parts: Iterable[PlanPart]) -> wording.Said:
    """Of opened parts those that concern this person, and that nobody withholds."""
    mine = [part for part in parts if person.pk in part.about and not part.withheld]

    def of(kind) -> list[PlanPart]:
        return [part for part in mine if part.kind == kind]

    names = {part.pk: part.who for part in of(PartKind.INVOLVED)}
    goals = {goal.pk for goal in of(PartKind.GOAL)}
    return wording.Said(
        name=person.full_name,
        municipality=settings.MUNICIPALITY_NAME,
        wish=plan.wish,
        strengths=tuple(part.text for part in of(PartKind.STRENGTH)),
        goals=tuple(_goal(goal, of(PartKind.ACTION)) for goal in of(PartKind.GOAL)),
        actions=tuple(_action(one) for one in of(PartKind.ACTION) if one.goal_id not in goals),
        safety=tuple(part.text for part in of(PartKind.SAFETY)),
        helpers=tuple(_helper(part, names) for part in of(PartKind.INVOLVED)),
        evaluate_on=plan.evaluate_on,
    )


def _goal(goal: PlanPart, actions: Iterable[PlanPart]) -> wording.Goal:
    done = tuple(_action(one) for one in actions if one.goal_id == goal.pk)
    return wording.Goal(goal.text, goal.get_domain_display(), done)


def _action(part: PlanPart) -> wording.Action:
    return wording.Action(part.text, part.who, part.due_on)


def _helper(part: PlanPart, names: dict[UUID, str]) -> wording.Helper:
    organisation = part.organisation.name if part.organisation_id else ""
    return wording.Helper(part.who, organisation, part.text, names.get(part.replaces_id, ""))


@transaction.atomic
def ask(version: PlanVersion, people: Iterable[Person], *, by, now: datetime) -> PlanVersion:
    """From here its words are fixed, and everybody who must is asked. `people`: of the dossier, opened.

    Raises PlanRefused: also while somebody must first be found, or while nobody recorded that each of them can safely
    be asked (§ 1.5 Minderjarigen en wilsonbekwamen).
    """
    version = draft(version)
    plan = locked(version.plan, version._access)
    parts = parts_of(version)
    if not any(part.kind == PartKind.GOAL for part in parts):
        raise PlanRefused(_("Schrijf eerst minstens één doel op."))
    sign_for = [person for person in people if person.pk in concerns(parts)]
    decides = {person.pk: _deciding(version, person, now) for person in sign_for}
    problems = [sentence for one in decides.values() for sentence in one.find_out or one.unsafe]
    if problems or not sign_for:
        raise PlanRefused(" ".join(dict.fromkeys(map(str, problems))) or _("Er staat niets in dat iemand kan tekenen."))
    version.status = step(NEXT_VERSION, version.status, VersionStatus.TO_SIGN)
    version.asked_at, version.asked_by, version.substantively_changed_at = now, by, now
    version.save()
    for person in sign_for:
        _ask_about(version, person, decides[person.pk], wording.shown(said_about(person, plan, parts)), by=by, now=now)
    written(version, f"status.{version.status}", by=by, now=now)
    return version


def _deciding(version: PlanVersion, person: Person, now: datetime) -> Deciding:
    return deciding(version.dossier_id, person.pk, law=version.legal_basis, now=now, on=localdate(now))


def _ask_about(version: PlanVersion, person: Person, decides: Deciding, words: str, *, by, now: datetime) -> None:
    facts = record_in(version.dossier, by=by, now=now) | {"about": [person.pk], "withheld": version.withheld}
    facts |= {"shown": words, "shown_sha256": sha256(words), "decides_until": decides.until}
    for needed in decides.signers:
        who = {"signer_id": needed.person, "name": needed.name, "capacity": needed.capacity}
        PlanSignature.objects.create(version=version, **who, **facts)


def parts_of(version: PlanVersion) -> list[PlanPart]:
    """In the order in which they were written; opened as the version was."""
    parts = PlanPart.objects.filter(version=version).select_related("organisation").order_by("created_at", "pk")
    return version._access.give_all(parts)


# --- another version ---


@transaction.atomic
def take_back(version: PlanVersion, *, by, now: datetime) -> PlanVersion:
    """What lies there to be signed is changed after all: it lapses, a copy can be written in. Raises PlanRefused."""
    hold_open(version.dossier_id)
    version = locked(version)
    if not version.waits:
        raise PlanRefused(_("Deze versie ligt niet voor om te tekenen."))
    end_version(version, VersionStatus.LAPSED, by=by, now=now, why=_("Teruggenomen om te wijzigen."))
    return _copy(version, by=by, now=now, why=_("Gewijzigd voordat iedereen had getekend."))[0]


@transaction.atomic
def renew(plan: Plan, *, by, now: datetime, why: str) -> PlanVersion:
    """What holds goes on holding until everybody signed the new one. Raises PlanRefused, Overtaken."""
    return _renewed(plan, by=by, now=now, why=why)[0]


def _renewed(plan: Plan, *, by, now: datetime, why: str) -> tuple[PlanVersion, dict[UUID, PlanPart]]:
    """With what each part of the version before became."""
    hold_open(plan.dossier_id)
    plan = locked(plan)
    if not plan.runs:
        raise PlanRefused(_("Dit plan is afgerond."))
    versions = PlanVersion.objects.filter(plan=plan)
    if versions.filter(status__in=BEING_MADE).exists():
        raise PlanRefused(_("Er wordt al aan een nieuwe versie gewerkt."))
    last = versions.filter(status=VersionStatus.HOLDS).first() or versions.order_by("-number").first()
    return _copy(plan._access.give(last), by=by, now=now, why=why)


Copied = tuple[PlanVersion, dict[UUID, PlanPart]]


def _copy(version: PlanVersion, *, by, now: datetime, why: str) -> Copied:
    return _copied(version, parts_of(version), by=by, now=now, why=why, about=version.about)


def copy_into(
    version: PlanVersion, parts: Iterable[PlanPart], *, by, now: datetime, why: str, about: list[UUID]
) -> PlanVersion:
    """A draft after this version, of the same plan, with these of its parts. `about`: everybody in it."""
    return _copied(version, parts, by=by, now=now, why=why, about=about)[0]


def _copied(version: PlanVersion, parts: Iterable[PlanPart], *, by, now: datetime, why: str, about) -> Copied:
    """With what each part became."""
    number = PlanVersion.objects.filter(plan=version.plan_id).aggregate(last=Max("number"))["last"] + 1
    facts = record_in(version.dossier, by=by, now=now) | {"withheld": version.withheld}
    new = PlanVersion.objects.create(plan_id=version.plan_id, number=number, why=why, about=about, **facts)
    became = copy_parts(parts, new, by=by, now=now)
    note(Action.CREATE, version.dossier_id, by=by, now=now, object_type="planversion", record_ids=[new.pk])
    return version._access.give(new), became


def stop_what_it_carried(version: PlanVersion, *, now: datetime) -> None:
    """§ 3 Toestemming, tenzij: of a version that ends, in a dossier that is held: what waits to go because of it stays.

    Also where the next version names the same: who sent it looks, and sends it again.
    """
    stop_planned(involved_in(version, now), now=now)


def involved_in(version: PlanVersion, now: datetime) -> list[UUID]:
    """As the system: who takes a signature back need not be able to read the plan."""
    with system(Purpose.SHARING, now):
        return list(PlanPart.objects.filter(version=version, kind=PartKind.INVOLVED).values_list("pk", flat=True))


def copy_parts(parts: Iterable[PlanPart], to: PlanVersion, *, by, now: datetime) -> dict[UUID, PlanPart]:
    """Opened parts, with the goals and replacements they point to among them; what each became."""
    facts = record_in(to.dossier, by=by, now=now)
    became: dict[UUID, PlanPart] = {}
    # What others point to goes first.
    for part in sorted(parts, key=lambda part: bool(part.goal_id or part.replaces_id)):
        copied = {name: getattr(part, name) for name in COPIED}
        tied = {"goal": became.get(part.goal_id), "replaces": became.get(part.replaces_id)}
        became[part.pk] = PlanPart.objects.create(version=to, **facts | copied, **tied)
    return became


def as_divided(parts: Iterable[PlanPart], side: dict[UUID, frozenset[UUID]]) -> list[PlanPart]:
    """Of these opened parts those of one side (`changes.divided`), about its people alone; only to be copied."""
    kept = [part for part in parts if part.pk in side]
    for part in kept:
        part.about = sorted(side[part.pk])
    return kept


def end_version(version: PlanVersion, status: str, *, by, now: datetime, why: str, log_as=None) -> PlanVersion:
    """A locked version that will not hold, or holds no more."""
    if version.holds:
        version.ended_at = now
        stop_what_it_carried(version, now=now)
    version.status = step(NEXT_VERSION, version.status, status)
    version.why, version.substantively_changed_at = why, now
    version.save()
    written(version, f"status.{status}", by=by, now=now, log_as=log_as)
    return version
