"""What a resident sees of consents: of themselves, or asked of them, and nothing that is withheld. To read; signing and
withdrawing is done by the system, behind a door. docs/adr/0088-consents.md
"""

from importlib import import_module

from django.db import migrations

from audit.roles import GRANTS_READER
from audit.rowsecurity import HINTS
from inzage.walls import IS_RESIDENT

walls = import_module("cases.migrations.0002_walls")

# By the number they signed in with. Where it is in doubt whose number it is, it is nobody's.
MY_OWN = f"""
CREATE FUNCTION my_own_persons() RETURNS uuid[] LANGUAGE sql {walls.DEFINER} AS $$
    SELECT coalesce(array_agg(p.id), '{{}}') FROM inzage_resident r
    JOIN cases_person p ON p.bsn_index = r.bsn_index AND NOT p.bsn_in_doubt
    WHERE r.id = {walls.USER} AND current_setting('app.account', true) = 'resident'
$$;
CREATE FUNCTION consents_asked_of_me() RETURNS uuid[] LANGUAGE sql {walls.DEFINER} AS $$
    SELECT coalesce(array_agg(consent_id), '{{}}') FROM consent_signature
    WHERE signer_id = ANY(my_own_persons()) AND NOT withheld
$$;
"""
READ_BY_FUNCTIONS = ("inzage_resident", "consent_signature")
SIGNATURES = ("my_own_persons()", "consents_asked_of_me()")


def given_away():
    for table in READ_BY_FUNCTIONS:
        yield f'GRANT SELECT ON "{table}" TO {GRANTS_READER}'
        yield f'CREATE POLICY "{table}_functions" ON "{table}" FOR SELECT TO {GRANTS_READER} USING (true)'
    for signature in SIGNATURES:
        yield f"ALTER FUNCTION {signature} OWNER TO {GRANTS_READER}"


def taken_back():
    for signature in reversed(SIGNATURES):
        yield f"DROP FUNCTION {signature}"
    for table in READ_BY_FUNCTIONS:
        yield f'DROP POLICY "{table}_functions" ON "{table}"'
        yield f'REVOKE SELECT ON "{table}" FROM {GRANTS_READER}'


MINE = "(SELECT my_own_persons())::uuid[]"
SIGNS = f"{IS_RESIDENT} AND NOT withheld AND signer_id = ANY({MINE})"
ASKED = "ANY((SELECT consents_asked_of_me())::uuid[])"
SEES = f"{IS_RESIDENT} AND NOT withheld AND status <> 'concept' AND (about && {MINE} OR id = {ASKED})"
POLICIES = [
    f'CREATE POLICY "consent_signature_resident" ON "consent_signature" FOR SELECT USING ({SIGNS})',
    f'CREATE POLICY "consent_consent_resident" ON "consent_consent" FOR SELECT USING ({SEES})',
]
NO_POLICIES = [
    'DROP POLICY "consent_consent_resident" ON "consent_consent"',
    'DROP POLICY "consent_signature_resident" ON "consent_signature"',
]


class Migration(migrations.Migration):
    dependencies = [
        ("inzage", "0003_what_is_inspected"),
        ("consent", "0011_first_texts"),
    ]

    operations = [
        migrations.RunSQL([MY_OWN], migrations.RunSQL.noop, hints=HINTS),
        migrations.RunSQL(list(given_away()), list(taken_back()), hints=HINTS),
        migrations.RunSQL(POLICIES, NO_POLICIES, hints=HINTS),
    ]
