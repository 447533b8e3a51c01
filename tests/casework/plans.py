"""Plans of the cast, made by the actions that make real ones; and what the database holds of who leads."""

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from cases.models import Grant
from casework.access.plans import directly_involved
from casework.actions import plans, regisseur, signing, versions
from casework.models import Handover, Plan, PlanSignature, PlanVersion
from tests.cast import acting, as_system, opened, sign_in
from tests.consent.consents import ON_SCREEN, found_safe


def begin(dossier, by, *, now=None, about=()) -> Plan:
    now = now or timezone.now()
    with acting(by, now):
        day = timezone.localdate(now) + timedelta(days=90)
        return plans.begin(opened(dossier), by=by, now=now, about=list(about), wish="Rust in huis", evaluate_on=day)


def offer(plan, to, by, *, now=None, keeps="") -> Handover:
    now = now or timezone.now()
    with acting(by, now):
        return regisseur.offer(opened(plan), to=to, by=by, now=now, reason="Ik ga weg", keeps=keeps)


def accept(handover, by, *, now=None) -> Handover:
    now = now or timezone.now()
    with acting(by, now):
        return regisseur.accept(opened(handover), by=by, now=now)


def regisseurs(dossier, now=None) -> list[Grant]:
    """Whose regie has not ended."""
    with as_system():
        rows = Grant.objects.not_ended(now or timezone.now()).filter(content_object=dossier)
        rows = rows.filter(permission__codename="regisseur").select_related("user").order_by("pk")
        return [row for row in rows if row.valid_until is None or row.valid_until > row.valid_from]


def looked_at() -> None:
    """The database looks now, as it would at the end of a transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS a_plan_has_one_regisseur IMMEDIATE")
        cursor.execute("SET CONSTRAINTS a_plan_has_one_regisseur DEFERRED")


# --- what a plan says ---


def add(version, kind, by, about, *, now=None, **facts):
    now = now or timezone.now()
    with acting(by, now):
        return versions.add_part(
            opened(version), by=by, now=now, kind=kind, about=[person.pk for person in about], **facts
        )


def first_version(plan) -> PlanVersion:
    with as_system():
        return PlanVersion.objects.get(plan=plan, number=1)


def written(cast, *people, by=None):
    """A plan of the cast's family with one goal for each of these, and one action for it; the version is a draft."""
    by = by or cast.roos
    people = people or (cast.family.ruud,)
    plan = begin(cast.family.dossier, by, about=[person.pk for person in people])
    version = first_version(plan)
    for person in people:
        name = opened(person).given_names
        goal = add(version, "doel", by, [person], text=f"{name} slaapt weer", domain="huisvesting")
        add(version, "actie", by, [person], text=f"{name} belt", who="Cem", goal=goal)
    return plan, version


def safe_to_ask(cast, *people):
    for person in people:
        found_safe(cast, person)


def lay_before(cast, version, *, by=None, now=None) -> list[PlanSignature]:
    by, now = by or cast.roos, now or timezone.now()
    with acting(by, now):
        people = [opened(person) for person in cast.family.people.values()]
        versions.ask(opened(version), people, by=by, now=now)
    return signatures_of(version)


def signatures_of(version) -> list[PlanSignature]:
    with as_system():
        pks = list(version.signatures.order_by("created_at", "pk").values_list("pk", flat=True))
    return [opened(PlanSignature(pk=pk)) for pk in pks]


def sign(signature, by, *, signed=ON_SCREEN, now=None) -> PlanVersion:
    now = now or timezone.now()
    with acting(by, now):
        return signing.sign(signature, signed, now=now, witness=by)


def signed_by_all(cast, *people):
    """A plan that holds."""
    plan, version = written(cast, *people)
    safe_to_ask(cast, *(people or (cast.family.ruud,)))
    for signature in lay_before(cast, version):
        sign(signature, cast.roos)
    return plan, version


def named(cast, now=None) -> list[str]:
    """Who may exchange because of the plan, as a page of this moment would ask."""
    page = sign_in(cast.roos).get(f"/dossiers/{cast.family.dossier.pk}/plan/")
    request = page.wsgi_request
    request.now = now or request.now
    with acting(cast.roos, request.now):
        return [one.name for one in directly_involved(request, page.context["dossier"])]
