"""§ 4 Betrokkenheid cliënt: the screen of a worker on a table, with residents who look along.

Kept in the session, for one dossier and for whoever sits there, until it is switched off or the session ends. While it
lasts every page but a few is closed (`casework.middleware`), and the door to a dossier opens no other one and gives no
safety line. docs/adr/0095-glance-table-and-visit.md
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages

KEY = "aan_tafel"
# What the access log calls reading like this.
OBJECT = "aan_tafel"


@dataclass(frozen=True)
class Table:
    """`people`: ids of the residents who look along."""

    dossier_id: UUID
    people: tuple[UUID, ...]


def running(request) -> Table | None:
    kept = getattr(request, "session", {}).get(KEY)
    return Table(UUID(kept["dossier"]), tuple(map(UUID, kept["people"]))) if kept else None


def begin(request, dossier_id: UUID, people: Iterable[UUID]) -> None:
    """What waited to be said to the worker is not for who looks along; a new key makes every page be asked anew."""
    for _message in messages.get_messages(request):
        pass
    request.session[KEY] = {"dossier": str(dossier_id), "people": [str(one) for one in people]}
    request.session.cycle_key()


def end(request) -> None:
    if request.session.pop(KEY, None):
        request.session.cycle_key()
