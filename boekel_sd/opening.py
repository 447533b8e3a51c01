"""What must be right before the first request is answered."""

import sys

from django.db import DatabaseError, connections
from django.utils import timezone

from boekel_sd.checks import refuse_unsafe
from retention import startup
from retention.errors import RetentionError


def open_site() -> None:
    """Exits with 1 and the reason when the site may not open.

    § 2.3 Bewaartermijnen: a back-up that was put back may hold what was destroyed. That goes again first.
    """
    refuse_unsafe()
    now = timezone.now()
    try:
        startup.check(on=timezone.localdate(now), now=now)
    except (DatabaseError, RetentionError) as error:
        sys.exit(f"Refusing to start: the ledger of destruction cannot be checked ({error}).")
    finally:
        # What is open now would be shared by the processes that are forked from this one.
        connections.close_all()
