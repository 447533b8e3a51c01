"""Doors to what leaves on paper: a whole dossier, or one note. § 2.5 Toegankelijkheid: each leaves its row."""

from dataclasses import dataclass
from datetime import date

from audit.choices import Action
from cases import closing
from cases.access.core import Refused, opened
from cases.access.dossiers import dossier_to_read
from cases.access.persons import opened_persons
from cases.access.records import entry_to_read, in_dossier
from cases.models import Document, Dossier, Entry, Person, Task


@dataclass(frozen=True)
class Whole:
    """Everything of one dossier that its worker can read, opened; notes and documents oldest first, as one reads.

    `gone_on`: the day by which all of it is gone, once the dossier is closed.
    """

    dossier: Dossier
    people: list[Person]
    entries: list[Entry]
    documents: list[Document]
    tasks: list[Task]
    gone_on: date | None


def dossier_to_print(request, pk) -> Whole:
    """All of a dossier at once, but never in an emergency. One row in the log names everything that is in it."""
    dossier = dossier_to_read(request, pk, action=Action.EXPORT)
    if dossier.why.grant.role.is_emergency:
        raise Refused("dossier", pk, dossier_id=pk)
    people = _people(request, dossier)
    entries = _all_of(request, Entry, dossier, "happened_on", "created_at")
    documents = _all_of(request, Document, dossier, "created_at")
    tasks = _all_of(request, Task, dossier, "due_on", "pk")
    shown = [record.pk for record in (*people, *entries, *documents, *tasks)]
    request.readings.add(Action.EXPORT, dossier_id=dossier.pk, grant=dossier.why.grant, record_ids=shown)
    return Whole(dossier, people, entries, documents, tasks, closing.visible_end(dossier, dossier.why.opens))


def entry_to_print(request, pk) -> Entry:
    """One note; `entry.people` is whom it is about."""
    entry = entry_to_read(request, pk, action=Action.PRINT)
    dossier = entry.dossier
    entry.people = [person for person in _people(request, dossier) if person.pk in entry.about]
    shown = [person.pk for person in entry.people]
    request.readings.add(Action.PRINT, dossier_id=dossier.pk, grant=dossier.why.grant, record_ids=shown)
    return entry


def _people(request, dossier) -> list[Person]:
    return opened_persons(request, Person.objects.filter(dossier_persons__dossier=dossier).order_by("pk"))


def _all_of(request, model, dossier, *order) -> list:
    people = ["created_by", *(["assigned_to"] if model is Task else [])]
    return opened(request, in_dossier(model, dossier).select_related(*people).order_by(*order))
