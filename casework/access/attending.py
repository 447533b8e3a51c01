"""The door to who of a family may be at a conference (§ 4.3 Wilsonbekwaamheid): residents, who decides with or for
them, and whom a volmacht allows it. docs/adr/0080-who-decides.md
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from cases.access.core import opened
from cases.models import Person
from casework.conferences import Part
from consent import facts, policy
from consent.facts import Recorded
from consent.models import Assessment, Authority, Flag, Refusal, Representation

RECORDED = {
    "authorities": Authority,
    "representations": Representation,
    "assessments": Assessment,
    "refusals": Refusal,
    "flags": Flag,
}


@dataclass(frozen=True)
class Attendee:
    """`key`: for a form. `find_out`: what must be known first about who else may come with this resident."""

    key: str
    name: str
    part: str


def attendees_of(request, people: Iterable[Person], law: str) -> tuple[list[Attendee], list[str]]:
    """(who may attend, what to find out first), of people that a door handed out. In as many questions for one as for
    many."""
    people = list(people)
    found, find_out = {}, []
    recorded = _recorded(request, people)
    for person in people:
        resident = facts.resident_of(person, request.today, recorded[person.pk])
        asking = policy.who_may_attend(resident, facts.outcomes_of(recorded[person.pk]), law)
        find_out += asking.find_out
        for signer in asking.who:
            part = Part.RESIDENT if signer.capacity == policy.RESIDENT else Part.REPRESENTATIVE
            key = f"{part}:{signer.person or signer.name}"
            found.setdefault(key, Attendee(key, signer.name, part))
    return list(found.values()), list(dict.fromkeys(find_out))


def _recorded(request, people: list[Person]) -> dict:
    by_person = {name: defaultdict(list) for name in RECORDED}
    for name, model in RECORDED.items():
        for row in opened(request, model.objects.filter(person__in=people).order_by("-created_at", "-pk")):
            by_person[name][row.person_id].append(row)
    known = {person.pk: person for person in people}
    return {pk: Recorded(people=known, **{name: by_person[name][pk] for name in RECORDED}) for pk in known}
