"""§ 4 Betrokkenheid cliënt: the resident is told, and what they may see is decided; of a ground and of what came in."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consent.access import grounds as doors
from consent.actions import telling as actions
from consent.forms.telling import ReleaseForm, TellForm
from consent.views.common import attempt, in_dossier, who


@require_http_methods(["GET", "POST"])
def tell(request, pk, model):
    """`model`: Ground or Disclosure."""
    record = doors.told_to_change(request, pk, model)
    arguments = {"today": request.today, "may_wait": doors.may_decide(record.dossier)}
    form = TellForm(request.POST or None, initial={"told_on": request.today}, **arguments)
    if form.is_valid() and attempt(form, lambda: _tell(request, record, form)):
        messages.success(request, _("Vastgelegd."))
        return redirect(record)
    lead = _("Vertel het zo open als kan. Alleen als iemand gevaar loopt, wacht u, en dan beslist u later opnieuw.")
    context = {"form": form, "record": record, "title": _("De inwoner inlichten"), "lead": lead}
    return in_dossier(request, "consent/told_form.html", record.dossier, context)


def _tell(request, record, form):
    said, by = form.cleaned_data, who(request)
    if form.is_yes:
        return actions.tell(record, **by, on=request.today, told_at=form.told_at, how=said["reason"])
    return actions.postpone(record, **by, on=request.today, reason=said["reason"], until=said["until"])


@require_http_methods(["GET", "POST"])
def release(request, pk, model):
    """`model`: Ground or Disclosure. For who leads the dossier."""
    record = doors.told_to_decide(request, pk, model)
    form = ReleaseForm(request.POST or None, today=request.today)
    if form.is_valid() and attempt(form, lambda: _release(request, record, form)):
        messages.success(request, _("Uw besluit is vastgelegd."))
        return redirect(record)
    lead = _("Tot iemand beslist, ziet de inwoner hier niets van. Er is ook niet te zien dát er iets is.")
    context = {"form": form, "record": record, "title": _("Mag de inwoner dit zien?"), "lead": lead}
    return in_dossier(request, "consent/told_form.html", record.dossier, context)


def _release(request, record, form):
    said, by = form.cleaned_data, who(request)
    if form.is_yes:
        return actions.release(record, **by, reason=said["reason"])
    return actions.keep_withheld(record, **by, on=request.today, reason=said["reason"], until=said["until"])
