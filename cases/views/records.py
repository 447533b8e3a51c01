"""Entries, documents and tasks of a dossier."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.choices import Action
from cases import access, actions, errands
from cases.actions.drafts import NOTE_FIELDS
from cases.errors import CaseError
from cases.forms import DocumentForm, EntryForm, PostponeForm, TaskForm
from cases.models import Document, Task
from cases.uploads import IMAGE_FORMATS
from cases.views.desk import Desk


@require_http_methods(["GET", "POST"])
def entry_new(request, pk):
    dossier = access.dossier_to_add_to(request, pk)
    desk = Desk(request, dossier)
    if answer := desk.sent_before() or desk.put_aside():
        return answer
    initial = {"happened_on": request.today} | desk.restored
    only_kind = dossier.why.grant.role.writes_kind
    form = EntryForm(request.POST or None, only_kind=only_kind, **_form_arguments(request, dossier, **initial))
    if form.is_valid():
        facts = _facts(form)
        try:
            entry = desk.once(lambda pk: actions.write_entry(dossier, **writer(request), id=pk, **facts))
        except CaseError as error:
            form.add_error(None, str(error))
        else:
            desk.clear()
            messages.success(request, _("De notitie is bewaard."))
            return redirect(entry)
    return _form_page(request, "cases/entry_form.html", dossier, form, {"desk": desk})


@require_safe
def entry(request, pk):
    entry = access.entry_to_read(request, pk)
    context = {
        "entry": entry,
        "history": access.history_of(request, entry),
        "attachments": access.attachments_of(request, entry),
    }
    return _record_page(request, "cases/entry.html", entry, context)


@require_http_methods(["GET", "POST"])
def entry_edit(request, pk):
    """Two people at one note: the second reads what the first wrote, beside their own text, before it is saved."""
    entry = access.entry_to_change(request, pk)
    desk, errand = Desk(request, entry.dossier, changes=entry), errands.errand_of(request)
    if answer := desk.put_aside():
        return answer
    initial = {name: getattr(entry, name) for name in NOTE_FIELDS}
    initial |= {"about": [str(person) for person in entry.about]} | desk.restored
    form = EntryForm(request.POST or None, **_form_arguments(request, entry.dossier, **initial))
    if form.is_valid() and not desk.must_compare(form):
        try:
            if not desk.is_saved_already(form):
                why = errand.why if errand else ""
                actions.change_entry(entry, **writer(request), why=why, **_facts(form))
        except CaseError as error:
            form.add_error(None, str(error))
        else:
            desk.clear()
            messages.success(request, _("De notitie is bewaard. De vorige tekst blijft in de geschiedenis."))
            return redirect(errand.to if errand else entry)
    context = {"entry": entry, "desk": desk, "errand": errand}
    return _form_page(request, "cases/entry_form.html", entry.dossier, form, context)


@require_http_methods(["GET", "POST"])
def document_new(request, pk):
    dossier = access.dossier_to_change(request, pk)
    desk = Desk(request, dossier, Document)
    if answer := desk.sent_before():
        return answer
    photo = "foto" in request.GET
    title = _("Foto %(day)s") % {"day": date_format(request.today, "j F Y")} if photo else ""
    arguments = _form_arguments(request, dossier, title=title)
    form = DocumentForm(request.POST or None, request.FILES or None, photo=photo, **arguments)
    if form.is_valid():
        facts = _facts(form)
        try:
            document = desk.once(lambda pk: actions.add_document(dossier, **writer(request), id=pk, **facts))
        except OSError:
            form.add_error("upload", _("Het bestand kan nu niet worden bewaard. Er is niets opgeslagen."))
        except CaseError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Het document is bewaard."))
            return redirect(document)
    return _form_page(request, "cases/document_form.html", dossier, form, {"photo": photo, "desk": desk})


@require_safe
def document(request, pk):
    document = access.document_to_read(request, pk)
    is_image = document.content_type in IMAGE_FORMATS
    return _record_page(request, "cases/document.html", document, {"document": document, "is_image": is_image})


@require_safe
def document_image(request, pk):
    """A picture, to look at on the page of its document. It was drawn anew when it came in (cases.uploads)."""
    document = access.document_to_read(request, pk)
    if document.content_type not in IMAGE_FORMATS:
        raise access.Refused("document", pk, dossier_id=document.dossier_id)
    return HttpResponse(
        access.content_of(request, document),
        content_type=document.content_type,
        headers={
            "Content-Disposition": "inline",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cross-Origin-Resource-Policy": "same-origin",
        },
    )


@require_safe
def document_download(request, pk):
    """A browser never shows a file of a dossier as a page of this site; pictures are shown within one."""
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
    desk = Desk(request, dossier, Task)
    if answer := desk.sent_before():
        return answer
    arguments = _form_arguments(request, dossier, assigned_to=request.user.pk)
    arguments["may_read"] = partial(access.may_read_in, request, dossier)
    form = TaskForm(request.POST or None, colleagues=access.workers_of(request, dossier), **arguments)
    if form.is_valid():
        facts = _facts(form)
        try:
            desk.once(lambda pk: actions.add_task(dossier, **writer(request), id=pk, **facts))
        except CaseError as error:
            form.add_error(None, str(error))
        else:
            return redirect(dossier)
    return _form_page(request, "cases/task_form.html", dossier, form, {"desk": desk})


@require_http_methods(["POST"])
def task_done(request, pk):
    task = access.task_to_change(request, pk)
    if task.duty.done_there:
        messages.error(request, _("Deze taak is klaar als u doet wat er staat. Dat doet u op deze bladzijde."))
        return redirect(task)
    try:
        actions.finish_task(task, by=request.user, now=request.now)
    except CaseError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("De taak is klaar."))
    return redirect("cases:home" if request.POST.get("terug") == "vandaag" else task.dossier)


@require_http_methods(["GET", "POST"])
def task_postpone(request, pk):
    """§ 4.1 Casusregie: put off with a reason; what the law has a day for says where that is done."""
    task = access.task_to_postpone(request, pk)
    may = task.may_postpone(request.today)
    given = request.POST if request.method == "POST" and may else None
    form = PostponeForm(given, after=max(task.due_on, request.today), until=task.last_day)
    if form.is_valid():
        facts = form.cleaned_data
        try:
            actions.postpone_task(task, **writer(request), on=request.today, **facts)
        except CaseError as error:
            form.add_error(None, str(error))
        else:
            day = date_format(facts["until"], "j F Y")
            messages.success(request, _("De taak is uitgesteld tot %(day)s.") % {"day": day})
            return redirect("cases:home")
    context = {"task": task, "may": may, "form": form, "history": access.postponements_of(request, task)}
    return _record_page(request, "cases/task_postpone.html", task, context)


def writer(request) -> dict:
    return {"by": request.user, "now": request.now}


def _form_arguments(request, dossier, **initial) -> dict:
    prefilled = {"purpose": dossier.purpose, "legal_basis": dossier.legal_basis, **initial}
    people = access.persons_of(request, dossier)
    return {"today": request.today, "people": people, "opens": dossier.why.opens, "initial": prefilled}


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
