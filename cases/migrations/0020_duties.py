"""Tasks say which rule made them, and can be put off with a reason; the protocol for who is not reached. docs/adr/0096-tasks-and-deadlines.md"""

from django.conf import settings
from django.db import migrations, models

import sealing.fields

# What we do when a treating professional cannot be reached; the municipality writes its own over it in /beheer/.
PROTOCOL = {
    "1. De praktijk zelf": "Bel het algemene nummer, niet alleen het mobiele. Zeg dat het om een crisis gaat, en vraag of \
iemand de behandelaar uit een afspraak haalt. Zeg niet meer dan nodig.",
    "2. De vervanger": "Vraag de praktijk wie waarneemt, en bel die. Staat er een vervanger in het dossier of op een \
bandje? Bel dat nummer.",
    "3. De crisisdienst": "Bel de crisisdienst van de ggz of de huisartsenpost. Zij kunnen zelf bij de behandelaar \
terecht.",
    "4. De plaatsvervangend regisseur": "Bel wie de regie overneemt als de regisseur er niet is. Spreek af wie wat doet.",
    "5. De achterwacht": "Bel de achterwacht van de gemeente. Die kan besluiten, ook buiten kantooruren.",
    "6. Veilig Thuis of 112": "Is er nu gevaar? Bel 112. Is het niet veilig thuis? Bel Veilig Thuis: 0800-2000, dag en \
nacht, gratis. Leg daarna vast wat u vertelde.",
}


def add_protocol(apps, schema_editor):
    model = apps.get_model("cases", "StandardText")
    for title, text in PROTOCOL.items():
        model.objects.create(kind="protocol", title=title, text=text)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0019_statement"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="historicaltask",
            name="first_due_on",
            field=models.DateField(null=True, verbose_name="eerst uiterlijk"),
        ),
        migrations.AddField(
            model_name="historicaltask",
            name="postpone_reason",
            field=sealing.fields.SealedTextField(help_text="Waarom het de laatste keer is uitgesteld"),
        ),
        migrations.AddField(
            model_name="historicaltask",
            name="postponed",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="keer uitgesteld"),
        ),
        migrations.AddField(
            model_name="historicaltask",
            name="record_id",
            field=models.UUIDField(null=True, verbose_name="gaat over"),
        ),
        migrations.AddField(
            model_name="historicaltask",
            name="rule",
            field=models.CharField(blank=True, max_length=20, verbose_name="regel"),
        ),
        migrations.AddField(
            model_name="task",
            name="first_due_on",
            field=models.DateField(null=True, verbose_name="eerst uiterlijk"),
        ),
        migrations.AddField(
            model_name="task",
            name="postpone_reason",
            field=sealing.fields.SealedTextField(help_text="Waarom het de laatste keer is uitgesteld"),
        ),
        migrations.AddField(
            model_name="task",
            name="postponed",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="keer uitgesteld"),
        ),
        migrations.AddField(
            model_name="task",
            name="record_id",
            field=models.UUIDField(null=True, verbose_name="gaat over"),
        ),
        migrations.AddField(
            model_name="task",
            name="rule",
            field=models.CharField(blank=True, max_length=20, verbose_name="regel"),
        ),
        migrations.AlterField(
            model_name="standardtext",
            name="kind",
            field=models.CharField(
                choices=[
                    ("snippet", "Stuk tekst voor een notitie"),
                    ("brief", "Brief"),
                    ("protocol", "Stap als een behandelaar niet bereikt wordt"),
                ],
                max_length=10,
                verbose_name="soort",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("first_due_on__isnull", True), ("postpone_reason__isnull", True), ("postponed", 0)),
                    models.Q(
                        ("first_due_on__lt", models.F("due_on")),
                        ("postpone_reason__isnull", False),
                        ("postponed__gt", 0),
                    ),
                    _connector="OR",
                ),
                name="postponed_from_a_first_day",
            ),
        ),
        migrations.RunPython(add_protocol, migrations.RunPython.noop, hints={"database": "default"}),
    ]
