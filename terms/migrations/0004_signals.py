"""§ 2.2 Aandachtspunten: a signal that nothing was done with is a category of its own, in both sets."""

from django.db import migrations, models

TERMS = {
    "beleid": (
        "Privacybeleid sociaal domein, § 2.2 Aandachtspunten",
        "Het beleid zegt: zo snel mogelijk. Vier weken na het besluit om niets te doen.",
    ),
    "wettelijk": ("Keuze van de gemeente (AVG, artikel 5 lid 1 onder e)", "Niet langer dan nodig."),
}
CATEGORY = "signaal"


def fill(apps, schema_editor):
    if schema_editor.connection.alias != "default":
        return
    for made in apps.get_model("terms", "TermSet").objects.filter(code__in=TERMS, version=1):
        article, note = TERMS[made.code]
        made.terms.create(category=CATEGORY, length="P4W", start_event="niet_opgevolgd", article=article, note=note)


def empty(apps, schema_editor):
    if schema_editor.connection.alias != "default":
        return
    apps.get_model("terms", "Term").objects.filter(category=CATEGORY).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("terms", "0003_police"),
    ]

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
                    ("signaal", "Signaal zonder vervolg"),
                    ("wmo", "Wmo-dossier van het college"),
                ],
                max_length=30,
                verbose_name="categorie",
            ),
        ),
        migrations.AlterField(
            model_name="term",
            name="start_event",
            field=models.CharField(
                choices=[
                    ("afsluiting", "afsluiting van het dossier"),
                    ("laatste_wijziging", "laatste inhoudelijke wijziging"),
                    ("ontvangst", "ontvangst of vervaardiging van het stuk"),
                    ("einde_maatregel", "einde van de maatregel"),
                    ("archivering", "opname van het signaal in het archief"),
                    ("intrekking", "intrekking van de aanvraag"),
                    ("niet_opgevolgd", "besluit om niets met het signaal te doen"),
                ],
                max_length=20,
                verbose_name="begint bij",
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
                    ("signaal", "Signaal zonder vervolg"),
                    ("wmo", "Wmo-dossier van het college"),
                ],
                max_length=30,
                verbose_name="categorie",
            ),
        ),
        migrations.RunPython(fill, empty, hints={"database": "default"}),
    ]
