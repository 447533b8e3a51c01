"""§ 4 Betrokkenheid cliënt: the door to what one needs on the way to a family."""

from dataclasses import dataclass

from audit.choices import Action
from cases import contact
from cases.access import contact_profiles_in, in_dossier, open_tasks_of, persons_of
from cases.choices import Channel
from cases.contact import Answer
from cases.models import ContactProfile, Dossier, Person, Task
from casework.access.common import shown
from casework.models import PlanSignature
from casework.states import PlanStatus, VersionStatus
from consent.access.consents import consents_of, waits
from consent.models import Signature
from consent.models.signing import SignatureState


@dataclass(frozen=True)
class Reach:
    """How one person can be reached: `phone` says whether that is safe now."""

    person: Person
    age: int | None
    profile: ContactProfile | None
    phone: Answer | None


@dataclass(frozen=True)
class Visit:
    """`addresses`: each once, with who lives there; of an address that one may not see nothing is here."""

    addresses: list[tuple[str, list[Person]]]
    people: list[Reach]
    tasks: list[Task]
    signatures: list[Signature]
    plan_signatures: list[PlanSignature]


def visit_of(request, dossier: Dossier) -> Visit:
    """Of a dossier that a door handed out; opened and logged."""
    people = [person for person in persons_of(request, dossier) if not person.death]
    profiles = contact_profiles_in(request, dossier)
    addresses: dict[str, list[Person]] = {}
    for person in people:
        if person.address_text:
            addresses.setdefault(person.address_text, []).append(person)
    return Visit(
        addresses=list(addresses.items()),
        people=[_reach(request, person, profiles.get(person.pk)) for person in people],
        tasks=open_tasks_of(request, dossier),
        signatures=_to_sign(request, dossier, people),
        plan_signatures=_plan_to_sign(request, dossier, people),
    )


def _reach(request, person: Person, profile: ContactProfile | None) -> Reach:
    answer = contact.may_send(profile.facts, Channel.PHONE, request.now) if profile else None
    return Reach(person, person.age_on(request.today), profile, answer)


def _to_sign(request, dossier: Dossier, people) -> list[Signature]:
    names = {person.pk: person.full_name for person in people}
    asked = []
    for consent in consents_of(request, dossier):
        for signature in consent.rows if waits(consent) else ():
            if signature.state == SignatureState.ASKED:
                signature.consent, signature.about_name = consent, names.get(consent.person_id, "")
                asked.append(signature)
    return asked


def _plan_to_sign(request, dossier: Dossier, people) -> list[PlanSignature]:
    names = {person.pk: person.full_name for person in people}
    waits = {"version__status": VersionStatus.TO_SIGN, "version__plan__status": PlanStatus.ACTIVE}
    asked = in_dossier(PlanSignature, dossier).filter(state=SignatureState.ASKED, **waits)
    found = shown(request, asked.select_related("version").order_by("created_at", "pk"), dossier, Action.READ)
    for signature in found:
        signature.about_name = names.get(signature.about[0], "")
    return found
