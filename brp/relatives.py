"""§ 4.1 Casusregie en procescoördinatie: a person and their household, asking the BRP for nobody else.

Asked: partners of now, minor children, and of a minor the parents. Whoever turns out to live elsewhere is
not kept.
"""

from brp.facts import address_facts
from brp.homes import Resident, Tie, groups, is_current, is_minor
from brp.shapes import KIND, OUDER, PARTNER
from cases.partialdate import PartialDate

ROUNDS = 3
"""Enough for a minor's parents, their partners, and brothers and sisters."""


def with_household(client, person, *, purpose, today) -> tuple:
    """The person first, then who live with them. Raises BrpError."""
    known, asked = {person.bsn: person}, {person.bsn}
    for _round in range(ROUNDS):
        inside = _household(known, person, today)
        wanted = {bsn for one in inside for bsn in _close(one, today)} - asked
        if not wanted:
            break
        asked |= wanted
        for found in client.persons(sorted(wanted), purpose=purpose, today=today):
            # The BRP may have a number twice; whose it is, is not for us to guess.
            known[found.bsn] = None if found.bsn in known else found
    inside = _household(known, person, today)
    return (person, *(one for one in inside if one.bsn != person.bsn))


def _household(known, person, today):
    """Who of those known live with this person; only the person where that is nobody, or they have died."""
    persons = {bsn: one for bsn, one in known.items() if one is not None}
    residents = [
        Resident(bsn, one.birth, address_facts(one.address), deceased=one.deceased) for bsn, one in persons.items()
    ]
    ties = [
        Tie(bsn, relation.kind, relation.bsn)
        for bsn, one in persons.items()
        for relation in one.relations
        if relation.kind != PARTNER or _still_partner(relation, one)
    ]
    mine = next((group for group in groups(residents, ties, today) if person.bsn in group), [person.bsn])
    return [persons[bsn] for bsn in mine]


def _close(person, today):
    """BSNs of the relatives who may share this person's household."""
    for relation in person.relations:
        if relation.bsn and _may_live_with(relation, person, today):
            yield relation.bsn


def _may_live_with(relation, person, today):
    if relation.kind == PARTNER:
        return _still_partner(relation, person)
    if relation.kind == KIND:
        return relation.birth is not None and is_minor(relation.birth, today)
    return relation.kind == OUDER and is_minor(person.birth, today)


def _still_partner(relation, person):
    partners = [one for one in person.relations if one.kind == PARTNER]
    return is_current(_partner(relation), [_partner(one) for one in partners])


def _partner(relation):
    from_when, until = relation.since, relation.until
    ended = until or PartialDate() if relation.dissolved else None
    return (relation.bsn or (relation.name.full, relation.birth), from_when, ended)
