"""AVG art. 12: residents ask in the portal too that what is kept about them is destroyed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("retention", "0015_walls_holds_and_requests"),
    ]

    operations = [
        migrations.AlterField(
            model_name="destructionrequest",
            name="way",
            field=models.CharField(
                choices=[
                    ("papier", "Op papier"),
                    ("balie", "Aan de balie of in een gesprek"),
                    ("portaal", "In het portaal"),
                ],
                max_length=10,
                verbose_name="hoe gevraagd",
            ),
        ),
    ]
