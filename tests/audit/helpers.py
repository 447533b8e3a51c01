"""Writing rows and reading them back, and being the owner of the tables for a while."""

import os
import time
from contextlib import contextmanager

from django.db import connection, transaction

from audit import log, roles
from audit.choices import Action
from audit.context import system
from audit.models import AccessLog
from audit.purposes import Purpose
from tests.audit import NOW
from tests.cluster import Run, settings_of

# Its owner is not held by the row security of the log when it goes to the partition itself.
PARTITION = "audit_accesslog_2026_11"
PATIENCE = 90
ELSEWHERE = """
    SELECT pid, xact_start FROM pg_stat_activity
    WHERE datname IS DISTINCT FROM current_database() AND (backend_xid IS NOT NULL OR backend_xmin IS NOT NULL)
"""


@contextmanager
def acting_as_owner():
    """As commands do that run with DATABASE_ROLE=owner."""
    place = connection.settings_dict
    before = dict(place)
    connection.close()
    place.update(settings_of(os.environ["DATABASE_OWNER_URL"]))
    place["OPTIONS"] = {**place["OPTIONS"], "assume_role": roles.OWNER}
    try:
        yield
    finally:
        connection.close()
        place.update(before)


def write(count=1, *, at=NOW, **facts):
    """So many rows, each in a transaction of its own; their ids."""
    facts = {"action": Action.READ, "object_type": "dossier"} | facts
    ids = []
    for _ in range(count):
        with transaction.atomic():
            ids.append(log.write(at=at, **facts))
    wait_for_other_tests()
    return ids


def wait_for_other_tests():
    """Sealing waits for every older transaction of the whole cluster, so also for those of tests running beside this
    one. This waits for the ones that are there now; what this test keeps open itself is in its own database.
    """
    until = time.monotonic() + PATIENCE
    with Run.join().admin("default", connection.settings_dict["NAME"]) as superuser:
        begun = set(superuser.execute(ELSEWHERE).fetchall())
        while begun & set(superuser.execute(ELSEWHERE).fetchall()):
            assert time.monotonic() < until, "another test keeps its transaction open"
            time.sleep(0.05)


def rows_in_log():
    with system(Purpose.LOG_SEAL, NOW):
        return list(AccessLog.objects.all())
