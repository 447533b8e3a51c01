"""§ 2.5 Toegankelijkheid: opening a dossier in acute danger. Which dossiers that can be, the database says; the rest is
dates. docs/adr/0076-break-glass.md"""

from datetime import date, datetime, timedelta
from functools import cache
from uuid import UUID

import holidays
from django.db import connection

from cases.search import folded
from sealing.index import bsn_index

LASTS = timedelta(hours=2)
REVIEW_WITHIN = 3
# A call of yesterday does not say that nobody can be reached now.
TRIED_WITHIN = timedelta(hours=4)
SATURDAY = 5


def review_due_on(on: date) -> date:
    """The third working day after `on`, without weekends and Dutch holidays."""
    days, day = 0, on
    while days < REVIEW_WITHIN:
        day += timedelta(days=1)
        days += is_working_day(day)
    return day


def is_working_day(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in _holidays_of(day.year)


@cache
def _holidays_of(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("NL", years=year, expand=False)


def working_day_after(on: date) -> date:
    """The first working day after `on`."""
    day = on + timedelta(days=1)
    return day if is_working_day(day) else working_day_after(day)


def was_tried_now(at: datetime, now: datetime) -> bool:
    """Whether a call at this moment says that somebody cannot be reached now."""
    return now - TRIED_WITHIN <= at <= now


def dossiers_of(person_id: UUID) -> list[UUID]:
    """The open dossiers of a person about whom the directory told the one who asks, today; none where it would not."""
    return _ids("SELECT unnest(emergency_dossiers(%s))", [person_id])


def has_deputy(person_id: UUID) -> bool:
    """Whether somebody stands in for the regisseur of those dossiers now, so could be called."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT emergency_has_deputy(%s)", [person_id])
        return cursor.fetchone()[0]


def for_on_call(*, bsn: str = "", surname: str = "", birth_date: date | None = None) -> list[tuple[UUID, UUID]]:
    """(person, dossier) for whoever is on call, also of who hides and of what is closed to everybody else."""
    index = bsn_index(bsn) if bsn else None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id, dossier_id FROM on_call_dossiers(%s, %s, %s)", [index, folded(surname), birth_date]
        )
        return cursor.fetchall()


def _ids(statement: str, values: list) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()]
