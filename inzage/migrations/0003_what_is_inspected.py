"""A running inspection opens its dossier to the FG. Here and not in cases: the function was made last in this room, and
whoever makes it last says what it does. docs/adr/0078-inspection.md
"""

from importlib import import_module

from django.db import migrations

from audit.rowsecurity import HINTS

walls = import_module("cases.migrations.0002_walls")
residents = import_module("inzage.migrations.0002_residents_have_no_dossiers")

MY_DOSSIERS = """
CREATE OR REPLACE FUNCTION my_dossiers() RETURNS uuid[] LANGUAGE sql {definer} AS $$
    SELECT coalesce(array_agg(content_object_id), '{{}}'){more} FROM cases_grant
    WHERE user_id = {user} AND {runs}
$$;
"""


def my_dossiers(more: str) -> str:
    return MY_DOSSIERS.format(definer=walls.DEFINER, user=residents.STAFF, runs=walls.GRANT_RUNS, more=more)


class Migration(migrations.Migration):
    dependencies = [
        ("inzage", "0002_residents_have_no_dossiers"),
        ("cases", "0014_walls_log_and_inspection"),
    ]

    operations = [migrations.RunSQL([my_dossiers(" || my_inspections()")], [my_dossiers("")], hints=HINTS)]
