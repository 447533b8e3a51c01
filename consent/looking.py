"""§ 1.5 Minderjarigen en wilsonbekwamen, § 4.3 Wilsonbekwaamheid: for whom somebody may look in the portal, today.

By the same rules as who may ask for inzage, and only after somebody recorded that it is safe. Where anything is in
doubt, nobody looks. Read by the system, in as many questions for one person as for many.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from audit.context import system
from audit.purposes import Purpose
from cases.access import access_for_system
from cases.choices import RelationKind
from cases.models import DossierPerson, Person, Relation
from consent import facts, policy
from consent.facts import Recorded
from consent.models import Assessment, Authority, CourtMeasure, Flag, Refusal, Representation, SafetyCheck
from consent.signers import needed_of, why_closed

RECORDED = {
    "authorities": Authority,
    "representations": Representation,
    "assessments": Assessment,
    "refusals": Refusal,
    "measures": CourtMeasure,
    "flags": Flag,
    "checks": SafetyCheck,
}
BY_AUTHORITY = (policy.PARENT, policy.THIRD, policy.GUARDIAN)


@dataclass(frozen=True)
class Family:
    """What is known of these persons: their dossiers with the law each rests on, who is in them, and who decides."""

    people: dict[UUID, Person]
    laws: dict[UUID, dict[UUID, str]]
    members: dict[UUID, set[UUID]]
    parents: dict[UUID, set[UUID]]
    recorded: dict[str, dict[UUID, list]]


def those_looked_for(persons: Collection[UUID], who: Collection[UUID], *, now: datetime, on: date) -> list[Person]:
    """Of these persons those for whom somebody (`who`: their ids in the register) may look; opened, the oldest last."""
    if not persons:
        return []
    with system(Purpose.SHARING, now):
        family = _family(persons)
        found = [family.people[pk] for pk in persons if pk in family.people and _may_look(family, pk, who, on)]
    return sorted(found, key=lambda person: (person.birth_date.earliest() or date.min, person.pk), reverse=True)


def named(persons: Collection[UUID], *, now: datetime) -> list[Person]:
    """These persons, opened by the system: a resident may know what they are called themselves."""
    with system(Purpose.SHARING, now):
        return access_for_system(Purpose.SHARING).give_all(Person.objects.filter(pk__in=persons).order_by("pk"))


def _family(persons: Collection[UUID]) -> Family:
    access = access_for_system(Purpose.SHARING)
    laws, members = defaultdict(dict), defaultdict(set)
    dossiers = DossierPerson.objects.filter(person__in=persons).values("dossier")
    rows = DossierPerson.objects.filter(dossier__in=dossiers)
    for dossier, person, law in rows.values_list("dossier", "person", "dossier__legal_basis"):
        laws[person][dossier] = law
        members[dossier].add(person)
    people = {one.pk: one for one in access.give_all(Person.objects.filter(pk__in=list(laws)))}
    parents = defaultdict(set)
    relations = Relation.objects.filter(person__in=persons, kind=RelationKind.PARENT, relative__isnull=False)
    for child, parent in relations.values_list("person", "relative"):
        parents[child].add(parent)
    recorded = {name: _rows(access, model, persons) for name, model in RECORDED.items()}
    return Family(people, laws, members, parents, recorded)


def _rows(access, model, persons: Collection[UUID]) -> dict[UUID, list]:
    rows = defaultdict(list)
    for row in access.give_all(model.objects.filter(person__in=persons).order_by("-created_at", "-pk")):
        rows[row.person_id].append(row)
    return rows


def _may_look(family: Family, pk: UUID, who: Collection[UUID], on: date) -> bool:
    """In every dossier of theirs alike: where the laws differ, the stricter holds."""
    person, laws = family.people[pk], family.laws[pk]
    if person.death or not laws:
        return False
    return all(_may_look_in(family, person, dossier, who, on) for dossier in laws)


def _may_look_in(family: Family, person: Person, dossier: UUID, who: Collection[UUID], on: date) -> bool:
    people = {one: family.people[one] for one in family.members[dossier]}
    recorded = Recorded(people=people, **{name: rows[person.pk] for name, rows in family.recorded.items()})
    resident = facts.resident_of(person, on, recorded)
    asking = policy.who_may_ask_inzage(resident, facts.outcomes_of(recorded), family.laws[person.pk][dossier])
    parents = [people[one] for one in family.parents[person.pk] if one in people]
    signers = (needed_of(signer, parents) for signer in asking.who if signer.capacity != policy.RESIDENT)
    return any(
        signer.person in who and _age_allows(signer.capacity, resident.age) and not why_closed(signer, recorded)
        for signer in signers
    )


def _age_allows(capacity: str, age: int | None) -> bool:
    """Whoever has authority looks until the twelfth birthday: from then on they get what they are asked to sign."""
    return capacity not in BY_AUTHORITY or (age is not None and age < policy.DECIDES_WITH_PARENTS)
