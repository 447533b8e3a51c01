"""§ 4 Betrokkenheid cliënt: the screen on the table, with residents who look along."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import table
from casework import access, actions, drawing, zrm
from casework.forms.table import EvaluationForm, TableForm
from consent.views.common import attempt, in_dossier, who


@require_http_methods(["GET", "POST"])
def begin(request, pk):
    """Who looks along is asked first: what is shown follows from it."""
    dossier, people = access.dossier_for_table(request, pk)
    form = TableForm(request.POST if request.method == "POST" else None, people=people)
    if form.is_valid():
        table.begin(request, dossier.pk, form.cleaned_data["people"])
        answer = redirect("casework:table_here")
        # Going back must ask for each page anew, and find it closed.
        answer.headers["Clear-Site-Data"] = '"cache"'
        return answer
    return in_dossier(request, "casework/table_begin.html", dossier, {"form": form})


@require_safe
def here(request):
    running = table.running(request)
    return _page(request, running, EvaluationForm()) if running else redirect("cases:home")


@require_POST
def keep_note(request):
    """The evaluation, in one click."""
    running = table.running(request)
    if running is None:
        return redirect("cases:home")
    form = EvaluationForm(request.POST)
    if form.is_valid() and attempt(form, lambda: _keep(request, running, form)):
        messages.success(request, _("Bewaard in het dossier."))
        return redirect("casework:table_here")
    return _page(request, running, form)


def _keep(request, running, form):
    dossier, _shown = access.shown_at(request, running)
    text = form.cleaned_data["text"]
    return actions.keep_evaluation(dossier, running.people, text, **who(request), on=request.today)


def _page(request, running, form):
    dossier, shown = access.shown_at(request, running)
    domains = zrm.scored(shown.moments, ())
    context = {"shown": shown, "form": form, "pictures": drawing.pictures(domains, shown.moments)}
    context["rows"] = drawing.rows(domains, shown.moments)
    context["days"] = shown.moments[-drawing.MOST_DAYS :]
    return in_dossier(request, "casework/table.html", dossier, context)


@require_POST
def stop(request):
    """Asks no door: whoever lost their access meanwhile must get out too."""
    running = table.running(request)
    table.end(request)
    return redirect("cases:dossier", running.dossier_id) if running else redirect("cases:home")
