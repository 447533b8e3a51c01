from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("retention", "0005_records")]

    operations = [
        migrations.AddField(
            "destruction", "specification", models.JSONField(default=list, verbose_name="specificatie")
        ),
        migrations.AddField("ledgerline", "specification", models.JSONField(default=list, verbose_name="specificatie")),
    ]
