"""§ 1.5 Minderjarigen en wilsonbekwamen: who must sign for one resident of one dossier, today, by what is recorded.

The same answer for whoever asks: a worker, somebody who signs in the portal, the nightly run. So the system reads; of
holders of authority it uses only what the register says of those this dossier is about too, for a worker sees no more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from audit.context import system
from audit.purposes import Purpose
from cases.access import access_for_system
from cases.choices import RelationKind
from cases.models import Person, Relation
from cases.partialdate import PartialDate
from consent import facts, policy
from consent.approach import may_approach
from consent.birthdays import birthday
from consent.facts import Recorded
from consent.models import Assessment, Authority, CourtMeasure, Flag, Refusal, Representation, SafetyCheck
from consent.models.signing import AnySignature


@dataclass(frozen=True)
class Needed:
    """Somebody whose signature is needed; `person` is their id where they are a person of ours."""

    name: str
    capacity: str
    person: UUID | None = None

    def is_same(self, other: "Needed") -> bool:
        """By id where both are persons of ours, or else by name."""
        if self.capacity != other.capacity:
            return False
        return facts.is_same(self.name, self.person, other.name, other.person)


@dataclass(frozen=True)
class Deciding:
    """Who must sign, or what to find out first. `until`: the birthday from which others decide, if one is to come.

    `closed`: of the signers whom nobody may ask anything now; `unsafe` says of each why, and what to do.
    """

    name: str
    age: int | None
    signers: tuple[Needed, ...]
    find_out: tuple[str, ...]
    why: str
    until: date | None
    closed: tuple[Needed, ...]
    unsafe: tuple[str, ...]

    @property
    def is_blocked(self) -> bool:
        return bool(self.find_out)

    def may_ask(self, who: Needed) -> bool:
        """§ 1.5 Minderjarigen en wilsonbekwamen: a suspicion closes at once, whatever was found safe before."""
        return not any(one.is_same(who) for one in self.closed)


def deciding(dossier_id: UUID, person_id: UUID, *, law: str, now: datetime, on: date) -> Deciding:
    """Who decides for a person whom this dossier is about. Raises Person.DoesNotExist for any other."""
    with system(Purpose.SHARING, now):
        access = access_for_system(Purpose.SHARING)
        people = access.give_all(Person.objects.filter(dossier_persons__dossier=dossier_id))
        person = next((one for one in people if one.pk == person_id), None)
        if person is None:
            raise Person.DoesNotExist
        recorded = _recorded(access, person, {one.pk: one for one in people})
        return _decided(person, recorded, _parents(person, people), law, on)


def may_still_be_asked(record, person_id: UUID, signature: AnySignature, *, now: datetime, on: date) -> bool:
    """§ 1.5 Minderjarigen en wilsonbekwamen: what is about another closes at once when a suspicion arises.

    `record`: what is signed, about this person. Raises Person.DoesNotExist, as `deciding`.
    """
    decides = deciding(record.dossier_id, person_id, law=record.legal_basis, now=now, on=on)
    return decides.may_ask(Needed(signature.name, signature.capacity, signature.signer_id))


def _recorded(access, person: Person, people: dict[UUID, Person]) -> Recorded:
    def newest_first(model):
        return access.give_all(model.objects.filter(person=person).order_by("-created_at", "-pk"))

    return Recorded(
        authorities=newest_first(Authority),
        representations=newest_first(Representation),
        assessments=newest_first(Assessment),
        refusals=newest_first(Refusal),
        measures=newest_first(CourtMeasure),
        flags=newest_first(Flag),
        checks=newest_first(SafetyCheck),
        people=people,
    )


def _parents(person: Person, people: Iterable[Person]) -> list[Person]:
    """Of this dossier's persons who the register says are a parent: an outcome recorded by hand holds names alone."""
    known = Relation.objects.filter(person=person, kind=RelationKind.PARENT, relative__isnull=False)
    ids = set(known.values_list("relative_id", flat=True))
    return [one for one in people if one.pk in ids]


def _decided(person: Person, recorded: Recorded, parents: list[Person], law: str, on: date) -> Deciding:
    resident = facts.resident_of(person, on, recorded)
    signing = policy.who_must_sign(resident, facts.outcomes_of(recorded), law)
    find_out = (_("%(name)s is overleden.") % {"name": person.full_name},) if person.death else signing.find_out
    signers = tuple(needed_of(signer, parents) for signer in signing.signers)
    unsafe = [(one, why) for one in signers if (why := why_closed(one, recorded))]
    return Deciding(
        name=person.full_name,
        age=resident.age,
        signers=signers,
        find_out=find_out,
        why=signing.why,
        until=changes_on(person.birth_date, on, capable=resident.capable),
        closed=tuple(one for one, _why in unsafe),
        unsafe=tuple(str(why) for _one, why in unsafe),
    )


def needed_of(signer: policy.Signer, parents: list[Person]) -> Needed:
    """`parents`: of the persons of the dossier; who is known by name alone may be one of them."""
    by_name = [one.pk for one in parents if facts.is_same(one.full_name, None, signer.name, None)]
    known = signer.person or (by_name[0] if len(by_name) == 1 else None)
    return Needed(signer.name, signer.capacity, known)


def why_closed(one: Needed, recorded: Recorded) -> str:
    """Why nobody may ask them anything now; empty when that was found safe."""
    checks = [
        check.safe for check in recorded.checks if facts.is_same(check.name, check.approached_id, one.name, one.person)
    ]
    found = may_approach(one.name, checks, state=facts.state_in(recorded, one.name, one.person))
    return "" if found.allowed else found.why


def is_as_asked(needed: Iterable[Needed], asked: Iterable[Needed]) -> bool:
    """Whether those who were asked are exactly those who must sign."""
    needed, asked = list(needed), list(asked)
    return len(needed) == len(asked) and all(sum(one.is_same(other) for other in asked) == 1 for one in needed)


def why_others_decide(decides: Deciding, asked: Iterable[AnySignature], *, until: date | None, on: date) -> str:
    """Why those of these opened signatures are not, or not surely, who must sign on this day; empty while they are.

    `until`: the birthday from which others decide, as it was when they were asked.
    """
    asked = [Needed(one.name, one.capacity, one.signer_id) for one in asked]
    if decides.is_blocked:
        # Without what to find out: that may be a suspicion, and what lapses is no place where it is withheld.
        return _("Wie er moet tekenen, is niet meer zeker. Op de pagina over wie beslist staat wat u eerst uitzoekt.")
    if (until and until <= on) or not is_as_asked(decides.signers, asked):
        return _("Wie er moet tekenen, is intussen veranderd. Vraag het opnieuw. %(why)s") % {"why": decides.why}
    return ""


def changes_on(birth: PartialDate, on: date, *, capable: bool) -> date | None:
    """The next birthday from which others decide: 12 or 16. Of a birth known in part each day it may be counts.

    At 18 nothing changes for who decides alone; for who cannot a representative takes over from the parents.
    """
    ages = (policy.DECIDES_WITH_PARENTS, policy.DECIDES_ALONE, *(() if capable else (policy.ADULT,)))
    born = {day for day in (birth.earliest(), birth.latest()) if day}
    return min((day for day in (birthday(one, age) for one in born for age in ages) if day > on), default=None)
