"""Walls around what is authorised apart, and what somebody in acute danger may open, and never change.
docs/adr/0075-categories-apart.md, docs/adr/0076-break-glass.md
"""

from importlib import import_module

from django.db import migrations

from audit.purposes import Purpose
from audit.roles import GRANTS_READER
from audit.rowsecurity import HINTS, protect, rebuild
from cases.walls import MY_DOSSIERS, MY_EMERGENCIES, OWN, READABLE
from terms.categories import ORDINARY

first = import_module("cases.migrations.0002_walls")
hides = import_module("cases.migrations.0003_who_hides")
working_day = import_module("cases.migrations.0005_working_day_walls")
colleagues = import_module("cases.migrations.0006_colleagues")
reading = import_module("cases.migrations.0007_who_read_documents")
DEFINER, GRANT_RUNS, NOW, USER = first.DEFINER, first.GRANT_RUNS, first.NOW, first.USER

METADATA = working_day.METADATA
IN_DOSSIER = f"dossier_id = {MY_DOSSIERS}"
RECORDS = ("cases_entry", "cases_document", "cases_task")
ORDINARY_LITERAL = "{" + ",".join(ORDINARY) + "}"

CATEGORIES = f"""
-- Compared with the program by a test. A code that is not here is closed to whoever is not authorised for it.
CREATE FUNCTION ordinary_categories() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$ SELECT '{ORDINARY_LITERAL}'::text[] $$;
CREATE FUNCTION my_authorisations() RETURNS text[] LANGUAGE sql {DEFINER} AS $$
    SELECT coalesce(array_agg(content_object_id || ' ' || category), '{{}}')
    FROM cases_grant, unnest(categories) AS category WHERE user_id = {USER} AND {GRANT_RUNS}
$$;
CREATE FUNCTION my_emergencies() RETURNS uuid[] LANGUAGE sql {DEFINER} AS $$
    SELECT coalesce(array_agg(content_object_id), '{{}}') FROM cases_grant
    JOIN auth_permission ap ON ap.id = permission_id AND ap.codename = 'noodtoegang'
    WHERE user_id = {USER} AND {GRANT_RUNS}
$$;
-- The first grant on a dossier goes by what the dossier is for; after that somebody else says what one may read.
CREATE FUNCTION nobody_authorises_themselves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    had varchar[] := '{{}}';
BEGIN
    IF TG_OP = 'UPDATE' THEN had := OLD.categories; END IF;
    IF NEW.user_id = {USER} AND NOT NEW.categories <@ had AND NOT nobody_has(NEW.content_object_id) THEN
        RAISE EXCEPTION 'nobody authorises themselves' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER nobody_authorises_themselves BEFORE INSERT OR UPDATE OF user_id, categories ON cases_grant
    FOR EACH ROW EXECUTE FUNCTION nobody_authorises_themselves();
"""

# Whoever works for the municipality itself, has looked the person up today, and would be told by the directory.
EMERGENCY = f"""
CREATE FUNCTION is_internal_worker(asked uuid) RETURNS boolean LANGUAGE sql {DEFINER} AS $$
    SELECT EXISTS (
        SELECT FROM accounts_user u JOIN accounts_organisation o ON o.id = u.organisation_id
        WHERE u.id = asked AND u.is_active AND o.kind = 'municipality')
$$;
CREATE FUNCTION emergency_dossiers(asked uuid) RETURNS uuid[] LANGUAGE sql {DEFINER} AS $$
    SELECT coalesce(array_agg(d.id ORDER BY d.id), '{{}}')
    FROM cases_dossierperson dp JOIN cases_dossier d ON d.id = dp.dossier_id AND d.status = 'open'
    WHERE dp.person_id = asked AND NOT hides(asked) AND is_internal_worker({USER})
      AND d.id <> ALL(my_dossiers())
      AND EXISTS (SELECT FROM cases_lookup WHERE user_id = {USER} AND person_id = asked AND until > {NOW})
$$;
CREATE FUNCTION emergency_has_deputy(asked uuid) RETURNS boolean LANGUAGE sql {DEFINER} AS $$
    SELECT EXISTS (
        SELECT FROM cases_grant g JOIN auth_permission ap ON ap.id = g.permission_id
        WHERE ap.codename = 'plaatsvervanger' AND g.content_object_id = ANY(emergency_dossiers(asked)) AND {GRANT_RUNS})
$$;
-- Whoever is on call is the second person: closed, safety-marked and secret addresses too, and no content with it.
CREATE FUNCTION on_call_dossiers(asked_index bytea, asked_surname text, asked_birth date)
RETURNS TABLE (person_id uuid, dossier_id uuid) LANGUAGE sql {DEFINER} AS $$
    SELECT s.person_id, d.id
    FROM person_search s
    JOIN cases_dossierperson dp ON dp.person_id = s.person_id
    JOIN cases_dossier d ON d.id = dp.dossier_id AND d.status = 'open'
    WHERE is_internal_worker({USER})
      AND EXISTS (SELECT FROM accounts_user WHERE id = {USER} AND 'achterwacht' = ANY(roles))
      AND ((asked_index IS NOT NULL AND s.bsn_index = asked_index)
        OR (asked_index IS NULL AND asked_surname <> '' AND s.surname = asked_surname AND s.birth_date = asked_birth))
    ORDER BY s.person_id, d.id
$$;
"""
SIGNATURES = (
    "my_authorisations()",
    "my_emergencies()",
    "is_internal_worker(uuid)",
    "emergency_dossiers(uuid)",
    "emergency_has_deputy(uuid)",
    "on_call_dossiers(bytea, text, date)",
)

