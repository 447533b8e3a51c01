"""Doors to grounds, and to what others gave us: to read, to write in, to judge as a second person, to decide on."""

from collections.abc import Iterable

from django.db.models import QuerySet

from accounts.models import User
from audit.choices import Action
from cases.access import Refused, access_of, dossier_to_change, dossier_to_read, in_dossier, persons_of
from cases.access.core import opened
from cases.models import Dossier, Person
from consent.incoming import must_be_told
from consent.models import Disclosure, Ground
from consent.models.disclosures import DisclosureKind
from consent.who import second_persons

NAMED = ("organisation", "created_by", "confirmed_by", "ended_by", "informed_by", "released_by")


def grounds_of(request, dossier: Dossier) -> list[Ground]:
    """Of a dossier that a door handed out, the newest first."""
    grounds = in_dossier(Ground, dossier).select_related(*NAMED).order_by("-created_at", "pk")
    return _shown(request, grounds, dossier, Action.READ)


def incoming_of(request, dossier: Dossier) -> list[Disclosure]:
    """What others gave us about this dossier that a door handed out, the newest first."""
    received = in_dossier(Disclosure, dossier).filter(kind=DisclosureKind.INCOMING)
    received = received.select_related("organisation", "created_by").order_by("-came_on", "-created_at", "pk")
    return _shown(request, received, dossier, Action.READ)


def people_in(request, record: Ground | Disclosure) -> list[Person]:
    """Whom it is about, of a record that a door handed out."""
    return [person for person in persons_of(request, record.dossier) if person.pk in record.about]


def ground_to_read(request, pk) -> Ground:
    return _read(request, Ground.objects.all(), pk)


def ground_to_change(request, pk) -> Ground:
    return _change(request, Ground.objects.all(), pk)


def ground_to_judge(request, pk) -> Ground:
    """For whoever is let in, in an open dossier; who may be the second person is asked by `is_second_person`."""
    ground = _read(request, Ground.objects.all(), pk)
    if not ground.dossier.is_open or ground.dossier.why.grant.role.is_emergency:
        raise Refused("ground", pk, dossier_id=ground.dossier_id)
    return ground


def incoming_to_read(request, pk) -> Disclosure:
    return _read(request, _received(), pk)


def told_to_change(request, pk, model: type[Ground | Disclosure]) -> Ground | Disclosure:
    """For whoever records that the resident was told; of what they brought themselves there is nothing to tell."""
    record = _change(request, Ground.objects.all() if model is Ground else _received(), pk)
    if model is Disclosure and not must_be_told(record.came_by):
        raise Refused("disclosure", pk, dossier_id=record.dossier_id)
    return record


def told_to_decide(request, pk, model: type[Ground | Disclosure]) -> Ground | Disclosure:
    """§ 4 Betrokkenheid cliënt: what is shown, and when, is decided by who leads the dossier."""
    record = told_to_change(request, pk, model)
    if not may_decide(record.dossier):
        raise Refused(model._meta.model_name, pk, dossier_id=record.dossier_id)
    return record


def may_decide(dossier: Dossier) -> bool:
    return dossier.why.grant.role.may_grant


def possible_second_persons(request, dossier: Dossier, category: str, *, first: User) -> list[User]:
    """Whom one can ask to look at it, of a dossier that a door handed out."""
    return second_persons(dossier.pk, category, request.now, first_id=first.pk)


def is_second_person(request, ground: Ground) -> bool:
    """§ 3.3 Zorgvuldigheid: never who made it, and somebody of the municipality itself."""
    return request.user in second_persons(
        ground.dossier_id, ground.category, request.now, first_id=ground.created_by_id
    )


def _received() -> QuerySet[Disclosure]:
    return Disclosure.objects.filter(kind=DisclosureKind.INCOMING)


def _read(request, records: QuerySet, pk):
    record = _visible(request, records, pk)
    record.dossier = dossier_to_read(request, record.dossier_id)
    return _shown(request, [record], record.dossier, Action.READ)[0]


def _change(request, records: QuerySet, pk):
    record = _visible(request, records, pk)
    record.dossier = dossier_to_change(request, record.dossier_id)
    return _shown(request, [record], record.dossier, Action.CHANGE)[0]


def _visible(request, records: QuerySet, pk):
    """Wall one, before any field of it is used."""
    access_of(request)
    names = [name for name in NAMED if name in {field.name for field in records.model._meta.get_fields()}]
    record = records.readable_by(request.user, request.now).filter(pk=pk).select_related(*names).first()
    if record is None:
        raise Refused(records.model._meta.model_name, pk)
    return record


def _shown(request, records: Iterable, dossier, action) -> list:
    records = opened(request, records)
    ids = [record.pk for record in records]
    request.readings.add(action, dossier_id=dossier.pk, grant=dossier.why.grant, record_ids=ids)
    return records
