"""Who decides for somebody: the page, and recording authority by hand."""

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cases.choices import LegalBasis
from consent import access, actions, policy
from consent.forms import AuthorityForm
from consent.measures import without_consent
from consent.signing import deciding
from consent.tasks import NOTICES


@require_safe
def authority(request, pk):
    person, recorded = access.authority_to_read(request, pk)
    return TemplateResponse(request, "consent/authority.html", _context(request, person, recorded))


@require_http_methods(["GET", "POST"])
def authority_new(request, pk):
    person, recorded = access.authority_to_change(request, pk)
    form = AuthorityForm(request.POST or None, today=request.today, initial={"recorded_on": request.today})
    if form.is_valid():
        actions.record_authority(person, now=request.now, notices=NOTICES, **form.cleaned_data)
        messages.success(request, _("Het gezag is vastgelegd."))
        return redirect("consent:authority", pk)
    context = _context(request, person, recorded) | {"form": form}
    return TemplateResponse(request, "consent/authority_form.html", context)


def _context(request, person, recorded):
    age = person.age_on(request.today)
    context = {
        "person": person,
        "age": age,
        "rule": policy.age_rule(age),
        "recorded": recorded,
        "running": recorded.running_authorities,
        "earlier": [outcome for outcome in recorded.authorities if outcome.replaced_at],
        "why": person.why,
    }
    return context | (_answers(request, person, recorded) if recorded.complete else {})


def _answers(request, person, recorded):
    """Who signs, asks and attends; and of what is recorded what still runs."""
    today, answers = request.today, deciding(request, person, recorded)
    for measure in recorded.measures:
        measure.opens_to = without_consent(measure.kind) if measure.runs_on(today) else None
    signing = answers.signing(LegalBasis.YOUTH)
    return {
        "signing": signing,
        "signing_wmo": answers.signing(LegalBasis.WMO),
        "signers": [(signer, answers.approach(signer)) for signer in signing.signers],
        "inzage": answers.inzage(LegalBasis.YOUTH),
        "attending": answers.attending(LegalBasis.YOUTH),
        "representations": _apart(recorded.representations, today),
        "assessments": _apart(recorded.assessments, today),
        "refusals": _apart(recorded.refusals, today),
        "measures": _apart(recorded.measures, today),
        "flags": {"now": recorded.flags, "over": []},
        "checks": {"now": recorded.checks, "over": []},
    }


def _apart(records, today):
    """What runs or is still to begin, and what is over."""
    over = [one for one in records if one.is_over(today)]
    return {"now": [one for one in records if one not in over], "over": over}
