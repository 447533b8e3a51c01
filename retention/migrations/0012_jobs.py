"""Long work in the background that goes on where it stopped. docs/adr/0099-recomputing-terms.md"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("retention", "0011_declarations"),
        ("terms", "0005_recomputed_on"),
    ]

    operations = [
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("herberekening", "Herberekening van termijnen")], max_length=20, verbose_name="soort"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("wacht", "Wacht tot de dag er is"),
                            ("loopt", "Loopt"),
                            ("onvolledig", "Niet alles lukte; wordt opnieuw geprobeerd"),
                            ("klaar", "Klaar"),
                        ],
                        default="wacht",
                        max_length=20,
                        verbose_name="stand",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="vanaf")),
                ("made_at", models.DateTimeField(verbose_name="klaargezet op")),
                ("started_at", models.DateTimeField(null=True, verbose_name="begonnen op")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="klaar op")),
                ("total", models.PositiveIntegerField(default=0, verbose_name="dossiers te bekijken")),
                ("done", models.PositiveIntegerField(default=0, verbose_name="dossiers bekeken")),
                ("failed", models.PositiveIntegerField(default=0, verbose_name="dossiers niet gelukt")),
                ("cursor", models.UUIDField(null=True)),
                ("foreseen", models.JSONField(default=dict, verbose_name="vooraf getoond")),
                ("figures", models.JSONField(default=dict, verbose_name="gedaan")),
                (
                    "choice",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="job",
                        to="terms.termchoice",
                        verbose_name="inwerkingstelling",
                    ),
                ),
            ],
            options={
                "verbose_name": "taak op de achtergrond",
                "verbose_name_plural": "taken op de achtergrond",
                "ordering": ("-pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "klaar"), _negated=True),
                            models.Q(("cursor__isnull", True), ("finished_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_finished_job_forgets_where_it_was",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "herberekening"), _negated=True),
                            ("choice__isnull", False),
                            _connector="OR",
                        ),
                        name="a_recomputation_has_its_choice",
                    ),
                ],
            },
        ),
    ]
