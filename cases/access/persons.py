"""Doors to persons and households (§ 2.5 Toegankelijkheid van informatie)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, Q, QuerySet

from accounts.models import User
from audit.choices import Action
from cases.access.core import (
    Refused,
    Why,
    access_of,
    held_grants,
    mark_used,
    opened,
    running_grants,
    strongest,
    visible_dossiers,
)
from cases.models import Dossier, DossierPerson, Household, HouseholdMember, Lookup, Person, Relation
from cases.roles import CASE_ROLES
from cases.search import Known, showing_addresses
from cases.search import hiding as hiding_among


@dataclass(frozen=True)
class KnownPerson:
    """What the directory page shows: the person, and whom to call when a colleague has a dossier."""

    person: Person
    contact: User | None


def visible_persons(request) -> QuerySet:
    """The ids of everybody this person may see: of their dossiers, and looked up today."""
    mine = visible_dossiers(request)
    return Person.objects.filter(
        Q(pk__in=DossierPerson.objects.filter(dossier__in=mine).values("person"))
        | Q(pk__in=running_lookups(request).values("person"))
    ).values("pk")


def closed_among_mine(request) -> set[UUID]:
    """Of everybody this person may see those whose address they may not."""
    return addresses_closed(request, set(visible_persons(request).values_list("pk", flat=True)))


def running_lookups(request) -> QuerySet[Lookup]:
    return Lookup.objects.filter(user=request.user, until__gt=request.now)


def opened_persons(request, persons) -> list[Person]:
    """These persons with their sealed fields open; of who hides the address only where a dossier of one's own shows
    it: one's own dossier, opened after a look-up, does not."""
    persons = opened(request, persons)
    closed = addresses_closed(request, {person.pk for person in persons})
    for person in persons:
        if person.pk in closed:
            person.close_address()
    return persons


def addresses_closed(request, person_ids: set[UUID]) -> set[UUID]:
    """Of these the persons whose address none of one's grants shows, who hide or live in another household as well."""
    grants = held_grants(request)
    not_shown = person_ids - showing_addresses(grants, person_ids)
    links = DossierPerson.objects.filter(dossier__in=grants.values("content_object"))
    return hiding_among(not_shown) | links.from_another_home(not_shown)


def person_to_read(request, pk, *, action=Action.READ, purpose="", fields=()) -> Person:
    """A person of one's dossiers, or whom one looked up today; `person.why` says which. Logs the reading."""
    access_of(request)
    person = Person.objects.filter(pk=pk).first()
    grant = strongest(running_grants(request).filter(content_object__dossier_persons__person=pk))
    lookup = running_lookups(request).filter(person=pk).order_by("-at").first()
    if person is None or not (grant or lookup):
        raise Refused("persoon", pk)
    opened(request, [grant] if grant else [])
    opened_persons(request, [person])
    person.why = Why(grant=grant, lookup=lookup)
    _log_reading(request, action, person.why, "persoon", [pk], purpose=purpose, fields=fields)
    return person


def person_to_change(request, pk) -> Person:
    """Facts about a person may be corrected by whoever writes in their dossier. A look-up alone only reads."""
    person = person_to_read(request, pk, action=Action.CHANGE)
    if not person.why.may_write:
        raise Refused("persoon", pk)
    return person


def person_to_place(request, pk) -> Person:
    """Whom one may open a dossier about, to be given the household that a dossier is opened from."""
    person = person_to_read(request, pk, action=Action.CHANGE)
    if not person.why.may_open_dossier:
        raise Refused("persoon", pk)
    return person


def person_to_identify(request, pk, *, purpose) -> Person:
    """§ 1.4 Uitzonderingen BSN: the whole number is for who has a dossier about this person, and says for what."""
    person = person_to_read(request, pk, action=Action.REVEAL_BSN, purpose=purpose, fields=["bsn"])
    if not person.why.grant:
        raise Refused("persoon", pk)
    return person


def persons_of(request, dossier) -> list[Person]:
    """Whom a dossier that a door handed out is about, oldest first, opened and logged."""
    persons = Person.objects.filter(dossier_persons__dossier=dossier)
    persons = opened_persons(request, persons.annotate(lives_elsewhere=F("dossier_persons__other_home")))
    for person in persons:
        if person.lives_elsewhere and not person.is_address_closed:
            person.close_address()
    request.readings.add(
        Action.READ, dossier_id=dossier.pk, grant=dossier.why.grant, record_ids=[person.pk for person in persons]
    )
    return sorted(persons, key=lambda person: (person.birth_date.earliest() or date.max, person.pk))


def about_person(request, person, model) -> list:
    """What is recorded with a person that a door handed out, opened."""
    return opened(request, model.objects.filter(person=person).order_by("pk"))


def relations_of(request, person) -> list[Relation]:
    """The family of a person as the source gives it; `relation.visible_relative` is set where one may go there."""
    relations = about_person(request, person, Relation)
    relatives = visible_persons(request).filter(pk__in=[relation.relative_id for relation in relations])
    may_see = set(relatives.values_list("pk", flat=True))
    for relation in relations:
        relation.visible_relative = relation.relative_id if relation.relative_id in may_see else None
    return relations


