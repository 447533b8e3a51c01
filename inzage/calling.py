"""§ 4 Betrokkenheid cliënt: in which part of the day somebody can be called back without danger. No database here."""

from dataclasses import dataclass
from datetime import date, time

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.choices import Channel
from cases.contact import Profile
from cases.emergency import working_day_after

# Of so many working days, the next ones, the first that is safe is offered.
LOOKED_AHEAD = 5


class DayPart(models.TextChoices):
    """When the municipality calls."""

    MORNING = "ochtend", _("In de ochtend, tussen 9 en 12 uur")
    AFTERNOON = "middag", _("In de middag, tussen 12 en 17 uur")


@dataclass(frozen=True)
class Period:
    start: time
    end: time


PERIODS = {
    DayPart.MORNING: Period(time(9), time(12)),
    DayPart.AFTERNOON: Period(time(12), time(17)),
}


@dataclass(frozen=True)
class Call:
    """One part of one working day: the first on which calling is safe."""

    part: DayPart
    on: date


def calls(profile: Profile | None, on: date) -> list[Call]:
    """What somebody can choose from, from the next working day: each part once, on the first day on which it is safe.

    Nothing at all without a profile, or where it does not let anybody call. Fails closed.
    """
    if profile is None or profile.do_not_contact or Channel.PHONE not in profile.channels & profile.addresses:
        return []
    days = [on := working_day_after(on) for _number in range(LOOKED_AHEAD)]
    found = [next((Call(part, day) for day in days if _is_safe(profile, part, day)), None) for part in PERIODS]
    return [one for one in found if one]


def _is_safe(profile: Profile, part: DayPart, day: date) -> bool:
    """Some of that part of that day: who calls is told the exact hours."""
    period = PERIODS[part]
    return any(
        day.weekday() in hours.days and hours.start < period.end and hours.end > period.start for hours in profile.hours
    )
