"""§ 2.3 Bewaartermijnen: PostgreSQL keeps samples of every column in pg_statistic. A sample of a key would outlive
its destruction."""

from django.db import migrations

NO_SAMPLES = "ALTER TABLE sealing_datakey ALTER wrapped SET STATISTICS 0"
SAMPLES = "ALTER TABLE sealing_datakey ALTER wrapped SET STATISTICS -1"


class Migration(migrations.Migration):
    dependencies = [("sealing", "0001_initial")]

    operations = [migrations.RunSQL(NO_SAMPLES, SAMPLES, hints={"database": "keys"})]
