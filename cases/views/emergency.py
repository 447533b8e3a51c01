"""§ 2.5 Toegankelijkheid: acute danger. One page to break the glass, one for who is on call, one to judge it."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.choices import Action
from cases import access, actions, emergency
from cases.errors import CaseError, SearchNotReady
from cases.forms import EmergencyForm, OnCallForm, ReviewForm
from cases.search import require_ready
from cases.tasks import deliver_emergency
from cases.views.finding import not_ready


@require_http_methods(["GET", "POST"])
def break_glass(request, pk):
    """From a person of whom the directory told, straight into the dossier."""
    danger = access.danger_to_declare(request, pk)
    form = EmergencyForm(request.POST or None, now=localtime(request.now), has_deputy=danger.has_deputy)
    if form.is_valid():
        facts = {"user": request.user, "now": request.now, "task": deliver_emergency}
        opened = actions.break_glass(danger.dossier_ids, **facts, **form.cleaned_data)
        until = date_format(localtime(opened[0].until), "H:i")
        messages.warning(
            request,
            _("U kunt dit dossier lezen tot %(time)s. De regisseur en de privacy officer krijgen bericht.")
            % {"time": until},
        )
        return redirect(opened[0].dossier if len(opened) == 1 else "cases:home")
    context = {"person": danger.person, "form": form, "on_call": settings.ON_CALL_PHONE, "why": danger.person.why}
    return TemplateResponse(request, "cases/emergency.html", context)


@require_http_methods(["GET", "POST"])
def on_call(request):
    """A colleague is on the telephone: the one on call opens for them, as the second person, and sees nothing."""
    form = OnCallForm(request.POST or None, workers=access.workers_in_danger(request))
    try:
        require_ready()
    except SearchNotReady as error:
        return not_ready(request, error)
    if form.is_valid():
        facts = dict(form.cleaned_data)
        user, danger = facts.pop("user"), facts.pop("danger")
        found = emergency.for_on_call(**facts)
        request.readings.add(Action.DIRECTORY, object_type="achterwacht", record_ids={person for person, _one in found})
        if error := _open_for(request, found, user, danger):
            form.add_error(None, error)
        else:
            messages.success(request, _("Geopend voor %(name)s, voor twee uur.") % {"name": user.name})
            return redirect("cases:on_call")
    return TemplateResponse(request, "cases/on_call.html", {"form": form})


def _open_for(request, found, user, danger) -> str:
    """What went wrong, in a sentence; empty when it is open."""
    if len({person for person, _dossier in found}) > 1:
        return _("Er is meer dan één persoon met deze naam en geboortedatum. Vraag de collega om het BSN.")
    if not found:
        return _("Van deze persoon is geen open dossier gevonden. Controleer de gegevens samen met de collega.")
    dossier_ids = [dossier for _person, dossier in found]
    facts = {"now": request.now, "opened_by": request.user, "danger": danger, "task": deliver_emergency}
    try:
        actions.break_glass(dossier_ids, user=user, **facts)
    except CaseError as error:
        return str(error)
    return ""


@require_http_methods(["POST"])
def emergency_end(request, pk):
    actions.end_emergency(access.emergency_to_end(request, pk), by=request.user, now=request.now)
    messages.success(request, _("De noodtoegang is gestopt."))
    return redirect("cases:home")


@require_http_methods(["GET", "POST"])
def emergency_review(request, pk, emergency_pk):
    found = access.emergency_to_review(request, pk, emergency_pk)
    form = None if found.outcome else ReviewForm(request.POST or None, initial={"withheld": found.withheld})
    if form and form.is_valid():
        try:
            actions.review(found, by=request.user, now=request.now, **form.cleaned_data)
        except CaseError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("De beoordeling is bewaard."))
        return redirect(found.dossier)
    context = {"emergency": found, "dossier": found.dossier, "household": found.dossier.household, "form": form}
    return TemplateResponse(request, "cases/emergency_review.html", context | {"why": found.dossier.why})
