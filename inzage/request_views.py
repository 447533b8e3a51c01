"""§ 4.2 Casusregiedossier, AVG art. 15–21: in the portal a resident asks, follows and fetches."""

from django.conf import settings
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.access import Refused
from cases.errors import CaseError
from consent.views.common import attempt
from inzage import access, drafting, handing, portal
from inzage import request_access as doors
from inzage.actions import carrying, drafts, posting, releasing, requests
from inzage.actions.drafts import Mine
from inzage.choices import LetterKind, RequestKind
from inzage.forms import AskForm
from inzage.papers import notice
from inzage.papers.notice import Notice
from inzage.request_access import capacity_of
from retention.choices import Way
from sealing import signature

SIGNED_OUT, TOO_LARGE = 401, 413
NOTHING_YET = _lazy("U hebt nog niets opgeschreven. Er is niets om te bewaren.")
TOO_LONG = _lazy("Dit is te lang om te bewaren. Maak het korter.")


@require_safe
@access.for_residents
def requests_page(request, resident):
    context = {"found": doors.requests_to_read(request, resident), "drafts": doors.drafts_to_read(request, resident)}
    return render(request, "inzage/requests.html", context | {"done": request.GET.get("klaar")})


@require_http_methods(["GET", "POST"])
@drafting.after_session(lambda kept: redirect("inzage:start"))
@access.for_residents
def ask(request, resident):
    """First what and about whom, then in their own words. What was filled in stays, whatever happens."""
    people = doors.may_ask(request, resident)
    kind = request.GET.get("wat", "")
    if kind not in RequestKind.values or not people:
        kinds = RequestKind.choices if people else []
        return render(request, "inzage/ask_choice.html", {"kinds": kinds})
    person = _about(request, people)
    if person is None:
        return render(request, "inzage/ask_whom.html", {"people": people, "kind": RequestKind(kind)})
    own = doors.themselves(request, resident)
    mine = Mine(own.pk, person.pk, kind)
    asked = {"kind": kind, "person": person, "own": own, "today": request.today}
    if request.method == "POST":
        return _sent(request, resident, mine, AskForm(request.POST, **asked))
    draft = doors.draft_to_read(request, mine)
    form = AskForm(initial=draft.content if draft else None, **asked)
    return _form(request, resident, form, draft=draft, revision=draft.revision if draft else 0)


def _about(request, people):
    """Of these people the one it is about; None while that is to be chosen."""
    asked = request.POST.get("over") or request.GET.get("over", "")
    if not asked and len(people) == 1:
        return people[0]
    return next((person for person in people if str(person.pk) == asked), None)


def _sent(request, resident, mine, form):
    """Sent, or kept for later; and kept as well where something is missing."""
    typed = drafting.typed_in(request.POST, drafting.opened_in(request.POST))
    later = "later" in request.POST
    if not later and form.is_valid() and (made := attempt(form, lambda: _ask(request, resident, form))):
        drafts.finish(doors.draft_to_change(request, mine), typed, now=request.now)
        return redirect("inzage:request", made.pk)
    kept = None if drafting.is_too_long(request.POST) else drafting.keep(request, mine, typed)
    if later and kept and not typed.is_empty:
        return redirect(f"{reverse('inzage:requests')}?klaar=bewaard")
    if later:
        # What would stop it from being sent, stops nobody from keeping it.
        form.errors.clear()
        form.add_error("wish", TOO_LONG if kept is None else NOTHING_YET)
    return _form(request, resident, form, revision=kept.draft.revision if kept and kept.draft else typed.revision)


def _form(request, resident, form, *, revision: int, draft=None):
    opened = drafting.word_of(request.POST, resident.pk, form.person.pk, form.kind)
    facts = {"form": form, "kind": RequestKind(form.kind), "draft": draft, "opened": opened, "revision": revision}
    another = form.person if form.person.pk != form.own.pk else None
    return render(request, "inzage/ask.html", facts | {"person": form.person, "another": another})


@require_POST
@drafting.after_session(lambda kept: JsonResponse({"kept": kept}, status=SIGNED_OUT))
@access.for_residents
def draft(request, resident):
    """Asked by the page itself while somebody types."""
    opened = drafting.opened_in(request.POST)
    people = {person.pk for person in doors.may_ask(request, resident)}
    if opened is None or opened.resident_id != resident.pk or opened.person_id not in people:
        raise Refused(doors.DRAFT)
    if drafting.is_too_long(request.POST):
        return JsonResponse({"too_long": True}, status=TOO_LARGE)
    mine = Mine(doors.themselves(request, resident).pk, opened.person_id, opened.kind)
    kept = drafting.keep(request, mine, drafting.typed_in(request.POST, opened))
    if kept.draft is None:
        return JsonResponse({"saved": True})
    at = time_format(localtime(request.now), "H:i")
    return JsonResponse({"revision": kept.draft.revision, "at": at, "beside": kept.beside})


@require_POST
@access.for_residents
def draft_drop(request, resident, pk):
    drafts.drop(doors.draft_to_drop(request, resident, pk), now=request.now)
    return redirect(f"{reverse('inzage:requests')}?klaar=weg")


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
        **posting.facts_of(found),
        kind=LetterKind.RECEIPT,
        name=found.asked_by,
        answer_by=found.due_on,
        made_on=on,
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
