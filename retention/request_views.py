"""Jeugdwet art. 7.3.9, BW 7:455: a request for destruction, asked on paper or at the desk."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.access import persons_of
from cases.errors import CaseError
from consent.signing import deciding_for
from consent.views.common import attempt, chosen_in, in_dossier, who
from retention import access, requests
from retention.forms import AgreeForm, PrepareForm, RequestForm


@require_http_methods(["GET", "POST"])
def request_new(request, pk):
    """First of whom, then who asks it, how and when."""
    dossier = access.dossier_to_keep(request, pk)
    people = persons_of(request, dossier)
    person = chosen_in(request, people)
    if person is None:
        return in_dossier(request, "retention/request_choice.html", dossier, {"people": people})
    asking = deciding_for(request, person).inzage(dossier.legal_basis)
    arguments = {"asking": asking, "own": person.full_name, "today": request.today}
    form = RequestForm(request.POST or None, **arguments)
    if form.is_valid() and (made := attempt(form, lambda: _register(request, dossier, person, form))):
        messages.success(request, _("Vastgelegd. Tot er besloten is, wordt hierover niets vernietigd."))
        return redirect(made)
    context = {"form": form, "person": person, "asking": asking}
    return in_dossier(request, "retention/request_form.html", dossier, context)


def _register(request, dossier, person, form):
    facts = {name: form.cleaned_data[name] for name in ("wish", "way", "came_on")} | {"asked_by": form.signer.name}
    return requests.register(dossier, person.pk, **who(request), on=request.today, **facts)


@require_http_methods(["GET", "POST"])
def request_page(request, pk):
    """What was asked, what there is, and what was decided; with what this colleague has to do about it."""
    found = access.request_to_read(request, pk)
    asked = requests.asked_in(found, found.dossier.why.opens)
    form, act = _form_of(request, found, asked)
    if form and form.is_valid() and attempt(form, lambda: act(form)):
        messages.success(request, _("Vastgelegd."))
        return redirect(found)
    context = {
        "asked": asked,
        "found": found,
        "decision": _decided(found),
        # Words about a category apart are for who may read all that is decided about.
        "explained": set(found.decision or ()) <= set(found.dossier.why.opens),
        "form": form,
        "person": next((one for one in persons_of(request, found.dossier) if one.pk == found.person_id), None),
        "late": found.is_late(request.today),
        "may_keep": found.dossier.why.grant.role.may_grant,
    }
    return in_dossier(request, "retention/request.html", found.dossier, context)


def _decided(found) -> list[tuple[str, str]]:
    """Of the categories this colleague may read: what was decided, in words."""
    known = {code: why for code, why in (found.decision or {}).items() if code in found.dossier.why.opens}
    return [(code, requests.in_words(why)) for code, why in sorted(known.items())]


def _form_of(request, found, asked):
    """The form of who has something to do now, and what it does."""
    if access.may_agree(request, found):
        return AgreeForm(request.POST or None), lambda form: requests.judge(
            found, agrees=form.cleaned_data["outcome"] == AgreeForm.YES, **who(request)
        )
    if access.may_prepare(found):
        colleagues = access.seconds_of(request, found.dossier, "")
        return PrepareForm(request.POST or None, asked=asked, colleagues=colleagues), lambda form: requests.prepare(
            found,
            decision=form.decision(),
            explanation=form.cleaned_data["explanation"],
            second=form.cleaned_data["second"],
            **who(request),
        )
    return None, None


@require_http_methods(["POST"])
def request_withdraw(request, pk):
    found = access.request_to_lead(request, pk)
    return _answered(request, found, lambda: requests.withdraw(found, **who(request)))


@require_http_methods(["POST"])
def request_told(request, pk):
    found = access.request_to_lead(request, pk)
    return _answered(request, found, lambda: requests.told(found, **who(request), on=request.today))


def _answered(request, found, change):
    try:
        change()
    except CaseError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Vastgelegd."))
    return redirect(found)
