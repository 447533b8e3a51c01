"""What a resident sees of a plan: the words about themselves, or that they are asked to sign; of what holds or waits,
and nothing that is withheld. To read; signing is done by the system, behind a door.
docs/adr/0093-one-plan-one-regisseur.md
"""

from importlib import import_module

from django.db import migrations

from audit.roles import GRANTS_READER
from audit.rowsecurity import HINTS
from inzage.walls import IS_RESIDENT

walls = import_module("cases.migrations.0002_walls")
MINE = import_module("inzage.migrations.0004_consents_of_residents").MINE

ASKED = f"""
CREATE FUNCTION plan_versions_of_my_own_persons() RETURNS uuid[] LANGUAGE sql {walls.DEFINER} AS $$
    SELECT coalesce(array_agg(version_id), '{{}}') FROM casework_plansignature
    WHERE NOT withheld AND (signer_id = ANY(my_own_persons()) OR about && my_own_persons())
$$;
"""
VERSION = (
    f"{IS_RESIDENT} AND NOT withheld AND status IN ('te_tekenen', 'geldig')"
    " AND id = ANY((SELECT plan_versions_of_my_own_persons())::uuid[])"
)
SIGNATURE = (
    f"{IS_RESIDENT} AND NOT withheld AND (signer_id = ANY({MINE}) OR about && {MINE})"
    " AND EXISTS (SELECT FROM casework_planversion v WHERE v.id = version_id)"
)
POLICIES = [
    f'CREATE POLICY "casework_planversion_resident" ON "casework_planversion" FOR SELECT USING ({VERSION})',
    f'CREATE POLICY "casework_plansignature_resident" ON "casework_plansignature" FOR SELECT USING ({SIGNATURE})',
]
NO_POLICIES = [
    'DROP POLICY "casework_plansignature_resident" ON "casework_plansignature"',
    'DROP POLICY "casework_planversion_resident" ON "casework_planversion"',
]
FUNCTIONS = (
    f'CREATE POLICY "casework_plansignature_functions" ON "casework_plansignature" FOR SELECT TO {GRANTS_READER}'
)
GIVEN_AWAY = [
    ASKED,
    f'GRANT SELECT ON "casework_plansignature" TO {GRANTS_READER}',
    f"{FUNCTIONS} USING (true)",
    f"ALTER FUNCTION plan_versions_of_my_own_persons() OWNER TO {GRANTS_READER}",
]
TAKEN_BACK = [
    "DROP FUNCTION plan_versions_of_my_own_persons()",
    'DROP POLICY "casework_plansignature_functions" ON "casework_plansignature"',
    f'REVOKE SELECT ON "casework_plansignature" FROM {GRANTS_READER}',
]


class Migration(migrations.Migration):
    dependencies = [
        ("inzage", "0004_consents_of_residents"),
        ("casework", "0002_walls_plan"),
    ]

    operations = [migrations.RunSQL([*GIVEN_AWAY, *POLICIES], [*NO_POLICIES, *TAKEN_BACK], hints=HINTS)]
