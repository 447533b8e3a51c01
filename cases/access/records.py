"""Doors to what is in a dossier: entries, documents, tasks, their history and their files."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.core.paginator import Page, Paginator
from django.db.models import F, Q, QuerySet
from django.db.models.functions import TruncDate

from accounts.models import User
from audit.choices import Action
from cases.access.core import Refused, access_of, names_only, opened
from cases.access.dossiers import dossier_to_change, dossier_to_read
from cases.choices import ANY_DOCUMENT
from cases.dues import Due
from cases.models import Document, Entry, Task
from cases.workday import duties_of, my_open_tasks, postponed_often
from sealing import files

PAGE = 50
ON_TIMELINE = ("day", "created_at", "pk")


@dataclass(frozen=True)
class WantedRecords:
    """What the notes and documents of a dossier are narrowed to; codes of `cases.forms.RecordFilterForm`."""

    kind: str = ""
    source: str = ""
    since: date | None = None
    written_by: str = ""

    def conditions(self) -> dict:
        """For whatever is written in a dossier."""
        conditions = {"source": self.source, "created_by": self.written_by}
        return {name: value for name, value in conditions.items() if value}


EVERYTHING = WantedRecords()


def page_of(request, dossier, number, writers, wanted=EVERYTHING) -> Page:
    """One page of the notes and documents of a dossier that a door handed out, newest first, opened and logged.

    `writers`: who wrote in it. What came with a note is in its `files`.
    """
    page = Paginator(_timeline(dossier, wanted), PAGE).get_page(number)
    pks = [pk for _day, _at, pk in page.object_list]
    notes = in_dossier(Entry, dossier).filter(pk__among=pks)
    kept = in_dossier(Document, dossier).filter(Q(pk__among=pks) | Q(entry__pk__among=pks))
    kept = sorted(kept, key=lambda document: (document.created_at, document.pk))
    records = _shown(request, [*notes, *kept], dossier, Action.READ)
    found, came_with = {record.pk: record for record in records}, defaultdict(list)
    for record in records:
        came_with[getattr(record, "entry_id", None)].append(record)
    page.object_list = [found[pk] for pk in pks if pk in found]
    names = {user.pk: user for user in writers}
    for record in page.object_list:
        record.files = came_with[record.pk]
        record.created_by = names.get(record.created_by_id)
    return page


def _timeline(dossier, wanted) -> QuerySet:
    """Day, moment of writing and id of the notes and the documents of their own, newest first; of any length, for the
    database cuts the page."""
    notes, alone = (
        rows.filter(**wanted.conditions()).filter(day__gte=wanted.since or date.min).values_list(*ON_TIMELINE)
        for rows in (_notes(dossier, wanted), _files_kept(dossier, wanted))
    )
    return notes.union(alone, all=True).order_by(*(f"-{name}" for name in ON_TIMELINE))


def _notes(dossier, wanted) -> QuerySet:
    notes = in_dossier(Entry, dossier).annotate(day=F("happened_on"))
    return notes.filter(kind=wanted.kind) if wanted.kind else notes


def _files_kept(dossier, wanted) -> QuerySet:
    alone = in_dossier(Document, dossier).filter(entry=None).annotate(day=TruncDate("created_at"))
    return alone if wanted.kind in {"", ANY_DOCUMENT} else alone.none()


def in_dossier(model, dossier) -> QuerySet:
    """Of a dossier that a door handed out the records of one kind that may be read; no trace of any other."""
    return model.objects.usable().filter(dossier=dossier, category__in=dossier.why.opens)


def writers_of(dossier) -> QuerySet[User]:
    """Who wrote in a dossier that a door handed out; the name alone."""
    wrote = Q()
    for model in (Entry, Document):
        wrote |= Q(pk__in=in_dossier(model, dossier).values("created_by"))
    return User.objects.filter(wrote).only("name").order_by("name")


def attachments_of(request, entry) -> list[Document]:
    """What came with a note that a door handed out, in the order of the mail."""
    return _shown(request, _attachments(entry.dossier, [entry.pk]), entry.dossier, Action.READ)


def _attachments(dossier, entry_ids) -> list[Document]:
    return list(in_dossier(Document, dossier).filter(entry__in=entry_ids).order_by("created_at", "pk"))


def open_tasks_of(request, dossier) -> list[Task]:
    """What is still to be done in a dossier that a door handed out, soonest first."""
    tasks = in_dossier(Task, dossier).filter(done_at__isnull=True)
    tasks = names_only(tasks, "created_by", "assigned_to")
    return _shown(request, sorted(tasks, key=lambda task: (task.due_on, task.pk)), dossier, Action.READ)


def entry_to_read(request, pk, *, action=Action.READ) -> Entry:
    return _record_to_read(request, Entry, pk, action=action)


def entry_to_change(request, pk) -> Entry:
    """One that people wrote: what the system noted of a disclosure stays as it is."""
    entry = _record_to_change(request, Entry, pk)
    if entry.is_fixed:
        raise Refused("entry", pk, dossier_id=entry.dossier_id)
    return entry


def document_to_read(request, pk, *, action=Action.READ) -> Document:
    return _record_to_read(request, Document, pk, action=action)


def document_to_change(request, pk) -> Document:
    return _record_to_change(request, Document, pk)


def task_to_change(request, pk) -> Task:
    return _record_to_change(request, Task, pk)


def content_of(request, document) -> bytes:
    """The plain content of a document that a door handed out. Raises BrokenSeal when it is gone or altered."""
    return files.read(document.pk, access_of(request).key_of(document))


def history_of(request, record) -> list:
    """The earlier versions of a record that a door handed out, newest first, opened; `record.changed_for`: what
    the last change was for (cases.errands).

    Not those of a category one may not read: what is ordinary now may have been treatment before.
    """
    versions = record.history.filter(category__in=record.dossier.why.opens).select_related("history_user")
    last, *earlier = [*versions.order_by("-history_date")] or [None]
    record.changed_for = last.history_change_reason if last else None
    return opened(request, earlier)


def my_duties(request) -> list[Due]:
    """§ 4.1 Casusregie: everything this person has to do, of every rule, also for whom they cover; one row in the log.

    In dossiers they may open: tasks opened, each with its household.
    """
    access_of(request)
    dues = duties_of(request.user, request.now)
    tasks = opened(request, [due.task for due in dues if due.task])
    _open_households(request, [due.dossier for due in dues if due.dossier])
    request.readings.add(Action.LIST, object_type="dossier", record_ids=[task.pk for task in tasks])
    return dues


def often_postponed(request) -> list[Task]:
    """For who leads: what colleagues put off more than once there; one row in the log."""
    access_of(request)
    tasks = opened(request, postponed_often(request.user, request.now))
    _open_households(request, [task.dossier for task in tasks])
    if tasks:
        request.readings.add(Action.LIST, object_type="dossier", record_ids=[task.pk for task in tasks])
    return tasks


def task_to_postpone(request, pk) -> Task:
    """One that stands on one's own list: their own, or of somebody they cover for."""
    task = task_to_change(request, pk)
    if not my_open_tasks(request.user, request.now).filter(pk=task.pk).exists():
        raise Refused("task", pk, dossier_id=task.dossier_id)
    return task


def postponements_of(request, task) -> list:
    """How a task that a door handed out was put off, the latest first: each with the day before and after."""
    versions = opened(request, task.history.select_related("history_user").order_by("history_date", "history_id"))
    made = []
    for before, after in pairwise(versions):
        if after.postponed > before.postponed:
            after.was_due_on = before.due_on
            made.append(after)
    return made[::-1]


def _open_households(request, dossiers) -> None:
    opened(request, [dossier.household for dossier in dossiers])


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
    record = model.objects.readable_by(request.user, request.now).filter(pk=pk).select_related("created_by").first()
    if record is None:
        raise Refused(model._meta.model_name, pk)
    return record


def _shown(request, records, dossier, action):
    records = opened(request, records)
    request.readings.add(
        action, dossier_id=dossier.pk, grant=dossier.why.grant, record_ids=[record.pk for record in records]
    )
    return records
