"""§ 4.1 Casusregie: the plan of a household: begun, written, looked at together, finished."""

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.choices import Action
from cases.access import Refused, dossier_to_read, persons_of
from cases.errors import CaseError
from casework.access import plans as access
from casework.actions import evaluations, plans, versions
from casework.evidence import copy_of, paper_of
from casework.forms.plans import FORMS, BeginForm, EndForm, EvaluationForm, RenewForm, initial_of
from casework.models import PartKind
from casework.papers import plan as papers
from casework.views.common import attempt, in_dossier
from casework.wording import shown
from consent.views.files import as_file
from sealing import signature as seals


@require_safe
def plan(request, pk):
    """The plan that runs: what holds, what is being made, when it is looked at, and earlier plans."""
    dossier = dossier_to_read(request, pk)
    people = persons_of(request, dossier)
    wholes = access.plans_of(request, dossier)
    runs = next((one for one in wholes if one.plan.runs), None)
    grant = dossier.why.grant
    context = in_dossier(
        dossier,
        whole=runs,
        earlier=[one for one in wholes if one is not runs],
        names={person.pk: person.full_name for person in people},
        printed=_to_print(runs, people),
        may_change=dossier.is_open and grant.role.may_write,
        leads=access.leads(dossier),
    )
    return TemplateResponse(request, "casework/plan.html", context)


def _to_print(whole, people) -> tuple | None:
    """The version to print from the page of the plan, with those who have something in it: what holds first."""
    version = whole and (whole.holding or whole.being_made)
    concerned = versions.concerns(version.rows) if version else []
    return (version, [person for person in people if person.pk in concerned]) if concerned else None


@require_http_methods(["GET", "POST"])
def plan_begin(request, pk):
    dossier = access.dossier_to_begin_in(request, pk)
    form = BeginForm(request.POST or None, today=request.today, people=persons_of(request, dossier))
    if form.is_valid() and attempt(
        form, lambda: plans.begin(dossier, by=request.user, now=request.now, **form.cleaned_data)
    ):
        messages.success(request, _("Het plan is begonnen. Schrijf nu samen met het gezin op wat jullie afspreken."))
        return redirect("casework:plan", pk)
    return TemplateResponse(request, "casework/plan_begin.html", in_dossier(dossier, form=form))


@require_http_methods(["GET", "POST"])
def plan_end(request, pk):
    plan = access.plan_to_lead(request, pk)
    form = EndForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: plans.end(plan, by=request.user, now=request.now, **form.cleaned_data)
    ):
        messages.success(request, _("Het plan is afgerond."))
        return redirect(plan)
    return TemplateResponse(request, "casework/plan_end.html", in_dossier(plan.dossier, plan=plan, form=form))


@require_http_methods(["GET", "POST"])
def plan_renew(request, pk):
    """After signing nothing changes any more: what has to change is a new version to sign."""
    plan = access.plan_to_change(request, pk)
    form = RenewForm(request.POST or None)
    made = []
    if form.is_valid() and attempt(
        form, lambda: made.append(versions.renew(plan, by=request.user, now=request.now, **form.cleaned_data))
    ):
        return redirect(made[0])
    return TemplateResponse(request, "casework/plan_renew.html", in_dossier(plan.dossier, plan=plan, form=form))


@require_http_methods(["GET", "POST"])
def plan_evaluate(request, pk):
    """With the family: how every goal stands, what is agreed, and when the next time is."""
    plan = access.plan_to_change(request, pk)
    whole = next(one for one in access.plans_of(request, plan.dossier) if one.plan.pk == plan.pk)
    if whole.holding is None or not plan.runs:
        messages.error(request, _("Er is nog geen getekend plan om te evalueren."))
        return redirect(plan)
    goals = [part for part in whole.holding.rows if part.kind == PartKind.GOAL]
    form = EvaluationForm(request.POST or None, today=request.today, goals=goals)
    who = {"by": request.user, "to": request.user, "now": request.now}
    if form.is_valid() and attempt(form, lambda: evaluations.evaluate(plan, **who, **form.facts())):
        messages.success(request, _("De evaluatie is bewaard. De volgende staat op uw lijst."))
        return redirect(plan)
    context = in_dossier(plan.dossier, plan=plan, form=form)
    return TemplateResponse(request, "casework/plan_evaluate.html", context)


# --- one version ---


