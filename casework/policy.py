"""§ 4.1 Casusregie, § 3 Toestemming, tenzij: the rules of this room. No database here: facts in, answers out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Lead:
    """One period in which somebody leads a dossier; `until` None: without an end."""

    since: datetime
    until: datetime | None = None

    def has_ended(self, now: datetime) -> bool:
        """One that stopped before it began never was."""
        return self.until is not None and (self.until <= now or self.until <= self.since)


def may_run(leads: Iterable[Lead], now: datetime, *, is_open: bool = True) -> bool:
    """Whether a plan can run under these: exactly one has not ended, and that one began and has no end."""
    left = [one for one in leads if not one.has_ended(now)]
    return is_open and len(left) == 1 and left[0].until is None and left[0].since <= now


@dataclass(frozen=True)
class Involved:
    """Somebody whom the signed plan names as directly involved in the treatment of these persons.

    `replaces`: the id of whom they stand in for.
    """

    id: UUID
    name: str
    organisation: UUID | None
    about: frozenset[UUID]
    replaces: UUID | None = None


def may_exchange(one: Involved, other: Involved, person: UUID, named: Iterable[Involved]) -> bool:
    """§ 3 Toestemming, tenzij: between two who are both named in the plan that holds, about a person for whom both are
    involved. A replacement counts as long as whom they replace is named too."""
    named = {each.id: each for each in named}
    return all(is_involved(each, person, named) for each in (one, other))


def is_involved(one: Involved, person: UUID, named: dict[UUID, Involved]) -> bool:
    """In the treatment of this person. `named`: everybody in that plan, by id."""
    if named.get(one.id) != one or person not in one.about:
        return False
    return one.replaces is None or (one.replaces in named and person in named[one.replaces].about)
