"""A look-up shows a person and a household for a day; the database too lets nobody change them on it. Neither does an
emergency. docs/adr/0081-a-look-up-reads.md
"""

from django.db import migrations

from audit.rowsecurity import restrict
from cases.walls import MY_DOSSIERS, MY_EMERGENCIES

GRANTED = f"{{}} = {MY_DOSSIERS} AND {{}} <> {MY_EMERGENCIES}"
MINE = {
    "cases_person": f"SELECT person_id FROM cases_dossierperson WHERE {GRANTED.format('dossier_id', 'dossier_id')}",
    "cases_household": f"SELECT household_id FROM cases_dossier WHERE {GRANTED.format('id', 'id')}",
}
BY_SYSTEM = "(SELECT coalesce(current_setting('app.purpose', true), '')) <> ''"


class Migration(migrations.Migration):
    dependencies = [("cases", "0017_walls_contact")]

    operations = [
        one
        for table, mine in MINE.items()
        for one in restrict(table, "granted", f"id = ANY(ARRAY({mine})) OR {BY_SYSTEM}", ("UPDATE", "DELETE"))
    ]
