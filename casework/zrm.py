"""§ 4.2 Casusregiedossier: the zelfredzaamheidsmatrix as a rule: which domains, how they moved, where a plan begins.

No database here: ages, scores and dates in, domains out.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import SimpleNamespace

from casework.domains import ALL, DOMAINS, FROM_AGE, Domain, Level

ADULT = 18
# A plan with more goals than this at once is not a plan.
MOST_LOWEST = 3
HOME = "huiselijke_relaties"


@dataclass(frozen=True)
class Score:
    """Of one domain. None: not discussed."""

    worker: int | None = None
    resident: int | None = None
    note: str = ""

    @property
    def lowest(self) -> int | None:
        """The more worried of the two."""
        return min((level for level in (self.worker, self.resident) if level), default=None)

    @property
    def differs(self) -> bool:
        return bool(self.worker and self.resident) and self.worker != self.resident

    @property
    def is_empty(self) -> bool:
        return not (self.worker or self.resident or self.note)

    def by(self, who: str) -> int | None:
        return getattr(self, who)

    def as_json(self) -> dict:
        return {"worker": self.worker, "resident": self.resident, "note": self.note}


NOTHING = Score()


@dataclass(frozen=True)
class Moment:
    """How somebody managed on a day: domain code → score. `by`: names of who wrote it down; `changed_at`: the last."""

    on: date
    scores: Mapping[str, Score] = field(default_factory=dict)
    by: Collection[str] = ()
    changed_at: datetime | None = None

    def of(self, domain: Domain) -> Score:
        return self.scores.get(domain.code, NOTHING)


def has_matrix(age: int | None) -> bool:
    """A child under 12 stands in the matrix of the parents; of who has no known age nothing is left out."""
    return age is None or age >= FROM_AGE


def domains_of(age: int | None, *, is_parent: bool) -> tuple[Domain, ...]:
    """Of a person of this age, and with children to care for or not; of a young child none."""
    if not has_matrix(age):
        return ()
    reached = ADULT if age is None else age
    return tuple(domain for domain in ALL if domain.from_age <= reached and (is_parent or not domain.of_parents))


def readable(domains: Iterable[Domain], opens: Collection[str]) -> tuple[Domain, ...]:
    """§ 2 Need to know: of these what somebody may read and score; health and justice only where that is named."""
    return tuple(domain for domain in domains if domain.category in opens)


def lowest(moment: Moment, most: int = MOST_LOWEST) -> list[Domain]:
    """Where a plan begins: the lowest domains in which somebody does not manage well enough, the very lowest first.

    The more worried of worker and resident counts; equal ones stand in the order of the list.
    """
    low = [(score.lowest, code) for code, score in moment.scores.items() if score.lowest and code in DOMAINS]
    place = {domain.code: number for number, domain in enumerate(ALL)}
    low = sorted((one for one in low if one[0] < Level.SUFFICIENT), key=lambda one: (one[0], place[one[1]]))
    return [DOMAINS[code] for _level, code in low[:most]]


def moments_of(parts: Iterable) -> list[Moment]:
    """The days on which somebody was scored, oldest first. `parts`: opened records with scored_on, scores and who."""
    days: dict[date, SimpleNamespace] = {}
    for part in parts:
        day = days.setdefault(part.scored_on, SimpleNamespace(scores={}, by=set(), at=part.substantively_changed_at))
        day.scores |= {code: Score(**score) for code, score in (part.scores or {}).items()}
        day.by.add(part.created_by.name)
        day.at = max(day.at, part.substantively_changed_at)
    return [Moment(on, day.scores, sorted(day.by), day.at) for on, day in sorted(days.items())]


def scored(moments: Iterable[Moment], domains: Iterable[Domain]) -> tuple[Domain, ...]:
    """These domains and whatever was ever scored, in the order of the list: a child who grew up keeps the figures."""
    known = {domain.code for domain in domains} | {code for moment in moments for code in moment.scores}
    return tuple(domain for domain in ALL if domain.code in known)


def is_withheld(scores: Mapping[str, Score]) -> bool:
    """§ 4 Betrokkenheid cliënt: what says that it is not safe at home could endanger who said it."""
    return any(score.lowest == Level.ACUTE for code, score in scores.items() if _says_how_home_is(DOMAINS[code]))


def _says_how_home_is(domain: Domain) -> bool:
    return domain.of_parents or domain.code == HOME


def split(scores: Mapping[str, Score]) -> dict[str, dict[str, dict]]:
    """Category → what its record holds; a domain of which nothing was said stands nowhere."""
    parts: dict[str, dict[str, dict]] = {}
    for code, score in scores.items():
        if not score.is_empty:
            parts.setdefault(DOMAINS[code].category, {})[code] = score.as_json()
    return parts
