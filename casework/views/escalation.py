"""§ 4.1 Casusregie: the protocol for a treating professional who is not reached in a crisis."""

from datetime import datetime

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.access import dossier_to_change, persons_of
from cases.errors import CaseError
from cases.models import StandardText, TextKind
from casework import access, actions
from casework.choices import CallOutcome
from casework.forms.escalation import AttemptForm, EscalationForm
from casework.tasks import deliver_escalation
from consent.choosing import organisations_for
from consent.views.common import attempt, in_dossier, who


@require_http_methods(["GET", "POST"])
def escalation_new(request, pk):
    dossier = dossier_to_change(request, pk)
    offered = {"people": persons_of(request, dossier), "organisations": organisations_for(dossier, request.today)}
    form = EscalationForm(request.POST or None, **offered)
    made = form.is_valid() and attempt(form, lambda: _begin(request, dossier, form.cleaned_data))
    if made:
        messages.success(request, _("Vastgelegd. Volg nu de stappen, en schrijf elke poging erbij."))
        return redirect(made)
    context = {"form": form, "protocol": _protocol()}
    return in_dossier(request, "casework/escalation_form.html", dossier, context)


def _begin(request, dossier, facts):
    about = facts.pop("about")
    own = {"on": request.today, "about": about, "message": deliver_escalation}
    return actions.begin_escalation(dossier, **who(request), **own, **facts)


@require_safe
def escalation(request, pk):
    """What was tried."""
    found = access.escalation_to_read(request, pk)
    context = {
        "escalation": found,
        "attempts": [_readable(one) for one in found.attempts or []],
        "protocol": _protocol(),
        "people": [person for person in persons_of(request, found.dossier) if person.pk in found.about],
        "aligning": found.ended_at is None and found.align_until and found.align_until >= request.today,
        "may_write": found.dossier.is_open and found.dossier.why.grant.role.may_write,
    }
    return in_dossier(request, "casework/escalation.html", found.dossier, context)


@require_http_methods(["GET", "POST"])
def escalation_attempt(request, pk):
    """One more call."""
    found = access.escalation_to_change(request, pk)
    protocol = _protocol()
    begin = {"at": localtime(request.now).replace(second=0, microsecond=0)}
    form = AttemptForm(
        request.POST or None,
        today=request.today,
        now=request.now,
        steps=[step.title for step in protocol],
        initial=begin,
    )
    if form.is_valid() and attempt(form, lambda: actions.add_attempt(found, **who(request), **form.cleaned_data)):
        messages.success(request, _("De poging is vastgelegd."))
        return redirect(found)
    context = {"escalation": found, "protocol": protocol, "form": form}
    return in_dossier(request, "casework/attempt_form.html", found.dossier, context)


@require_POST
def escalation_end(request, pk):
    found = access.escalation_to_change(request, pk)
    try:
        actions.end_escalation(found, **who(request))
    except CaseError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Afgerond. De taken die hierbij hoorden zijn van de lijst."))
    return redirect(found)


def _protocol() -> list[StandardText]:
    return list(StandardText.objects.in_use(TextKind.PROTOCOL))


def _readable(one: dict) -> dict:
    outcome = CallOutcome(one["outcome"]).label
    until = datetime.fromisoformat(one["until"]).date() if one.get("until") else None
    return one | {"when": datetime.fromisoformat(one["at"]), "said": outcome, "last": until}
