"""§ 2.4 Triage: how a dossier began, and what has still to be said and asked."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cases.access import dossier_to_change, dossier_to_read, persons_of
from casework import access, actions
from casework.forms.intake import IntakeForm
from casework.intake import steps
from consent.views.common import attempt, in_dossier, who

ASKED = ("leaflet_on", "leaflet_way", "support_on", "support_answer", "held_on", "present", "asked")


@require_safe
def intake(request, pk):
    dossier = dossier_to_read(request, pk)
    found = access.intake_of(request, dossier)
    context = {
        "intake": found,
        "triage": access.triage_of(request, dossier),
        "steps": steps(found, has_matrix=access.has_matrix_in(dossier)),
        "people": [person for person in persons_of(request, dossier) if found and person.pk in found.about],
    }
    return in_dossier(request, "casework/intake.html", dossier, context)


@require_http_methods(["GET", "POST"])
def intake_edit(request, pk):
    dossier = dossier_to_change(request, pk)
    found = access.intake_of(request, dossier)
    initial = {name: getattr(found, name) for name in ASKED} if found else {}
    people = persons_of(request, dossier)
    initial["about"] = [str(one) for one in (found.about if found else (person.pk for person in people))]
    latest = found.substantively_changed_at.isoformat() if found else ""
    form = IntakeForm(request.POST or None, today=request.today, people=people, latest=latest, initial=initial)
    if form.is_valid() and attempt(form, lambda: _save(request, dossier, found, form)):
        messages.success(request, _("De intake is bewaard."))
        return redirect("casework:intake", pk)
    return in_dossier(request, "casework/intake_form.html", dossier, {"form": form})


def _save(request, dossier, found, form):
    facts = dict(form.cleaned_data)
    about = [UUID(person) for person in facts.pop("about")]
    return actions.save_intake(dossier, found, **who(request), about=about, **facts)
