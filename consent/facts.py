"""From what is recorded about who decides to what `consent.policy` asks; opened records in, facts out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _lazy

from cases.models import Person
from cases.search import folded
from consent import ability
from consent.ability import Assessed, Decision, Objection
from consent.measures import MeasureKind
from consent.models import Assessment, Authority, CourtMeasure, Flag, Refusal, Representation, SafetyCheck
from consent.policy import Holder, Outcome, Resident
from consent.representation import Representative, State, Verdict

UNMATCHED = _lazy(
    "Er is een vermoeden over %(name)s, die hier niet meer genoemd wordt. Beslis eerst over dat vermoeden: misschien "
    "staat dezelfde persoon er nu met een andere naam."
)


AUTHORITY_MOVED = _lazy(
    "Er is een voogdijmaatregel, en het gezag is daarna niet meer opgezocht. Zoek op wie nu het gezag heeft."
)


@dataclass(frozen=True)
class Recorded:
    """All that is recorded about who decides for one person, opened, the newest first.

    `people`: of whom it names those one may see, opened, by id. `complete` is False for who only looked somebody up:
    of the rest they are told nothing, so nobody can say who signs.
    """

    authorities: Sequence[Authority] = ()
    representations: Sequence[Representation] = ()
    assessments: Sequence[Assessment] = ()
    refusals: Sequence[Refusal] = ()
    measures: Sequence[CourtMeasure] = ()
    flags: Sequence[Flag] = ()
    checks: Sequence[SafetyCheck] = ()
    people: dict[UUID, Person] = field(default_factory=dict)
    complete: bool = True

    @property
    def running_authorities(self) -> list[Authority]:
        return [one for one in self.authorities if one.replaced_at is None]


# --- somebody who decides for another ---


def state_of(person: Person | None) -> State:
    """What the register of persons says; somebody one may not see is taken as able, and signs in person."""
    if person is None:
        return State.ABLE
    if person.death:
        return State.DECEASED
    return State.UNDER_GUARDIANSHIP if (person.particulars or {}).get("curatele") else State.ABLE


def suspicion(flags: Iterable[Flag], name: str, person_id: UUID | None) -> State:
    """An open flag goes before one that was decided."""
    about = [flag.verdict for flag in flags if is_same(flag.name, flag.flagged_id, name, person_id)]
    if "" in about:
        return State.FLAGGED
    return State.EXCLUDED if Verdict.STAYS in about else State.ABLE


def is_same(name: str, person_id: UUID | None, other_name: str, other_id: UUID | None) -> bool:
    """By id where both are known to be persons of ours, or else by name: a source may know somebody as no more."""
    if person_id and other_id:
        return person_id == other_id
    return folded(name) == folded(other_name)


def state_in(recorded: Recorded, name: str, person_id: UUID | None) -> State:
    """Whether somebody can decide: what the register says first, then what is suspected."""
    state = state_of(recorded.people.get(person_id))
    return suspicion(recorded.flags, name, person_id) if state == State.ABLE else state


# --- authority ---


def outcomes_of(recorded: Recorded) -> list[Outcome]:
    """The running outcomes about one child."""
    return [
        Outcome(
            kind=one.kind,
            holders=tuple(_holder(holder, recorded) for holder in one.holders),
            in_research=one.in_research,
        )
        for one in recorded.running_authorities
    ]


def _holder(holder: dict, recorded: Recorded) -> Holder:
    person_id = UUID(holder["person"]) if holder["person"] else None
    state = state_in(recorded, holder["name"], person_id)
    return Holder(holder["name"], holder["role"], known=holder["known"], state=state, person=person_id)


# --- the resident ---


def resident_of(person: Person, on: date, recorded: Recorded, *, decision: str = Decision.SHARING) -> Resident:
    """Of a person that a door handed out, on this day, for this kind of decision."""
    able = ability.ability(_assessed(recorded), decision, on)
    objections = [one for one in recorded.refusals if one.decision == decision and one.runs_on(on)]
    return Resident(
        person.full_name,
        person.age_on(on),
        capable=able.capable,
        representatives=tuple(_representative(one, recorded) for one in recorded.representations if one.runs_on(on)),
        refused_before=any(_binds(one, person) for one in objections),
        person=person.pk,
        resists=any(one.kind == Objection.RESISTANCE for one in objections),
        about_money=decision == Decision.MONEY,
        doubts=able.doubts,
        doubts_about_others=(*flags_on_nobody(recorded), *authority_moved(recorded, on)),
    )


def _assessed(recorded: Recorded) -> list[Assessed]:
    """The newest first, also of one day."""
    running = (one for one in recorded.assessments if one.ended_on is None)
    return [Assessed(one.decision, one.result, one.assessed_on, one.review_on) for one in running]


def _binds(refusal: Refusal, person: Person) -> bool:
    return refusal.kind == Objection.REFUSAL and ability.binds(refusal.refused_on, person.birth_date)


def _representative(one: Representation, recorded: Recorded) -> Representative:
    state = state_in(recorded, one.name, one.representative_id)
    if state == State.ABLE and one.unwilling:
        state = State.UNWILLING
    return Representative(one.name, one.capacity, state, tuple(one.parts), one.representative_id)


def authority_moved(recorded: Recorded, on: date) -> list[str]:
    """§ 1.6 Gedwongen kader: by a measure of guardianship others have authority than was found before it."""
    began = [one.starts_on for one in recorded.measures if one.kind == MeasureKind.GUARDIANSHIP and one.runs_on(on)]
    found = [one.recorded_on for one in recorded.running_authorities]
    return [str(AUTHORITY_MOVED)] if began and found and min(found) < max(began) else []


def flags_on_nobody(recorded: Recorded) -> list[str]:
    """Open suspicions about whom nothing else names any more: a new outcome may write a name in another way."""
    named = [(one.name, one.representative_id) for one in recorded.representations]
    for authority in recorded.running_authorities:
        named += [(one["name"], UUID(one["person"]) if one["person"] else None) for one in authority.holders]
    return [
        str(UNMATCHED % {"name": flag.name})
        for flag in recorded.flags
        if not flag.verdict and not any(is_same(flag.name, flag.flagged_id, *one) for one in named)
    ]
