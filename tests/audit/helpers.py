"""Writing rows and reading them back, and being the owner of the tables for a while."""

import os
from contextlib import contextmanager

from django.db import connection, transaction

from audit import log, roles
from audit.choices import Action
from audit.context import system
from audit.models import AccessLog
from audit.purposes import Purpose
from tests.audit import NOW
from tests.cluster import settings_of

# Its owner is not held by the row security of the log when it goes to the partition itself.
PARTITION = "audit_accesslog_2026_11"


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
    return ids


def rows_in_log():
    with system(Purpose.LOG_SEAL, NOW):
        return list(AccessLog.objects.all())
