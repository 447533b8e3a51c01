"""§ 4.1 Casusregie: the regie goes from one to another; and how much each of a team leads."""

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import SecrecyText
from cases.errors import CaseError
from casework.access import regie as access
from casework.actions import regisseur as actions
from casework.forms.regie import AnswerForm, OfferForm
from casework.views.common import attempt, in_dossier


@require_http_methods(["GET", "POST"])
def regie(request, pk):
    """Offering it. Until the other takes it, nothing changes."""
    plan, colleagues = access.plan_to_hand_over(request, pk)
    form = OfferForm(request.POST or None, colleagues=colleagues, initial={"to": request.GET.get("aan")})
    who = {"by": request.user, "now": request.now}
    if form.is_valid() and attempt(form, lambda: actions.offer(plan, **who, **form.cleaned_data)):
        said = _("De regie is aangeboden aan %(name)s. Tot die ja zegt, blijft u regisseur.")
        messages.success(request, said % {"name": form.cleaned_data["to"].name})
        return redirect(plan)
    return TemplateResponse(request, "casework/regie.html", in_dossier(plan.dossier, plan=plan, form=form))


@require_http_methods(["GET", "POST"])
def handover(request, pk):
    """For who was asked: by codename; yes shows the duty of secrecy again (§ 1.1 Geheimhoudingsplicht)."""
    handover = access.handover_to_answer(request, pk)
    form = AnswerForm(request.POST or None)
    if handover.waits and form.is_valid() and attempt(form, lambda: _answer(request, handover, form)):
        return redirect("cases:home" if "nee" in request.POST else handover)
    secrecy = SecrecyText.objects.current(request.today)
    return TemplateResponse(request, "casework/handover.html", {"handover": handover, "form": form, "secrecy": secrecy})


def _answer(request, handover, form) -> None:
    who = {"by": request.user, "now": request.now}
    if "nee" in request.POST:
        actions.decline(handover, **who, **form.cleaned_data)
        messages.success(request, _("Uw nee is bewaard. De regie blijft waar die was."))
    else:
        actions.accept(handover, **who)
        messages.success(request, _("U bent nu regisseur van %(dossier)s.") % {"dossier": handover.codename})


@require_POST
def handover_take_back(request, pk):
    handover = access.handover_to_take_back(request, pk)
    try:
        actions.take_back(handover, by=request.user, now=request.now)
    except CaseError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Ingetrokken. U bent en blijft regisseur."))
    return redirect("casework:plan", handover.dossier_id)


@require_safe
def workload(request):
    """How much each of the team leads, in numbers alone."""
    context = {"team": request.user.team, "loads": access.workload_of_team(request)}
    return TemplateResponse(request, "casework/workload.html", context)
