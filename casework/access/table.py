"""§ 4 Betrokkenheid cliënt: the door to what residents who look along may see, and nothing else.

Each of them must be allowed to see it: what the portal would show to one of two is not shown to both.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from audit.choices import Action
from cases.access import Refused, colleagues_inside, dossier_to_change, dossier_to_read, persons_of
from cases.access.core import opened
from cases.models import Dossier, Grant, Person
from cases.roles import MAY_GRANT, Meelezer
from cases.table import Table
from casework.access.common import shown
from casework.models import PlanSignature, Zrm
from casework.states import PlanStatus, VersionStatus
from casework.zrm import Moment, moments_of
from consent.models import Consent, Signature
from consent.models.signing import SignatureState
from consent.signers import may_still_be_asked
from consent.states import ConsentStatus
from terms.categories import ORDINARY

SHOWN = (ConsentStatus.TO_SIGN, ConsentStatus.ACTIVE)
PLANS_SHOWN = (VersionStatus.TO_SIGN, VersionStatus.HOLDS)


@dataclass(frozen=True)
class PlanText:
    """What the plan says about one person. `rows`: the signatures that somebody here can set under it now; `mine`:
    those of whoever sits here, set or not: each can have the words on paper."""

    about: UUID
    words: str
    holds: bool
    mine: list[PlanSignature]

    @property
    def rows(self) -> list[PlanSignature]:
        return [one for one in self.mine if one.is_asked and not self.holds]


@dataclass(frozen=True)
class Shown:
    """`consents`: each with `rows`, the signatures that somebody here can set now. `moments`: of the ZRM of who sits
    alone, empty for several. `plans`: each with the name of whom it is about."""

    people: list[Person]
    helpers: list[Grant]
    consents: list[Consent]
    plans: list[tuple[str, PlanText]]
    moments: list[Moment]


def dossier_for_table(request, pk) -> tuple[Dossier, list[Person]]:
    """To switch it on: by who writes in an open dossier, and whom it is about."""
    dossier = dossier_to_change(request, pk)
    return dossier, persons_of(request, dossier)


def shown_at(request, table: Table) -> tuple[Dossier, Shown]:
    """The dossier of this table, and what everybody at it may see; opened and logged."""
    dossier = _dossier_of(request, table)
    family = {person.pk: person for person in persons_of(request, dossier)}
    people = [person for person in family.values() if person.pk in table.people]
    if len(people) != len(table.people):
        raise Refused("dossier", dossier.pk, dossier_id=dossier.pk)
    shown_here = {
        "consents": _consents(request, dossier, table.people),
        "plans": [
            (family[one.about].full_name, one) for one in _plans(request, dossier, table.people) if one.about in family
        ],
        "moments": _moments(request, dossier, table.people),
    }
    return dossier, Shown(people, _helpers(request, dossier), **shown_here)


def may_be_asked(request, table: Table) -> set[UUID]:
    """Ids of the signatures to be set here, and of the consents to be printed: a paper names everybody who signs. What
    the plan says is printed for each apart."""
    dossier = _dossier_of(request, table)
    consents = _consents(request, dossier, table.people)
    rows = {row.pk for consent in consents for row in consent.rows}
    rows |= {row.pk for text in _plans(request, dossier, table.people) for row in text.mine}
    return rows | {consent.pk for consent in consents if consent.can_be_printed}


def _dossier_of(request, table: Table) -> Dossier:
    """Asked anew at every page: whoever may no longer write in it, or of one that was closed, shows nothing."""
    dossier = dossier_to_read(request, table.dossier_id)
    if not dossier.is_open or not dossier.why.grant.role.may_write:
        raise Refused("dossier", dossier.pk, dossier_id=dossier.pk)
    return dossier


def _open_to_residents(model, dossier: Dossier):
    """Never what is withheld or authorised apart, whatever this worker may read."""
    return model.objects.filter(dossier=dossier, category__in=ORDINARY, withheld=False)


def _consents(request, dossier: Dossier, people: Iterable[UUID]) -> list[Consent]:
    """As the portal: of oneself, or asked of one and no suspicion has closed that."""
    consents = list(_open_to_residents(Consent, dossier).filter(status__in=SHOWN).select_related("organisation"))
    signatures = list(_open_to_residents(Signature, dossier).filter(consent__in=consents).order_by("created_at", "pk"))
    opened(request, signatures)
    asked: dict[UUID, list[Signature]] = {consent.pk: [] for consent in consents}
    for signature in signatures:
        asked[signature.consent_id].append(signature)
    consents = [one for one in consents if _all_may_see(request, one, one.person_id, asked[one.pk], people)]
    for consent in consents:
        waits = consent.status == ConsentStatus.TO_SIGN
        mine = [one for one in asked[consent.pk] if one.signer_id in people]
        consent.rows = [one for one in mine if waits and one.state == SignatureState.ASKED]
        consent.can_be_printed = waits and mine == asked[consent.pk]
    return shown(request, sorted(consents, key=_waiting_first), dossier, Action.READ)


def _waiting_first(consent: Consent) -> tuple:
    return not consent.rows, consent.created_at, str(consent.pk)


def _plans(request, dossier: Dossier, people: Iterable[UUID]) -> list[PlanText]:
    """As with consents: the words about one person, for whoever they are about or signs them. What waits goes first."""
    runs = {"version__status__in": PLANS_SHOWN, "version__plan__status": PlanStatus.ACTIVE}
    found = _open_to_residents(PlanSignature, dossier).filter(**runs)
    under: dict[tuple[UUID, UUID], list[PlanSignature]] = {}
    for one in shown(request, found.select_related("version").order_by("created_at", "pk"), dossier, Action.READ):
        under.setdefault((one.version_id, one.about[0]), []).append(one)
    texts = [
        PlanText(about, signed[0].shown, signed[0].version.holds, [one for one in signed if one.signer_id in people])
        for (_version, about), signed in under.items()
        if _all_may_see(request, signed[0], about, signed, people)
    ]
    return sorted(texts, key=lambda text: text.holds)


def _all_may_see(request, record, about: UUID, signatures, people: Iterable[UUID]) -> bool:
    """`record`: what is signed, about this person."""
    when = {"now": request.now, "on": request.today}
    asked = {one.signer_id: one for one in signatures}
    return all(
        person == about or (person in asked and may_still_be_asked(record, about, asked[person], **when))
        for person in people
    )


def _helpers(request, dossier: Dossier) -> list[Grant]:
    """Who helps, not who reads along or came in danger; nor who is there for something that stands apart."""
    return [
        grant
        for grant in reversed(colleagues_inside(request, dossier))
        if not grant.role.is_emergency
        and grant.role is not Meelezer
        and (grant.role.code in MAY_GRANT or not grant.categories)
    ]


def _moments(request, dossier: Dossier, people: tuple[UUID, ...]) -> list[Moment]:
    """A matrix is of one person, so for that person alone."""
    if len(people) != 1:
        return []
    records = _open_to_residents(Zrm, dossier).filter(about=list(people)).select_related("created_by")
    return moments_of(shown(request, records.order_by("scored_on", "pk"), dossier, Action.READ))
