from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_teams_and_sign_in")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="last_digest_on",
            field=models.DateField(editable=False, null=True, verbose_name="laatste dagelijks bericht"),
        ),
    ]
