"""§ 1.3 Verstrekkingen van politie: what police and OM gave is a category of its own, in both sets."""

from django.db import migrations, models

POLICY_NOTE = "Het beleid noemt geen eigen termijn: wat de politie verstrekte, hoort bij de casusregie."
STATUTORY_NOTE = (
    "De Wet politiegegevens kent termijnen voor de politie zelf; voor wie de gegevens ontving geldt de AVG en de "
    "termijn van het eigen dossier."
)
TERMS = {
    "beleid": ("Privacybeleid sociaal domein, § 2.3 Bewaartermijnen", POLICY_NOTE),
    "wettelijk": ("Keuze van de gemeente (AVG, artikel 5 lid 1 onder e)", STATUTORY_NOTE),
}
CATEGORY = "politie"


def fill(apps, schema_editor):
    if schema_editor.connection.alias != "default":
        return
    for made in apps.get_model("terms", "TermSet").objects.filter(code__in=TERMS, version=1):
        article, note = TERMS[made.code]
        made.terms.create(category=CATEGORY, length="P5Y", start_event="afsluiting", article=article, note=note)


def empty(apps, schema_editor):
    if schema_editor.connection.alias != "default":
        return
    apps.get_model("terms", "Term").objects.filter(category=CATEGORY).delete()


class Migration(migrations.Migration):
    dependencies = [("terms", "0002_two_sets")]
    operations = [
        migrations.AlterField(
            model_name="term",
            name="category",
            field=models.CharField(
                choices=[
                    ("casusregie", "Casusregie"),
                    ("behandeling", "Behandeling"),
                    ("sociale_zaken", "Sociale zaken"),
                    ("bopz", "Gedwongen zorg (BOPZ)"),
                    ("politie", "Politie en justitie"),
                    ("verwijsindex", "Verwijsindex (SISA)"),
                    ("ingetrokken_aanvraag", "Ingetrokken aanvraag"),
                    ("wmo", "Wmo-dossier van het college"),
                ],
                max_length=30,
                verbose_name="categorie",
            ),
        ),
        migrations.AlterField(
            model_name="termchoice",
            name="category",
            field=models.CharField(
                blank=True,
                choices=[
                    ("casusregie", "Casusregie"),
                    ("behandeling", "Behandeling"),
                    ("sociale_zaken", "Sociale zaken"),
                    ("bopz", "Gedwongen zorg (BOPZ)"),
                    ("politie", "Politie en justitie"),
                    ("verwijsindex", "Verwijsindex (SISA)"),
                    ("ingetrokken_aanvraag", "Ingetrokken aanvraag"),
                    ("wmo", "Wmo-dossier van het college"),
                ],
                max_length=30,
                verbose_name="categorie",
            ),
        ),
        migrations.RunPython(fill, empty, hints={"database": "default"}),
    ]
