"""§ 4.1 Casusregie: the life of a family changes: first what follows whom, then it happens."""

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from cases.access import person_to_change, persons_of
from cases.errors import CaseError
from casework.access import changes as access
from casework.actions import deaths, splitting
from casework.following import foreseen
from casework.forms.changes import DeathForm, SplitForm
from casework.views.common import attempt, in_dossier
from consent.tasks import NOTICES


@require_http_methods(["GET", "POST"])
def split(request, pk):
    """Part of the household goes its own way. What was looked at is what happens; else it is looked at again."""
    dossier = access.dossier_to_split(request, pk)
    people = persons_of(request, dossier)
    colleagues = access.who_can_come_along(request, dossier)
    form = SplitForm(request.POST or None, people=people, colleagues=colleagues, doer=request.user)
    made = []
    if (
        form.is_valid()
        and "doen" in request.POST
        and attempt(form, lambda: made.append(_split(request, dossier, form)))
    ):
        messages.success(
            request, _("Het gezin is gesplitst. Dit is het nieuwe dossier. Vraag hier opnieuw toestemming.")
        )
        return redirect(made[0].opened)
    context = in_dossier(dossier, form=form, preview=_preview(request, dossier, people, form))
    return TemplateResponse(request, "casework/split.html", context)


def _split(request, dossier, form) -> splitting.Split:
    facts = {"question": form.cleaned_data["question"], "mark": request.POST.get("mark", ""), "notices": NOTICES}
    return splitting.split(dossier, form.chosen(), by=request.user, now=request.now, **facts)


def _preview(request, dossier, people, form) -> dict | None:
    if not hasattr(form, "cleaned_data") or "leaving" not in form.cleaned_data or form.has_error("question"):
        return None
    chosen = form.chosen()
    try:
        plan = foreseen(dossier, chosen, by=request.user, now=request.now)
    except CaseError as error:
        if str(error) not in form.non_field_errors():
            form.add_error(None, str(error))
        return None
    ids = {part for part, _about in (*plan.here, *plan.there)}
    parts = {part.pk: part for part in access.parts_listed(request, dossier, ids)}
    users = User.objects.filter(pk__in=plan.comes).order_by("name")
    return {
        "mark": plan.mark,
        "safety": chosen.safety,
        "leaving": [person for person in people if person.pk in chosen.leaving],
        "lists": access.listed(request, dossier, plan),
        "here": [parts[pk] for pk, _about in plan.here],
        "there": [parts[pk] for pk, _about in plan.there],
        "seats": [(user, user.pk in plan.goes_out) for user in users],
    }


@require_http_methods(["GET", "POST"])
def death(request, pk):
    """Somebody died: what ends with it, and then it does. The same happens when the BRP says so."""
    person = person_to_change(request, pk)
    form = DeathForm(request.POST or None, today=request.today)
    who = {"by": request.user, "now": request.now}
    if form.is_valid() and not person.death:
        facts = form.cleaned_data | {"notices": NOTICES}
        if attempt(form, lambda: deaths.record(person, **facts, **who)):
            said = _("Bewaard. Er gaan geen brieven of berichten meer uit, en het portaal is dicht.")
            messages.success(request, said)
            return redirect("cases:person", pk)
    context = {"person": person, "form": form, "why": person.why, "ends": access.ends_at_death(request, person)}
    return TemplateResponse(request, "casework/death.html", context)


@require_POST
def death_take_back(request, pk):
    """It was a mistake."""
    person = person_to_change(request, pk)
    try:
        deaths.take_back(person, by=request.user, now=request.now)
    except CaseError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Teruggenomen. Wat was geëindigd, vraagt u opnieuw."))
    return redirect("cases:person", pk)
