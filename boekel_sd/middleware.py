"""One request: one clock, one transaction, one log, and only then an answer.

There is no ATOMIC_REQUESTS: a refusal's log row would roll back with it, and a template would render outside.
"""

import logging
import sys
from contextlib import contextmanager

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DatabaseError, OperationalError, transaction
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils import timezone
from redis.exceptions import RedisError

from accounts.beheer import may_enter
from accounts.middleware import typed
from audit import log
from audit.choices import Outcome
from audit.context import set_context
from audit.purposes import Purpose
from audit.reading import Readings, asker
from cases.access import Refused
from consent.access.deliveries import link_digest
from inzage import drafting, leaving
from inzage.session import is_portal, resident_id
from sealing.models import new_id

logger = logging.getLogger(__name__)

BEHEER = "/beheer/"
SERVER_ERROR = 500
BAD_REQUEST, TOO_LARGE = 400, 413
TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
NOT_THERE = (OperationalError, RedisError)


class OneRequest:
    """Opens the transaction, sets user, purpose and clock, lets the view render, writes the log, commits, answers."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.now = timezone.now()
        request.today = timezone.localdate(request.now)
        request.request_id = new_id()
        request.readings = Readings()
        request.refusal = None
        # Behind a proxy the server in front sets REMOTE_ADDR.
        with log.answering(origin=request.META.get("REMOTE_ADDR", ""), request_id=request.request_id):
            response = self.get_response(request) if is_outside(request) else self.answer(request)
        if is_portal(request):
            response = leaving.allow(response)
        # What was shown for one reading must not be shown again from a cache, unlogged.
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    def answer(self, request):
        try:
            with one_transaction(request):
                response = self.get_response(request)
                if request.refusal or response.status_code >= SERVER_ERROR:
                    transaction.set_rollback(True)
                else:
                    request.readings.write(**asker(request))
            if request.refusal:
                write_refusal(request)
        except DatabaseError:
            # The database is down, or the log could not be written: nothing is shown, and what was typed is given back.
            return not_now(request)
        return response

    def process_exception(self, request, exception):
        if isinstance(exception, Refused):
            request.refusal = exception
            return None
        return not_now(request) if isinstance(exception, NOT_THERE) else None


def not_now(request):
    # Called while the exception is being handled.
    logger.exception("request %s was not answered: no database, or no log", request.request_id)  # noqa: LOG004
    response = render(request, "503.html", {"kept": typed(request)}, status=503)
    response.headers["Cache-Control"] = "no-store"
    return response


def server_error(request):
    """Something that should not happen; the page gives back what was typed. Asks the database nothing.

    A database that is down is met outside `OneRequest` too: the session is saved after it.
    """
    if isinstance(sys.exc_info()[1], NOT_THERE):
        return not_now(request)
    kept = {"kept": typed(request), "request_id": getattr(request, "request_id", "")}
    return render(request, "500.html", kept, status=SERVER_ERROR)


def not_found(request, exception):
    """Not there, or not yours: the same page. What somebody wrote is their own, and is given back either way."""
    return render(request, "404.html", {"kept": typed(request)}, status=404)


def bad_request(request, exception):
    """Something no form of ours sends. Of what is too much nothing was kept, so the page says where it still is."""
    if isinstance(exception, TOO_MUCH):
        return too_large(request)
    return render(request, "400.html", status=BAD_REQUEST)


def too_large(request):
    """The body was not read, so it cannot be given back; the browser has it still."""
    context = {"most_mb": settings.MAX_REQUEST_MB, "file_mb": settings.MAX_UPLOAD_MB}
    return render(request, "413.html", context, status=TOO_LARGE)


def csrf_failure(request, reason=""):
    """A page that stood open while somebody signed in again: it gives back what was typed.

    Of a resident it is kept, and shown where they can go on with it (`inzage.drafting`).
    """
    if is_portal(request) and request.resolver_match.view_name == "inzage:ask":
        opened = drafting.keep_posted(request)
        if opened:
            return drafting.to_draft(request, opened)
    return render(request, "403_csrf.html", {"kept": typed(request)}, status=403)


def is_outside(request) -> bool:
    try:
        return getattr(resolve(request.path_info).func, "outside_transaction", False)
    except Resolver404:
        return False


@contextmanager
def one_transaction(request):
    """A transaction in which the database knows who asks, why, and what time it is."""
    with transaction.atomic():
        set_context(**who_asks(request), now=request.now)
        yield


def who_asks(request) -> dict:
    if is_portal(request):
        return resident(request)
    link = link_digest(request)
    return receiver(link) if link is not None else worker(request)


def worker(request) -> dict:
    user = getattr(request, "user", None)
    return {
        "user_id": user.pk if user is not None and user.is_authenticated else None,
        "purpose": Purpose.BEHEER if request.path_info.startswith(BEHEER) and may_enter(request) else "",
    }


def resident(request) -> dict:
    """In the portal nobody is a colleague, whoever is signed in."""
    request.resident_id = resident_id(request)
    return {"user_id": request.resident_id, "account": "resident"}


def receiver(link: bytes) -> dict:
    """Whoever came by a link is nobody else here, whoever is signed in."""
    return {"purpose": Purpose.DELIVERY, "account": "receiver", "delivery": link}


def write_refusal(request):
    """A refusal leaves its row, in a transaction of its own: the request's was rolled back."""
    refusal = request.refusal
    with one_transaction(request):
        log.write(
            action=refusal.action,
            outcome=Outcome.REFUSED,
            object_type=refusal.object_type,
            dossier_id=refusal.dossier_id,
            record_ids=refusal.record_ids,
            **asker(request),
        )
