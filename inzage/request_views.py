"""§ 4.2 Casusregiedossier, AVG art. 15–21: in the portal a resident asks, follows and fetches."""

from django.conf import settings
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.errors import CaseError
from consent.views.common import attempt
from inzage import access, handing, portal
from inzage import request_access as doors
from inzage.actions import carrying, releasing, requests
from inzage.choices import LetterKind, RequestKind, Way
from inzage.forms import AskForm
from inzage.papers import notice
from inzage.papers.notice import Notice
from inzage.request_access import capacity_of
from sealing import signature


@require_safe
@access.for_residents
def requests_page(request, resident):
    found = doors.requests_to_read(request, resident)
    return render(request, "inzage/requests.html", {"found": found, "done": request.GET.get("klaar")})


@require_http_methods(["GET", "POST"])
@access.for_residents
def ask(request, resident):
    """First what, then in their own words. What was filled in stays when something is missing."""
    people = doors.may_ask(request, resident)
    kind = request.GET.get("wat", "")
    if kind not in RequestKind.values or not people:
        kinds = RequestKind.choices if people else []
        return render(request, "inzage/ask_choice.html", {"kinds": kinds})
    own = doors.themselves(request, resident)
    form = AskForm(request.POST or None, kind=kind, people=people, own=own, today=request.today)
    if form.is_valid() and (made := attempt(form, lambda: _ask(request, resident, form))):
        return redirect("inzage:request", made.pk)
    return render(request, "inzage/ask.html", {"form": form, "kind": RequestKind(kind)})


def _ask(request, resident, form):
    own, person = form.own, form.person
    return requests.register(
        person,
        asker_id=own.pk,
        asked_by=own.full_name,
        capacity=capacity_of(person, own, request.today),
        way=Way.PORTAL,
        came_on=request.today,
        now=request.now,
        by=None,
        log_as=resident.pk,
        **form.asked(),
    )


@require_safe
@access.for_residents
def request_page(request, resident, pk):
    """What was asked, how far it is, by when there is an answer; and the answer."""
    found = doors.request_to_read(request, resident, pk)
    context = {"found": found, "error": request.GET.get("fout"), "is_done": carrying.has_to_be_done(found)}
    return render(request, "inzage/request.html", context)


@require_safe
@access.for_residents
def receipt(request, resident, pk):
    """AVG art. 12: that it came in, and by when there is an answer, to keep; sealed as all that proves something."""
    found = doors.request_to_confirm(request, resident, pk)
    paper = notice.as_pdf(_confirmation(found, request.today), settings.MUNICIPALITY_NAME)
    sealed = signature.seal(paper, reason=_("Bevestiging van ontvangst"), at=request.now)
    return handing.as_download(sealed, notice.file_name(request.today))


def _confirmation(found, on) -> Notice:
    leading = portal.those_who_lead(portal.helpers())
    return Notice(
        kind=LetterKind.RECEIPT,
        number=found.number,
        name=found.asked_by,
        asked=found.kind,
        came_on=found.came_on,
        wish=found.wish,
        answer_by=found.due_on,
        made_on=on,
        waited=found.waited,
        waits=found.waits_since is not None,
        extended=found.extended_on is not None,
        phone=next((one.phone for one in leading if one.phone), ""),
        in_portal=True,
    )


@require_POST
@access.for_residents
def withdraw(request, resident, pk):
    found = doors.request_to_read(request, resident, pk)
    try:
        requests.withdraw(found, by=None, now=request.now, log_as=resident.pk)
    except CaseError:
        return redirect(f"{request_url(found)}?fout=al")
    return redirect(request_url(found))


@require_POST
@access.for_residents
def fetch(request, resident, pk):
    """Once: what was fetched is not here any more."""
    found = doors.request_to_read(request, resident, pk)
    if found.answer is None:
        return redirect(request_url(found))
    try:
        content = releasing.fetch(found.answer, now=request.now, log_as=resident.pk)
    except CaseError:
        return redirect(f"{request_url(found)}?fout=weg")
    return handing.as_download(content)


def request_url(found) -> str:
    return reverse("inzage:request", args=[found.pk])
