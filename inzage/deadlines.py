"""AVG art. 12 lid 3, Jeugdwet art. 7.3.9, Awb art. 9:11: by which day a request is answered.

A term of months ends on the same day of a later month, or on its last day; one that ends in a weekend or on a holiday
ends on the next working day (Verordening 1182/71 art. 3, Algemene termijnenwet art. 1). No database here.
"""

from datetime import date, timedelta

from cases.emergency import is_working_day, working_day_after
from inzage.choices import RequestKind
from terms.policy import Length

A_MONTH = Length(months=1)
WITHIN = {RequestKind.DESTRUCTION: Length(months=3), RequestKind.COMPLAINT: Length(weeks=6)}
# AVG art. 12 lid 3: three months in all, counted from the day it came. Awb art. 9:11: ten weeks in all.
LONGEST = {RequestKind.COMPLAINT: Length(weeks=10)}
EXTENDED = Length(months=3)
# So many days before its day who prepares, who decides and in the end the privacy officer hear of it; then every day.
REMIND_BEFORE = (14, 7, 2)
OFFICER_FROM = 2
# A letter leaves within this, and never after the day on which its news must be there.
LETTER_WITHIN = timedelta(days=7)
# So many days late the privacy officer hears of a letter that did not leave; who decides hears at once, every day.
LETTER_OFFICER_FROM = 7
# UAVG art. 34, Awb art. 6:7.
OBJECT_WITHIN = Length(weeks=6)


def answer_by(kind: str, came_on: date, *, waited: int = 0, extended: bool = False) -> date:
    """The last day to answer. `waited`: the days it stood still because it was not sure who asked."""
    length = LONGEST.get(kind, EXTENDED) if extended else WITHIN.get(kind, A_MONTH)
    return on_working_day(came_on + length + timedelta(days=waited))


def may_be_extended(kind: str) -> bool:
    """Destruction has three months at once, and no more (Jeugdwet art. 7.3.9)."""
    return kind != RequestKind.DESTRUCTION


def on_working_day(day: date) -> date:
    return day if is_working_day(day) else working_day_after(day)


def reminds_today(due_on: date, on: date) -> bool:
    left = (due_on - on).days
    return left in REMIND_BEFORE or left < 0


def reaches_officer(due_on: date, on: date) -> bool:
    return (due_on - on).days <= OFFICER_FROM


def letter_by(on: date, last: date) -> date:
    """The day by which a letter that is asked for on `on` must be gone; `last`: when who asked must know it."""
    return max(on, min(on + LETTER_WITHIN, last))


def longest(kind: str, came_on: date, *, waited: int = 0) -> date | None:
    """The last day if it is extended; None where it cannot be."""
    return answer_by(kind, came_on, waited=waited, extended=True) if may_be_extended(kind) else None


def letter_reaches_officer(due_on: date, on: date) -> bool:
    return (on - due_on).days >= LETTER_OFFICER_FROM
