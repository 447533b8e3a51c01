"""Who looked in a dossier, for who leads it; what the nightly control may read; and the FG, who inspects and writes
nothing. What an inspection opens is in inzage/migrations/0003: there my_dossiers() was made last.
docs/adr/0077-who-looked.md, docs/adr/0078-inspection.md
"""

from importlib import import_module

from django.db import migrations

from audit.purposes import Purpose
from audit.roles import GRANTS_READER
from audit.rowsecurity import HINTS, protect, read_also, restrict
from cases.walls import MY_DOSSIERS, NOT_INSPECTING, OWN
from terms.categories import SEPARATE

first = import_module("cases.migrations.0002_walls")
working_day = import_module("cases.migrations.0005_working_day_walls")
DEFINER, GRANT_RUNS, NOW, USER = first.DEFINER, first.GRANT_RUNS, first.NOW, first.USER
SEPARATE_LITERAL = "{" + ",".join(SEPARATE) + "}"

# Rows that show something are for all who lead; a row of what was written, moved or taken out is not, when all it is
# about is closed to the one who asks: its kind alone would tell that there is something. What cannot be found any more
# is treated as closed. Opening a form is logged as a change without a record: here it is the reading that it was.
WHO_LOOKED = f"""
CREATE FUNCTION leads(asked uuid) RETURNS boolean LANGUAGE sql {DEFINER} AS $$
    SELECT EXISTS (
        SELECT FROM cases_grant g JOIN auth_permission ap ON ap.id = g.permission_id
        WHERE g.content_object_id = asked AND g.user_id = {USER} AND {GRANT_RUNS}
          AND ap.codename IN ('regisseur', 'plaatsvervanger'))
$$;
CREATE FUNCTION names_readable(asked uuid, ids uuid[]) RETURNS boolean LANGUAGE sql {DEFINER} AS $$
    SELECT EXISTS (
        SELECT FROM (
            SELECT category FROM cases_entry WHERE id = ANY(ids)
            UNION ALL
            SELECT category FROM cases_document WHERE id = ANY(ids)
            UNION ALL
            SELECT category FROM cases_task WHERE id = ANY(ids)
        ) AS record
        WHERE category = ANY(ordinary_categories()) OR asked || ' ' || category = ANY(my_authorisations()))
$$;
CREATE FUNCTION who_looked(asked uuid, most integer, skipped integer)
RETURNS TABLE (day date, user_id uuid, actions text[], times bigint, first_at timestamptz, last_at timestamptz,
               break_glass boolean, lines bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    asked_for text := coalesce(current_setting('app.purpose', true), '');
BEGIN
    IF NOT leads(asked) THEN
        RETURN;
    END IF;
    PERFORM set_config('app.purpose', '{Purpose.BEHEER}', true);
    RETURN QUERY
        SELECT done.day, done.user_id, array_agg(DISTINCT done.action), count(*), min(done.at), max(done.at),
               bool_or(done.break_glass), count(*) OVER ()
        FROM (
            SELECT (log.at AT TIME ZONE 'Europe/Amsterdam')::date AS day, log.user_id, log.at, log.break_glass,
                   CASE WHEN log.action = 'change' AND log.grant_id IS NOT NULL AND log.record_ids = '{{}}'
                        THEN 'read' ELSE log.action END AS action
            FROM audit_accesslog log JOIN accounts_user ON accounts_user.id = log.user_id
            WHERE log.dossier_id = asked AND log.outcome = 'allowed'
              AND (log.action IN ('read', 'list', 'export', 'inspect') OR log.record_ids = '{{}}'
                OR log.object_type IN ('toegang', 'noodtoegang', 'persoon', 'gezin')
                OR names_readable(asked, log.record_ids))
        ) AS done
        GROUP BY done.day, done.user_id
        ORDER BY done.day DESC, max(done.at) DESC, done.user_id LIMIT most OFFSET skipped;
    PERFORM set_config('app.purpose', asked_for, true);
END $$;
"""

