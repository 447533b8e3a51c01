"""§ 3 Toestemming, tenzij: whom the plan that everybody signed names as directly involved.

Plans are kept in a room above, which tells it here when the house opens. Where nobody tells, nobody is named; the
database does the same (`plan_covers`). docs/adr/0098-the-signed-plan-as-cover.md
"""

from collections.abc import Callable, Collection
from datetime import datetime
from uuid import UUID

from consent.sharing import Planned

Teller = Callable[[UUID, Collection[UUID], datetime], Collection[Planned]]


class _Plans:
    teller: Teller | None = None


def told_by(teller: Teller) -> Teller:
    """Who knows of plans: for a dossier, these persons and this moment, each organisation that is named for them."""
    _Plans.teller = teller
    return teller


def planned_in(dossier_id: UUID, people: Collection[UUID], now: datetime) -> tuple[Planned, ...]:
    """Of these persons alone. Row security must know who asks: what they cannot see names nobody."""
    if _Plans.teller is None or not people:
        return ()
    return tuple(_Plans.teller(dossier_id, frozenset(people), now))
