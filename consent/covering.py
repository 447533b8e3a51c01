"""From what is recorded of consents and grounds to what `consent.sharing` asks; rows in, facts out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.timezone import localdate

from accounts.models import Organisation
from accounts.policy import may_exchange
from cases.models import Dossier, Person
from consent.errors import NoMeasure, NotThisReceiver, Objected
from consent.models import Consent, Ground
from consent.models.disclosures import DisclosureKind, Medium
from consent.names import told_apart
from consent.planned import planned_in
from consent.sharing import Answer, Asked, Consented, Grounded, Who, answer, is_whole
from consent.standing import refuse_fallen
from consent.states import GroundStatus


@dataclass(frozen=True)
class Wish:
    """What somebody wants to share with whom. `people` and `records`: opened, as a door handed them out.

    `there_are`: how many records there are in the dossier to choose from. `structural`: one of a row, by arrangement.
    """

    people: tuple[Person, ...] = ()
    organisation: Organisation | None = None
    kinds: tuple[str, ...] = ()
    records: tuple = ()
    kind: str = DisclosureKind.GIVEN
    medium: str = Medium.LINK
    there_are: int = 0
    structural: bool = False

    @property
    def categories(self) -> frozenset[str]:
        return frozenset(record.category for record in self.records)

    @property
    def others(self) -> bool:
        """Whether a record is about somebody who was not named: then it would go without anybody asking for them."""
        return not {person for record in self.records for person in record.about} <= set(self.about)

    @property
    def about(self) -> list[UUID]:
        return [person.pk for person in self.people]


def answer_to(wish: Wish, dossier: Dossier, now: datetime) -> Answer:
    """§ 3 Toestemming, tenzij: whether it may, on what is recorded in this dossier and this person can see."""
    return answer(asked_of(wish, dossier, now))


def asked_of(wish: Wish, dossier: Dossier, now: datetime) -> Asked:
    on = localdate(now)
    consents = Consent.objects.filter(dossier=dossier, person__in=wish.about, organisation=wish.organisation)
    grounds = Ground.objects.filter(dossier=dossier, about__overlap=wish.about) if wish.about else Ground.objects.none()
    return Asked(
        people=tuple(who_of(person, name) for person, name in told_apart(wish.people)),
        organisation=wish.organisation.pk if wish.organisation else None,
        receiver=wish.organisation.name if wish.organisation else "",
        kinds=frozenset(wish.kinds),
        on=on,
        how=wish.kind,
        categories=wish.categories,
        legal_basis=dossier.legal_basis,
        sort=wish.organisation.sort if wish.organisation else "",
        agreement=refusal_of_exchange(wish, on),
        reachable=wish.medium != Medium.PAPER or bool(wish.organisation and wish.organisation.address.strip()),
        others=wish.others,
        whole=is_whole(len(wish.records), wish.there_are),
        consents=tuple(consents_of(consents.order_by("-created_at", "pk"))),
        grounds=tuple(grounds_of(grounds.select_related("organisation").order_by("-created_at", "pk"), on)),
        planned=planned_in(dossier.pk, wish.about, now) if wish.organisation else (),
    )


def who_of(person: Person, name: str) -> Who:
    return Who(person.pk, name, has_bsn=person.bsn_index is not None)


def consents_of(consents: Iterable[Consent]) -> Iterable[Consented]:
    for one in consents:
        yield Consented(
            id=one.pk,
            person=one.person_id,
            organisation=one.organisation_id,
            kinds=frozenset(one.kinds),
            valid_from=one.valid_from,
            valid_until=one.valid_until,
            status=one.status,
            may_give=one.may_give,
            may_ask=one.may_ask,
            decides_until=one.decides_until,
        )


def grounds_of(grounds: Iterable[Ground], on: date) -> Iterable[Grounded]:
    for one in grounds:
        yield Grounded(
            id=one.pk,
            about=frozenset(one.about),
            organisation=one.organisation_id,
            code=one.code,
            status=one.status,
            valid_until=one.valid_until,
            knows=one.informed_at is not None,
            fallen=why_fallen(one, on),
        )


def why_fallen(ground: Ground, on: date) -> str:
    """Why what a ground stood on is so no more; empty while it is, or while it covers nothing anyway."""
    if ground.status != GroundStatus.VALID:
        return ""
    try:
        refuse_fallen(ground.rule, ground.organisation, ground.about, on)
    except (NotThisReceiver, NoMeasure, Objected) as error:
        return str(error)
    return ""


def refusal_of_exchange(wish: Wish, on: date) -> str:
    """§ 5 Convenant / reglement: why there may be no structural exchange with this organisation; empty when there may.

    One disclosure on a consent or a ground needs no agreement.
    """
    if not (wish.structural and wish.organisation):
        return ""
    facts = wish.organisation.facts
    asked = (may_exchange(facts, on, structural=True, category=code) for code in sorted(wish.categories) or [""])
    return next((str(refusal.label) for refusal in asked if refusal), "")
