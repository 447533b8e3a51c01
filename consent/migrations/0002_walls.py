"""Wall two around authority: as around the person it is about."""

from django.db import migrations

from audit.purposes import Purpose
from audit.rowsecurity import protect
from cases.walls import MY_PERSONS

PEOPLE = (Purpose.DESTRUCTION, Purpose.IMPORT, Purpose.MIGRATION, Purpose.DEMO)


class Migration(migrations.Migration):
    dependencies = [("consent", "0001_initial"), ("cases", "0002_walls")]

    operations = [
        *protect("consent_authority", f"person_id = {MY_PERSONS}", purposes=PEOPLE),
        *protect("consent_historicalauthority", f"person_id = {MY_PERSONS}", purposes=PEOPLE),
    ]
