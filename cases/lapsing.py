"""§ 2.5 Toegankelijkheid, beveiliging: when access is no longer needed, by dates alone.

Access that nobody uses ends by itself, after a notice. Access that is used is still asked after now and then: being
handy is not the same as being needed.
"""

from datetime import date, timedelta

from django.conf import settings
from django.utils.timezone import localdate

# After this many days without an answer, no answer is an answer.
OVERDUE_DAYS = 30


def started_on(grant) -> date:
    return localdate(grant.valid_from)


def last_needed_on(grant) -> date:
    """The last day somebody used it, or said that it is needed; before that the day it began."""
    return max(day for day in (grant.used_on, grant.confirmed_on, started_on(grant)) if day)


def is_unused(grant, on: date) -> bool:
    """So long unused that its holder must be told now."""
    return on >= last_needed_on(grant) + notice_after()


def notice() -> timedelta:
    """How long beforehand the holder is told."""
    return timedelta(days=settings.LAPSE_NOTICE_DAYS)


def notice_after() -> timedelta:
    return timedelta(days=settings.UNUSED_GRANT_DAYS) - notice()


def is_to_confirm(grant, on: date) -> bool:
    """Whoever may give this access is asked whether it is still needed."""
    return on > _asked_after_on(grant)


def is_overdue(grant, on: date) -> bool:
    """Nobody answered that question in time."""
    return on > answer_by(grant)


def answer_by(grant) -> date:
    """The last day on which an answer is in time."""
    return _asked_after_on(grant) + timedelta(days=OVERDUE_DAYS)


def must_lapse(grant, on: date) -> bool:
    return is_unused(grant, on) or is_overdue(grant, on)


def _asked_after_on(grant) -> date:
    return (grant.confirmed_on or started_on(grant)) + timedelta(days=settings.RECERTIFY_DAYS)
