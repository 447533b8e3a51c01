"""The dossier: reading, closing, and who may come in. It is opened from a triage, in a room above this one."""

from datetime import datetime, time, timedelta

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import SecrecyText
from cases import access, actions, closing, family
from cases.errors import CaseError, MayNotBeGranted
from cases.forms import AuthoriseForm, CloseForm, GrantForm, ProtectForm, RecordFilterForm
from cases.views.remembered import query_without, remembered


@require_safe
def dossier(request, pk):
    if elsewhere := remembered(request, "dossier", RecordFilterForm.names(), of=str(pk)):
        return elsewhere
    dossier = access.dossier_to_read(request, pk)
    writers = access.writers_of(dossier)
    form = RecordFilterForm(request.GET, colleagues=writers)
    page = access.page_of(request, dossier, request.GET.get("pagina"), writers, _wanted(request, **form.wanted()))
    people = access.persons_of(request, dossier)
    context = {
        "dossier": dossier,
        "household": dossier.household,
        "people": people,
        "family": family.of(people, access.relations_among(people), request.today),
        "page_obj": page,
        "records": page.object_list,
        "filter_form": form,
        "narrowed": any(request.GET.get(name) for name in form.fields),
        "kept_query": query_without(request, "pagina"),
        "tasks": access.open_tasks_of(request, dossier),
        "grants": access.colleagues_inside(request, dossier),
        "emergencies": access.reviews_of(request, dossier),
        "gone_on": closing.visible_end(dossier, dossier.why.opens),
        "why": dossier.why,
    }
    return TemplateResponse(request, "cases/dossier.html", context)


def _wanted(request, *, soort, bron, sinds, wie) -> access.WantedRecords:
    since = request.today - timedelta(days=int(sinds)) if sinds else None
    return access.WantedRecords(kind=soort or "", source=bron or "", since=since, written_by=wie or "")


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
        "dates": closing.preview(dossier, request.today, dossier.why.opens, request.now),
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
    context = {
        "dossier": dossier,
        "household": dossier.household,
        "gone_on": closing.visible_end(dossier, dossier.why.opens),
        "why": dossier.why,
    }
    return TemplateResponse(request, "cases/dossier_reopen.html", context)


@require_http_methods(["GET", "POST"])
def dossier_protect(request, pk):
    """§ 2.5 Toegankelijkheid: whether the directory tells of this dossier, and who opens it in danger."""
    dossier = access.dossier_to_close(request, pk)
    now = {"safety_marked": dossier.safety_marked, "restricted": dossier.restricted}
    form = ProtectForm(request.POST or None, initial=now | {"reason": dossier.protection_reason})
    if form.is_valid():
        actions.protect(dossier, by=request.user, now=request.now, **form.cleaned_data)
        messages.success(request, _("De bescherming is bewaard en geldt meteen."))
        return redirect(dossier)
    context = {"dossier": dossier, "household": dossier.household, "form": form, "why": dossier.why}
    return TemplateResponse(request, "cases/dossier_protect.html", context)


@require_http_methods(["GET", "POST"])
def grants(request, pk):
    """§ 1.1 Geheimhoudingsplicht: giving access shows the duty again, and records who, whom, why, from and until."""
    dossier = access.dossier_to_grant(request, pk)
    secrecy = SecrecyText.objects.current(request.today)
    form = GrantForm(
        request.POST or None,
        today=request.today,
        colleagues=access.colleagues_of(request, dossier),
        own_role=dossier.why.grant.role,
    )
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
    else:
        said = _("De toegang van %(name)s is gestopt. Dat geldt bij de volgende klik al.")
        messages.success(request, said % {"name": given.user.name})
    return redirect("cases:grants", pk)


@require_http_methods(["GET", "POST"])
def grant_authorise(request, pk, grant_pk):
    """§ 2 Need to know: which categories a colleague's access opens. For a team lead by codename alone."""
    given = access.grant_to_authorise(request, pk, grant_pk)
    form = AuthoriseForm(request.POST or None, initial={"categories": given.categories})
    if form.is_valid():
        try:
            actions.authorise(given, by=request.user, now=request.now, **form.cleaned_data)
        except MayNotBeGranted as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Bewaard. Het geldt bij de volgende klik van %(name)s.") % {"name": given.user})
            return redirect(_back_to(request, pk))
    context = {"given": given, "form": form, "back": _back_to(request, pk)}
    return TemplateResponse(request, "cases/grant_authorise.html", context)


def _back_to(request, pk) -> str:
    return reverse("cases:grants", args=[pk]) if access.may_grant_in(request, pk) else reverse("cases:team")


def start_of(day) -> datetime:
    """Midnight, Dutch time."""
    return make_aware(datetime.combine(day, time.min))


def end_of(day) -> datetime | None:
    """The midnight after the last day: "tot en met" counts the day itself."""
    return start_of(day + timedelta(days=1)) if day else None