# What hides hides here too: a restricted dossier is told of to nobody.
HIDES = hides.HIDES.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
HIDES_NOW = HIDES.replace("AND d.safety_marked)", "AND (d.safety_marked OR d.restricted))")
DIRECTORY = "CREATE OR REPLACE FUNCTION directory(" + first.FUNCTIONS.partition("CREATE FUNCTION directory(")[2]
DIRECTORY_NOW = DIRECTORY.replace("AND d.safety_marked)", "AND (d.safety_marked OR d.restricted))")

# Only of what the asker may read, so also not of a category apart.
WHO_READ_NOW = reading.NOW.replace(
    "SELECT dossier_id, created_at FROM cases_", "SELECT dossier_id, created_at, category FROM cases_"
).replace(
    "WHERE record.dossier_id = ANY(my_dossiers())",
    "WHERE record.dossier_id = ANY(my_dossiers()) AND (record.category = ANY(ordinary_categories())"
    " OR record.dossier_id || ' ' || record.category = ANY(my_authorisations()))",
)

# Who wrote something in a category goes on reading it; all others are authorised anew.
WROTE = " UNION ALL ".join(f"SELECT dossier_id, created_by_id, category FROM {table}" for table in RECORDS)
AUTHORISED_BEFORE = f"""
SELECT set_config('app.purpose', '{Purpose.MIGRATION}', true);
UPDATE cases_grant AS given SET categories = wrote.codes, categories_by_id = granted_by_id, categories_at = valid_from
FROM (
    SELECT dossier_id, created_by_id, array_agg(DISTINCT category) AS codes
    FROM ({WROTE}) AS records WHERE category <> ALL(ordinary_categories()) GROUP BY dossier_id, created_by_id
) AS wrote
WHERE given.content_object_id = wrote.dossier_id AND given.user_id = wrote.created_by_id;
SELECT set_config('app.purpose', '', true);
"""


def restrict(table: str, column: str, commands: tuple[str, ...]) -> migrations.RunSQL:
    """Whoever is in a dossier by an emergency alone reads, and does not do this, whatever a door forgot."""
    forward, backward = [], []
    for command in commands:
        name = f"{table}_emergency_{command.lower()}"
        rule = "WITH CHECK" if command == "INSERT" else "USING"
        condition = f"({column} <> {MY_EMERGENCIES})"
        forward.append(f'CREATE POLICY "{name}" ON "{table}" AS RESTRICTIVE FOR {command} {rule} {condition}')
        backward.append(f'DROP POLICY "{name}" ON "{table}"')
    return migrations.RunSQL(forward, backward, hints=HINTS)


def given_away():
    yield f"GRANT SELECT ON accounts_organisation TO {GRANTS_READER}"
    for signature in SIGNATURES:
        yield f"ALTER FUNCTION {signature} OWNER TO {GRANTS_READER}"


def taken_back():
    yield 'DROP TRIGGER nobody_authorises_themselves ON "cases_grant"'
    yield "DROP FUNCTION nobody_authorises_themselves()"
    for signature in (*reversed(SIGNATURES), "ordinary_categories()"):
        yield f"DROP FUNCTION {signature}"
    yield f"REVOKE SELECT ON accounts_organisation FROM {GRANTS_READER}"


def of_records(table: str, purposes) -> list:
    """`purposes`: those the table had."""
    return rebuild(
        table, now={"using": READABLE, "purposes": purposes}, before={"using": IN_DOSSIER, "purposes": purposes}
    )


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0010_apart_and_emergency"),
        ("accounts", "0006_on_call"),
        ("terms", "0003_police"),
        ("audit", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL([CATEGORIES, EMERGENCY, *given_away()], list(taken_back()), hints=HINTS),
        migrations.RunSQL([AUTHORISED_BEFORE], migrations.RunSQL.noop, hints=HINTS),
        migrations.RunSQL([HIDES_NOW, DIRECTORY_NOW, WHO_READ_NOW], [HIDES, DIRECTORY, reading.NOW], hints=HINTS),
        *[
            operation
            for table in RECORDS
            for one in (table, table.replace("cases_", "cases_historical"))
            for operation in of_records(one, METADATA if table == "cases_task" else first.METADATA)
        ],
        *protect("cases_emergency", f"{OWN} OR {IN_DOSSIER}", purposes=(*METADATA, Purpose.EMERGENCY)),
        *[
            operation
            for table, check in (("cases_grant", working_day.GRANT_MADE), ("cases_historicalgrant", None))
            for operation in rebuild(
                table,
                now={"using": working_day.GRANT_SEEN, "check": check, "purposes": (*METADATA, Purpose.EMERGENCY)},
                before={"using": working_day.GRANT_SEEN, "check": check, "purposes": METADATA},
            )
        ],
        *rebuild(
            "cases_dossier",
            now={"using": f"id = {MY_DOSSIERS}", "purposes": (*METADATA, Purpose.EMERGENCY)},
            before={"using": f"id = {MY_DOSSIERS}", "purposes": METADATA},
        ),
        restrict("cases_entry", "dossier_id", ("UPDATE", "DELETE")),
        restrict("cases_document", "dossier_id", ("INSERT", "UPDATE", "DELETE")),
        restrict("cases_task", "dossier_id", ("INSERT", "UPDATE", "DELETE")),
        restrict("cases_dossierperson", "dossier_id", ("INSERT", "UPDATE", "DELETE")),
        restrict("cases_grant", "content_object_id", ("INSERT", "UPDATE", "DELETE")),
    ]
