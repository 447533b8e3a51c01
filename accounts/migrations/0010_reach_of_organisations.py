from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_agreements_moved")]

    operations = [
        migrations.AddField(
            "organisation",
            "address",
            models.CharField(
                blank=True,
                help_text="Van de organisatie zelf, nooit een huisadres. Zonder adres gaat er niets op papier heen.",
                default="",
                max_length=300,
                verbose_name="postadres",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "organisation",
            "email",
            models.EmailField(
                blank=True,
                help_text="Een postbus die ook leest wie invalt. Daar komt het bericht dat een toestemming is "
                "ingetrokken.",
                default="",
                max_length=254,
                verbose_name="algemeen e-mailadres",
            ),
            preserve_default=False,
        ),
    ]
