"""Entries, documents and tasks of a dossier."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.choices import Action
from cases import access, actions
from cases.forms import DocumentForm, EntryForm, TaskForm

# Of a note, as it stands; what the form would otherwise fill in from the dossier is the note's own.
EDITABLE = ("text", "kind", "happened_on", "source", "category", "purpose", "legal_basis")


@require_http_methods(["GET", "POST"])
def entry_new(request, pk):
    dossier = access.dossier_to_change(request, pk)
    form = EntryForm(request.POST or None, **_form_arguments(request, dossier, happened_on=request.today))
    if form.is_valid():
        entry = actions.write_entry(dossier, by=request.user, now=request.now, **_facts(form))
        messages.success(request, _("De notitie is bewaard."))
        return redirect(entry)
    return _form_page(request, "cases/entry_form.html", dossier, form)


@require_safe
def entry(request, pk):
    entry = access.entry_to_read(request, pk)
    context = {"entry": entry, "history": access.history_of(request, entry)}
    return _record_page(request, "cases/entry.html", entry, context)


@require_http_methods(["GET", "POST"])
def entry_edit(request, pk):
    entry = access.entry_to_change(request, pk)
    initial = {name: getattr(entry, name) for name in EDITABLE}
    initial["about"] = [str(person) for person in entry.about]
    form = EntryForm(request.POST or None, **_form_arguments(request, entry.dossier, **initial))
    if form.is_valid():
        actions.change_entry(entry, by=request.user, now=request.now, **_facts(form))
        messages.success(request, _("De notitie is bewaard. De vorige tekst blijft in de geschiedenis."))
        return redirect(entry)
    return _form_page(request, "cases/entry_form.html", entry.dossier, form, {"entry": entry})


@require_http_methods(["GET", "POST"])
def document_new(request, pk):
    dossier = access.dossier_to_change(request, pk)
    form = DocumentForm(request.POST or None, request.FILES or None, **_form_arguments(request, dossier))
    if form.is_valid():
        facts = _facts(form)
        try:
            document = actions.add_document(
                dossier, by=request.user, now=request.now, upload=facts.pop("upload"), **facts
            )
        except OSError:
            form.add_error("upload", _("Het bestand kan nu niet worden bewaard. Er is niets opgeslagen."))
        else:
            messages.success(request, _("Het document is bewaard."))
            return redirect(document)
    return _form_page(request, "cases/document_form.html", dossier, form)


@require_safe
def document(request, pk):
    document = access.document_to_read(request, pk)
    return _record_page(request, "cases/document.html", document, {"document": document})


@require_safe
def document_download(request, pk):
    """Download only: a browser never shows a file of a dossier as a page of this site."""
    document = access.document_to_read(request, pk, action=Action.DOWNLOAD)
    return HttpResponse(
        access.content_of(request, document),
        content_type="application/octet-stream",
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=document.file_name),
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )


@require_http_methods(["GET", "POST"])
def task_new(request, pk):
    dossier = access.dossier_to_change(request, pk)
    arguments = _form_arguments(request, dossier, assigned_to=request.user.pk)
    form = TaskForm(request.POST or None, colleagues=access.workers_of(request, dossier), **arguments)
    if form.is_valid():
        actions.add_task(dossier, by=request.user, now=request.now, **_facts(form))
        return redirect(dossier)
    return _form_page(request, "cases/task_form.html", dossier, form)


@require_http_methods(["POST"])
def task_done(request, pk):
    task = access.task_to_change(request, pk)
    actions.finish_task(task, by=request.user, now=request.now)
    messages.success(request, _("De taak is klaar."))
    return redirect("cases:home" if request.POST.get("terug") == "vandaag" else task.dossier)


def _form_arguments(request, dossier, **initial) -> dict:
    prefilled = {"purpose": dossier.purpose, "legal_basis": dossier.legal_basis, **initial}
    return {"today": request.today, "people": access.persons_of(request, dossier), "initial": prefilled}


def _facts(form) -> dict:
    facts = form.facts()
    return {**facts, "about": [UUID(person) for person in facts["about"]]}


def _form_page(request, template, dossier, form, extra=None):
    context = {"dossier": dossier, "household": dossier.household, "form": form, "why": dossier.why}
    return TemplateResponse(request, template, context | (extra or {}))


def _record_page(request, template, record, extra):
    dossier = record.dossier
    people = [person for person in access.persons_of(request, dossier) if person.pk in record.about]
    context = {"dossier": dossier, "household": dossier.household, "people": people, "why": dossier.why}
    return TemplateResponse(request, template, context | extra)
