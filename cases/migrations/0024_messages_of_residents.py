from django.db import migrations, models

KINDS = [
    ("telefoon", "Telefoon"),
    ("huisbezoek", "Huisbezoek"),
    ("mail", "Mail"),
    ("overleg", "Overleg"),
    ("crisis", "Crisis"),
    ("verstrekking", "Verstrekking"),
    ("portaal", "Bericht van de inwoner"),
]


def kind():
    return models.CharField(choices=KINDS, max_length=20, verbose_name="soort")


class Migration(migrations.Migration):
    dependencies = [("cases", "0023_day_of_its_event")]

    operations = [
        migrations.AlterField("entry", "kind", kind()),
        migrations.AlterField("historicalentry", "kind", kind()),
    ]
