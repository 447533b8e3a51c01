"""§ 1.1 Geheimhoudingsplicht: what was declared and accepted cannot be altered by the program, by no route."""

from django.db import migrations

from audit.roles import APP

TABLES = "accounts_secrecytext, accounts_secrecyacceptance"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_secrecy_text")]

    operations = [
        migrations.RunSQL(
            f"REVOKE UPDATE, DELETE, TRUNCATE ON {TABLES} FROM {APP}",
            f"GRANT UPDATE, DELETE ON {TABLES} TO {APP}",
            hints={"database": "default"},
        )
    ]
