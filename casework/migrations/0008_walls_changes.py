"""Somebody who leaves a household in danger is hidden at once: other dossiers show no address, and who looked them up
sees them no more. That is done by the system, in dossiers and look-ups of others. And whoever died has no portal.
docs/adr/0097-life-changes.md
"""

from importlib import import_module

from django.db import migrations

from audit.purposes import Purpose
from audit.rowsecurity import HINTS, rebuild
from cases.walls import MY_DOSSIERS, OWN

METADATA = import_module("cases.migrations.0002_walls").METADATA
PORTAL_BEFORE = import_module("cases.migrations.0017_walls_contact").PORTAL.replace("CREATE ", "CREATE OR REPLACE ", 1)
PORTAL = PORTAL_BEFORE.replace("WHERE p.bsn_index = asked", "WHERE p.bsn_index = asked AND p.death_sealed IS NULL")
LOOKED_UP = (Purpose.DESTRUCTION, Purpose.BEHEER, Purpose.MIGRATION)


def by_upkeep_too(table: str, using: str, purposes: tuple) -> list:
    return rebuild(
        table,
        now={"using": using, "purposes": (*purposes, Purpose.UPKEEP)},
        before={"using": using, "purposes": purposes},
    )


class Migration(migrations.Migration):
    dependencies = [("casework", "0007_escalation"), ("cases", "0019_statement")]

    operations = [
        *by_upkeep_too("cases_dossierperson", f"dossier_id = {MY_DOSSIERS}", METADATA),
        *by_upkeep_too("cases_lookup", OWN, LOOKED_UP),
        migrations.RunSQL([PORTAL], [PORTAL_BEFORE], hints=HINTS),
    ]
