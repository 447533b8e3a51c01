"""Mistakes: what was just written is taken back, what stands in the wrong dossier is moved."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cases import access, actions
from cases.errors import CaseError, ReadMeanwhile
from cases.forms import MoveForm, WhereToForm
from cases.models import Task

# What its writer answers when a colleague read it: a slip in the text, or about another family.
MISFILED = {"tekst": False, "gezin": True}


@require_http_methods(["POST"])
def entry_undo(request, pk):
    return _undo(request, access.entry_to_change(request, pk))


@require_http_methods(["POST"])
def document_undo(request, pk):
    return _undo(request, access.document_to_change(request, pk))


@require_http_methods(["POST"])
def task_undo(request, pk):
    return _undo(request, access.task_to_change(request, pk))


def _undo(request, record):
    """At once; but when a colleague read it, its writer says first whether it stood in the wrong dossier."""
    record = access.to_undo(request, record)
    misfiled = MISFILED.get(request.POST.get("waarom"))
    try:
        back = actions.undo(record, by=request.user, now=request.now, misfiled=misfiled)
    except ReadMeanwhile as read:
        context = {"readers": read.readers, "move_url": _move_url(record), "page": _page_of(record)}
        return _page(request, "cases/undo_read.html", record, context)
    except CaseError as error:
        messages.error(request, str(error))
        return redirect(_page_of(record))
    messages.success(request, _what_became_of(record, back))
    if back.draft is None:
        return redirect(record.dossier)
    return redirect(f"{reverse('cases:entry_new', args=[record.dossier_id])}?concept={back.draft.pk}")


def _page_of(record):
    """A task stands on the page of its dossier and has none of its own."""
    return record.dossier if isinstance(record, Task) else record


def _move_url(record) -> str:
    """Empty for a task: it is taken out, and made anew where it belongs."""
    if isinstance(record, Task):
        return ""
    return reverse(f"cases:{record._meta.model_name}_move", args=[record.pk])


def _what_became_of(record, back) -> str:
    """Attachments do not come back with the text, and that is said."""
    said = [_("Ongedaan gemaakt.")]
    if back.draft:
        said.append(_("Uw tekst is nog een concept: schrijf verder of gooi hem weg."))
    else:
        said.append(_("Het staat niet meer in het dossier."))
    if back.attachments:
        said.append(ngettext("De bijlage is ook weg.", "De bijlagen zijn ook weg.", back.attachments))
    if getattr(record, "mail_digest", None):
        said.append(_("De mail zelf hebt u nog: voeg hem opnieuw toe waar hij hoort, dan komen de bijlagen mee."))
    if back.breach:
        said.append(_("Het staat op de lijst van de privacy officer, die beoordeelt of het een datalek is."))
    return " ".join(str(part) for part in said)


@require_http_methods(["GET", "POST"])
def entry_move(request, pk):
    return _move(request, access.entry_to_change(request, pk))


@require_http_methods(["GET", "POST"])
def document_move(request, pk):
    return _move(request, access.document_to_change(request, pk))


def _move(request, record):
    """First where to; then, once that is chosen, about whom; then it is done."""
    if request.POST.get("dossier") == str(record.dossier_id):
        # The same form sent twice: the first one moved it.
        return redirect(record)
    given = request.POST if request.method == "POST" else None
    form = WhereToForm(given, dossiers=access.dossiers_to_move_to(request, record))
    if form.is_valid():
        return _move_to(request, record, access.dossier_to_change(request, UUID(form.cleaned_data["dossier"])))
    return _page(request, "cases/move.html", record, {"form": form})


def _move_to(request, record, to):
    given = request.POST if "confirmed" in request.POST else None
    form = MoveForm(given, people=access.persons_of(request, to))
    if form.is_valid():
        about = [UUID(person) for person in form.cleaned_data["about"]]
        try:
            moved = actions.move(
                record, to=to, about=about, report=form.cleaned_data["report"], by=request.user, now=request.now
            )
        except CaseError as error:
            form.add_error(None, str(error))
        else:
            context = {"moved": moved, "record": moved.record, "dossier": to, "household": to.household, "why": to.why}
            return TemplateResponse(request, "cases/moved.html", context)
    return _page(request, "cases/move_confirm.html", record, {"form": form, "to": to})


def _page(request, template, record, extra):
    dossier = record.dossier
    context = {"record": record, "dossier": dossier, "household": dossier.household, "why": dossier.why}
    return TemplateResponse(request, template, context | extra)
