"""The log is looked through each night for unusual reading, and shown by period: both read one stretch of time.

Rows come in the order of their time, so a block range index is a few pages a month and costs a writer nothing.
docs/adr/0077-who-looked.md
"""

from django.db import migrations

from audit.purposes import Purpose
from audit.rowsecurity import HINTS, read_also


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_guard")]

    operations = [
        *read_also("audit_accesslog", Purpose.READING_CONTROL),
        migrations.RunSQL(
            "CREATE INDEX accesslog_at ON audit_accesslog USING brin (at) WITH (pages_per_range = 32, autosummarize = on)",
            "DROP INDEX accesslog_at",
            hints=HINTS,
        ),
    ]
