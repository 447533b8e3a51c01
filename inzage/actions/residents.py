"""Changes to residents' accounts, each in the system purpose that may make them (`audit.purposes.Purpose.PORTAL`)."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from inzage.models import Resident

# Thirteen months: who comes once a year is still known.
KEPT = timedelta(days=13 * 31)
# AVG art. 15: who hears that there is nothing, is not kept for having asked.
KEPT_OF_NOBODY = timedelta(days=1)


@transaction.atomic
def recognise(bsn_index: bytes, *, now: datetime) -> Resident:
    """The resident with this index, new or known. The BSN itself does not come in here."""
    seen = {"first_seen_at": now, "last_seen_at": now}
    resident, is_new = Resident.objects.get_or_create(bsn_index=bsn_index, defaults=seen)
    if not is_new:
        resident.last_seen_at = now
        resident.save(update_fields=["last_seen_at"])
    return resident


def forget_absent(*, now: datetime) -> int:
    """Delete who has not been here for thirteen months, or for a day where the register knows nobody with that number;
    how many. In the log a pseudonym stays, of nobody."""
    long_ago = Q(last_seen_at__lt=now - KEPT)
    of_nobody = Q(pk__in=_of_nobody(), last_seen_at__lt=now - KEPT_OF_NOBODY)
    return Resident.objects.filter(long_ago | of_nobody).delete()[0]


def _of_nobody() -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT residents_of_nobody()")
        return cursor.fetchone()[0]
