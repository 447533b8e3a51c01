"""What is written in a dossier: notes, documents, tasks."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from audit.choices import Action
from cases.actions.common import hold, hold_open, note, touch
from cases.choices import Source
from cases.errors import MayNotWait, Overtaken
from cases.models import (
    Document,
    Dossier,
    Entry,
    Task,
)
from cases.records import is_of_police
from sealing import files, keys
from terms.categories import ORDINARY


@transaction.atomic
def write_entry(dossier: Dossier, *, by, now: datetime, **facts) -> Entry:
    """A note in an open dossier."""
    return _write(Entry, dossier, by=by, now=now, **facts)


@transaction.atomic
def change_entry(entry: Entry, *, by, now: datetime, why: str = "", **facts) -> Entry:
    """Change a note; the earlier text stays in its history. Raises Overtaken, also when somebody was just first.

    `why`: a code that stands with this version in the history, of what it was changed for (cases.errands). What is of
    the police is withheld from then on, and stays so when it is called something else later.
    """
    hold(entry, unchanged=True)
    if Entry.objects.filter(pk=entry.pk).exclude(substantively_changed_at=entry.substantively_changed_at).exists():
        raise Overtaken(
            _("Deze notitie is intussen gewijzigd. Er is niets bewaard. Sla nog een keer op om te vergelijken.")
        )
    for name, value in facts.items():
        setattr(entry, name, value)
    entry.withheld = entry.withheld or is_of_police(entry.category, entry.source)
    entry.substantively_changed_at, entry._change_reason = now, why or None
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError as error:
        raise Overtaken(_("Deze mail staat al in dit dossier, in die categorie. Er is niets gewijzigd.")) from error
    _carry_along(entry)
    touch(entry, now)
    note(Action.CHANGE, entry.dossier_id, by=by, now=now, object_type="entry", record_ids=[entry.pk])
    return entry


@transaction.atomic
def put_statement(record: Entry | Document, words: str, *, by, now: datetime, why: str = "") -> Entry | Document:
    """Jeugdwet art. 7.3.10, Bijlage a: what the resident says of it stands with it, and goes along wherever it goes.

    Also with a note that nobody changes: its own words stay. Raises Overtaken.
    """
    hold(record, unchanged=True)
    record.statement, record.substantively_changed_at, record._change_reason = words, now, why or None
    record.save()
    touch(record, now)
    note(Action.CHANGE, record.dossier_id, by=by, now=now, object_type=record._meta.model_name, record_ids=[record.pk])
    return record


def _carry_along(entry: Entry) -> None:
    """What came with a note is about the same people, of its category and as little shown; and a note put apart is so
    with all it was before.

    Not the other way: what is ordinary now may have said in an earlier version what made it something apart.
    """
    entry.attachments.update(about=entry.about, category=entry.category)
    if entry.withheld:
        entry.attachments.update(withheld=True)
    if entry.is_apart:
        Entry.history.filter(id=entry.pk, category__in=ORDINARY).update(category=entry.category)
        Document.history.filter(entry_id=entry.pk, category__in=ORDINARY).update(category=entry.category)


@transaction.atomic
def add_document(dossier: Dossier, *, by, now: datetime, upload, **facts) -> Document:
    """Keep a checked upload (cases.uploads). The sealed file is written last: a full disk leaves no row behind."""
    document = _write(
        Document,
        dossier,
        by=by,
        now=now,
        file_name=upload.name,
        content_type=upload.content_type,
        size=len(upload.content),
        **facts,
    )
    files.store(document.pk, keys.find([document.pk])[document.pk], upload.content)
    return document


@transaction.atomic
def add_task(dossier: Dossier, *, by, now: datetime, **facts) -> Task:
    return _write(Task, dossier, by=by, now=now, **facts)


def _write(model, dossier: Dossier, *, category="casusregie", source=Source.OWN, withheld=False, **facts):
    """As `add_record`, of what people write themselves: what is of the police is withheld from its first row."""
    withheld = withheld or is_of_police(category, source)
    return add_record(model, dossier, category=category, source=source, withheld=withheld, **facts)


@transaction.atomic
def finish_task(task: Task, *, by, now: datetime) -> Task:
    """Doing a task twice changes nothing. Raises Overtaken."""
    hold(task)
    task.refresh_from_db(fields=["done_at", "done_by"])
    if task.done_at is None:
        task.done_at, task.done_by = now, by
        task.save()
        touch(task, now)
        note(Action.CHANGE, task.dossier_id, by=by, now=now, object_type="task", record_ids=[task.pk])
    return task


@transaction.atomic
def postpone_task(task: Task, *, by, now: datetime, on: date, until: date, reason: str) -> Task:
    """§ 4.1 Casusregie: put a task off to a later day, and say why; what was said before stays in its history.

    Never beyond the last day its rule leaves (cases.duties), counted from the day it was due first. Raises
    MayNotWait, Overtaken.
    """
    hold(task, unchanged=True)
    if task.done_at:
        raise MayNotWait(_("Deze taak is al klaar."))
    if not task.may_postpone(on):
        raise MayNotWait(str(task.duty.elsewhere) or _("Deze taak kan niet verder worden uitgesteld."))
    first = max(task.due_on, on)
    if not first < until <= task.last_day:
        raise MayNotWait(
            _("Kies een dag na %(first)s en uiterlijk %(last)s.")
            % {"first": first.strftime("%d-%m-%Y"), "last": task.last_day.strftime("%d-%m-%Y")}
        )
    task.first_due_on, task.due_on = task.since, until
    task.postponed, task.postpone_reason = task.postponed + 1, reason
    task.substantively_changed_at = now
    task.save()
    touch(task, now)
    note(Action.CHANGE, task.dossier_id, by=by, now=now, object_type="task", record_ids=[task.pk])
    return task


def add_record(model, dossier: Dossier, *, by, now: datetime, **facts):
    """A record of any kind. Raises Overtaken when the dossier was closed meanwhile: without an end date it would hold
    all of it."""
    hold_open(dossier.pk)
    defaults = {"purpose": dossier.purpose, "legal_basis": dossier.legal_basis, "category": "casusregie"}
    record = model(dossier=dossier, created_at=now, created_by=by, substantively_changed_at=now, **(defaults | facts))
    # Made also where nothing is sealed yet: what is filled in later needs it.
    keys.to_seal(record)
    record.save(force_insert=True)
    touch(record, now)
    note(Action.CREATE, dossier.pk, by=by, now=now, object_type=model._meta.model_name, record_ids=[record.pk])
    return record


def add_only_one(model, dossier: Dossier, *, constraint: str, taken: str, **facts):
    """As `add_record`, of what there may be one of by this constraint. Raises Overtaken, saying `taken`, when somebody
    was first."""
    try:
        with transaction.atomic():
            return add_record(model, dossier, **facts)
    except IntegrityError as error:
        if constraint not in str(error):
            raise
        raise Overtaken(taken) from error
