from django.db import migrations, models

import sealing.models
from audit.purposes import Purpose
from audit.rowsecurity import protect
from inzage.walls import IS_RESIDENT, MYSELF


class Migration(migrations.Migration):
    initial = True
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Resident",
            fields=[
                (
                    "id",
                    models.UUIDField(default=sealing.models.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("bsn_index", models.BinaryField(max_length=32, unique=True)),
                ("first_seen_at", models.DateTimeField(verbose_name="voor het eerst ingelogd")),
                ("last_seen_at", models.DateTimeField(verbose_name="voor het laatst ingelogd")),
            ],
            options={"verbose_name": "inwoner", "verbose_name_plural": "inwoners"},
        ),
        *protect("inzage_resident", f"{IS_RESIDENT} AND {MYSELF}", purposes=(Purpose.PORTAL, Purpose.MIGRATION)),
    ]
