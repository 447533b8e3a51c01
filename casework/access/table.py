"""§ 4 Betrokkenheid cliënt: the door to what residents who look along may see, and nothing else.

Each of them must be allowed to see it: what the portal would show to one of two is not shown to both.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from audit.choices import Action
from cases.access import Refused, dossier_to_change, dossier_to_read, grants_of, persons_of
from cases.access.core import opened
from cases.models import Dossier, Grant, Person
from cases.roles import MAY_GRANT, Meelezer
from cases.table import Table
from casework.access.common import shown
from casework.models import Zrm
from casework.zrm import Moment, moments_of
from consent.models import Consent, Signature
from consent.models.signing import SignatureState
from consent.signers import may_still_be_asked
from consent.states import ConsentStatus
from terms.categories import ORDINARY

SHOWN = (ConsentStatus.TO_SIGN, ConsentStatus.ACTIVE)


@dataclass(frozen=True)
class Shown:
    """`consents`: each with `rows`, the signatures that somebody here can set now. `moments`: of the ZRM of who sits
    alone, empty for several."""

    people: list[Person]
    helpers: list[Grant]
    consents: list[Consent]
    moments: list[Moment]


def dossier_for_table(request, pk) -> tuple[Dossier, list[Person]]:
    """To switch it on: by who writes in an open dossier, and whom it is about."""
    dossier = dossier_to_change(request, pk)
    return dossier, persons_of(request, dossier)


def shown_at(request, table: Table) -> tuple[Dossier, Shown]:
    """The dossier of this table, and what everybody at it may see; opened and logged."""
    dossier = _dossier_of(request, table)
    people = [person for person in persons_of(request, dossier) if person.pk in table.people]
    if len(people) != len(table.people):
        raise Refused("dossier", dossier.pk, dossier_id=dossier.pk)
    consents = _consents(request, dossier, table.people)
    return dossier, Shown(people, _helpers(request, dossier), consents, _moments(request, dossier, table.people))


def may_be_asked(request, table: Table) -> set[UUID]:
    """Ids of the signatures to be set here, and of the consents to be printed: a paper names everybody who signs."""
    dossier = _dossier_of(request, table)
    consents = _consents(request, dossier, table.people)
    rows = {row.pk for consent in consents for row in consent.rows}
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
    consents = [one for one in consents if all(_may_see(request, one, asked[one.pk], person) for person in people)]
    for consent in consents:
        waits = consent.status == ConsentStatus.TO_SIGN
        mine = [one for one in asked[consent.pk] if one.signer_id in people]
        consent.rows = [one for one in mine if waits and one.state == SignatureState.ASKED]
        consent.can_be_printed = waits and mine == asked[consent.pk]
    return shown(request, sorted(consents, key=_waiting_first), dossier, Action.READ)


def _waiting_first(consent: Consent) -> tuple:
    return not consent.rows, consent.created_at, str(consent.pk)


def _may_see(request, consent: Consent, signatures, person: UUID) -> bool:
    if consent.person_id == person:
        return True
    mine = next((one for one in signatures if one.signer_id == person), None)
    when = {"now": request.now, "on": request.today}
    return mine is not None and may_still_be_asked(consent, consent.person_id, mine, **when)


def _helpers(request, dossier: Dossier) -> list[Grant]:
    """Who helps, not who reads along or came in danger; nor who is there for something that stands apart."""
    return [
        grant
        for grant in reversed(grants_of(request, dossier, running_only=True))
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
