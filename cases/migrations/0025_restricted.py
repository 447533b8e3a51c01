import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sealing.fields
import sealing.models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0024_messages_of_residents"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="statement",
            field=sealing.fields.SealedTextField(help_text="Wat de inwoner hierover zegt"),
        ),
        migrations.AddField(
            model_name="historicaldocument",
            name="statement",
            field=sealing.fields.SealedTextField(help_text="Wat de inwoner hierover zegt"),
        ),
        migrations.CreateModel(
            name="Restricted",
            fields=[
                (
                    "id",
                    models.UUIDField(default=sealing.models.new_id, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("casusregie", "Casusregie"),
                            ("behandeling", "Behandeling"),
                            ("sociale_zaken", "Sociale zaken"),
                            ("bopz", "Gedwongen zorg (BOPZ)"),
                            ("politie", "Politie en justitie"),
                            ("verwijsindex", "Verwijsindex (SISA)"),
                            ("ingetrokken_aanvraag", "Ingetrokken aanvraag"),
                            ("signaal", "Signaal zonder vervolg"),
                            ("wmo", "Wmo-dossier van het college"),
                        ],
                        max_length=30,
                        verbose_name="categorie",
                    ),
                ),
                ("record_id", models.UUIDField(verbose_name="stuk")),
                ("model", models.CharField(max_length=60, verbose_name="soort stuk")),
                ("restriction", models.UUIDField(verbose_name="beperking")),
                ("since", models.DateTimeField(verbose_name="beperkt sinds")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="opgeheven op")),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="besloten door",
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="closed_records",
                        to="cases.dossier",
                        verbose_name="dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "stuk waarvan het gebruik beperkt is",
                "verbose_name_plural": "stukken waarvan het gebruik beperkt is",
                "ordering": ("since", "pk"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["dossier", "record_id"],
                        name="closed_now",
                    ),
                    models.Index(fields=["record_id"], name="closed_record"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("restriction", "record_id"), name="closed_once_by_a_decision")
                ],
            },
        ),
    ]
