"""§ 3.1 Toestemmingsverklaring: the device of a worker in the hands of who signs.

While it lasts the session shows one document and nothing else (`consent.middleware`); it ends when the worker shows who
they are, or by signing out.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.session import was_confirmed_since

KEY = "overhandigd"


@dataclass(frozen=True)
class HandedOver:
    """`page`: the name of the address of the one document; `back`: where the worker goes on afterwards."""

    signature_id: UUID
    since: datetime
    page: str
    back: str


def running(request) -> HandedOver | None:
    kept = request.session.get(KEY)
    if not kept:
        return None
    since = datetime.fromisoformat(kept["since"])
    return HandedOver(UUID(kept["signature"]), since, kept["page"], kept["back"])


def begin(request, signature, *, page: str, back: str) -> HttpResponse:
    """The way to the document. What waited to be said to the worker is not for who signs; a new key, and an empty
    cache, make a browser ask for every page anew, and get this document.
    """
    for _message in messages.get_messages(request):
        pass
    kept = {"signature": str(signature.pk), "since": request.now.isoformat(), "page": page, "back": back}
    request.session[KEY] = kept
    request.session.cycle_key()
    answer = redirect(page)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def may_end(request) -> bool:
    """Whether the worker showed who they are after giving the device away."""
    handed_over = running(request)
    return handed_over is not None and was_confirmed_since(request, handed_over.since)


def end(request) -> None:
    del request.session[KEY]
    request.session.cycle_key()
