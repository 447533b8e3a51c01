"""Changes to residents' accounts, each in the system purpose that may make them (`audit.purposes.Purpose.PORTAL`)."""

from datetime import datetime, timedelta

from django.db import transaction

from inzage.models import Resident

# Thirteen months: who comes once a year is still known.
KEPT = timedelta(days=13 * 31)


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
    """Delete who has not been here for thirteen months; how many. In the log a pseudonym stays, of nobody."""
    return Resident.objects.filter(last_seen_at__lt=now - KEPT).delete()[0]