# The FG stands alone on an account (accounts.policy), so whoever has that role reads in an inspection, or not at all.
INSPECTION = f"""
CREATE FUNCTION is_inspector() RETURNS boolean LANGUAGE sql {DEFINER} AS $$
    SELECT EXISTS (SELECT FROM accounts_user WHERE id = {USER} AND 'fg' = ANY(roles))
$$;
CREATE FUNCTION my_inspections() RETURNS uuid[] LANGUAGE sql {DEFINER} AS $$
    SELECT coalesce(array_agg(i.dossier_id), '{{}}') FROM cases_inspection i
    JOIN accounts_user u ON u.id = i.user_id AND u.is_active AND 'fg' = ANY(u.roles)
    WHERE i.user_id = {USER} AND i.at <= {NOW} AND i.until > {NOW}
$$;
-- Two neutral words, as they stand on a letter or in the log, are all the FG knows beforehand.
CREATE FUNCTION dossier_to_inspect(asked text) RETURNS uuid LANGUAGE sql {DEFINER} AS $$
    SELECT id FROM cases_dossier WHERE lower(codename) = lower(asked) AND is_inspector()
$$;
-- Compared with the program by a test.
CREATE FUNCTION separate_categories() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT '{SEPARATE_LITERAL}'::text[]
$$;
"""
SIGNATURES = (
    "leads(uuid)",
    "names_readable(uuid, uuid[])",
    "who_looked(uuid, integer, integer)",
    "is_inspector()",
    "my_inspections()",
    "dossier_to_inspect(text)",
)

AUTHORISED = """
CREATE OR REPLACE FUNCTION my_authorisations() RETURNS text[] LANGUAGE sql {definer} AS $$
    SELECT coalesce(array_agg(content_object_id || ' ' || category), '{{}}'){more}
    FROM cases_grant, unnest(categories) AS category WHERE user_id = {user} AND {runs}
$$;
"""
# AVG art. 38 lid 2: an inspection opens every category.
INSPECTED = """ || ARRAY(
        SELECT dossier || ' ' || category FROM unnest(my_inspections()) AS dossier, unnest(separate_categories()) AS category)
"""

READ_BY_CONTROL = (
    "cases_dossier",
    "cases_dossierperson",
    "cases_person",
    "cases_entry",
    "cases_document",
    "cases_task",
)
WITH_HISTORY = ("dossier", "grant", "entry", "document", "task", "person", "relation", "household")
NOT_WRITTEN = (
    *(f"cases_{model}" for model in WITH_HISTORY),
    *(f"cases_historical{model}" for model in WITH_HISTORY),
    "cases_dossierperson",
    "cases_draft",
    "cases_emergency",
    "cases_breach",
    "cases_householdmember",
    "cases_lookup",
    "cases_unusualreading",
    "person_search",
)


def authorised(more: str) -> str:
    return AUTHORISED.format(definer=DEFINER, user=USER, runs=GRANT_RUNS, more=more)


def given_away():
    for table in ("cases_task", "cases_inspection"):
        yield f"GRANT SELECT ON {table} TO {GRANTS_READER}"
        yield f'CREATE POLICY "{table}_functions" ON {table} FOR SELECT TO {GRANTS_READER} USING (true)'
    for signature in SIGNATURES:
        yield f"ALTER FUNCTION {signature} OWNER TO {GRANTS_READER}"
    # What only who_looked() asks: by itself it would tell of any id whether it is there.
    yield "REVOKE ALL ON FUNCTION names_readable(uuid, uuid[]) FROM PUBLIC"


def taken_back():
    for signature in (*reversed(SIGNATURES), "separate_categories()"):
        yield f"DROP FUNCTION {signature}"
    for table in ("cases_task", "cases_inspection"):
        yield f'DROP POLICY "{table}_functions" ON {table}'
        yield f"REVOKE SELECT ON {table} FROM {GRANTS_READER}"


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_inspection_and_unusual_reading"), ("audit", "0003_reading_control")]

    operations = [
        migrations.RunSQL([WHO_LOOKED, INSPECTION, *given_away()], list(taken_back()), hints=HINTS),
        migrations.RunSQL([authorised(INSPECTED)], [authorised("")], hints=HINTS),
        *protect(
            "cases_inspection",
            f"{OWN} OR dossier_id = {MY_DOSSIERS}",
            check=f"{OWN} AND (SELECT is_inspector())",
            purposes=working_day.METADATA,
        ),
        *protect(
            "cases_unusualreading",
            "false",
            purposes=(Purpose.READING_CONTROL, Purpose.BEHEER, Purpose.UPKEEP, Purpose.MIGRATION),
        ),
        *[one for table in READ_BY_CONTROL for one in read_also(table, Purpose.READING_CONTROL)],
        *[one for table in NOT_WRITTEN for one in restrict(table, "inspection", NOT_INSPECTING)],
        *restrict("cases_inspection", "inspection", NOT_INSPECTING, ("UPDATE", "DELETE")),
    ]
