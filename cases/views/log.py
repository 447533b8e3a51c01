"""Who looked in a dossier, for who leads it; and the FG, who inspects one."""

from django.conf import settings
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cases import access, actions
from cases.forms import InspectionForm
from cases.tasks import deliver_inspection


@require_safe
def dossier_log(request, pk):
    """§ 2.5 Toegankelijkheid, NEN 7513: one line for each colleague and day."""
    dossier, page = access.logbook_to_read(request, pk, request.GET.get("pagina"))
    context = {"dossier": dossier, "household": dossier.household, "page_obj": page, "why": dossier.why}
    return TemplateResponse(request, "cases/log.html", context)


@require_http_methods(["GET", "POST"])
def inspections(request):
    """AVG art. 38 lid 2: the FG names one dossier, and why the task asks for it."""
    running = access.my_inspections(request)
    form = InspectionForm(request.POST or None)
    if form.is_valid():
        facts = dict(form.cleaned_data)
        dossier_id = access.named_dossier(request, facts.pop("codename"))
        if dossier_id:
            begun = actions.inspect(dossier_id, by=request.user, now=request.now, message=deliver_inspection, **facts)
            return redirect(begun)
        form.add_error("codename", _("Er is geen dossier met deze codenaam."))
    context = {"form": form, "running": running, "hours": settings.INSPECTION_HOURS}
    return TemplateResponse(request, "inspection/begin.html", context)


@require_safe
def inspection(request, pk):
    found, whole = access.dossier_to_inspect(request, pk)
    context = {"inspection": found, "whole": whole, "dossier": whole.dossier, "gone_on": whole.gone_on}
    return TemplateResponse(request, "inspection/dossier.html", context)
