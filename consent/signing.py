"""§ 1.5 Minderjarigen en wilsonbekwamen, § 4.3 Wilsonbekwaamheid: who decides, asked from inside a request.

The one place where a page or a wizard asks; what is recorded becomes facts, `consent.policy` answers.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from cases.access import Refused
from cases.models import Person
from consent import facts, policy
from consent.ability import Decision
from consent.access import recorded_about
from consent.approach import Approach, may_approach
from consent.facts import Recorded
from consent.policy import Asking, Outcome, Resident, Signer, Signing


@dataclass(frozen=True)
class Deciding:
    """What the rules ask about one person, today."""

    resident: Resident
    outcomes: list[Outcome]
    recorded: Recorded

    def signing(self, law: str) -> Signing:
        return policy.who_must_sign(self.resident, self.outcomes, law)

    def inzage(self, law: str) -> Asking:
        return policy.who_may_ask_inzage(self.resident, self.outcomes, law)

    def attending(self, law: str) -> Asking:
        return policy.who_may_attend(self.resident, self.outcomes, law)

    def approach(self, signer: Signer) -> Approach:
        """Whether this person may be asked; the resident too is asked only when that was found safe."""
        state = facts.state_in(self.recorded, signer.name, signer.person)
        about = [one.safe for one in self.recorded.checks if facts.is_same(one.name, one.approached_id, *_ids(signer))]
        return may_approach(signer.name, about, state=state)


def signing_for(request, person: Person, law: str, *, decision: str = Decision.SHARING) -> Signing:
    """Who must sign for a person that a door handed out, on the day of the request, and why.

    `law`: a `cases.choices.LegalBasis`; `decision`: what it is about (`consent.ability.Decision`). `signing.is_blocked`
    says that nobody signs yet, `signing.find_out` what to do first. Each signer has `name`, `capacity` and `person`
    (their id, or None). Raises Refused for who has no dossier of this person.
    """
    return deciding_for(request, person, decision=decision).signing(law)


def approaches_for(request, person: Person, signers: Iterable[Signer]) -> list[tuple[Signer, Approach]]:
    """§ 1.5 Minderjarigen en wilsonbekwamen: of each signer whether they may be asked now, and why (not)."""
    deciding = deciding_for(request, person)
    return [(signer, deciding.approach(signer)) for signer in signers]


def deciding_for(request, person: Person, *, decision: str = Decision.SHARING) -> Deciding:
    """For who asks several things about one person. Raises Refused as `signing_for`."""
    recorded = recorded_about(request, person)
    if not recorded.complete:
        raise Refused("persoon", person.pk)
    return deciding(request, person, recorded, decision=decision)


def deciding(request, person: Person, recorded: Recorded, *, decision: str = Decision.SHARING) -> Deciding:
    """From what a door already handed out; `recorded.complete` is the caller's to look at."""
    resident = facts.resident_of(person, request.today, recorded, decision=decision)
    return Deciding(resident, facts.outcomes_of(recorded), recorded)


def _ids(signer: Signer) -> tuple:
    return signer.name, signer.person
