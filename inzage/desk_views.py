"""§ 4.2 Casusregiedossier: the desk of who decides on requests, by the mandate in the register."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.messages import hand_over
from cases.access import Refused
from consent.views.common import attempt, who
from inzage import deadlines, tasks
from inzage import desk_access as access
from inzage.actions import deciding, preparing, releasing, requests
from inzage.forms import DecideForm, ExtendForm, WeighForm
from inzage.part_views import (
    ON_A_PAGE,
    after,
    answered,
    first_left,
    ids_of,
    list_context,
    piece_context,
    shielding_of,
)
from inzage.states import RequestState

# So often a page asks again by itself how far an answer is; not for ever: that would keep a session whose owner left.
LOOKS = 100


@require_safe
def desk(request):
    """What waits, what is due first; late in words and not by colour alone."""
    found = access.requests_to_decide(request)
    late = {one.pk for one in found if one.is_late(request.today)}
    letters = access.letters_to_send(request)
    post_late = any(one.is_late(request.today) for one in letters)
    context = {"found": found, "late": late, "letters": letters, "post_late": post_late}
    return TemplateResponse(request, "desk/desk.html", context)


@require_http_methods(["GET", "POST"])
def request_page(request, pk):
    """What was asked, how far each dossier is, the weighing where it is needed, and the decision."""
    found = access.request_to_decide(request, pk)
    left = {part.pk: len(access.left_to_look_at(part, access.all_lines_of(request, part))) for part in found.rows}
    form, act = _form_of(request, found, left)
    if form and form.is_valid() and attempt(form, lambda: act(form)):
        messages.success(request, _("Vastgelegd."))
        return redirect("desk:request", pk)
    release = access.release_of(request, found)
    context = {
        "found": found,
        "rows": [(part, left[part.pk]) for part in found.rows],
        "form": form,
        "must_look": any(left.values()) and found.kind in deciding.HANDED_OVER,
        "late": found.is_late(request.today),
        "release": release,
        "letters": access.letters_of(request, found),
        "next_look": _next_look(request, release),
        "may_extend": found.is_running and not found.extended_on and deadlines.may_be_extended(found.kind),
        "extend": ExtendForm(),
    }
    return TemplateResponse(request, "desk/request.html", context)


def _next_look(request, release) -> int | None:
    """How often this page will have asked; None when there is nothing to wait for, or it asked long enough."""
    asked = request.GET.get("keer", "")
    looks = int(asked) if asked.isdecimal() else 0
    return looks + 1 if release and release.is_being_made and looks < LOOKS else None


def _form_of(request, found, left):
    """First the weighing, then the decision; neither before every dossier is ready."""
    if found.state != RequestState.PREPARED:
        return None, None
    if found.is_about_another and not found.weighing:
        return WeighForm(request.POST or None), lambda form: deciding.weigh(found, **form.cleaned_data, **who(request))
    return DecideForm(request.POST or None, initial={"reasons": found.reasons}), lambda form: deciding.decide(
        found,
        left=sum(left.values()),
        task=tasks.make_release,
        on=request.today,
        **form.cleaned_data,
        **who(request),
    )


@require_POST
def clock(request, pk):
    """It stands still until who asks has shown who they are; or it is extended, once, with the reason."""
    found = access.request_to_decide(request, pk)
    moment = {**who(request), "on": request.today}
    if "verleng" in request.POST:
        form = ExtendForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Schrijf op waarom het langer duurt. De inwoner leest dat."))
            return redirect("desk:request", pk)
        return _done(request, pk, lambda: requests.extend(found, **form.cleaned_data, **moment))
    change = requests.shown_who_asks if found.waits_since else requests.ask_who_asks
    return _done(request, pk, lambda: change(found, **moment))


@require_POST
def send_back(request, pk):
    found = access.request_to_decide(request, pk)
    return _done(request, pk, lambda: deciding.send_back(found, on=request.today, **who(request)))


@require_POST
def take_back(request, pk):
    found = access.request_to_decide(request, pk)
    return _done(request, pk, lambda: deciding.take_back(found, on=request.today, **who(request)))


@require_POST
def make_anew(request, pk):
    found = access.request_to_decide(request, pk)

    def change():
        hand_over(tasks.make_release, releasing.make_anew(found, **who(request)).pk)

    return _done(request, pk, change)


def _done(request, pk, change):
    return answered(request, change, _("Vastgelegd."), reverse("desk:request", args=[pk]))


@require_safe
def part(request, pk, part):
    """Every record of one dossier, of every category, for who decides."""
    found, row = _row(request, pk, part)
    lines = access.all_lines_of(request, row)
    page = Paginator(lines, ON_A_PAGE).get_page(request.GET.get("pagina"))
    pieces = access.all_pieces_of(request, row, page)
    addresses = {one.record.pk: reverse("desk:decide_piece", args=[pk, part, one.record.pk]) for one in pieces}
    may = found.state == RequestState.PREPARED
    left = access.left_to_look_at(row, lines)
    to_next = reverse("desk:decide_piece", args=[pk, part, left[0].id]) if left else ""
    context = {"found": found, "row": row, "to_next": to_next} | list_context(
        row, lines, page, pieces, addresses, may=may
    )
    return TemplateResponse(request, "desk/decide_part.html", context)


@require_POST
def looked(request, pk, part):
    found, row = _row(request, pk, part)
    lines = access.all_lines_of(request, row)
    ids = ids_of(request, lines)
    to = reverse("desk:decide_part", args=[found.pk, row.pk]) + first_left(lines, {*row.looked, *ids})
    return answered(request, lambda: preparing.look(row, ids, deciding=True, **who(request)), _("Bekeken."), to)


@require_http_methods(["GET", "POST"])
def piece(request, pk, part, record):
    found, row = _row(request, pk, part)
    lines = access.all_lines_of(request, row)
    line = next((one for one in lines if one.id == record), None)
    if line is None:
        raise Refused(access.OBJECT, record)
    (shown,) = access.all_pieces_of(request, row, [line])
    may = found.state == RequestState.PREPARED
    form, changed = shielding_of(request, row, shown, deciding=True) if may else (None, False)
    left = [one for one in access.left_to_look_at(row, lines) if one.id != record]
    to_next = reverse("desk:decide_piece", args=[pk, row.pk, left[0].id]) if left else ""
    if changed:
        return after(request, to_next or reverse("desk:decide_part", args=[pk, row.pk]))
    context = {"found": found, "row": row, "form": form, "may": may, "to_next": to_next}
    return TemplateResponse(request, "desk/decide_piece.html", piece_context(shown) | context)


def _row(request, pk, part):
    found = access.request_to_decide(request, pk)
    row = next((one for one in found.rows if one.pk == part), None)
    if row is None:
        raise Refused(access.OBJECT, part)
    return found, row
