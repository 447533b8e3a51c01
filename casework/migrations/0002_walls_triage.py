"""Walls around triage, intake and the zelfredzaamheidsmatrix: records as all others; a question that has no dossier yet
is of its author alone. docs/adr/0092-triage-and-zrm.md
"""

from importlib import import_module

from django.db import migrations

from audit.purposes import Purpose
from audit.rowsecurity import protect, restrict
from cases.walls import MY_EMERGENCIES, NOT_INSPECTING, OWN, READABLE

METADATA = import_module("cases.migrations.0005_working_day_walls").METADATA
QUESTIONS = (Purpose.UPKEEP, Purpose.DESTRUCTION, Purpose.MIGRATION, Purpose.DEMO)
RECORDS = ("triage", "intake", "zrm")
TABLES = [f"casework_{prefix}{name}" for name in RECORDS for prefix in ("", "historical")]


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_initial")]

    operations = [
        *[one for table in TABLES for one in protect(table, READABLE, purposes=METADATA)],
        *[one for table in TABLES for one in restrict(table, "emergency", f"dossier_id <> {MY_EMERGENCIES}")],
        # Destruction looks which keys belong to a row, and deletes none of these.
        *protect("casework_enquiry", OWN, purposes=QUESTIONS),
        *[one for table in (*TABLES, "casework_enquiry") for one in restrict(table, "inspection", NOT_INSPECTING)],
    ]
