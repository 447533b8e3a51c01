"""Walls around how somebody can be reached without danger, and what the portal asks of it. docs/adr/0084-safe-contact.md"""

from importlib import import_module

from django.db import migrations

from audit.purposes import Purpose
from audit.roles import GRANTS_READER
from audit.rowsecurity import HINTS, protect, restrict
from cases.walls import MY_DOSSIERS, MY_EMERGENCIES, MY_PERSONS, NOT_INSPECTING

first = import_module("cases.migrations.0002_walls")
TABLE = "cases_contactprofile"

# A look-up shows who somebody is, not where they can be found: that takes a dossier about them.
IN_DOSSIERS = "person_id = ANY(ARRAY(SELECT person_id FROM cases_dossierperson WHERE {}))"
REACHED = f"person_id = {MY_PERSONS} AND {IN_DOSSIERS.format(f'dossier_id = {MY_DOSSIERS}')}"

# Of somebody whose dossier is open by breaking the glass alone one reads this, and changes nothing.
BY_GLASS = IN_DOSSIERS.format("dossier_id = ANY((SELECT my_emergencies())::uuid[])")
BY_GRANT = IN_DOSSIERS.format(f"dossier_id = {MY_DOSSIERS} AND dossier_id <> {MY_EMERGENCIES}")

# A code and nothing else, to the portal alone. Whoever is in doubt, has no profile or is not there gets what is off.
PORTAL = f"""
CREATE FUNCTION portal_of(asked bytea) RETURNS text LANGUAGE sql {first.DEFINER} AS $$
    SELECT coalesce(max(c.portal), 'uit')
    FROM cases_person p JOIN {TABLE} c ON c.person_id = p.id AND c.replaced_at IS NULL
    WHERE p.bsn_index = asked AND NOT c.do_not_contact AND 'portaal' = ANY(c.channels)
      AND NOT EXISTS (SELECT FROM cases_person other WHERE other.bsn_index = asked AND other.bsn_in_doubt)
      AND current_setting('app.purpose', true) = '{Purpose.PORTAL}'
$$;
"""
GIVEN_AWAY = [
    f"GRANT SELECT ON {TABLE} TO {GRANTS_READER}",
    f'CREATE POLICY "{TABLE}_functions" ON {TABLE} FOR SELECT TO {GRANTS_READER} USING (true)',
    f"ALTER FUNCTION portal_of(bytea) OWNER TO {GRANTS_READER}",
]
TAKEN_BACK = [
    "DROP FUNCTION portal_of(bytea)",
    f'DROP POLICY "{TABLE}_functions" ON {TABLE}',
    f"REVOKE SELECT ON {TABLE} FROM {GRANTS_READER}",
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0016_contact_profile"), ("audit", "0001_initial")]

    operations = [
        *protect(TABLE, REACHED, purposes=(Purpose.DESTRUCTION, Purpose.MIGRATION, Purpose.DEMO)),
        *restrict(TABLE, "inspection", NOT_INSPECTING),
        *restrict(TABLE, "emergency", f"NOT {BY_GLASS} OR {BY_GRANT}"),
        migrations.RunSQL([PORTAL, *GIVEN_AWAY], TAKEN_BACK, hints=HINTS),
    ]
