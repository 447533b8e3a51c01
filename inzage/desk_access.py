"""§ 4.2 Casusregiedossier: the doors to requests, for who has something to do for one in a dossier of theirs, and for
who decides. Whoever decides reads what it is about and nothing else, as long as it runs.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.conf import settings

from audit.choices import Action
from audit.context import system
from audit.purposes import Purpose
from cases.access import Refused, access_of, dossier_to_grant, dossier_to_read
from cases.access.core import opened
from cases.models import ContactProfile, Dossier, Person
from cases.records import DossierRecord
from casework.access.masking import Family, family_of
from consent.who import second_persons
from inzage import material
from inzage.actions import preparing, releasing
from inzage.guarding import Guarded, guarded_from
from inzage.material import Line, There
from inzage.models import Letter, Release, Request, RequestPart, Shielding, kinds_of
from inzage.papers import letter
from inzage.reading import Answer, answer_in
from inzage.showing import Shown, shown, withheld_in
from inzage.states import PartState
from terms.categories import CASUSREGIE

OBJECT, LETTER = "verzoek", "brief"
PURPOSE = Purpose.INSIGHT
NAMED = ("created_by", "prepared_by", "second", "request__mandate", "request__decided_by", "request__made_by")


@dataclass(frozen=True)
class Piece:
    """One record of a request: opened, as it is shown, and what of it is shielded."""

    record: DossierRecord
    shown: Shown
    shieldings: list[Shielding]
    looked: bool


# --- in a dossier of one's own ---


def dossier_to_ask_in(request, pk) -> Dossier:
    """For who writes down a request on paper or at the desk: who leads, open or closed."""
    return dossier_to_grant(request, pk)


def parts_of(request, dossier: Dossier) -> list[RequestPart]:
    """Of a dossier that a door handed out, what runs first. Opened, with its request."""
    parts = RequestPart.objects.readable_by(request.user, request.now).filter(dossier=dossier)
    parts = parts.select_related(*NAMED).order_by("request__decided_at", "request__due_on", "pk").distinct()
    return _opened(request, list(parts), dossier)


def part_to_read(request, pk: UUID) -> RequestPart:
    """Of a dossier one may read; `part.dossier` is opened."""
    access_of(request)
    part = RequestPart.objects.readable_by(request.user, request.now).select_related(*NAMED).filter(pk=pk).first()
    if part is None:
        raise Refused(OBJECT, pk)
    part.dossier = dossier_to_read(request, part.dossier_id)
    part.letters = list(Letter.objects.filter(request=part.request_id).order_by("made_on", "pk"))
    return _opened(request, [part], part.dossier)[0]


def part_to_prepare(request, pk: UUID) -> RequestPart:
    """For who leads that dossier or deputises, while it is theirs to prepare."""
    part = part_to_read(request, pk)
    if not may_prepare(part):
        raise Refused(OBJECT, pk, dossier_id=part.dossier_id)
    return part


def may_prepare(part: RequestPart) -> bool:
    leads = part.dossier.why.grant.role.may_grant
    return leads and part.state == PartState.OPEN and part.request.is_running


def may_judge(request, part: RequestPart) -> bool:
    """Whether this is the second reader it waits for."""
    return part.state == PartState.READING and part.second_id == request.user.pk


def seconds_of(request, part: RequestPart) -> list:
    inside = second_persons(part.dossier_id, CASUSREGIE.code, request.now, first_id=request.user.pk)
    return preparing.seconds_for(part, inside, request.today)


def there_in(request, part: RequestPart) -> There:
    """What there is about whom it is about, as far as this colleague reads it."""
    return material.found_in(part, lambda records: records.readable_by(request.user, request.now).distinct())


def lines_in(request, part: RequestPart) -> list[Line]:
    return there_in(request, part).lines


def pieces_of(request, part: RequestPart, lines: Iterable[Line]) -> list[Piece]:
    """Of lines that this door gave; opened and logged."""
    records = opened(request, material.records_at(part, lines))
    ids = [one.pk for one in records]
    shieldings = opened(request, Shielding.objects.toward(part.request).filter(record_id__in=ids))
    request.readings.add(Action.READ, dossier_id=part.dossier_id, object_type=OBJECT, record_ids=ids)
    withheld, looked = withheld_in(part.dossier), set(part.looked)
    return [
        Piece(
            record,
            shown(record, withheld=withheld),
            [one for one in shieldings if one.record_id == record.pk],
            record.pk in looked,
        )
        for record in records
    ]


def piece_at(request, part: RequestPart, lines: Iterable[Line], record_id: UUID) -> Piece:
    """One of lines that this door gave; opened and logged. Raises Refused."""
    line = next((one for one in lines if one.id == record_id), None)
    if line is None:
        raise Refused(OBJECT, record_id, dossier_id=part.dossier_id)
    (piece,) = pieces_of(request, part, [line])
    return piece


def shielded_beside(request, part: RequestPart, record: DossierRecord) -> list[Shielding]:
    """What of the other records of this dossier is not shown to who asks, as far as this colleague reads it."""
    held = Shielding.objects.toward(part.request).filter(dossier=part.dossier_id).exclude(record_id=record.pk)
    return opened(request, held)


def shielding_to_read(request, pk: UUID) -> Shielding:
    """Of a dossier and a category one may read; `shielding.dossier` is opened."""
    access_of(request)
    found = Shielding.objects.readable_by(request.user, request.now).select_related("made_by", "ended_by")
    found = found.filter(pk=pk).first()
    if found is None:
        raise Refused("afscherming", pk)
    found.dossier = dossier_to_read(request, found.dossier_id)
    request.readings.add(Action.READ, dossier_id=found.dossier_id, record_ids=[found.pk, found.record_id])
    return opened(request, [found])[0]


# --- who decides ---


def mandated_kinds(request) -> set[str]:
    access_of(request)
    return kinds_of(request.user, request.today)


def requests_to_decide(request) -> list[Request]:
    """Everything of the kinds one decides on that is not over, what is due first. Opened, with whom it is about."""
    kinds = mandated_kinds(request)
    if not kinds:
        raise Refused(OBJECT)
    with system(PURPOSE, request.now):
        found = Request.objects.not_over().filter(kind__in=kinds).select_related("person", "decided_by", "mandate")
        found = opened(request, found.order_by("decided_at", "due_on", "pk"))
        opened(request, [one.person for one in found])
    request.readings.add(Action.LIST, object_type=OBJECT, record_ids=[one.pk for one in found])
    return found


def request_to_decide(request, pk: UUID) -> Request:
    """Opened, with whom it is about, who asks and its parts. Raises Refused for who has no mandate for it."""
    with system(PURPOSE, request.now):
        found = Request.objects.select_related("person", "asker", "mandate", "decided_by", "made_by").filter(pk=pk)
        found = found.first()
        if found is None or found.kind not in mandated_kinds(request):
            raise Refused(OBJECT, pk)
        opened(request, [found, found.person, *([found.asker] if found.asker else [])])
        parts = found.parts.select_related("dossier__household", "prepared_by", "second").order_by("dossier__codename")
        found.rows = opened(request, parts)
    for part in found.rows:
        part.request = found
        request.readings.add(Action.READ, dossier_id=part.dossier_id, object_type=OBJECT, record_ids=[part.pk])
    request.readings.add(Action.READ, object_type=OBJECT, record_ids=[found.pk])
    return found


def all_lines_of(request, part: RequestPart) -> list[Line]:
    """Of a part of a request that its door handed out to who decides: of every category."""
    with system(PURPOSE, request.now):
        return material.lines_of(part)


def all_pieces_of(request, part: RequestPart, lines: Iterable[Line]) -> list[Piece]:
    with system(PURPOSE, request.now):
        return pieces_of(request, part, lines)


def all_shielded_beside(request, part: RequestPart, record: DossierRecord) -> list[Shielding]:
    with system(PURPOSE, request.now):
        return shielded_beside(request, part, record)


def release_of(request, found: Request) -> Release | None:
    """Of a request that its door handed out to who decides."""
    with system(PURPOSE, request.now):
        release = Release.objects.filter(request=found).first()
    return opened(request, [release])[0] if release else None


# --- what has to leave ---


def letters_to_send(request) -> list[Letter]:
    """Of the kinds one decides on: what has to go first is first. Opened, with who asked."""
    kinds = mandated_kinds(request)
    if not kinds:
        raise Refused(LETTER)
    with system(PURPOSE, request.now):
        found = list(Letter.objects.to_do().filter(request__kind__in=kinds).select_related("request__release"))
        opened(request, [one.request for one in found])
    request.readings.add(Action.LIST, object_type=LETTER, record_ids=[one.pk for one in found])
    return found


def letter_to_send(request, pk: UUID) -> Letter:
    """As its request: for who decides on that kind. Opened, with the request and whom that is about."""
    with system(PURPOSE, request.now):
        found = Letter.objects.select_related("gone_by", "printed_by").filter(pk=pk).first()
    if found is None:
        raise Refused(LETTER, pk)
    found.request = request_to_decide(request, found.request_id)
    request.readings.add(Action.READ, object_type=LETTER, record_ids=[found.pk])
    return opened(request, [found])[0]


def letters_of(request, found: Request) -> list[Letter]:
    """Of a request that its door handed out to who decides, the first first."""
    with system(PURPOSE, request.now):
        letters = opened(request, found.letters.select_related("gone_by").order_by("made_on", "pk"))
    request.readings.add(Action.READ, object_type=LETTER, record_ids=[one.pk for one in letters])
    return letters


def answer_to_read(request, found: Letter) -> tuple[Answer, bytes]:
    """What was released, and the parcel it is in; of a letter that its door handed out. Raises NotPossible."""
    with system(PURPOSE, request.now):
        release = Release.objects.get(request=found.request)
        content = releasing.content_of(release, request.now)
    request.readings.add(Action.READ, object_type=OBJECT, record_ids=[release.pk])
    return answer_in(content), content


def decision_in_words(request, found: Request) -> dict:
    """What the letter with the decision says, of a request that its door handed out."""
    with system(PURPOSE, request.now):
        decision = releasing.decision_of(found, request.today)
    return letter.content(decision, settings.MUNICIPALITY_NAME)


def family_in(request, part: RequestPart) -> Family:
    """All that identifies the people of a part that a door handed out, to find it in a text; nothing of it is shown."""
    with system(PURPOSE, request.now):
        reached = ContactProfile.objects.running().filter(person__dossier_persons__dossier=part.dossier_id)
        profiles = {one.person_id: one for one in opened(request, reached)}
    opened(request, [part.dossier.household])
    return family_of(part.dossier, profiles, now=request.now)


def guarded_in(request, part: RequestPart) -> Guarded:
    """Whom in or around a dossier that a door handed out nobody who asks may find; nothing of it is shown."""
    with system(PURPOSE, request.now):
        return guarded_from(part.request, [part.dossier_id], partial(opened, request))


def left_to_look_at(part: RequestPart, lines: Iterable[Line]) -> list[Line]:
    looked = set(part.looked)
    return [line for line in lines if line.id not in looked]


def _opened(request, parts: list[RequestPart], dossier: Dossier) -> list[RequestPart]:
    opened(request, [one for part in parts for one in (part, part.request)])
    people = {
        one.pk: one for one in opened(request, Person.objects.filter(pk__in=[p.request.person_id for p in parts]))
    }
    for part in parts:
        part.dossier, part.request.person = dossier, people.get(part.request.person_id)
    ids = [part.pk for part in parts]
    request.readings.add(
        Action.READ, dossier_id=dossier.pk, grant=dossier.why.grant, object_type=OBJECT, record_ids=ids
    )
    return parts
