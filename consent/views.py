"""Who holds authority over a child, and recording it by hand."""

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consent import access, actions, policy
from consent.forms import AuthorityForm


@require_safe
def authority(request, pk):
    person, outcomes = access.authority_to_read(request, pk)
    return TemplateResponse(request, "consent/authority.html", _context(request, person, outcomes))


@require_http_methods(["GET", "POST"])
def authority_new(request, pk):
    person, outcomes = access.authority_to_change(request, pk)
    form = AuthorityForm(request.POST or None, today=request.today, initial={"recorded_on": request.today})
    if form.is_valid():
        actions.record_authority(person, now=request.now, **form.cleaned_data)
        messages.success(request, _("Het gezag is vastgelegd."))
        return redirect("consent:authority", pk)
    return TemplateResponse(
        request, "consent/authority_form.html", _context(request, person, outcomes) | {"form": form}
    )


def _context(request, person, outcomes):
    age = person.age_on(request.today)
    return {
        "person": person,
        "age": age,
        "rule": policy.age_rule(age),
        "running": [outcome for outcome in outcomes if outcome.replaced_at is None],
        "earlier": [outcome for outcome in outcomes if outcome.replaced_at],
        "why": person.why,
    }
