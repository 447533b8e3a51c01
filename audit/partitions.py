"""Monthly partitions: made ahead, dropped whole when they have expired.

The app owns no table; it calls two functions of the owner (audit/migrations/0001_initial.py), which refuse
what the law does not allow, whoever asks.
"""

from datetime import date, datetime

from audit import anchor, months, seals
from audit.choices import Kind
from audit.context import system
from audit.database import one
from audit.models import Seal
from audit.purposes import Purpose

AHEAD = 3

OF_MONTH = "FROM audit_accesslog WHERE at >= %s AND at < %s"
COUNT = f"SELECT count(*) {OF_MONTH}"
UNSEALED = f"SELECT EXISTS (SELECT {OF_MONTH} AND epoch = %s AND xid >= %s::xid8)"


def make_ahead(now: datetime) -> None:
    """This month and three more. A month not made in time is in the default partition; its rows move now."""
    for count in range(AHEAD + 1):
        one("SELECT audit_make_partition(%s)", months.following(months.of(now), count))


def drop_expired(now: datetime) -> list[date]:
    """§ 2.5 Toegankelijkheid, beveiliging: the months dropped, oldest first, each in its own transaction.

    Asks the database what has expired, so a missed or doubled run does no harm. A month with rows not sealed
    yet waits for the next run; one that does not fit its seals goes on its day too, and its last seal says
    how many rows were there.
    """
    seals.seal(now)
    return [month for month in _expired(now) if _drop(month, now)]


def _expired(now: datetime) -> list[date]:
    gone = Seal.objects.filter(kind=Kind.DROP).values("month")
    sealed = Seal.objects.filter(kind=Kind.ROWS).exclude(month__in=gone)
    found = sealed.order_by("month").values_list("month", flat=True).distinct()
    return [month for month in found if months.is_expired(month, now)]


def _drop(month: date, now: datetime) -> bool:
    with system(Purpose.LOG_SEAL, now):
        seals.lock()
        if Seal.objects.filter(kind=Kind.DROP, month=month).exists() or _has_unsealed(month):
            return False
        one("SELECT audit_make_partition(%s)", month)
        seals.record_drop(month, one(COUNT, *months.bounds(month)), now)
        one("SELECT audit_drop_partition(%s)", month)
    anchor.catch_up()
    return True


def _has_unsealed(month: date) -> bool:
    epoch = seals.current_epoch()
    return one(UNSEALED, *months.bounds(month), epoch, str(seals.horizon(epoch)))
