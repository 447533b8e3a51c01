"""Walls around what holds, what is announced and what is asked. docs/adr/0100-holds-and-extensions.md"""

from importlib import import_module

from django.db import migrations

from audit.purposes import Purpose
from audit.rowsecurity import change_also, protect, restrict
from cases.walls import MY_DOSSIERS, MY_EMERGENCIES, NOT_INSPECTING, READABLE

brakes = import_module("retention.migrations.0002_walls")

IN_DOSSIER = f"dossier_id = {MY_DOSSIERS}"
# Without a category it concerns the dossier as a whole.
USING = {
    "retention_hold": f"{IN_DOSSIER} AND category = '' OR {READABLE}",
    "retention_announcement": READABLE,
    "retention_destructionrequest": IN_DOSSIER,
}


class Migration(migrations.Migration):
    dependencies = [("retention", "0014_holds_and_requests"), ("cases", "0014_walls_log_and_inspection")]

    operations = [
        operation
        for table, using in USING.items()
        for operation in (
            *protect(table, using, purposes=brakes.OFFICERS),
            *restrict(table, "inspection", NOT_INSPECTING),
            *restrict(table, "emergency", f"dossier_id <> {MY_EMERGENCIES}"),
            *change_also(table, Purpose.MERGING),
        )
    ]
