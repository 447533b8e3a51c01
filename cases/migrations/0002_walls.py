"""Wall two: who may see what, held by the database itself. docs/adr/0003-two-walls.md"""

from django.db import migrations

from audit.purposes import Purpose
from audit.roles import GRANTS_READER
from audit.rowsecurity import HINTS, protect
from cases.walls import MY_DOSSIERS, MY_HOUSEHOLDS, MY_PERSONS, OWN

USER = "NULLIF(current_setting('app.user', true), '')::uuid"
NOW = "NULLIF(current_setting('app.now', true), '')::timestamptz"
GRANT_RUNS = f"valid_from <= {NOW} AND (valid_until IS NULL OR valid_until > {NOW})"

# Policies that read their own table recurse, so these functions read for grants_reader, which has a policy of its own.
READ_BY_FUNCTIONS = (
    "cases_grant",
    "cases_dossier",
    "cases_dossierperson",
    "cases_lookup",
    "cases_householdmember",
    "cases_person",
    "person_search",
)
SIGNATURES = (
    "my_dossiers()",
    "my_persons()",
    "my_households()",
    "nobody_has(uuid)",
    "search_is_ready()",
    "directory(bytea, text, date)",
)
DEFINER = "STABLE SECURITY DEFINER SET search_path = public, pg_temp"

FUNCTIONS = f"""
CREATE FUNCTION my_dossiers() RETURNS uuid[] LANGUAGE sql {DEFINER} AS $$
    SELECT coalesce(array_agg(content_object_id), '{{}}') FROM cases_grant WHERE user_id = {USER} AND {GRANT_RUNS}
$$;
CREATE FUNCTION my_persons() RETURNS uuid[] LANGUAGE sql {DEFINER} AS $$
    SELECT coalesce(array_agg(person_id), '{{}}') FROM (
        SELECT person_id FROM cases_dossierperson WHERE dossier_id = ANY(my_dossiers())
        UNION
        SELECT person_id FROM cases_lookup WHERE user_id = {USER} AND until > {NOW}
    ) AS mine
$$;
CREATE FUNCTION my_households() RETURNS uuid[] LANGUAGE sql {DEFINER} AS $$
    SELECT coalesce(array_agg(household_id), '{{}}') FROM (
        SELECT household_id FROM cases_dossier WHERE id = ANY(my_dossiers())
        UNION
        SELECT household_id FROM cases_householdmember
        WHERE until IS NULL AND person_id IN (SELECT person_id FROM cases_lookup WHERE user_id = {USER} AND until > {NOW})
    ) AS mine
$$;
-- The first grant on a dossier goes before the dossier: it may be made while neither exists.
CREATE FUNCTION nobody_has(dossier uuid) RETURNS boolean LANGUAGE sql {DEFINER} AS $$
    SELECT NOT EXISTS (SELECT FROM cases_grant WHERE content_object_id = dossier)
       AND NOT EXISTS (SELECT FROM cases_dossier WHERE id = dossier)
$$;
CREATE FUNCTION search_is_ready() RETURNS boolean LANGUAGE sql {DEFINER} AS $$
    SELECT EXISTS (SELECT FROM person_search WHERE person_id = '00000000-0000-0000-0000-000000000000')
$$;
-- § 2.5 Toegankelijkheid: whether somebody is known, and the colleague to call. Never where somebody hides: a secret address or a
-- safety-marked dossier makes a person unknown here.
CREATE FUNCTION directory(asked_index bytea, asked_surname text, asked_birth date)
RETURNS TABLE (person_id uuid, contact_id uuid) LANGUAGE sql {DEFINER} AS $$
    SELECT p.id, (
        SELECT g.user_id
        FROM cases_dossierperson dp
        JOIN cases_dossier d ON d.id = dp.dossier_id AND d.status = 'open'
        JOIN cases_grant g ON g.content_object_id = d.id AND {GRANT_RUNS}
        JOIN auth_permission ap ON ap.id = g.permission_id AND ap.codename = 'regisseur'
        WHERE dp.person_id = p.id ORDER BY g.valid_from LIMIT 1
    )
    FROM person_search s
    JOIN cases_person p ON p.id = s.person_id
    WHERE ((asked_index IS NOT NULL AND s.bsn_index = asked_index)
        OR (asked_index IS NULL AND asked_surname <> '' AND s.surname = asked_surname AND s.birth_date = asked_birth))
      AND NOT p.address_secret
      AND NOT EXISTS (
        SELECT FROM cases_dossierperson dp JOIN cases_dossier d ON d.id = dp.dossier_id
        WHERE dp.person_id = p.id AND d.safety_marked)
    ORDER BY p.id LIMIT 20
$$;
"""


