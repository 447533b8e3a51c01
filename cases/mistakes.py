"""What has to be known to put a mistake right: how long it can be taken back, and who read it meanwhile."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from django.db import connection

from accounts.models import User
from cases.records import DossierRecord

UNDO_LASTS = timedelta(minutes=10)
ONE_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Reader:
    """A colleague who opened something where it did not belong."""

    user: User
    first_at: datetime
    last_at: datetime


def minutes_to_undo(record: DossierRecord, *, by: User, now: datetime) -> int:
    """How many minutes its writer can still take a record back, rounded up; 0 when that is over, or for another."""
    if record.created_by_id != by.pk:
        return 0
    return max(0, ceil((record.created_at + UNDO_LASTS - now) / ONE_MINUTE))


def who_read(record: DossierRecord, *, besides: set) -> list[Reader]:
    """Who opened this record or one of its attachments in the dossier where it stands now, but for these accounts.

    A task is read on the page of its dossier, and on "Vandaag" by who has to do it.
    The access log is read inside a function of the database, which answers whoever may open the record.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT user_id, first_at, last_at FROM who_read(%s) ORDER BY first_at", [record.pk])
        rows = [row for row in cursor.fetchall() if row[0] not in besides]
    users = User.objects.in_bulk([user_id for user_id, *_times in rows])
    return [Reader(users[user_id], *times) for user_id, *times in rows if user_id in users]
