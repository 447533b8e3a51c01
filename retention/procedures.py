"""§ 2.3 Bewaartermijnen: procedures that are kept in this house place their own holds; a hold lasts while its procedure
runs, also where the end of it forgot to lift it. docs/adr/0100-holds-and-extensions.md
"""

from collections.abc import Callable, Collection
from datetime import datetime
from uuid import UUID

from audit.context import system
from audit.purposes import Purpose
from retention import holds
from retention.models import Hold, HoldKind

StillRunning = Callable[[Collection[UUID]], Collection[UUID]]
_tellers: dict[HoldKind, StillRunning] = {}


def told_by(kind: HoldKind, teller: StillRunning) -> None:
    """Who knows of procedures of this kind: of these ids, those that run still. Asked under purpose `vernietiging`."""
    _tellers[kind] = teller


def lift_ended(*, now: datetime) -> int:
    """Nightly: how many holds outlived their procedure. What nobody knows of is held until somebody says it is over."""
    lifted = 0
    with system(Purpose.DESTRUCTION, now):
        for kind, teller in _tellers.items():
            open_holds = list(Hold.objects.open().filter(kind=kind, procedure__isnull=False))
            running = set(teller([hold.procedure for hold in open_holds]))
            for hold in open_holds:
                if hold.procedure not in running:
                    holds.release(hold, by=None, now=now)
                    lifted += 1
    return lifted