@require_safe
def version(request, pk):
    version = access.version_to_read(request, pk)
    people = persons_of(request, version.dossier)
    grant = version.dossier.why.grant
    context = in_dossier(
        version.dossier,
        version=version,
        plan=version.plan,
        kinds=[(kind, [part for part in version.rows if part.kind == kind]) for kind in PartKind],
        names={person.pk: person.full_name for person in people},
        texts=_texts(version, people),
        may_change=version.dossier.is_open and grant.role.may_write and version.plan.runs,
        leads=access.leads(version.dossier),
    )
    if version.evidence_sha256:
        context["verdict"] = seals.verdict(access.evidence_of(request, version))
    return TemplateResponse(request, "casework/version.html", context)


def _texts(version, people) -> list[tuple]:
    """Each of its people with the words they sign: as fixed, or as they would be now."""
    if version.signed:
        fixed = {one.about[0]: one.shown for one in version.signed}
        return [(person, fixed[person.pk]) for person in people if person.pk in fixed]
    concerned = versions.concerns(version.rows)
    people = [person for person in people if person.pk in concerned]
    return [(person, shown(versions.said_about(person, version.plan, version.rows))) for person in people]


@require_http_methods(["GET", "POST"])
def part_new(request, pk, kind):
    version = access.version_to_change(request, pk)
    people = persons_of(request, version.dossier)
    if kind == PartKind.ACTION and not any(part.kind == PartKind.GOAL for part in version.rows):
        messages.error(request, _("Schrijf eerst een doel op. Een actie hoort bij een doel."))
        return redirect(version)
    form = FORMS[kind](request.POST or None, version=version, people=people, initial=_asked_goal(request))
    who = {"by": request.user, "now": request.now, "kind": kind}
    if form.is_valid() and attempt(form, lambda: versions.add_part(version, **who, **form.facts())):
        return redirect(version)
    context = in_dossier(version.dossier, version=version, form=form, kind=PartKind(kind))
    return TemplateResponse(request, "casework/part.html", context)


def _asked_goal(request) -> dict:
    return {"goal": request.GET["doel"]} if request.GET.get("doel") else {}


@require_http_methods(["GET", "POST"])
def part(request, pk):
    part = access.part_to_change(request, pk)
    people = persons_of(request, part.dossier)
    form = FORMS[part.kind](request.POST or None, version=part.version, people=people, initial=initial_of(part))
    who = {"by": request.user, "now": request.now}
    if form.is_valid() and attempt(form, lambda: versions.change_part(part, **who, **form.facts())):
        return redirect(part.version)
    context = in_dossier(part.dossier, version=part.version, part=part, form=form, kind=PartKind(part.kind))
    return TemplateResponse(request, "casework/part.html", context)


@require_POST
def part_remove(request, pk):
    part = access.part_to_change(request, pk)
    _or_say_why(request, lambda: versions.remove_part(part, by=request.user, now=request.now), _("Weggehaald."))
    return redirect(part.version)


@require_POST
def version_ask(request, pk):
    """From here the words are fixed, and everybody who must sign is asked."""
    version = access.version_to_change(request, pk)
    people = persons_of(request, version.dossier)
    said = _("Het plan ligt klaar. Nu kan iedereen tekenen.")
    _or_say_why(request, lambda: versions.ask(version, people, by=request.user, now=request.now), said)
    return redirect(version)


@require_POST
def version_take_back(request, pk):
    version = access.version_to_change(request, pk)
    try:
        again = versions.take_back(version, by=request.user, now=request.now)
    except CaseError as error:
        messages.error(request, str(error))
        return redirect(version)
    messages.success(request, _("U kunt het plan weer wijzigen. Daarna tekent iedereen opnieuw."))
    return redirect(again)


def _or_say_why(request, change, said: str) -> None:
    try:
        change()
    except CaseError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)


@require_safe
def evidence(request, pk):
    """The sealed paper, as a file; never as a page of this site."""
    version = access.version_to_read(request, pk, action=Action.DOWNLOAD)
    return as_file(access.evidence_of(request, version), "plan-bewijs.pdf")


@require_safe
def version_print(request, pk, person_pk):
    """What it says about one person, as an accessible PDF: to give to whom it is about, signed yet or not."""
    version = access.version_to_read(request, pk, action=Action.PRINT)
    texts = _texts(version, persons_of(request, version.dossier))
    words = next((text for person, text in texts if person.pk == person_pk), None)
    if words is None:
        raise Refused("planversion", pk, dossier_id=version.dossier_id)
    return as_file(papers.as_pdf(copy_of(version, words, request.now)), "plan.pdf")


@require_safe
def plan_print(request, pk):
    """What somebody must sign, or signed, as an accessible PDF: to give, or to sign on paper."""
    signature = access.signature_to_read(request, pk, action=Action.PRINT)
    pdf = papers.as_pdf(paper_of(signature.version, [signature], request.now, proves=False))
    return as_file(pdf, "plan.pdf")
