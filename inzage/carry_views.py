"""AVG art. 16, 18, 19, 21: what was decided is done by who leads the dossier, record by record; and what is closed."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases import errands
from cases.errands import Errand
from cases.models import Entry
from consent.views.common import attempt, in_dossier, who
from consent.views.files import as_file
from inzage import carry_access as access
from inzage import desk_access
from inzage.actions import carrying, restrictions
from inzage.carry_forms import DoneForm, LiftForm, LookForm, MendedForm, RestrictForm, StatementForm, ToldForm, UseForm
from inzage.choices import RequestKind, Work
from inzage.models import RequestPart
from inzage.part_views import ON_A_PAGE
from sealing.errors import SealingError

# What is asked for → what is done with a record for it. Who objects is helped by restricting, or by stopping.
RESTRICTS = (RequestKind.RESTRICTION, RequestKind.OBJECTION)


@require_http_methods(["GET", "POST"])
def carry_out(request, pk):
    """What was decided, every record about this person, what was done with it; and at the end that it is done."""
    found = access.part_to_carry_out(request, pk)
    waits = carrying.waits(found)
    form = DoneForm(request.POST if request.method == "POST" else None) if waits else None
    if form and form.is_valid() and attempt(form, lambda: _finish(request, found, form)):
        messages.success(request, _("Uitgevoerd. De inwoner ziet dat bij het verzoek in het portaal."))
        return redirect("desk:carry_out", pk)
    page = Paginator(access.lines_to_carry_out(request, found), ON_A_PAGE).get_page(request.GET.get("pagina"))
    done, pointed = _done_with(found), set(access.pointed_out(found))
    pieces = desk_access.pieces_of(request, found, page)
    rows = [
        {"piece": one, "done": done.get(one.record.pk), "pointed": one.record.pk in pointed, "to": _place(found, one)}
        for one in pieces
    ]
    context = {
        "found": found,
        "waits": waits,
        "restricts": found.request.kind in RESTRICTS,
        "page": page,
        "rows": rows,
        "done_number": len(done),
        "restrictions": access.restrictions_of(request, found),
        "form": form,
    }
    return in_dossier(request, "desk/carry_out.html", found.dossier, context)


def _finish(request, found: RequestPart, form: DoneForm):
    return carrying.finish(found, **form.cleaned_data, **who(request), on=request.today)


def _place(found: RequestPart, piece) -> str:
    return reverse("desk:carry_piece", args=[found.pk, piece.record.pk])


def _done_with(found: RequestPart) -> dict:
    """Record id → what was done with it, in a word."""
    done = dict.fromkeys(carrying.mended_in(found), Work.MENDED.label)
    return done | {carrying.id_in(one): Work(one["what"]).label for one in found.work or ()}


@require_http_methods(["GET", "POST"])
def carry_piece(request, pk, record):
    """One record: what stands there, and what can be done with it for this request."""
    found = access.part_to_carry_out(request, pk)
    piece = access.piece_to_carry_out(request, found, record)
    waits = carrying.waits(found)
    form, act = _form_of(request, found, piece) if waits else (None, None)
    if form and form.is_valid() and attempt(form, lambda: act(form)):
        messages.success(request, _("Vastgelegd."))
        return redirect("desk:carry_out", pk)
    mends = found.request.kind == RequestKind.CORRECTION
    context = {
        "found": found,
        "piece": piece,
        "waits": waits,
        "form": form,
        "mends": mends,
        "edit_url": _edit_url(found, piece.record) if waits and mends else "",
        "place": _own_page(piece.record),
        "done": _done_with(found).get(piece.record.pk),
    }
    return in_dossier(request, "desk/carry_piece.html", found.dossier, context)


def _form_of(request, found: RequestPart, piece):
    """What this request asks of a record, and what the form does."""
    facts = {**who(request), "on": request.today}
    if found.request.kind in RESTRICTS:
        form = RestrictForm(request.POST or None, today=request.today)
        return form, lambda form: carrying.restrict(found, piece.record, **form.cleaned_data, **facts)
    if found.request.kind == RequestKind.STATEMENT:
        if not isinstance(piece.record, carrying.WITH_STATEMENT):
            return None, None
        form = StatementForm(request.POST or None, initial={"words": piece.record.statement or found.request.wish})
        return form, lambda form: carrying.add_statement(found, piece.record, **form.cleaned_data, **facts)
    if _is_changed_here(found, piece.record):
        return None, None
    form = MendedForm(request.POST or None)
    return form, lambda form: carrying.say_mended(found, piece.record, **form.cleaned_data, **facts)


def _is_changed_here(found: RequestPart, record) -> bool:
    """Whether there is a page that changes it and says in its history for what."""
    return isinstance(record, Entry) and not record.is_fixed and found.dossier.is_open


def _edit_url(found: RequestPart, record) -> str:
    if not _is_changed_here(found, record):
        return ""
    back = reverse("desk:carry_out", args=[found.pk])
    return errands.address(reverse("cases:entry_edit", args=[record.pk]), Errand(carrying.why_of(found), back))


def _own_page(record) -> str:
    return record.get_absolute_url() if hasattr(record, "get_absolute_url") else ""


@require_http_methods(["GET", "POST"])
def restrict_all(request, pk):
    """Everything about this person in this dossier."""
    found = access.part_to_carry_out(request, pk)
    if found.request.kind not in RESTRICTS or not carrying.waits(found):
        raise access.Refused(access.OBJECT, pk, dossier_id=found.dossier_id)
    form = RestrictForm(request.POST or None, today=request.today)
    facts = {**who(request), "on": request.today}
    if form.is_valid() and attempt(form, lambda: carrying.restrict(found, None, **form.cleaned_data, **facts)):
        messages.success(request, _("Beperkt. Niemand in het dossier kan deze gegevens nog gebruiken."))
        return redirect("desk:carry_out", pk)
    return in_dossier(request, "desk/restrict_all.html", found.dossier, {"found": found, "form": form})


# --- what may only be stored ---

KEEP, TELL, LIFT = "blijft", "verteld", "opheffen"


@require_http_methods(["GET", "POST"])
def restriction(request, pk):
    """What is closed, since when and by whose decision; for who leads: looking again, telling and lifting."""
    found = access.restriction_to_read(request, pk)
    may = access.leads(found) and not found.ended_at
    doing = next((what for what in (KEEP, TELL, LIFT) if what in request.POST), None)
    given = {what: request.POST if what == doing else None for what in (KEEP, TELL, LIFT)}
    keep = LookForm(given[KEEP], today=request.today)
    tell, lift = ToldForm(given[TELL]), LiftForm(given[LIFT])
    if may and doing and _judged(request, found, {KEEP: keep, TELL: tell, LIFT: lift}[doing], doing):
        return redirect(found)
    context = {
        "found": found,
        "may": may,
        "keep": keep,
        "tell": tell,
        "lift": lift,
        "counted": access.counted(found.rows),
        "readings": access.readings_of(request, found),
    }
    return in_dossier(request, "desk/restriction.html", found.dossier, context)


def _judged(request, found, form, doing) -> bool:
    if not form.is_valid():
        return False
    facts = {**form.cleaned_data, **who(request)}
    acts = {
        KEEP: lambda: restrictions.keep(found, on=request.today, **facts),
        TELL: lambda: restrictions.tell(found, **facts),
        LIFT: lambda: restrictions.lift(found, **facts),
    }
    made = attempt(form, acts[doing])
    if made:
        messages.success(request, _("Vastgelegd."))
    return bool(made)


@require_http_methods(["GET", "POST"])
def closed_piece(request, pk, record):
    """AVG art. 18 lid 2: first for what and why; then, in the answer to that and nowhere else, what stands there."""
    found, row = access.closed_to_open(request, pk, record)
    form = UseForm(request.POST or None)
    shown = None
    if form.is_valid() and attempt(form, lambda: _note_use(request, found, row, form)):
        if "bestand" in request.POST:
            return _file(request, found, row)
        shown = access.content_of_closed(request, found, row)
    context = {"found": found, "form": form, "shown": shown, "kind": access.kind_of(row.model)}
    return in_dossier(request, "desk/closed_piece.html", found.dossier, context)


def _note_use(request, found, row, form: UseForm) -> bool:
    restrictions.note_use(found, row, **form.cleaned_data, **who(request))
    return True


def _file(request, found, row):
    try:
        document, content = access.file_of_closed(request, found, row)
    except SealingError:
        messages.error(request, _("Dit bestand is niet meer te openen."))
        return redirect(found)
    return as_file(content, document.file_name)
