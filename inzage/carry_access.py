"""AVG art. 16, 18, 19: the doors to carrying out what was decided, and to what may only be stored since."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.apps import apps
from django.db.models import QuerySet

from audit.choices import Action
from audit.context import system
from audit.purposes import Purpose
from cases.access import Refused, access_of, dossier_to_read, in_dossier
from cases.access.core import opened
from cases.choices import EntryKind
from cases.models import Document, Entry, Restricted, Task
from inzage import desk_access
from inzage.actions import carrying
from inzage.actions.restrictions import OBJECT
from inzage.desk_access import Piece
from inzage.kinds import SHOWN
from inzage.material import Line
from inzage.models import RequestPart, RestrictedReading, Restriction
from inzage.showing import Shown, querysets_for, shown
from sealing import files

PURPOSE = Purpose.INSIGHT


# --- carrying out ---


def part_to_carry_out(request, pk: UUID) -> RequestPart:
    """For who leads that dossier or deputises; also when it was carried out, to read back."""
    part = desk_access.part_to_read(request, pk)
    if not part.dossier.why.grant.role.may_grant or not (carrying.waits(part) or part.carried_out_at):
        raise Refused(desk_access.OBJECT, pk, dossier_id=part.dossier_id)
    return part


def lines_to_carry_out(request, part: RequestPart) -> list[Line]:
    """Of a part that a door handed out: what this resident said in the portal is not right first, then the newest."""
    lines, of_house, pointed = desk_access.lines_in(request, part), set(_of_house(part)), set(pointed_out(part))
    return sorted((line for line in lines if line.id not in of_house), key=lambda line: line.id not in pointed)


def _of_house(part: RequestPart) -> QuerySet:
    """Tasks that a rule put on a list say nothing of anybody."""
    return in_dossier(Task, part.dossier).exclude(rule="").values_list("pk", flat=True)


def pointed_out(part: RequestPart) -> list[UUID]:
    """Ids of the notes in which this resident said so."""
    said = in_dossier(Entry, part.dossier).filter(kind=EntryKind.PORTAL, about__contains=[part.request.person_id])
    return list(said.values_list("pk", flat=True))


def piece_to_carry_out(request, part: RequestPart, record_id: UUID) -> Piece:
    """Of a part that a door handed out one record, opened and logged."""
    piece = desk_access.piece_at(request, part, desk_access.lines_in(request, part), record_id)
    piece.record.dossier = part.dossier
    return piece


# --- what may only be stored ---


@dataclass(frozen=True)
class Closed:
    """One record that is closed: that it is there, and nothing of it."""

    id: UUID
    kind: str


def restrictions_of(request, part: RequestPart) -> list[Restriction]:
    """Of a part that a door handed out, opened: what was restricted for it."""
    found = Restriction.objects.readable_by(request.user, request.now).filter(
        request=part.request_id, dossier=part.dossier_id
    )
    return opened(request, found.distinct())


def restriction_to_read(request, pk: UUID) -> Restriction:
    """That, since when and by whose decision: for everybody in the dossier. `restriction.rows`: what of it is closed,
    of the categories one reads; `restriction.dossier` is opened."""
    access_of(request)
    found = Restriction.objects.readable_by(request.user, request.now)
    found = found.select_related("request__decided_by", "made_by", "told_by", "ended_by").filter(pk=pk).first()
    if found is None:
        raise Refused(OBJECT, pk)
    found.dossier = dossier_to_read(request, found.dossier_id)
    found.rows = closed_of(found)
    request.readings.add(Action.READ, dossier_id=found.dossier_id, object_type=OBJECT, record_ids=[found.pk])
    return opened(request, [found])[0]


def closed_of(restriction: Restriction) -> list[Closed]:
    """In the order in which they were made: an id says when."""
    rows = Restricted.objects.filter(restriction=restriction.pk, category__in=restriction.dossier.why.opens)
    return [Closed(pk, kind_of(model)) for pk, model in rows.order_by("record_id").values_list("record_id", "model")]


def kind_of(model: str) -> str:
    """In a word for a colleague, of a label in lower case."""
    return str(apps.get_model(model)._meta.verbose_name).capitalize()


def counted(rows: list[Closed]) -> list[tuple[str, int]]:
    return sorted(Counter(one.kind for one in rows).items())


def restriction_to_change(request, pk: UUID) -> Restriction:
    """For who leads, while it runs."""
    found = restriction_to_read(request, pk)
    if not leads(found) or found.ended_at:
        raise Refused(OBJECT, pk, dossier_id=found.dossier_id)
    return found


def leads(restriction: Restriction) -> bool:
    return restriction.dossier.why.grant.role.may_grant


def closed_to_open(request, pk: UUID, record_id: UUID) -> tuple[Restriction, Restricted]:
    """AVG art. 18 lid 2: for who leads, of a category they read. Nothing of it is opened yet."""
    restriction = restriction_to_change(request, pk)
    closed = restriction.closed.running().filter(record_id=record_id, category__in=restriction.dossier.why.opens)
    row = closed.first()
    if row is None:
        raise Refused(OBJECT, record_id, dossier_id=restriction.dossier_id)
    return restriction, row


def content_of_closed(request, restriction: Restriction, row: Restricted) -> Shown:
    """Of what `closed_to_open` gave, after who reads it said what for: opened, and logged."""
    record = _closed_record(request, restriction, row, Action.READ)
    return shown(record, withheld=())


def file_of_closed(request, restriction: Restriction, row: Restricted) -> tuple[Document, bytes]:
    """As `content_of_closed`, of a document. Raises BrokenSeal."""
    document = _closed_record(request, restriction, row, Action.DOWNLOAD)
    return document, files.read(document.pk, access_of(request).key_of(document))


def _closed_record(request, restriction: Restriction, row: Restricted, action):
    """By the system: to the colleague themself the database does not give it."""
    model = apps.get_model(row.model)
    if model not in SHOWN:
        raise Refused(OBJECT, row.record_id, dossier_id=restriction.dossier_id)
    with system(PURPOSE, request.now):
        about = model.objects.filter(pk=row.record_id).values_list("about", flat=True).first()
        found = [records for records in querysets_for(about or (), restriction.dossier) if records.model is model]
        record = found[0].filter(pk=row.record_id).first()
        if record is None:
            raise Refused(OBJECT, row.record_id, dossier_id=restriction.dossier_id)
        opened(request, [record])
    request.readings.add(action, dossier_id=restriction.dossier_id, object_type=OBJECT, record_ids=[row.record_id])
    return record


def restricted_in(dossier) -> list[tuple[Restriction, list[tuple[str, int]]]]:
    """Of a dossier that a door handed out: what is closed of the categories one reads, by decision; not opened."""
    rows = Restricted.objects.running().filter(dossier=dossier, category__in=dossier.why.opens)
    kinds = defaultdict(list)
    for pk, restriction, model in rows.values_list("record_id", "restriction", "model"):
        kinds[restriction].append(Closed(pk, kind_of(model)))
    found = Restriction.objects.filter(pk__in=kinds, category__in=dossier.why.opens)
    return [(one, counted(kinds[one.pk])) for one in found.select_related("request__decided_by")]


def readings_of(request, restriction: Restriction) -> list[RestrictedReading]:
    """Who read what is closed, and why; for who leads, the last first."""
    if not leads(restriction):
        return []
    readings = RestrictedReading.objects.readable_by(request.user, request.now).filter(restriction=restriction.pk)
    return opened(request, readings.select_related("user").distinct())
