"""Doors to what is in a dossier: entries, documents, tasks, their history and their files."""

from datetime import date, datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models.functions import TruncDate

from audit.choices import Action
from cases.access.core import Refused, access_of, opened, visible_dossiers
from cases.access.dossiers import dossier_to_change, dossier_to_read
from cases.models import Document, DossierStatus, Entry, Task
from sealing import files

PAGE = 50


def page_of(request, dossier, number) -> Page:
    """One page of the notes and documents of a dossier that a door handed out, newest first, opened and logged."""
    page = Paginator(_timeline(dossier), PAGE).get_page(number)
    pks = [pk for _day, _at, pk in page.object_list]
    found = {}
    for model in (Entry, Document):
        found |= model.objects.filter(dossier=dossier).select_related("created_by").in_bulk(pks)
    page.object_list = _shown(request, [found[pk] for pk in pks if pk in found], dossier, Action.READ)
    return page


def _timeline(dossier) -> list[tuple[date, datetime, UUID]]:
    """Day, moment of writing and id of every note and document; ids alone, so that any length of dossier will do."""
    notes = Entry.objects.filter(dossier=dossier).values_list("happened_on", "created_at", "pk")
    files_kept = Document.objects.filter(dossier=dossier).values_list(TruncDate("created_at"), "created_at", "pk")
    return sorted([*notes, *files_kept], reverse=True)


def open_tasks_of(request, dossier) -> list[Task]:
    """What is still to be done in a dossier that a door handed out, soonest first."""
    tasks = Task.objects.filter(dossier=dossier, done_at__isnull=True).select_related("created_by", "assigned_to")
    return _shown(request, tasks.order_by("due_on", "pk"), dossier, Action.READ)


def entry_to_read(request, pk) -> Entry:
    return _record_to_read(request, Entry, pk)


def entry_to_change(request, pk) -> Entry:
    return _record_to_change(request, Entry, pk)


def document_to_read(request, pk, *, action=Action.READ) -> Document:
    return _record_to_read(request, Document, pk, action=action)


def task_to_change(request, pk) -> Task:
    return _record_to_change(request, Task, pk)


def content_of(request, document) -> bytes:
    """The plain content of a document that a door handed out. Raises BrokenSeal when it is gone or altered."""
    return files.read(document.pk, access_of(request).key_of(document))


def history_of(request, record) -> list:
    """The earlier versions of a record that a door handed out, newest first, opened."""
    versions = record.history.select_related("history_user").order_by("-history_date")[1:]
    return opened(request, versions)


def my_tasks(request) -> list[Task]:
    """What this person has to do, in dossiers they may open; one row in the log for the list.

    In a closed dossier nothing can be done any more, so its tasks wait until it is opened again.
    """
    mine = visible_dossiers(request).filter(status=DossierStatus.OPEN)
    tasks = Task.objects.filter(assigned_to=request.user, done_at__isnull=True, dossier__in=mine)
    tasks = opened(request, tasks.select_related("dossier").order_by("due_on", "pk"))
    request.readings.add(Action.LIST, object_type="dossier", record_ids=[task.pk for task in tasks])
    return tasks


def _record_to_read(request, model, pk, *, action=Action.READ):
    record = _visible(request, model, pk)
    record.dossier = dossier_to_read(request, record.dossier_id, action=action)
    return _shown(request, [record], record.dossier, action)[0]


def _record_to_change(request, model, pk):
    record = _visible(request, model, pk)
    record.dossier = dossier_to_change(request, record.dossier_id)
    return _shown(request, [record], record.dossier, Action.CHANGE)[0]


def _visible(request, model, pk):
    """The record if it is in a dossier of this person: wall one, before any field of it is used."""
    access_of(request)
    mine = visible_dossiers(request)
    record = model.objects.filter(pk=pk, dossier__in=mine).select_related("created_by").first()
    if record is None:
        raise Refused(model._meta.model_name, pk)
    return record


def _shown(request, records, dossier, action):
    records = opened(request, records)
    request.readings.add(
        action, dossier_id=dossier.pk, grant=dossier.why.grant, record_ids=[record.pk for record in records]
    )
    return records
