"""§ 3 Toestemming, tenzij: whom the plan that holds names as directly involved: what `consent.planned` asks of here.

The database holds the same, without who must sign by now (`plan_covers`, migrations/0009).
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from audit.context import system
from audit.purposes import Purpose
from cases.access import access_for_system
from casework.models import PartKind, PlanPart, PlanSignature
from casework.policy import Involved, is_involved
from casework.signers import why_others_sign
from casework.states import PlanStatus, VersionStatus
from consent.planned import told_by
from consent.sharing import Planned

HOLDS = {"version__status": VersionStatus.HOLDS, "version__plan__status": PlanStatus.ACTIVE}


@told_by
def named_in(dossier_id: UUID, people: Collection[UUID], now: datetime) -> list[Planned]:
    """Each organisation that is involved for one of these persons. What is withheld nobody signed for."""
    parts = PlanPart.objects.filter(dossier=dossier_id, kind=PartKind.INVOLVED, withheld=False, **HOLDS)
    parts = list(parts.order_by("created_at", "pk"))
    asked = {person for part in parts if part.organisation_id for person in part.about} & set(people)
    if not asked:
        return []
    signatures = PlanSignature.objects.filter(dossier=dossier_id, about__overlap=list(asked), **HOLDS)
    agreed = _agreed(list(signatures.order_by("created_at", "pk")), now) & asked
    named = {part.pk: _involved(part, agreed) for part in parts}
    return [
        Planned(one.id, person, one.organisation)
        for one in named.values()
        for person in sorted(one.about)
        if one.organisation and is_involved(one, person, named)
    ]


def _involved(part: PlanPart, agreed: set[UUID]) -> Involved:
    """Who by name is not asked, so nothing is opened for it."""
    return Involved(part.pk, "", part.organisation_id, frozenset(part.about) & agreed, part.replaces_id)


def _agreed(signatures: list[PlanSignature], now: datetime) -> set[UUID]:
    """As the system: who must sign is the same for whoever asks."""
    with system(Purpose.SHARING, now):
        return agreed_about(access_for_system(Purpose.SHARING).give_all(signatures), now)


def agreed_about(signatures: Iterable[PlanSignature], now: datetime) -> set[UUID]:
    """About whom those signed who must, of opened signatures under one version, and nobody took it back."""
    together: dict[UUID, list[PlanSignature]] = {}
    for one in signatures:
        together.setdefault(one.about[0], []).append(one)
    return {
        person
        for person, asked in together.items()
        if all(one.stands for one in asked) and not why_others_sign(asked, now)
    }
