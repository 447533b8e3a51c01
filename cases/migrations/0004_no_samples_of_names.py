"""§ 2.3 Bewaartermijnen: PostgreSQL keeps samples of every column in pg_statistic, which outlive the row and are
written to the WAL and to physical back-ups. Of names there are none; finding by trigram or index does without."""

from django.db import migrations

from audit.rowsecurity import HINTS

COLUMNS = ("name", "surname", "birth_date", "address", "bsn_index")


def samples(target: int) -> str:
    return "ALTER TABLE person_search " + ", ".join(f"ALTER {name} SET STATISTICS {target}" for name in COLUMNS)


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_who_hides")]

    operations = [migrations.RunSQL(samples(0), samples(-1), hints=HINTS)]
