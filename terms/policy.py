"""§ 2.3 Bewaartermijnen: how long each category of record is kept. No database here: dates in, dates out."""

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Protocol

from django.utils.translation import gettext, ngettext

from terms import categories

ISO_LENGTH = re.compile(r"P(?=\d)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?")
# § 2.2 Aandachtspunten, Jeugdwet 7.1.4.5: how long a signal is active, and until which age.
SIGNAL_YEARS, SIGNAL_AGE = 2, 23
# Two lengths are compared from every day of one leap cycle: P1Y and P365D differ only from some of them.
LEAP_CYCLE = [date(2023, 3, 1) + timedelta(days=number) for number in range(4 * 365 + 1)]


class NotALength(ValueError):
    """The text is not an ISO 8601 duration in whole years, months, weeks and days."""


@dataclass(frozen=True)
class Length:
    """The length of a retention term. `date + Length` is the same day that many years and months on.

    Where that day does not exist (29 February, the 31st) it is the last day of the month, as PostgreSQL has it:
    29-02-2024 + P5Y is 28-02-2029 (docs/adr/0040-terms-as-data.md).
    """

    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0

    @classmethod
    def parse(cls, text: str) -> "Length":
        match = ISO_LENGTH.fullmatch(text.strip())
        if match is None:
            raise NotALength(text)
        return cls(**{unit: int(number) for unit, number in match.groupdict().items() if number})

    def __str__(self):
        parts = ((self.years, "Y"), (self.months, "M"), (self.weeks, "W"), (self.days, "D"))
        return "P" + ("".join(f"{number}{unit}" for number, unit in parts if number) or "0D")

    def in_words(self) -> str:
        """ "5 jaar", "1 jaar en 6 maanden"; empty for no length at all."""
        parts = (
            (self.years, ngettext("%d jaar", "%d jaar", self.years)),
            (self.months, ngettext("%d maand", "%d maanden", self.months)),
            (self.weeks, ngettext("%d week", "%d weken", self.weeks)),
            (self.days, ngettext("%d dag", "%d dagen", self.days)),
        )
        return gettext(" en ").join(words % number for number, words in parts if number)

    def __radd__(self, day: date) -> date:
        if not isinstance(day, date):
            return NotImplemented
        return _months_on(day, 12 * self.years + self.months) + timedelta(weeks=self.weeks, days=self.days)


class HasLength(Protocol):
    length: Length


@dataclass(frozen=True)
class Facts:
    """The dates that can start a term, as far as the dossier knows them on the day it is closed.

    `last_changed_on`: of the whole file of that category, for which the law counts (BW 7:454, Jeugdwet 7.3.8).
    `event_on`: the day of what starts this category apart from the dossier: the end of a measure, a withdrawal.
    """

    closed_on: date
    last_changed_on: date | None = None
    made_on: date | None = None
    event_on: date | None = None


def started_on(start_event: str, facts: Facts) -> date:
    """The day the term starts. What the dossier does not know yet counts as happening at its closing, the last
    day it can have happened: too late is repairable, too early is not. KeyError for an unknown event."""
    known = {
        categories.CLOSING.code: facts.closed_on,
        categories.LAST_CHANGE.code: facts.last_changed_on,
        categories.MADE_OR_RECEIVED.code: facts.made_on,
        **dict.fromkeys((event.code for event in categories.OF_THEIR_OWN), facts.event_on),
    }
    return known[start_event] or facts.closed_on


def destroy_on(term: HasLength, started_on: date) -> date:
    """The first day on which a record whose term started on `started_on` must be gone.

    Computed forward and stored: counting back from today disagrees on 29 February.
    OverflowError or ValueError past the year 9999.
    """
    return started_on + term.length


def latest(dates: Iterable[date | None]) -> date | None:
    """The day on which a whole dossier falls due: the last of its records' days. None while one has no date, and
    for a dossier without records: what has no date is not destroyed."""
    dates = list(dates)
    if not dates or None in dates:
        return None
    return max(dates)


@cache
def longer(length: Length, than: Length) -> bool:
    """Whether `length` ends later than `than` from at least one starting day: in doubt, the law is longer."""
    return any(day + length > day + than for day in LEAP_CYCLE)


def archived_on(made_on: date, birthdays: Iterable[date]) -> date:
    """§ 2.2 Aandachtspunten: when a signal in the verwijsindex goes into the archive by itself: after two years, or on
    the first of these 23rd birthdays, whichever comes first (Jeugdwet 7.1.4.5). Who was older already does not count:
    the signal was about a child."""
    return min([made_on + Length(years=SIGNAL_YEARS), *(day for day in birthdays if day > made_on)])


def statutory_is_longer(policy_term: HasLength, statutory_term: HasLength | None) -> bool:
    """Whether the law's minimum ends later than the term in force. No statutory term: the policy decides."""
    return statutory_term is not None and longer(statutory_term.length, policy_term.length)


def _months_on(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    if year > date.max.year:
        raise OverflowError("a term may not end after the year 9999")
    return date(year, month, min(day.day, monthrange(year, month)[1]))
