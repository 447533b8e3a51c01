from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_standard_texts")]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="page",
            field=models.UUIDField(editable=False, null=True, verbose_name="pagina"),
        ),
    ]
