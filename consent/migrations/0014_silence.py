from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consent", "0013_sending_and_receiving")]

    operations = [
        migrations.AddField(
            "delivery", "reminded_at", models.DateTimeField(null=True, verbose_name="gevraagd om te bellen op")
        ),
    ]
