"""§ 3.3 Zorgvuldigheid: what a receiver sees: a code, the document, and a button that says "received". No account."""

from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consent import tasks
from consent.access import deliveries as access
from consent.actions.deliveries import confirm, try_code, write_back
from consent.errors import NoDelivery
from consent.forms.disclosures import AnswerForm, CodeForm
from consent.handed_over import file_in
from consent.models.disclosures import DisclosureKind
from consent.views.disclosures import pdf
from sealing.errors import SealingError

NOT_THERE = 404


@login_not_required
@require_http_methods(["GET", "POST"])
def receipt(request, token):
    """One address for all of it, so that a receiver need not look for anything."""
    delivery = access.delivery_by_link(request, token)
    if delivery is None:
        return gone(request)
    try:
        if access.opened_here(request, delivery):
            return _opened(request, token, delivery)
        return _closed(request, token, delivery)
    except NoDelivery:
        return gone(request)


def gone(request):
    """Closed, run out, opened by somebody else, or never there: nobody is told which."""
    return render(request, "consent/receipt_gone.html", status=NOT_THERE)


def _closed(request, token, delivery):
    """Before it is opened; looking at this page opens nothing, for mail programs look at links too."""
    if delivery.opened_at:
        raise NoDelivery
    form = CodeForm(request.POST or None)
    if form.is_valid():
        if try_code(delivery, form.cleaned_data["code"], now=request.now, same_session=False):
            access.remember_opened(request, delivery)
            return redirect("consent:receipt", token)
        if access.delivery_by_link(request, token) is None:
            raise NoDelivery
        form.add_error("code", _("Deze code klopt niet. Vraag hem zo nodig opnieuw. Na vijf keer sluit de link."))
    return render(request, "consent/receipt_code.html", {"form": form})


def _opened(request, token, delivery):
    may_read = access.may_read(request, delivery)
    form = AnswerForm(request.POST if request.POST.get("doen") == "antwoorden" else None)
    if request.POST.get("doen") == "bevestigen":
        confirm(delivery, now=request.now)
        return redirect("consent:receipt", token)
    if form.is_valid():
        answered = write_back(delivery, text=form.cleaned_data["text"], now=request.now)
        transaction.on_commit(partial(tasks.take_in_answer.delay, str(answered.pk)), robust=True)
        return redirect("consent:receipt", token)
    sent = access.content_of_link(request, delivery) if may_read else None
    asks = sent is not None and sent.kind == DisclosureKind.QUESTION
    context = {"delivery": delivery, "sent": sent, "asks": asks, "form": form, "token": token}
    return render(request, "consent/receipt.html", context)


@login_not_required
@require_safe
def receipt_paper(request, token):
    content = _paper(request, token)
    return gone(request) if content is None else pdf(content, _("stuk.pdf"))


@login_not_required
@require_safe
def receipt_file(request, token, number):
    """A document that went along, out of the paper itself."""
    delivery = access.delivery_by_link(request, token)
    if delivery is None or not access.may_read(request, delivery):
        return gone(request)
    items = access.content_of_link(request, delivery).items
    item = items[number] if number < len(items) else None
    content = file_in(_paper(request, token), item["id"]) if item and item["file"] else None
    if content is None:
        return gone(request)
    disposition = content_disposition_header(as_attachment=True, filename=item["file"]["name"])
    headers = {"Content-Disposition": disposition}
    return HttpResponse(content, content_type="application/octet-stream", headers=headers)


def _paper(request, token) -> bytes | None:
    delivery = access.delivery_by_link(request, token)
    if delivery is None or not access.may_read(request, delivery):
        return None
    try:
        return access.paper_of_link(request, delivery)
    except SealingError:
        return None
