"""A birth date of which only the year, the year and month, or nothing may be known (BRP: JaarDatum and kin)."""

import calendar
from dataclasses import dataclass
from datetime import date

MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()


@dataclass(frozen=True)
class PartialDate:
    """Year, month and day, each known or None; a day is only known with its month, a month with its year."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    @classmethod
    def of(cls, day: date) -> "PartialDate":
        return cls(day.year, day.month, day.day)

    @classmethod
    def from_json(cls, value: list | None) -> "PartialDate":
        """The value that `as_json` gave."""
        return cls(*value) if value else cls()

    def as_json(self) -> list:
        return [self.year, self.month, self.day]

    def exact(self) -> date | None:
        """The date when all of it is known."""
        return date(self.year, self.month, self.day) if self.day else None

    def earliest(self) -> date | None:
        """The first day it may have been; None when nothing is known."""
        return date(self.year, self.month or 1, self.day or 1) if self.year else None

    def latest(self) -> date | None:
        """The last day it may have been; None when nothing is known."""
        if not self.year:
            return None
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def age_on(self, day: date) -> int | None:
        """The age on `day` that is certain: of two possible ages the younger, for that one protects more."""
        born = self.latest()
        if born is None or born > day:
            return None if born is None else 0
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))

    def __str__(self):
        if not self.year:
            return "onbekend"
        if not self.month:
            return str(self.year)
        month = MONTHS[self.month - 1]
        return f"{self.day} {month} {self.year}" if self.day else f"{month} {self.year}"
