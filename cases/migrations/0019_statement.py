from django.db import migrations

import sealing.fields


def statement():
    return sealing.fields.SealedTextField(help_text="Wat de inwoner hierover zegt")


class Migration(migrations.Migration):
    dependencies = [("cases", "0018_a_look_up_reads")]

    operations = [
        migrations.AddField("entry", "statement", statement()),
        migrations.AddField("historicalentry", "statement", statement()),
    ]
