"""Persons and households: look up, take up, correct."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from audit.choices import Action
from cases import search
from cases.actions.common import note
from cases.errors import BsnTaken
from cases.models import (
    Household,
    HouseholdMember,
    Lookup,
    Person,
)
from sealing.index import bsn_index
from sealing.models import new_id


@transaction.atomic
def look_up(person_id: UUID, *, by, now: datetime, lasts, purpose: str) -> Lookup:
    """§ 2.5 Toegankelijkheid: give the finder sight of one person for a day, with the purpose they named."""
    return Lookup.objects.create(user=by, person_id=person_id, purpose=purpose, at=now, until=now + lasts)


@transaction.atomic
def look_up_family(person_id: UUID, **finder) -> None:
    """As `look_up`, for a person of whom nobody has a dossier: with everybody they live with who does not hide."""
    look_up(person_id, **finder)
    households = HouseholdMember.objects.filter(person=person_id, until__isnull=True).values("household")
    members = HouseholdMember.objects.filter(household__in=households, until__isnull=True).exclude(person=person_id)
    housemates = set(members.values_list("person", flat=True))
    for housemate in housemates - search.hiding(housemates):
        look_up(housemate, **finder)


@transaction.atomic
def add_person(*, by, now: datetime, lasts, purpose: str, bsn: str = "", **facts) -> Person:
    """§ 1.4 Uitzonderingen BSN: take up a person by hand. Raises BsnTaken, SearchNotReady.

    The sight of the new person is inserted first: row security lets nobody insert what they may not see.
    """
    search.require_ready()
    person = Person(id=new_id(), source_date=localdate(now), created_at=now, **facts)
    _set_bsn(person, bsn)
    look_up(person.pk, by=by, now=now, lasts=lasts, purpose=purpose)
    _save_person(person)
    note(Action.CREATE, None, by=by, now=now, object_type="persoon", record_ids=[person.pk])
    return person


@transaction.atomic
def change_person(person: Person, *, bsn: str | None = None, **facts) -> Person:
    """Correct a person by hand; `bsn=None` leaves the number alone. Raises BsnTaken, SearchNotReady."""
    search.require_ready()
    for name, value in facts.items():
        setattr(person, name, value)
    if bsn is not None:
        _set_bsn(person, bsn)
    _save_person(person)
    return person


def _set_bsn(person: Person, bsn: str) -> None:
    person.bsn = bsn
    person.bsn_index = bsn_index(bsn) if bsn else None
    if bsn:
        person.bsn_reason = ""


def _save_person(person: Person) -> None:
    person.put_back_address()
    row = search.row_of(person)
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:
        raise BsnTaken(
            _("Met dit BSN kunnen wij deze gegevens niet bewaren. Controleer het BSN, of zoek de persoon eerst op.")
        ) from error
    search.PersonSearch.objects.filter(pk=row.pk).delete()
    row.save(force_insert=True)


@transaction.atomic
def start_household(person: Person, *, by, now: datetime, on: date) -> Household:
    """The household of somebody who lives in none yet; where there is one, that one."""
    member = HouseholdMember.objects.filter(person=person, until__isnull=True).select_related("household").first()
    if member:
        return member.household
    household = Household(id=new_id(), name=_("Gezin %(name)s") % {"name": person.surname}, created_on=on)
    # The member goes first (its key is deferred): row security lets nobody insert what they may not see.
    HouseholdMember.objects.create(household=household, person=person, since=on)
    household.save(force_insert=True)
    note(Action.CREATE, None, by=by, now=now, object_type="gezin", record_ids=[household.pk])
    return household


@transaction.atomic
def change_household(household: Household, *, name: str, safety_line: str) -> Household:
    household.name, household.safety_line = name, safety_line
    household.save()
    return household
