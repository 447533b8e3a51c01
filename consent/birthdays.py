"""§ 1.5 Minderjarigen en wilsonbekwamen: the birthdays of 12, 16 and 18 change who decides. No database here."""

from dataclasses import dataclass
from datetime import date, timedelta

from cases.partialdate import PartialDate
from consent.policy import ADULT, DECIDES_ALONE, DECIDES_WITH_PARENTS

CHANGES_AT = (DECIDES_WITH_PARENTS, DECIDES_ALONE, ADULT)


@dataclass(frozen=True)
class Review:
    """On `day` they turn `age`: what runs then was given by others than must give it from then on."""

    age: int
    day: date


def reviews_due(birth: PartialDate, on: date) -> Review | None:
    """The next of these birthdays, today included; None when there is none to come, or when the birth is unknown.

    Of a birth known in part the first day it may be: the review is in time, whatever the day turns out to be.
    """
    born = birth.earliest()
    if born is None:
        return None
    to_come = (Review(age, birthday(born, age)) for age in CHANGES_AT)
    return next((review for review in to_come if review.day >= on), None)


def birthday(born: date, age: int) -> date:
    """Who was born on 29 February turns a year older on 1 March where there is none."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return born.replace(year=born.year + age, day=28) + timedelta(days=1)
