"""§ 4.1 Casusregie: signing the plan beside the worker, on paper, or on the worker's device in one's own hands.

The forms, and the device in other hands, are those of a consent (§ 3.1 Toestemmingsverklaring).
"""

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.choices import Action
from casework.access import plans as access
from casework.actions import ending
from casework.actions import signing as actions
from casework.views.common import attempt, in_dossier
from consent import handover
from consent.forms.consents import TakenBackForm
from consent.forms.signing import PaperForm, RefuseForm, SignForm
from consent.models.signing import SigningMethod
from consent.tasks import NOTICES
from consent.views.files import as_scan

DOCUMENT = "casework:handed_over"


@require_http_methods(["GET", "POST"])
def sign(request, pk):
    return _sign_with(request, pk, SignForm, "casework/sign.html")


@require_http_methods(["GET", "POST"])
def sign_paper(request, pk):
    return _sign_with(request, pk, PaperForm, "casework/sign_paper.html")


def _sign_with(request, pk, form_class, template):
    signature = access.signature_to_change(request, pk)
    if not can_be_signed(signature):
        return redirect(signature.version)
    form = form_class(request.POST or None, request.FILES or None)
    if form.is_valid() and _signed(request, signature, form):
        return redirect(signature.version)
    context = in_dossier(signature.dossier, signature=signature, version=signature.version, form=form)
    return TemplateResponse(request, template, context)


def can_be_signed(signature) -> bool:
    return signature.version.waits and signature.is_asked


def _signed(request, signature, form) -> bool:
    """False when the form says why not. What could be signed no more is over: its page says so."""
    who = {"now": request.now, "witness": request.user}
    version = []
    try:
        if not attempt(form, lambda: version.append(actions.sign(signature, form.signed(), **who))):
            return False
    except OSError:
        form.add_error(None, _("De scan kan nu niet worden bewaard. Er is niets getekend."))
        return False
    if version[0].holds:
        messages.success(request, _("Iedereen heeft getekend. Het plan geldt."))
    elif version[0].waits:
        messages.success(request, _("De handtekening is bewaard. Nog niet iedereen heeft getekend."))
    else:
        messages.warning(request, _("Dit kon niet meer worden getekend. Hieronder staat waarom."))
    return True


@require_http_methods(["GET", "POST"])
def refuse(request, pk):
    signature = access.signature_to_change(request, pk)
    if not can_be_signed(signature):
        return redirect(signature.version)
    form = RefuseForm(request.POST or None)
    if form.is_valid() and _refused(request, signature, form, form.cleaned_data["reason"]):
        return redirect(signature.version)
    context = in_dossier(signature.dossier, signature=signature, version=signature.version, form=form)
    return TemplateResponse(request, "casework/refuse.html", context)


def _refused(request, signature, form, reason: str) -> bool:
    facts = {"method": SigningMethod.SCREEN, "now": request.now, "witness": request.user, "reason": reason}
    return attempt(form, lambda: actions.refuse(signature, **facts))


@require_http_methods(["GET", "POST"])
def withdraw(request, pk):
    """§ 3.1 Toestemmingsverklaring: orally or on paper, told to a worker."""
    signature = access.signature_to_change(request, pk)
    if not can_be_taken_back(signature):
        return redirect(signature.version)
    form = TakenBackForm(request.POST or None)
    who = {"by": request.user, "now": request.now}
    if form.is_valid() and attempt(
        form, lambda: ending.withdraw(signature, **who, receiver=NOTICES.receiver, **form.cleaned_data)
    ):
        messages.success(request, _("De handtekening is teruggenomen. Deze versie geldt vanaf nu niet meer."))
        return redirect(signature.version)
    context = in_dossier(signature.dossier, signature=signature, version=signature.version, form=form)
    return TemplateResponse(request, "casework/withdraw.html", context)


def can_be_taken_back(signature) -> bool:
    return signature.stands and signature.version.runs


@require_safe
def scan(request, pk):
    """As a file, never as a page of this site."""
    signature = access.signature_to_read(request, pk, action=Action.DOWNLOAD)
    return as_scan(access.scan_of(request, signature), signature.scan_type)


@require_POST
def hand_over(request, pk):
    signature = access.signature_to_change(request, pk)
    if not can_be_signed(signature):
        return redirect(signature.version)
    return handover.begin(request, signature, page=DOCUMENT, back=signature.version.get_absolute_url())


@require_http_methods(["GET", "POST"])
def handed_over(request):
    """One document, and nothing that leads anywhere else."""
    running = handover.running(request)
    if running is None or running.page != DOCUMENT:
        return redirect("cases:home")
    signature = access.signature_to_change(request, running.signature_id)
    says_no = "weiger" in request.POST
    form = SignForm(None if says_no else request.POST or None)
    if can_be_signed(signature) and (says_no or form.is_valid()):
        reason = request.POST.get("reason", "")[:2000]
        if _refused(request, signature, form, reason) if says_no else _put_down(request, signature, form):
            return redirect(DOCUMENT)
    context = {"signature": signature, "text": signature.shown, "form": form, "open": can_be_signed(signature)}
    return TemplateResponse(request, "casework/handed_over.html", context)


def _put_down(request, signature, form) -> bool:
    """What is said about it afterwards is for the worker, on the page of the version."""
    who = {"now": request.now, "witness": request.user}
    return attempt(form, lambda: actions.sign(signature, form.signed(), **who))
