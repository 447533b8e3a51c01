"""§ 2.5 Toegankelijkheid, beveiliging: what is too large is not read, what is asked too often is not answered.

Which pages, and why counted so: docs/adr/0071-rate-limits.md.
"""

import logging
import math
import time
from contextlib import nullcontext
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.shortcuts import render
from django.utils.translation import ngettext
from redis.exceptions import RedisError

from accounts.middleware import typed
from audit import log
from audit.choices import Action, Outcome
from audit.outside import as_user
from audit.reading import asker
from boekel_sd.middleware import is_outside, too_large

logger = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024
TOO_OFTEN = 429
MINUTE = 60
ASKING, SENDING = frozenset({"GET", "HEAD"}), frozenset({"POST"})


class RequestSize:
    """Before anything of the body is read. Without a length Django reads nothing of it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if length_of(request) > settings.MAX_REQUEST_MB * MEGABYTE:
            response = too_large(request)
            # What was not read stands in the way of a next question.
            response.headers["Connection"] = "close"
            return response
        return self.get_response(request)


def length_of(request) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isascii() and length.isdigit() else 0


@dataclass(frozen=True)
class Limited:
    """`rate`: its name in settings.RATE_LIMITS. `action`: what the log calls it.

    `closed`: refused too when nobody can count.
    """

    rate: str
    methods: frozenset[str]
    action: Action
    closed: bool = False


PAGES = {
    "cases:search": Limited("search", SENDING, Action.SEARCH),
    "cases:directory": Limited("directory", SENDING, Action.DIRECTORY, closed=True),
    # Of who is on call, in danger: never closed because nobody can count.
    "cases:on_call": Limited("directory", SENDING, Action.DIRECTORY),
    "brp:lookup": Limited("brp", SENDING, Action.LOOKUP_BRP, closed=True),
    "brp:take_over": Limited("brp", SENDING, Action.LOOKUP_BRP, closed=True),
    "cases:reveal_bsn": Limited("bsn", SENDING, Action.REVEAL_BSN),
    "cases:document_download": Limited("download", ASKING, Action.DOWNLOAD),
    # What may only be stored, after somebody said what for.
    "desk:closed_piece": Limited("download", SENDING, Action.DOWNLOAD),
    "cases:document_image": Limited("download", ASKING, Action.DOWNLOAD),
    "consent:evidence": Limited("download", ASKING, Action.DOWNLOAD),
    "consent:scan": Limited("download", ASKING, Action.DOWNLOAD),
    "consent:consent_print": Limited("print", ASKING, Action.PRINT),
    "casework:plan_evidence": Limited("download", ASKING, Action.DOWNLOAD),
    "casework:plan_scan": Limited("download", ASKING, Action.DOWNLOAD),
    "casework:plan_print": Limited("print", ASKING, Action.PRINT),
    "casework:version_print": Limited("print", ASKING, Action.PRINT),
    "cases:dossier_print": Limited("print", ASKING, Action.PRINT),
    "cases:entry_print": Limited("print", ASKING, Action.PRINT),
    "desk:letter_print": Limited("print", SENDING, Action.PRINT),
    # Of a resident: their page asks while they type, and a letter is typeset for who asks.
    "inzage:draft": Limited("unsent", SENDING, Action.CHANGE),
    "inzage:nothing_letter": Limited("letter", ASKING, Action.DOWNLOAD),
    "consent:paper": Limited("download", ASKING, Action.DOWNLOAD),
    # Whoever tries links or codes has no account: counted by where they ask from.
    "consent:receipt": Limited("receipt", ASKING | SENDING, Action.READ, closed=True),
    "consent:receipt_paper": Limited("receipt", ASKING, Action.DOWNLOAD, closed=True),
    "consent:receipt_file": Limited("receipt", ASKING, Action.DOWNLOAD, closed=True),
}


class RateLimits:
    """After the gate, so that who asks is known and may be here."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        limited = PAGES.get(request.resolver_match.view_name)
        if limited is None or request.method not in limited.methods:
            return None
        who = request.user.pk or getattr(request, "resident_id", None) or request.META.get("REMOTE_ADDR", "")
        wait = seconds_to_wait(limited, who)
        if not wait:
            return None
        write_refusal(request, limited)
        return too_often(request, wait)


def seconds_to_wait(limited: Limited, who) -> int:
    """Counts this one; 0 when it may go on. RedisError where nobody can count and the page is closed then."""
    rate = settings.RATE_LIMITS[limited.rate]
    now = time.time()
    key = f"rate:{limited.rate}:{who}:{int(now // rate.seconds)}"
    try:
        count = 1 if cache.add(key, 1, rate.seconds) else cache.incr(key)
    except RedisError:
        if limited.closed:
            raise
        logger.warning("nobody counts how often %s is asked: no cache", limited.rate)
        return 0
    return math.ceil(rate.seconds - now % rate.seconds) if count > rate.most else 0


def write_refusal(request, limited: Limited) -> None:
    """In the transaction of the request; a page that has none gets one."""
    with as_user(request) if is_outside(request) else nullcontext():
        log.write(action=limited.action, outcome=Outcome.REFUSED, object_type="te_vaak", **asker(request))


def too_often(request, seconds: int):
    minutes = math.ceil(seconds / MINUTE)
    wait = ngettext("Wacht een minuut.", "Wacht %(minutes)s minuten.", minutes) % {"minutes": minutes}
    response = render(request, "429.html", {"kept": typed(request), "wait": wait}, status=TOO_OFTEN)
    response.headers["Retry-After"] = str(seconds)
    return response
