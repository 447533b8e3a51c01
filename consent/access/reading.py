"""Doors to read what is recorded about who decides for somebody."""

from collections.abc import Iterable
from uuid import UUID

from audit.choices import Action
from cases.access import about_person, opened_persons, person_to_change, person_to_read, visible_persons
from cases.access.core import opened, running_grants, strongest
from cases.models import Grant, Person
from consent.facts import Recorded
from consent.models import Assessment, Authority, CourtMeasure, Flag, Refusal, Representation, SafetyCheck


def authority_to_read(request, pk) -> tuple[Person, Recorded]:
    """A person one may see, and what is recorded about who decides for them."""
    person = person_to_read(request, pk)
    return person, recorded_about(request, person)


def authority_to_change(request, pk) -> tuple[Person, Recorded]:
    """As `authority_to_read`, for whoever may write about this person."""
    person = person_to_change(request, pk)
    return person, recorded_about(request, person)


def grants_about(request, person: Person) -> list[Grant]:
    """One's own running grants on dossiers of this person; a look-up is none."""
    return list(running_grants(request).filter(content_object__dossier_persons__person=person.pk).distinct())


def recorded_about(request, person: Person) -> Recorded:
    """All that is recorded about who decides for a person that a door handed out, opened and logged.

    Who only looked somebody up is told of authority alone: the rest comes from a dossier.
    """
    grants = grants_about(request, person)
    authorities = sorted(about_person(request, person, Authority), key=_order, reverse=True)
    if not grants:
        people = _people(request, person, None, _holders(authorities))
        return Recorded(authorities=authorities, people=people, complete=False)
    opens = {code for grant in grants for code in grant.opens}
    found = {
        "representations": _newest_first(request, Representation.objects.filter(person=person)),
        "assessments": _newest_first(request, Assessment.objects.filter(person=person)),
        "refusals": _newest_first(request, Refusal.objects.filter(person=person)),
        "measures": _newest_first(request, CourtMeasure.objects.filter(person=person, category__in=opens)),
        "flags": _newest_first(request, Flag.objects.filter(person=person)),
        "checks": opened(request, SafetyCheck.objects.about(person)),
    }
    named = {*_holders(authorities), *(one.representative_id for one in found["representations"])}
    people = _people(request, person, strongest(grants), named, [one.pk for kind in found.values() for one in kind])
    return Recorded(authorities=authorities, people=people, **found)


def _order(outcome: Authority) -> tuple:
    return outcome.replaced_at is None, outcome.created_at


def _newest_first(request, records) -> list:
    return opened(request, records.order_by("-created_at", "-pk"))


def _holders(authorities: Iterable[Authority]) -> set[UUID]:
    return {UUID(holder["person"]) for one in authorities for holder in one.holders if holder["person"]}


def _people(request, person, grant, ids: Iterable[UUID | None], records=()) -> dict[UUID, Person]:
    """Of whom is named those one may see, opened; the reading is logged with what else was read of this person."""
    people = Person.objects.filter(pk__in=visible_persons(request)).in_bulk([one for one in ids if one])
    opened_persons(request, people.values())
    request.readings.add(
        Action.READ,
        dossier_id=grant.content_object_id if grant else None,
        grant=grant,
        object_type="persoon",
        record_ids=[person.pk, *people, *records],
    )
    return people
