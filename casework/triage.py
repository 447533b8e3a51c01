"""§ 2.4 Triage: what a question becomes, what is kept of it, and until when.

No database here: answers and dates in, answers and dates out.
"""

from datetime import date, timedelta

from cases.choices import Purpose
from casework.choices import Decision, Severity

# What somebody is still weighing, or has yet to open a dossier from; from the last word.
LASTS = timedelta(days=14)
# "A short time" after advice in which somebody may be called back.
FOLLOW_UP_MOST = timedelta(days=14)
# So that a day of illness does not lose the call.
FOLLOW_UP_GRACE = timedelta(days=3)
# Whatever is written or put off meanwhile: from the day of the question no call is later, and no question longer here.
LAST_CALL = timedelta(days=28)
LONGEST = LAST_CALL + FOLLOW_UP_GRACE
TO_DOSSIER = (Decision.DOSSIER, Decision.EMERGENCY)


def leads_to_dossier(decision: str) -> bool:
    return decision in TO_DOSSIER


def is_kept(decision: str, follow_up_on: date | None) -> bool:
    """Whether anything stays beside the number: a dossier has yet to be opened, or somebody is called back."""
    return not decision or leads_to_dossier(decision) or follow_up_on is not None


def expires_on(asked_on: date, on: date, follow_up_on: date | None) -> date:
    """The day on which a question is gone by itself; `on`: the day of the last word."""
    wished = follow_up_on + FOLLOW_UP_GRACE if follow_up_on else on + LASTS
    return min(wished, asked_on + LONGEST)


def last_follow_up(asked_on: date, on: date) -> date:
    return min(on + FOLLOW_UP_MOST, asked_on + LAST_CALL)


def may_follow_up_on(day: date, *, asked_on: date, on: date) -> bool:
    return on < day <= last_follow_up(asked_on, on)


def needs_reason(severity: str, decision: str) -> bool:
    """Little severity, little data: a dossier then takes a reason."""
    return severity == Severity.LIGHT and leads_to_dossier(decision)


def is_withheld(decision: str, purpose: str) -> bool:
    """§ 4 Betrokkenheid cliënt: what could endanger somebody is invisible to residents from the moment it is made."""
    return decision == Decision.EMERGENCY or purpose == Purpose.SAFETY
