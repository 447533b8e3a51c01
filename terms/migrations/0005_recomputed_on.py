"""A choice that reaches back to what was closed before it says since when. docs/adr/0099-recomputing-terms.md"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("terms", "0004_signals")]

    operations = [
        migrations.AddField(
            model_name="termchoice",
            name="recomputed_on",
            field=models.DateField(null=True, verbose_name="herberekend op"),
        ),
    ]
