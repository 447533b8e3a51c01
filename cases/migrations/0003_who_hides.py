"""§ 2.5 Toegankelijkheid: who hides is not found through the people they live with either."""

from django.db import migrations

from audit.roles import GRANTS_READER
from audit.rowsecurity import HINTS

# The finder sees neither the person nor the dossier yet, so this reads for grants_reader, as directory() does.
HIDES = """
CREATE FUNCTION hides(asked uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM cases_person WHERE id = asked AND address_secret)
        OR EXISTS (
            SELECT FROM cases_dossierperson dp JOIN cases_dossier d ON d.id = dp.dossier_id
            WHERE dp.person_id = asked AND d.safety_marked)
$$
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_walls")]

    operations = [
        migrations.RunSQL(
            [HIDES, f"ALTER FUNCTION hides(uuid) OWNER TO {GRANTS_READER}"], "DROP FUNCTION hides(uuid)", hints=HINTS
        )
    ]
