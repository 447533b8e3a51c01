from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """What was taken back went to no other dossier."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("cases", "0011_walls_apart_and_emergency"),
    ]

    operations = [
        migrations.AlterField(
            model_name="breach",
            name="to_dossier_id",
            field=models.UUIDField(null=True, verbose_name="naar dossier"),
        ),
        migrations.AlterField(
            model_name="breach",
            name="to_codename",
            field=models.CharField(blank=True, max_length=60, verbose_name="naar dossier (codenaam)"),
        ),
        migrations.AlterField(
            model_name="breach",
            name="moved_at",
            field=models.DateTimeField(verbose_name="verplaatst of weggehaald op"),
        ),
        migrations.AlterField(
            model_name="breach",
            name="user",
            field=models.ForeignKey(
                on_delete=models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="verplaatst of weggehaald door",
            ),
        ),
    ]
