"""§ 4.1 Casusregie en procescoördinatie: gives everybody who never lived in a household of the register a place in one.

Whoever lives in one, or was taken out of one, is left as is: that was somebody's decision.
"""

from collections import Counter, defaultdict

from django.db.models import Q
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from brp.homes import Resident, Tie, groups, is_current
from brp.shapes import PARTNER
from cases.models import Household, HouseholdMember, Person, Relation
from cases.partialdate import PartialDate
from sealing import keys
from sealing.models import new_id


def settle(registrations, run) -> int:
    """In how many households the persons of the answer live, after giving a place to whoever had none."""
    ids = [person.pk for _one, person in registrations]
    newcomers = set(ids) - set(_memberships(ids).values_list("person", flat=True))
    if newcomers:
        _give_places(newcomers, run)
    return _memberships(ids).filter(until__isnull=True).values("household").distinct().count()


def _memberships(ids):
    return HouseholdMember.objects.filter(person__in=ids)


def _give_places(newcomers, run):
    relations = _relations_of(newcomers, run.access)
    involved = newcomers | {row.person_id for row in relations} | {row.relative_id for row in relations}
    persons = {person.pk: person for person in run.access.give_all(Person.objects.filter(pk__in=involved))}
    lives_in = dict(_memberships(involved).filter(until__isnull=True).values_list("person", "household"))
    residents = [_resident(persons[one]) for one in sorted(persons) if one in newcomers or one in lives_in]
    households, members = [], []
    for group in groups(residents, _ties(relations), run.on):
        newly = [one for one in group if one in newcomers]
        there = {lives_in[one] for one in group if one in lives_in}
        if not newly:
            continue
        if len(there) == 1:
            household = there.pop()
        else:
            households.append(_household([persons[one] for one in newly], run.on))
            household = households[-1].pk
        members += [HouseholdMember(household_id=household, person_id=one, since=run.on) for one in newly]
    keys.prepare(households)
    bulk_create_with_history(households, Household, default_date=run.now)
    HouseholdMember.objects.bulk_create(members)


def _relations_of(newcomers, access):
    """The ties of the newcomers, from either side."""
    either_side = Q(person__in=newcomers) | Q(relative__in=newcomers)
    return access.give_all(Relation.objects.filter(either_side, relative__isnull=False).order_by("pk"))


def _resident(person):
    return Resident(person.pk, person.birth_date, person.address, deceased=person.death is not None)


def _ties(relations):
    partners = defaultdict(list)
    for row in relations:
        if row.kind == PARTNER:
            partners[frozenset((row.person_id, row.relative_id))].append(_partner(row))
    for row in relations:
        pair = partners[frozenset((row.person_id, row.relative_id))]
        if row.kind != PARTNER or is_current(_partner(row), pair):
            yield Tie(row.person_id, row.kind, row.relative_id)


def _partner(row):
    since, until = (PartialDate.from_json(value) if value else None for value in (row.since, row.until))
    return ("this pair", since, until)


def _household(members, on):
    """Named after the surname most of them have; of equals, that of the eldest."""
    eldest_first = sorted(members, key=lambda person: str(person.birth_date.earliest() or "9999"))
    names = Counter(" ".join(part for part in (one.prefix, one.surname) if part) for one in eldest_first)
    name = _("Gezin %(name)s") % {"name": names.most_common(1)[0][0]}
    return Household(id=new_id(), name=name, created_on=on)
