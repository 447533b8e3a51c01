"""§ 3.1 Toestemmingsverklaring: composing a consent, explaining it, seeing how it stands, and ending it."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.choices import Action
from cases.access import dossier_to_change, dossier_to_read, persons_of
from cases.errors import CaseError
from consent import tasks, wording
from consent.access import consents as access
from consent.access.overview import overview_of
from consent.actions import consents as actions
from consent.actions.withdrawal import withdraw as take_back
from consent.forms.consents import ComposeForm, ExplainForm, WithdrawForm
from consent.models.signing import SignatureState
from consent.models.texts import RIGHT_TO_LEFT, Language
from consent.signers import deciding
from consent.states import ConsentStatus
from consent.views.files import as_file
from sealing import signature


@require_safe
def overview(request, pk):
    """Who may share what with whom until when."""
    dossier = dossier_to_read(request, pk)
    people = persons_of(request, dossier)
    context = {"dossier": dossier, "household": dossier.household, "why": dossier.why}
    context["overview"] = overview_of(request, dossier, people)
    return TemplateResponse(request, "consent/overview.html", context)


@require_http_methods(["GET", "POST"])
def compose(request, pk):
    dossier = dossier_to_change(request, pk)
    people = persons_of(request, dossier)
    chosen = {"person": request.GET.get("inwoner"), "organisation": request.GET.get("organisatie")}
    form = ComposeForm(
        request.POST or None,
        today=request.today,
        people=people,
        organisations=access.organisations(),
        initial={name: value for name, value in chosen.items() if value and _is_id(value)},
    )
    if form.is_valid():
        try:
            return redirect(_composed(request, dossier, form))
        except CaseError as error:
            form.add_error(None, str(error))
    context = {"dossier": dossier, "household": dossier.household, "why": dossier.why, "form": form}
    return TemplateResponse(request, "consent/compose.html", context)


def _is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _composed(request, dossier, form):
    by = {"by": request.user, "now": request.now}
    new = form.cleaned_data["new_organisation"]
    sort = form.cleaned_data["new_sort"]
    organisation = actions.add_organisation(name=new, sort=sort, **by) if new else form.cleaned_data["organisation"]
    person = UUID(form.cleaned_data["person"])
    return actions.compose(dossier, person=person, organisation=organisation, **by, **form.facts())


@require_safe
def consent(request, pk):
    consent = access.consent_to_read(request, pk)
    people = persons_of(request, consent.dossier)
    context = _context(request, consent, people)
    if consent.status == ConsentStatus.DRAFT:
        context["deciding"] = _deciding(request, consent)
    if consent.evidence_sha256:
        context["verdict"] = signature.verdict(access.evidence_of(request, consent))
    return TemplateResponse(request, "consent/consent.html", context)


def _context(request, consent, people) -> dict:
    dossier = consent.dossier
    return {
        "consent": consent,
        "person": next((person for person in people if person.pk == consent.person_id), None),
        "dossier": dossier,
        "household": dossier.household,
        "why": dossier.why,
        "may_change": dossier.is_open and dossier.why.grant.role.may_write,
        "may_withdraw": dossier.why.grant.role.may_write and consent.status in RUNNING,
        "language": Language(consent.language).label,
    }


RUNNING = (ConsentStatus.ACTIVE, ConsentStatus.TO_SIGN)


def _deciding(request, consent):
    basis = consent.legal_basis
    return deciding(consent.dossier_id, consent.person_id, law=basis, now=request.now, on=request.today)


@require_http_methods(["GET", "POST"])
def explain(request, pk):
    """The text is read together; what is said of it is written down; then it is fixed and can be signed."""
    consent = access.consent_to_change(request, pk)
    if consent.status != ConsentStatus.DRAFT:
        return redirect(consent)
    decides = _deciding(request, consent)
    texts = access.texts_in_force(request)
    form = ExplainForm(request.POST or None, texts=texts, age=decides.age)
    if form.is_valid():
        try:
            actions.explain(consent, by=request.user, now=request.now, **form.facts())
        except CaseError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("De uitleg is bewaard. Nu kan iedereen tekenen."))
            return redirect(consent)
    context = _context(request, consent, persons_of(request, consent.dossier))
    context |= {"form": form, "deciding": decides, "shown": _as_shown(consent, texts, decides.name)}
    return TemplateResponse(request, "consent/explain.html", context)


def _as_shown(consent, texts, name) -> list[dict]:
    """What would be signed, in every language there is."""
    facts = actions.facts_of(consent, name)
    return [
        {
            "code": text.language,
            "label": Language(text.language).label,
            "words": wording.shown(actions.text_of(text), facts),
            "from_right": text.language in RIGHT_TO_LEFT,
        }
        for text in texts
    ]


@require_POST
def discard(request, pk):
    consent = access.consent_to_change(request, pk)
    try:
        actions.discard(consent, by=request.user, now=request.now)
    except CaseError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Weggelegd. Er is niemand iets gevraagd."))
    return redirect("consent:overview", consent.dossier_id)


@require_POST
def anew(request, pk):
    consent = access.consent_to_change(request, pk)
    try:
        again = actions.ask_anew(consent, by=request.user, now=request.now)
    except CaseError as error:
        messages.error(request, str(error))
        return redirect(consent)
    messages.success(request, _("Alles is overgenomen. Leg het opnieuw uit; daarna tekent iedereen."))
    return redirect(again)


@require_http_methods(["GET", "POST"])
def withdraw(request, pk):
    """Orally or on paper, told to a worker."""
    consent = access.consent_to_withdraw(request, pk)
    if consent.status not in RUNNING:
        return redirect(consent)
    signers = [one for one in consent.rows if one.state != SignatureState.REFUSED]
    form = WithdrawForm(request.POST or None, signatures=signers)
    if form.is_valid():
        facts = {"by": request.user, "now": request.now, "notices": tasks.NOTICES}
        take_back(consent, **facts, **form.facts())
        messages.success(request, _("De toestemming is ingetrokken. Vanaf nu gaat er niets meer weg."))
        return redirect(consent)
    context = _context(request, consent, persons_of(request, consent.dossier)) | {"form": form}
    return TemplateResponse(request, "consent/withdraw.html", context)


@require_safe
def evidence(request, pk):
    """The sealed paper, as a file; never as a page of this site."""
    consent = access.consent_to_read(request, pk, action=Action.DOWNLOAD)
    return as_file(access.evidence_of(request, consent), "toestemming.pdf")


@require_safe
def consent_print(request, pk):
    """The very words, with a line for each who must sign: to be signed on paper."""
    consent = access.consent_to_read(request, pk, action=Action.PRINT)
    context = {"consent": consent, "dossier": consent.dossier, "municipality": settings.MUNICIPALITY_NAME}
    return TemplateResponse(request, "print/consent.html", context)
