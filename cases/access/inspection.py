"""The door of the FG (AVG art. 38 lid 2): a dossier that the task asks to read, for a few hours, and nothing else.

No grant is given, so no page of a worker opens with it: the doors there refuse this role. What a dossier shows here
is every category of it; nothing can be changed.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from accounts.access import refusal_in
from accounts.roles import FunctionarisGegevensbescherming
from audit.choices import Action
from cases import closing
from cases.access.core import Refused
from cases.access.printing import Whole
from cases.models import Document, Dossier, Entry, Inspection, Person, Task
from sealing.access import Access
from terms.categories import CATEGORIES

PURPOSE = "toezicht"


def inspector(request) -> Access:
    """Who inspects is the FG; refuses everybody else. The one `Access` of this request."""
    if not request.user.has_role(FunctionarisGegevensbescherming.code):
        raise Refused("inspectie")
    if refusal_in(request):
        raise Refused("inspectie")
    return Access(reason=f"verzoek {request.request_id}")


def named_dossier(request, codename: str) -> UUID | None:
    """The dossier with these two words; told to the FG alone, by the database."""
    inspector(request)
    with connection.cursor() as cursor:
        cursor.execute("SELECT dossier_to_inspect(%s)", [codename.strip()])
        return cursor.fetchone()[0]


def my_inspections(request) -> list[Inspection]:
    """One's own that still run, the first to end first."""
    access = inspector(request)
    running = Inspection.objects.running(request.now).filter(user=request.user)
    return access.give_all(running.select_related("dossier").order_by("until"))


def dossier_to_inspect(request, pk) -> tuple[Inspection, Whole]:
    """All of the dossier of one's own running inspection, opened. One row in the log names everything that is in it."""
    access = inspector(request)
    running = Inspection.objects.running(request.now).filter(user=request.user, pk=pk)
    found = running.select_related("dossier__household").first()
    if found is None:
        raise Refused("inspectie", pk)
    dossier = found.dossier
    access.give_all([found, dossier, dossier.household])
    whole = Whole(
        dossier,
        access.give_all(Person.objects.filter(dossier_persons__dossier=dossier).order_by("pk")),
        _all_of(access, Entry, dossier, "happened_on", "created_at"),
        _all_of(access, Document, dossier, "created_at"),
        _all_of(access, Task, dossier, "due_on", "pk"),
        closing.visible_end(dossier, tuple(CATEGORIES)),
    )
    _log_reading(request, found, whole)
    return found, whole


def further(request, inspection: Inspection) -> Access:
    """For rooms above: to open what else belongs to the dossier of an inspection that its door handed out. Refused when
    it is another's, or over."""
    access = inspector(request)
    if not Inspection.objects.running(request.now).filter(user=request.user, pk=inspection.pk).exists():
        raise Refused("inspectie", inspection.pk)
    return access


def log_inspected(request, inspection: Inspection, records: Iterable) -> None:
    """In the same row of the log as the inspection itself."""
    request.readings.add(
        Action.INSPECT,
        dossier_id=inspection.dossier_id,
        role=FunctionarisGegevensbescherming.code,
        purpose=PURPOSE,
        record_ids=[record.pk for record in records],
    )


def _all_of(access: Access, model, dossier: Dossier, *order) -> list:
    people = ["created_by", *(["assigned_to"] if model is Task else [])]
    return access.give_all(model.objects.filter(dossier=dossier).select_related(*people).order_by(*order))


def _log_reading(request, found: Inspection, whole: Whole) -> None:
    shown = (*whole.people, *whole.entries, *whole.documents, *whole.tasks)
    request.readings.add(
        Action.INSPECT,
        dossier_id=whole.dossier.pk,
        role=FunctionarisGegevensbescherming.code,
        purpose=PURPOSE,
        object_type="inspectie",
        record_ids=[found.pk, *(record.pk for record in shown)],
    )
