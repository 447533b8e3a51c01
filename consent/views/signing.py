"""§ 3.1 Toestemmingsverklaring: signing beside the worker, on paper, or on the worker's device in one's own hands."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.choices import Action
from cases.errors import CaseError
from consent import handover
from consent.access import consents as access
from consent.actions import signing as actions
from consent.forms.signing import PaperForm, RefuseForm, SignForm
from consent.models.signing import SignatureState, SigningMethod
from consent.states import ConsentStatus
from consent.views.files import as_scan


@require_http_methods(["GET", "POST"])
def sign(request, pk):
    return _sign_with(request, pk, SignForm, "consent/sign.html")


@require_http_methods(["GET", "POST"])
def sign_paper(request, pk):
    return _sign_with(request, pk, PaperForm, "consent/sign_paper.html")


def _sign_with(request, pk, form_class, template):
    signature = access.signature_to_change(request, pk)
    if not can_be_signed(signature):
        return redirect(signature.consent)
    form = form_class(request.POST or None, request.FILES or None)
    if form.is_valid() and _was_signed(request, signature, form):
        return redirect(signature.consent)
    return TemplateResponse(request, template, _context(signature, form))


def can_be_signed(signature) -> bool:
    return access.waits(signature.consent) and signature.state == SignatureState.ASKED


def _was_signed(request, signature, form) -> bool:
    """False when the form says why not. A consent that could be signed no more is over: its page says so."""
    try:
        consent = actions.sign(signature, form.signed(), now=request.now, witness=request.user)
    except OSError:
        form.add_error(None, _("De scan kan nu niet worden bewaard. Er is niets getekend."))
        return False
    except CaseError as error:
        form.add_error(None, str(error))
        return False
    _say_how_it_stands(request, consent)
    return True


def _say_how_it_stands(request, consent) -> None:
    if consent.status == ConsentStatus.ACTIVE:
        messages.success(request, _("Iedereen heeft getekend. De toestemming geldt."))
    elif consent.status == ConsentStatus.LAPSED:
        messages.warning(request, _("Dit kon niet meer worden getekend. Hieronder staat waarom."))
    else:
        messages.success(request, _("De handtekening is bewaard. Nog niet iedereen heeft getekend."))


def _context(signature, form) -> dict:
    consent = signature.consent
    dossier = consent.dossier
    facts = {"signature": signature, "consent": consent, "form": form}
    return facts | {"dossier": dossier, "household": dossier.household, "why": dossier.why}


@require_http_methods(["GET", "POST"])
def refuse(request, pk):
    signature = access.signature_to_change(request, pk)
    if not can_be_signed(signature):
        return redirect(signature.consent)
    form = RefuseForm(request.POST or None)
    if form.is_valid():
        try:
            _refused(request, signature, form)
        except CaseError as error:
            form.add_error(None, str(error))
        else:
            return redirect(signature.consent)
    return TemplateResponse(request, "consent/refuse.html", _context(signature, form))


def _refused(request, signature, form):
    facts = {"method": SigningMethod.SCREEN, "now": request.now, "witness": request.user}
    actions.refuse(signature, **facts, **form.cleaned_data)


@require_safe
def scan(request, pk):
    """As a file, never as a page of this site."""
    signature = access.signature_to_read(request, pk, action=Action.DOWNLOAD)
    return as_scan(access.scan_of(request, signature), signature.scan_type)


# --- the device in the hands of who signs ---


@require_POST
def hand_over(request, pk):
    signature = access.signature_to_change(request, pk)
    if not can_be_signed(signature):
        return redirect(signature.consent)
    back = signature.consent.get_absolute_url()
    return handover.begin(request, signature, page="consent:handed_over", back=back)


@require_http_methods(["GET", "POST"])
def handed_over(request):
    """One document, and nothing that leads anywhere else."""
    running = handover.running(request)
    if running is None or running.page != "consent:handed_over":
        return redirect("cases:home")
    signature = access.signature_to_change(request, running.signature_id)
    says_no = "weiger" in request.POST
    form = SignForm(None if says_no else request.POST or None)
    if can_be_signed(signature) and (says_no or form.is_valid()) and _decided(request, signature, form, says_no):
        return redirect("consent:handed_over")
    context = {"signature": signature, "consent": signature.consent, "form": form, "open": can_be_signed(signature)}
    return TemplateResponse(request, "consent/handed_over.html", context)


def _decided(request, signature, form, says_no) -> bool:
    """What is said about it afterwards is for the worker, on the page of the consent."""
    try:
        if says_no:
            reason = request.POST.get("reason", "")[:2000]
            facts = {"method": SigningMethod.SCREEN, "now": request.now, "witness": request.user}
            actions.refuse(signature, reason=reason, **facts)
        else:
            actions.sign(signature, form.signed(), now=request.now, witness=request.user)
    except CaseError as error:
        form.add_error(None, str(error))
        return False
    return True


@require_safe
def hand_back(request):
    """The worker shows who they are, after having given the device away; until then there is one document, of whichever
    room."""
    running = handover.running(request)
    if running is None:
        return redirect("cases:home")
    if not handover.may_end(request):
        return redirect_to_login(reverse("consent:hand_back"), reverse("account_reauthenticate"))
    handover.end(request)
    return redirect(running.back)
