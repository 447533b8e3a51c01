"""Whoever inspects (AVG art. 38) reads brakes, and sets none. docs/adr/0078-inspection.md"""

from django.db import migrations

from audit.rowsecurity import restrict
from cases.walls import NOT_INSPECTING


class Migration(migrations.Migration):
    dependencies = [
        ("retention", "0003_more_categories_and_roles"),
        ("cases", "0014_walls_log_and_inspection"),
    ]

    operations = [*restrict("retention_brake", "inspection", NOT_INSPECTING)]
