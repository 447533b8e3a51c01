"""§ 3.1 Toestemmingsverklaring: the device of a worker in the hands of who signs.

While it lasts the session shows one document and nothing else (`consent.middleware`); it ends when the worker shows who
they are, or by signing out.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages

from accounts.session import was_confirmed_since

KEY = "overhandigd"


@dataclass(frozen=True)
class HandedOver:
    signature_id: UUID
    since: datetime


def running(request) -> HandedOver | None:
    kept = request.session.get(KEY)
    return HandedOver(UUID(kept["signature"]), datetime.fromisoformat(kept["since"])) if kept else None


def begin(request, signature) -> None:
    """What waited to be said to the worker is not for who signs; a new key makes a browser ask for every page anew."""
    for _message in messages.get_messages(request):
        pass
    request.session[KEY] = {"signature": str(signature.pk), "since": request.now.isoformat()}
    request.session.cycle_key()


def may_end(request) -> bool:
    """Whether the worker showed who they are after giving the device away."""
    handed_over = running(request)
    return handed_over is not None and was_confirmed_since(request, handed_over.since)


def end(request) -> None:
    del request.session[KEY]
    request.session.cycle_key()
