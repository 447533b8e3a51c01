"""Doors to what is recorded about authority (§ 1.5 Minderjarigen en wilsonbekwamen)."""

from cases.access import about_person, person_to_change, person_to_read
from cases.models import Person
from consent.models import Authority


def authority_to_read(request, pk) -> tuple[Person, list[Authority]]:
    """A person one may see, and what is recorded about authority over them: the running outcome first."""
    person = person_to_read(request, pk)
    return person, _newest_first(about_person(request, person, Authority))


def authority_to_change(request, pk) -> tuple[Person, list[Authority]]:
    """As `authority_to_read`, for whoever may write about this person."""
    person = person_to_change(request, pk)
    return person, _newest_first(about_person(request, person, Authority))


def _newest_first(outcomes: list[Authority]) -> list[Authority]:
    return sorted(outcomes, key=lambda outcome: (outcome.replaced_at is None, outcome.created_at), reverse=True)
