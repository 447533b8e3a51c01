"""Whoever inspects (AVG art. 38) reads authority, and writes none. docs/adr/0078-inspection.md"""

from django.db import migrations

from audit.rowsecurity import restrict
from cases.walls import NOT_INSPECTING


class Migration(migrations.Migration):
    dependencies = [("consent", "0002_walls"), ("cases", "0014_walls_log_and_inspection")]

    operations = [
        *restrict("consent_authority", "inspection", NOT_INSPECTING),
        *restrict("consent_historicalauthority", "inspection", NOT_INSPECTING),
    ]