def given_away():
    """The functions belong to grants_reader, which may read these tables and log in nowhere."""
    for table in READ_BY_FUNCTIONS:
        yield f'GRANT SELECT ON "{table}" TO {GRANTS_READER}'
        yield f'CREATE POLICY "{table}_functions" ON "{table}" FOR SELECT TO {GRANTS_READER} USING (true)'
    yield f"GRANT SELECT ON auth_permission TO {GRANTS_READER}"
    for signature in SIGNATURES:
        yield f"ALTER FUNCTION {signature} OWNER TO {GRANTS_READER}"


def taken_back():
    for signature in reversed(SIGNATURES):
        yield f"DROP FUNCTION {signature}"
    for table in READ_BY_FUNCTIONS:
        yield f'DROP POLICY "{table}_functions" ON "{table}"'
        yield f'REVOKE SELECT ON "{table}" FROM {GRANTS_READER}'


METADATA = (Purpose.DESTRUCTION, Purpose.BEHEER, Purpose.MIGRATION, Purpose.TERMS, Purpose.DEMO)
PEOPLE = (Purpose.DESTRUCTION, Purpose.IMPORT, Purpose.MIGRATION, Purpose.DEMO)

IN_DOSSIER = f"dossier_id = {MY_DOSSIERS}"
OF_PERSON = f"person_id = {MY_PERSONS}"
GRANT_SEEN = f"{OWN} OR content_object_id = {MY_DOSSIERS}"
GRANT_MADE = f"content_object_id = {MY_DOSSIERS} OR ({OWN} AND nobody_has(content_object_id))"
LIVES_HERE = f"{OF_PERSON} OR household_id = {MY_HOUSEHOLDS}"


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("audit", "0001_initial")]

    operations = [
        migrations.RunSQL("ALTER TABLE person_search SET UNLOGGED", migrations.RunSQL.noop, hints=HINTS),
        migrations.RunSQL([FUNCTIONS], [], hints=HINTS),
        *protect("cases_dossier", f"id = {MY_DOSSIERS}", purposes=METADATA),
        *protect("cases_historicaldossier", f"id = {MY_DOSSIERS}", purposes=METADATA),
        *protect("cases_grant", GRANT_SEEN, check=GRANT_MADE, purposes=METADATA),
        *protect("cases_historicalgrant", GRANT_SEEN, purposes=METADATA),
        *protect("cases_dossierperson", IN_DOSSIER, purposes=METADATA),
        *[
            operation
            for model in ("entry", "document", "task")
            for table in (f"cases_{model}", f"cases_historical{model}")
            for operation in protect(table, IN_DOSSIER, purposes=METADATA)
        ],
        *protect("cases_person", f"id = {MY_PERSONS}", purposes=(*PEOPLE, Purpose.SEARCH_INDEX)),
        *protect("cases_historicalperson", f"id = {MY_PERSONS}", purposes=PEOPLE),
        *protect("cases_relation", OF_PERSON, purposes=PEOPLE),
        *protect("cases_historicalrelation", OF_PERSON, purposes=PEOPLE),
        *protect("cases_household", f"id = {MY_HOUSEHOLDS}", purposes=PEOPLE),
        *protect("cases_historicalhousehold", f"id = {MY_HOUSEHOLDS}", purposes=PEOPLE),
        *protect("cases_householdmember", LIVES_HERE, purposes=PEOPLE),
        *protect("cases_lookup", OWN, purposes=(Purpose.DESTRUCTION, Purpose.BEHEER, Purpose.MIGRATION)),
        *protect("person_search", OF_PERSON, purposes=(*PEOPLE, Purpose.SEARCH_INDEX)),
        migrations.RunSQL(list(given_away()), list(taken_back()), hints=HINTS),
    ]
