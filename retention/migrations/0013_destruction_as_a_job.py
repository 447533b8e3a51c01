"""A run of destruction has a job too, that shows how far it is. docs/adr/0041-destruction.md"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("retention", "0012_jobs"),
    ]

    operations = [
        migrations.AlterField(
            model_name="job",
            name="done",
            field=models.PositiveIntegerField(default=0, verbose_name="gedaan"),
        ),
        migrations.AlterField(
            model_name="job",
            name="failed",
            field=models.PositiveIntegerField(default=0, verbose_name="niet gelukt"),
        ),
        migrations.AlterField(
            model_name="job",
            name="figures",
            field=models.JSONField(default=dict, verbose_name="wat er gedaan is"),
        ),
        migrations.AlterField(
            model_name="job",
            name="kind",
            field=models.CharField(
                choices=[("herberekening", "Herberekening van termijnen"), ("vernietiging", "Vernietiging")],
                max_length=20,
                verbose_name="soort",
            ),
        ),
        migrations.AlterField(
            model_name="job",
            name="state",
            field=models.CharField(
                choices=[
                    ("wacht", "Wacht tot de dag er is"),
                    ("loopt", "Loopt"),
                    ("pauze", "Gaat het volgende uur verder"),
                    ("onvolledig", "Niet alles lukte; wordt opnieuw geprobeerd"),
                    ("klaar", "Klaar"),
                ],
                default="wacht",
                max_length=20,
                verbose_name="stand",
            ),
        ),
        migrations.AlterField(
            model_name="job",
            name="total",
            field=models.PositiveIntegerField(default=0, verbose_name="te doen"),
        ),
    ]