def relations_among(people) -> list[tuple[UUID, str, UUID]]:
    """(person, kind, relative) of persons that a door handed out, to each other; ids alone, nothing is opened."""
    ids = [person.pk for person in people]
    relations = Relation.objects.filter(person__in=ids, relative__in=ids).order_by("pk")
    return list(relations.values_list("person_id", "kind", "relative_id"))


def relations_between(request, people) -> list[Relation]:
    """As `relations_among`, opened: also since and until when."""
    ids = [person.pk for person in people]
    return opened(request, Relation.objects.filter(person__in=ids, relative__in=ids).order_by("pk"))


def found_persons(request, ids) -> list[Person]:
    """What a search among one's own people found, in its order; one row in the log, without the words searched for."""
    persons = Person.objects.filter(pk__in=visible_persons(request)).in_bulk(ids)
    request.readings.add(Action.SEARCH, object_type="persoon", record_ids=list(persons))
    found = opened_persons(request, [persons[pk] for pk in ids if pk in persons])
    mine = visible_dossiers(request)
    links = DossierPerson.objects.filter(dossier__in=mine, person__in=found)
    links = list(links.select_related("dossier__household"))
    opened(request, [link.dossier.household for link in links])
    for person in found:
        person.dossiers = [link.dossier for link in links if link.person_id == person.pk]
    return found


def known_persons(request, known: list[Known], *, purpose: str) -> list[KnownPerson]:
    """What the directory told, with the colleague to call; logged as a look-up with its purpose."""
    persons = Person.objects.in_bulk([found.person_id for found in known])
    opened_persons(request, persons.values())
    contacts = User.objects.in_bulk([found.contact_id for found in known if found.contact_id])
    request.readings.add(Action.DIRECTORY, object_type="persoon", record_ids=list(persons), purpose=purpose)
    return [KnownPerson(persons[found.person_id], contacts.get(found.contact_id)) for found in known]


def household_to_read(request, pk, *, action=Action.READ) -> Household:
    """A household with a dossier one may open, or with a person one looked up today. `people`: whom one may see."""
    access_of(request)
    household = Household.objects.filter(pk=pk).first()
    grant = strongest(running_grants(request).filter(content_object__household=pk))
    members = Person.objects.filter(memberships__household=pk, memberships__until__isnull=True)
    lookup = running_lookups(request).filter(person__in=members).order_by("-at").first()
    if household is None or not (grant or lookup):
        raise Refused("gezin", pk)
    household.why = Why(grant=grant, lookup=lookup)
    household.people = opened_persons(request, members.filter(pk__in=visible_persons(request)).order_by("pk"))
    opened(request, [household, *([grant] if grant else [])])
    ids = [household.pk, *(person.pk for person in household.people)]
    _log_reading(request, action, household.why, "gezin", ids)
    return _without_case_content(household, granted=grant is not None)


def household_to_change(request, pk) -> Household:
    """Name and safety line are for who writes in a dossier of this household."""
    household = household_to_read(request, pk, action=Action.CHANGE)
    if not household.why.may_write:
        raise Refused("gezin", pk)
    return household


def household_to_open_dossier(request, pk) -> Household:
    """A household whose dossier one writes in, or of which one looked up a member today."""
    household = household_to_read(request, pk)
    if not household.why.may_open_dossier:
        raise Refused("gezin", pk)
    return household


def households_of(request, person) -> list[Household]:
    """Where a person that a door handed out lives now; with the safety line where one has a dossier of that family."""
    mine = set(running_grants(request).values_list("content_object__household", flat=True))
    members = HouseholdMember.objects.filter(person=person, until__isnull=True)
    households = opened(request, Household.objects.filter(pk__in=members.values("household")))
    return [_without_case_content(household, granted=household.pk in mine) for household in households]


def dossiers_about(request, person) -> list[Dossier]:
    """One's own dossiers about a person that a door handed out."""
    mine = visible_dossiers(request)
    return opened(request, mine.filter(dossier_persons__person=person).order_by("-opened_on", "pk"))


def dossiers_of(request, household) -> list[Dossier]:
    """One's own dossiers of a household that a door handed out, with `role`: what one may do there."""
    mine = visible_dossiers(request).annotate(role_code=F("grants__permission__codename"))
    dossiers = opened(request, mine.filter(household=household).order_by("-status", "-opened_on", "pk"))
    for dossier in dossiers:
        dossier.role, dossier.household = CASE_ROLES[dossier.role_code], household
    return dossiers


def _without_case_content(household: Household, *, granted: bool) -> Household:
    """The safety line comes from a dossier: a look-up alone does not show it."""
    if not granted:
        household.safety_line_sealed = None
    return household


def _log_reading(request, action, why, object_type, record_ids, *, purpose="", fields=()):
    mark_used(request, why.grant)
    request.readings.add(
        action,
        dossier_id=why.grant.content_object_id if why.grant else None,
        grant=why.grant,
        purpose=purpose or (why.lookup.purpose if why.lookup else ""),
        object_type=object_type,
        record_ids=record_ids,
        fields=fields,
    )
