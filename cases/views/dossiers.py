"""The dossier: opening, reading, closing, and who may come in."""

from datetime import datetime, time, timedelta
from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import SecrecyText
from cases import access, actions, closing
from cases.errors import CaseError, MayNotBeGranted
from cases.forms import CloseForm, DossierForm, GrantForm


@require_http_methods(["GET", "POST"])
def dossier_new(request, pk):
    household = access.household_to_open_dossier(request, pk)
    form = DossierForm(request.POST or None, people=household.people)
    if form.is_valid():
        facts = dict(form.cleaned_data)
        about = [UUID(person) for person in facts.pop("about")]
        try:
            dossier = actions.open_dossier(
                household, by=request.user, now=request.now, on=request.today, about=about, **facts
            )
        except MayNotBeGranted as error:
            form.add_error(None, str(error))
        else:
            return redirect(dossier)
    context = {"form": form, "household": household, "why": household.why}
    return TemplateResponse(request, "cases/dossier_open.html", context)


@require_safe
def dossier(request, pk):
    dossier = access.dossier_to_read(request, pk)
    page = access.page_of(request, dossier, request.GET.get("pagina"))
    context = {
        "dossier": dossier,
        "household": dossier.household,
        "people": access.persons_of(request, dossier),
        "page_obj": page,
        "records": page.object_list,
        "tasks": access.open_tasks_of(request, dossier),
        "grants": access.grants_of(request, dossier, running_only=True),
        "why": dossier.why,
    }
    return TemplateResponse(request, "cases/dossier.html", context)


@require_http_methods(["GET", "POST"])
def dossier_close(request, pk):
    """§ 2.3 Bewaartermijnen: closing shows first what is destroyed when, and why."""
    dossier = access.dossier_to_close(request, pk)
    if not dossier.is_open:
        return redirect(dossier)
    form = CloseForm(request.POST or None)
    if form.is_valid():
        try:
            actions.close(dossier, by=request.user, now=request.now, on=request.today, **form.cleaned_data)
        except CaseError as error:
            messages.error(request, str(error))
        return redirect(dossier)
    context = {
        "dossier": dossier,
        "household": dossier.household,
        "form": form,
        "dates": closing.preview(dossier, request.today),
        "why": dossier.why,
    }
    return TemplateResponse(request, "cases/dossier_close.html", context)


@require_http_methods(["GET", "POST"])
def dossier_reopen(request, pk):
    dossier = access.dossier_to_close(request, pk)
    if dossier.is_open:
        return redirect(dossier)
    if request.method == "POST":
        try:
            actions.reopen(dossier, by=request.user, now=request.now)
        except CaseError as error:
            messages.error(request, str(error))
        return redirect(dossier)
    context = {"dossier": dossier, "household": dossier.household, "why": dossier.why}
    return TemplateResponse(request, "cases/dossier_reopen.html", context)


@require_http_methods(["GET", "POST"])
def grants(request, pk):
    """§ 1.1 Geheimhoudingsplicht: giving access shows the duty again, and records who, whom, why, from and until."""
    dossier = access.dossier_to_grant(request, pk)
    secrecy = SecrecyText.objects.current(request.today)
    form = GrantForm(request.POST or None, today=request.today, colleagues=access.colleagues_of(request, dossier))
    if form.is_valid():
        try:
            _give(request, dossier, secrecy, **form.cleaned_data)
        except MayNotBeGranted as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("De toegang is gegeven."))
            return redirect("cases:grants", pk)
    context = {
        "dossier": dossier,
        "household": dossier.household,
        "form": form,
        "grants": access.grants_of(request, dossier),
        "secrecy": secrecy,
        "why": dossier.why,
    }
    return TemplateResponse(request, "cases/grants.html", context)


def _give(request, dossier, secrecy, *, user, valid_from, valid_until, **facts):
    actions.grant(
        dossier,
        to=user,
        by=request.user,
        now=request.now,
        valid_from=max(request.now, start_of(valid_from)),
        valid_until=end_of(valid_until),
        secrecy_version=secrecy.version,
        **facts,
    )


@require_http_methods(["POST"])
def grant_end(request, pk, grant_pk):
    dossier = access.dossier_to_grant(request, pk)
    given = access.grant_to_end(request, dossier, grant_pk)
    try:
        actions.end_grant(given, by=request.user, now=request.now)
    except CaseError as error:
        messages.error(request, str(error))
    return redirect("cases:grants", pk)


def start_of(day) -> datetime:
    """Midnight, Dutch time."""
    return make_aware(datetime.combine(day, time.min))


def end_of(day) -> datetime | None:
    """The midnight after the last day: "tot en met" counts the day itself."""
    return start_of(day + timedelta(days=1)) if day else None
