"""§ 4.1 Casusregie: what others told, and is old or in doubt. No database here: facts in, doubts out."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID, uuid5

from django.utils.translation import gettext_lazy as _

from cases.choices import Source

# What a resident says, or we saw ourselves, was not taken from others.
OWN = (Source.RESIDENT, Source.OWN)
ASK_WITHIN = timedelta(days=14)


@dataclass(frozen=True)
class Told:
    """What somebody else told: `kind` in a word, `on` the day of the source. `url`: where it stands.

    `record`: what a task about it follows from. `doubts`: what the source itself says against it.
    """

    pk: UUID
    kind: str
    source: str
    on: date
    url: str = ""
    name: str = ""
    record: object = None
    doubts: tuple[str, ...] = ()


@dataclass
class Doubt:
    """`task`: the one that asks the resident, once there is one. `round`: how often its period has passed."""

    told: Told
    round: int
    why: list[str] = field(default_factory=list)
    task: object = None

    @property
    def task_id(self) -> UUID:
        """Follows from what it is about and how old it is: pressing twice makes one task, and a later round a new."""
        return uuid5(self.told.pk, f"nog waar {self.round}")


def doubts(told: Iterable[Told], *, today: date, days: int) -> list[Doubt]:
    """What is older than so many days, or said to be doubtful; what is doubtful first, then the oldest."""
    found = []
    for one in told:
        times = max(0, (today - one.on).days) // days
        if times or one.doubts:
            why = [*one.doubts, *([str(_("Oud"))] if times else [])]
            found.append(Doubt(one, times, why))
    return sorted(found, key=lambda doubt: (not doubt.told.doubts, doubt.told.on, str(doubt.told.pk)))
