"""§ 4.2 Casusregiedossier: a request in a dossier of one's own: written down, prepared record by record, read along."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.access import Refused, persons_of
from cases.errors import CaseError
from consent.signing import deciding_for
from consent.views.common import attempt, chosen_in, in_dossier, who
from inzage import desk_access as access
from inzage import material, proposing
from inzage.actions import carrying, preparing, requests
from inzage.choices import ShieldGround
from inzage.desk_access import Piece
from inzage.forms import AgreeForm, KeepForm, ReadForm, RequestForm, ShieldForm, ShowForm, ids_in
from inzage.material import Line
from inzage.models import RequestPart
from inzage.names import finder
from inzage.proposing import Proposal, Proposer, said_again

ON_A_PAGE = 25


@require_safe
def requests_page(request, pk):
    dossier = access.dossier_to_read(request, pk)
    context = {"parts": access.parts_of(request, dossier), "may_write": dossier.why.grant.role.may_grant}
    return in_dossier(request, "desk/requests.html", dossier, context)


@require_http_methods(["GET", "POST"])
def request_new(request, pk):
    """First of whom, then who asks it, what, how and when."""
    dossier = access.dossier_to_ask_in(request, pk)
    people = persons_of(request, dossier)
    person = chosen_in(request, people)
    if person is None:
        return in_dossier(request, "desk/request_choice.html", dossier, {"people": people})
    asking = deciding_for(request, person).inzage(dossier.legal_basis)
    form = RequestForm(request.POST or None, asking=asking, today=request.today)
    if form.is_valid() and attempt(form, lambda: requests.register(person, **who(request), **form.facts())):
        messages.success(
            request, _("Vastgelegd. De termijn loopt, en tot er besloten is, wordt hierover niets vernietigd.")
        )
        return redirect("desk:requests", pk)
    context = {"form": form, "person": person, "asking": asking}
    return in_dossier(request, "desk/request_form.html", dossier, context)


@require_http_methods(["GET", "POST"])
def part(request, pk):
    """What was asked, and every record about this person: looked at or not, shown or not."""
    found = access.part_to_read(request, pk)
    there = access.there_in(request, found)
    lines = there.lines
    page = Paginator(lines, ON_A_PAGE).get_page(request.GET.get("pagina"))
    left = access.left_to_look_at(found, lines)
    form, act = _form_of(request, found, left)
    if form and form.is_valid() and attempt(form, lambda: act(form)):
        messages.success(request, _("Vastgelegd."))
        return redirect(found)
    pieces = access.pieces_of(request, found, page)
    addresses = {one.record.pk: reverse("desk:piece", args=[pk, one.record.pk]) for one in pieces}
    context = list_context(found, lines, page, pieces, addresses, may=access.may_prepare(found)) | {
        "found": found,
        "next": left[0] if left else None,
        "form": form,
        "late": found.request.is_late(request.today),
        "referred": there.is_referred,
        "carries_out": carrying.waits(found) and found.dossier.why.grant.role.may_grant,
    }
    return in_dossier(request, "desk/part.html", found.dossier, context)


def list_context(part, lines, page, pieces, addresses, *, may: bool) -> dict:
    """A page of records of a part; `addresses`: record id → the page of that one."""
    left = len(access.left_to_look_at(part, lines))
    return {
        "page": page,
        "rows": [(one, addresses[one.record.pk]) for one in pieces],
        "left": left,
        "total": len(lines),
        "done": len(lines) - left,
        "left_here": any(not one.looked for one in pieces),
        "may_prepare": may,
    }


def _form_of(request, found, left):
    """The form of who has something to do now, and what it does."""
    if access.may_judge(request, found):
        return AgreeForm(request.POST or None), lambda form: preparing.judge(
            found, agrees=form.cleaned_data["outcome"] == AgreeForm.YES, **who(request)
        )
    if access.may_prepare(found):
        form = ReadForm(request.POST or None, colleagues=access.seconds_of(request, found))
        return form, lambda form: preparing.ask_second(found, left=len(left), **form.cleaned_data, **who(request))
    return None, None


@require_POST
def looked(request, pk):
    """Of the records on a page at once: these are shown as they stand there."""
    found = access.part_to_prepare(request, pk)
    lines = access.lines_in(request, found)
    ids = ids_of(request, lines)
    to = found.get_absolute_url() + first_left(lines, {*found.looked, *ids})
    return answered(request, lambda: preparing.look(found, ids, **who(request)), _("Bekeken."), to)


def ids_of(request, lines: list[Line]) -> list[UUID]:
    """Which of these records somebody looked at just now."""
    there = {line.id for line in lines}
    return [one for one in ids_in(request.POST.getlist("record")) if one in there]


def first_left(lines: list[Line], looked: set[UUID]) -> str:
    """The page of the list on which something is left to look at."""
    first = next((number for number, line in enumerate(lines) if line.id not in looked), 0)
    return f"?pagina={first // ON_A_PAGE + 1}"


@require_http_methods(["GET", "POST"])
def piece(request, pk, record):
    """One record: as it is, and as it will be shown; what is not shown of it, and why."""
    found = access.part_to_read(request, pk)
    lines = access.lines_in(request, found)
    shown = access.piece_at(request, found, lines, record)
    may = access.may_prepare(found)
    form, changed = shielding_of(request, found, shown) if may else (None, False)
    left = [one for one in access.left_to_look_at(found, lines) if one.id != record]
    to_next = reverse("desk:piece", args=[pk, left[0].id]) if left else ""
    if changed:
        return after(request, to_next or found.get_absolute_url())
    context = piece_context(shown) | {"found": found, "form": form, "may": may, "to_next": to_next}
    return in_dossier(request, "desk/piece.html", found.dossier, context)


@dataclass(frozen=True)
class Half:
    """One text as it is and as it will be shown; `unsure`: it was changed since something in it was shielded."""

    field: str
    label: str
    text: str
    passages: tuple
    unsure: bool


def piece_context(shown: Piece) -> dict:
    released = material.released(shown.shown, shown.shieldings)
    by_field = {text.field: [one for one in shown.shieldings if one.field == text.field] for text in shown.shown.texts}
    halves = [
        Half(
            text.field,
            text.label,
            text.text,
            material.passages_of(text, by_field[text.field]),
            material.is_unsure(text, by_field[text.field]),
        )
        for text in shown.shown.texts
    ]
    whole = any(one.is_whole for one in shown.shieldings)
    return {
        "piece": shown,
        "halves": halves,
        "whole": whole,
        "released": released,
        # What to think of with this record, and what the machine did not look for.
        "hint": proposing.hint(shown.record),
        "blind": "" if finder() else proposing.NOT_INSTALLED,
    }


def shielding_of(request, found: RequestPart, shown: Piece, *, deciding=False) -> tuple[ShieldForm | None, bool]:
    """The form to shield something of this record with, and whether it did; or that it was looked at."""
    if "bekeken" in request.POST:
        preparing.look(found, [shown.record.pk], deciding=deciding, **who(request))
        messages.success(request, _("Bekeken."))
        return None, True
    found_here = found_in(request, found, shown, deciding)
    own = {text.field for text in shown.shown.texts if material.is_own_words(shown.record, text.field, found.request)}
    given = {"texts": shown.shown.texts, "own": own, "proposals": left_of(found_here, shown, own)}
    form = ShieldForm(request.POST or None, today=request.today, **given)
    if form.is_valid() and attempt(form, lambda: _shield(request, found, shown, form, found_here, deciding=deciding)):
        messages.success(request, _("Afgeschermd. Onder “Dit leest wie het vraagt” staat wat er overblijft."))
        return form, True
    return form, False


def after(request, to_next: str):
    """Who looked goes on; who shielded something stays, to see what is left of it."""
    return redirect(to_next if "bekeken" in request.POST else request.path)


def found_in(request, found: RequestPart, shown: Piece, deciding: bool) -> list[Proposal]:
    """What the machine would not show of this record."""
    about = {"about": found.request.person_id, "guarded": access.guarded_in(request, found)}
    proposer = Proposer(access.family_in(request, found).known, {found.request.released_to}, finder(), **about)
    beside = access.all_shielded_beside if deciding else access.shielded_beside
    return [*proposer.proposals([shown.shown]), *said_again(shown.shown, beside(request, found, shown.record))]


def left_of(found_here: list[Proposal], shown: Piece, own: set[str]) -> list[Proposal]:
    """As far as it is not shielded yet. What who asks says themselves, they may say though it is shielded elsewhere."""
    held = {(one.field, one.place) for one in shown.shieldings}
    left = [one for one in found_here if (one.field, one.start) not in held]
    return [one for one in left if one.is_found or one.field not in own]


def _shield(request, found: RequestPart, shown: Piece, form: ShieldForm, found_here, *, deciding: bool) -> list:
    facts = {**form.facts(), **who(request), "deciding": deciding, "on": request.today}
    texts = {text.field: text.text for text in shown.shown.texts}
    of_others = defaultdict(list)
    for one in found_here:
        if one.is_found and one.ground == ShieldGround.OTHERS:
            of_others[one.field].append((one.start, one.end))
    made = [
        preparing.shield(
            found,
            shown.record,
            **vars(one),
            **facts,
            said=texts.get(one.field, ""),
            of_others=of_others[one.field],
        )
        for one in form.chosen()
    ]
    preparing.look(found, [shown.record.pk], deciding=deciding, **who(request))
    return made


@require_POST
def withdraw(request, pk):
    """Whoever asked said so to a colleague."""
    found = access.part_to_read(request, pk)
    if not found.dossier.why.grant.role.may_grant:
        raise Refused(access.OBJECT, pk, dossier_id=found.dossier_id)
    return answered(request, lambda: requests.withdraw(found.request, **who(request)), _("Vastgelegd."), found)


@require_http_methods(["GET", "POST"])
def shielding(request, pk):
    """§ 3.3 Zorgvuldigheid: what is shielded, why, and whether it still must be."""
    found = access.shielding_to_read(request, pk)
    may = found.dossier.why.grant.role.may_grant and found.ended_at is None
    shows = "tonen" in request.POST
    keep = KeepForm(None if shows else request.POST or None, today=request.today)
    show = ShowForm(request.POST if shows else None)
    if may and request.method == "POST" and _judged(request, found, keep, show):
        return redirect("desk:shielding", pk)
    context = {"found": found, "keep": keep if may else None, "show": show if may else None}
    return in_dossier(request, "desk/shielding.html", found.dossier, context)


def _judged(request, found, keep: KeepForm, show: ShowForm) -> bool:
    if show.is_valid():
        made = attempt(show, lambda: preparing.show(found, **show.cleaned_data, **who(request)))
    elif keep.is_valid():
        made = attempt(
            keep, lambda: preparing.keep_shielded(found, on=request.today, **keep.cleaned_data, **who(request))
        )
    else:
        return False
    if made:
        messages.success(request, _("Vastgelegd."))
    return bool(made)


def answered(request, change: Callable, done: str, to):
    try:
        with transaction.atomic():
            change()
    except CaseError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect(to)
