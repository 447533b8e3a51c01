"""The wall around brakes, the ledger that only grows, and the one row that says how far this database is."""

from django.db import migrations

from audit.purposes import Purpose
from audit.roles import APP
from audit.rowsecurity import protect
from cases.walls import MY_DOSSIERS

OFFICERS = (Purpose.DESTRUCTION, Purpose.BEHEER, Purpose.TERMS, Purpose.MIGRATION, Purpose.DEMO)
IN_KEYS = {"database": "keys"}


class Migration(migrations.Migration):
    dependencies = [
        ("retention", "0001_initial"),
        ("cases", "0002_walls"),
        ("audit", "0001_initial"),
        ("sealing", "0001_initial"),
    ]

    operations = [
        *protect("retention_brake", f"dossier_id = {MY_DOSSIERS}", purposes=OFFICERS),
        migrations.RunSQL(
            "INSERT INTO retention_ledgermark (id, seq) VALUES (1, 0)",
            "DELETE FROM retention_ledgermark",
            hints={"database": "default"},
        ),
        migrations.RunSQL(
            f"REVOKE DELETE, TRUNCATE ON retention_ledgermark FROM {APP}",
            f"GRANT DELETE ON retention_ledgermark TO {APP}",
            hints={"database": "default"},
        ),
        migrations.RunSQL(
            f"REVOKE UPDATE, DELETE, TRUNCATE ON retention_ledgerline FROM {APP}",
            f"GRANT UPDATE, DELETE ON retention_ledgerline TO {APP}",
            hints=IN_KEYS,
        ),
        # The place of a key that became a tombstone is given free at once; docs/runbooks/destruction.md says what that is worth.
        migrations.RunSQL(
            "ALTER TABLE sealing_datakey SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1)",
            "ALTER TABLE sealing_datakey RESET (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold)",
            hints=IN_KEYS,
        ),
    ]
