"""§ 2.4 Triage: a question is weighed; a dossier is opened from it, or nothing of it stays but a number."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases import access as case_access
from cases.errors import CaseError
from cases.forms import DossierForm
from casework import access, actions
from casework.forms.triage import TriageForm
from casework.models import Enquiry
from consent.views.common import attempt, who

# Beside an address: the household a dossier is to be opened of, and the question it is opened from.
HOUSEHOLD, QUESTION = "gezin", "vraag"
ASKED = (
    "question", "topic", "severity", "urgency", "needed", "decision", "reason", "follow_up_on", "reach", "purpose",
    "legal_basis",
)  # fmt: skip


@require_http_methods(["GET", "POST"])
def triage_new(request):
    return _triage(request, None)


@require_http_methods(["GET", "POST"])
def triage(request, pk):
    return _triage(request, access.enquiry_to_weigh(request, pk))


@require_http_methods(["POST"])
def triage_drop(request, pk):
    actions.forget(access.enquiry_to_weigh(request, pk), now=request.now)
    messages.success(request, _("De vraag is weg. Er is niets van bewaard."))
    return redirect("cases:home")


@require_http_methods(["GET", "POST"])
def dossier_new(request, pk):
    """§ 2.4 Triage: no dossier without it; what was typed there is filled in here."""
    household = case_access.household_to_open_dossier(request, pk)
    enquiry = access.enquiry_to_open_from(request, _id_in(request.GET, QUESTION))
    if enquiry is None:
        return _triage_first(request, household)
    initial = {
        name: getattr(enquiry, name) for name in ("question", "purpose", "legal_basis") if getattr(enquiry, name)
    }
    form = DossierForm(request.POST or None, people=household.people, initial=initial)
    if form.is_valid() and (made := attempt(form, lambda: _open(request, enquiry, household, form))):
        return redirect(made)
    context = {"form": form, "enquiry": enquiry, "household": household, "why": household.why}
    return TemplateResponse(request, "casework/dossier_open.html", context)


def _open(request, enquiry, household, form):
    facts = dict(form.cleaned_data)
    about = [UUID(person) for person in facts.pop("about")]
    return actions.open_dossier(enquiry, household, **who(request), on=request.today, about=about, **facts)


def _triage_first(request, household):
    if QUESTION in request.GET:
        messages.warning(request, _("Met die vraag is al een dossier geopend, of de bewaartijd is om."))
    return redirect(f"{reverse('casework:triage_new')}?{urlencode({HOUSEHOLD: household.pk})}")


def _triage(request, enquiry: Enquiry | None):
    household = _household(request)
    asked_on = enquiry.asked_on if enquiry else request.today
    initial = {name: getattr(enquiry, name) for name in ASKED} if enquiry else {}
    form = TriageForm(request.POST or None, today=request.today, asked_on=asked_on, initial=initial)
    if form.is_valid():
        try:
            with transaction.atomic():
                kept = actions.weigh(enquiry, **who(request), on=request.today, **form.cleaned_data)
        except CaseError as error:
            form.add_error(None, str(error))
        else:
            return _onward(request, kept, household)
    waiting = [one for one in access.my_enquiries(request) if one.leads_to_dossier]
    context = {"form": form, "enquiry": enquiry, "household": household, "waiting": waiting if household else []}
    return TemplateResponse(request, "casework/triage.html", context)


def _onward(request, kept: Enquiry | None, household):
    """To what the decision asks for next."""
    if kept is None:
        messages.success(request, _("Geteld. Over deze inwoner is niets bewaard."))
        return redirect("cases:home")
    if kept.leads_to_dossier and household:
        return redirect(f"{reverse('casework:dossier_new', args=[household.pk])}?{urlencode({QUESTION: kept.pk})}")
    if kept.leads_to_dossier:
        messages.success(request, _("Zoek nu de persoon op. Bij het gezin opent u het dossier; de vraag gaat mee."))
        return redirect("cases:search")
    messages.success(request, _("Bewaard. U vindt de vraag bij Vandaag; een ander ziet hem niet."))
    return redirect("cases:home")


def _household(request):
    """Of which a dossier is to be opened, where one came from there."""
    pk = _id_in(request.GET, HOUSEHOLD)
    return case_access.household_to_open_dossier(request, pk) if pk else None


def _id_in(query, name: str) -> UUID | None:
    try:
        return UUID(query.get(name, ""))
    except ValueError:
        return None
