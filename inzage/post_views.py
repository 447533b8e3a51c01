"""AVG art. 12: what has to leave on paper, to who did not ask in the portal: printed, posted, given, read together.

docs/adr/0113-letters-that-leave.md
"""

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.access import Refused
from cases.choices import Channel
from cases.errors import CaseError
from consent.views.common import attempt, who
from inzage import desk_access as access
from inzage import parcel
from inzage.actions import posting
from inzage.actions.posting import ADDRESS, ALL, CHANNEL_OF, Left
from inzage.choices import Exit
from inzage.forms import LeftForm, WhoIsThereForm
from inzage.handing import as_download
from inzage.papers import notice
from inzage.states import ReleaseState
from sealing.errors import NotPrintable, NotSealable

# Which file of an answer is asked for.
PART = "stuk"
NAMES = {parcel.LETTER: _lazy("De brief met het besluit"), parcel.PAPER: _lazy("Wat er in het dossier staat")}


@require_safe
def post(request):
    """What must leave, what is due first; late in words and not by colour alone."""
    found = access.letters_to_send(request)
    late = {one.pk for one in found if one.is_late(request.today)}
    return TemplateResponse(request, "desk/post.html", {"found": found, "late": late})


@require_http_methods(["GET", "POST"])
def letter(request, pk):
    """What is in it, whether it may leave and how; then that it did."""
    found = access.letter_to_send(request, pk)
    blocked = {channel: posting.why_not(found.request, channel, request.now) for channel in set(CHANNEL_OF.values())}
    ways = _ways(found, blocked) if found.is_to_do else []
    form = LeftForm(request.POST or None, ways=ways, today=request.today) if ways else None
    if form and form.is_valid() and attempt(form, lambda: _left(request, found, form)):
        messages.success(request, _("Vastgelegd."))
        return redirect("desk:post")
    context = {
        "found": found,
        "late": found.is_late(request.today),
        "form": form,
        "by_post": not blocked[Channel.POST],
        "by_hand": not blocked[Channel.IN_PERSON],
        "why_not": blocked[Channel.POST] if all(blocked.values()) else "",
        "why_no_post": blocked[Channel.POST],
        "tells": Exit.TOLD in ways,
        "registered": Exit.POST not in posting.ways_of(found, found.request),
    }
    return TemplateResponse(request, "desk/letter.html", context | _contents(request, found))


def _left(request, found, form):
    return posting.left(found, Left(**form.facts()), on=request.today, **who(request))


def _ways(found, blocked) -> list[Exit]:
    """What can be written down now: on paper what was printed; told where no paper is safe."""
    ways = [way for way in posting.ways_of(found, found.request) if way != Exit.READ]
    if not found.printed_at:
        ways = [way for way in ways if way not in CHANNEL_OF]
    if not all(blocked.values()):
        ways = [way for way in ways if way != Exit.TOLD]
    return ways


def _contents(request, found) -> dict:
    """What stands in a notice; of an answer whether it lies ready, and its papers."""
    if not found.is_decision:
        said = posting.notice_of(found.request, found, on=request.today, phone=request.user.phone)
        return {"content": notice.content(said, settings.MUNICIPALITY_NAME)}
    release = access.release_of(request, found.request)
    if not found.is_to_do or release is None or release.state != ReleaseState.READY:
        return {"release": release}
    answer, _content = access.answer_to_read(request, found)
    papers = [(name, NAMES.get(name, name)) for name in answer.papers]
    return {"release": release, "papers": papers, "ready": True, "address": ADDRESS, "all": ALL}


@require_POST
def letter_print(request, pk):
    """Once more as often as needed, until it has left. It is asked of the profile each time."""
    found = access.letter_to_send(request, pk)
    channel = Channel.POST if request.POST.get("kanaal") == Channel.POST else Channel.IN_PERSON
    try:
        with transaction.atomic():
            name, content = posting.printed(found, channel, part=request.POST.get(PART, ""), **who(request))
    except CaseError as error:
        messages.error(request, str(error))
    except (NotPrintable, NotSealable):
        messages.error(request, _("Deze brief kan nu niet gemaakt worden. Bel de applicatiebeheerder."))
    else:
        return as_download(content, name)
    return redirect(found)


@require_http_methods(["GET", "POST"])
def letter_read(request, pk):
    """At the desk: first who is there, then the answer on one page, then that it was read."""
    found = access.letter_to_send(request, pk)
    if not found.is_decision or not found.is_to_do:
        raise Refused(access.LETTER, pk)
    asked = request.POST if request.method == "POST" else request.GET
    form = WhoIsThereForm(asked if "shown" in asked else None)
    if not form.is_valid():
        return TemplateResponse(request, "desk/who_is_there.html", {"found": found, "form": form})
    how = Left(Exit.READ, request.today, form.cleaned_data["shown"])
    try:
        if request.method == "POST":
            with transaction.atomic():
                posting.left(found, how, on=request.today, **who(request))
            messages.success(request, _("Vastgelegd. Het verzoek is afgerond."))
            return redirect("desk:request", found.request_id)
        return _read(request, found, how)
    except CaseError as error:
        messages.error(request, str(error))
        return redirect(found)


def _read(request, found, how: Left):
    """The page, or one file that is in the answer."""
    answer, content = access.answer_to_read(request, found)
    if part := request.GET.get(PART):
        if part not in answer.papers:
            raise Refused(access.LETTER, found.pk)
        return as_download(parcel.part_of(content, part), part)
    said = access.decision_in_words(request, found.request)
    return TemplateResponse(
        request, "desk/read_together.html", {"found": found, "answer": answer, "decision": said, "shown": how.shown}
    )
