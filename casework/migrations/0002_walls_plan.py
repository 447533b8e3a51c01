"""Walls around plans; and one household, one plan, one regisseur, kept by the database itself.
docs/adr/0093-one-plan-one-regisseur.md
"""

from importlib import import_module

from django.db import migrations

from audit.purposes import Purpose
from audit.roles import GRANTS_READER
from audit.rowsecurity import HINTS, protect, restrict
from cases.walls import MY_DOSSIERS, MY_EMERGENCIES, NOT_INSPECTING, READABLE

first = import_module("cases.migrations.0002_walls")
METADATA = import_module("cases.migrations.0005_working_day_walls").METADATA

RECORDS = ("plan", "planversion", "planpart", "plansignature", "evaluation")
TO_ME = "taker_id = (SELECT NULLIF(current_setting('app.user', true), '')::uuid)"

# The same number as cases.actions.grants locks: whoever changes who leads a dossier, and whoever begins a plan there,
# comes one after the other, and then looks with fresh eyes (VOLATILE: each statement sees what was committed since).
# A grant that stopped before it began never was. Deferred: an old regisseur goes and a new one comes in one change.
INVARIANT = f"""
CREATE FUNCTION a_plan_has_one_regisseur() RETURNS trigger LANGUAGE plpgsql VOLATILE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    clock timestamptz := coalesce({first.NOW}, now());
    touched uuid[];
    asked uuid;
    how_many integer;
    how_lasting integer;
BEGIN
    IF TG_TABLE_NAME = 'cases_grant' THEN
        IF NOT EXISTS (SELECT FROM auth_permission ap WHERE ap.codename = 'regisseur'
                       AND ap.id IN (OLD.permission_id, NEW.permission_id)) THEN
            RETURN NULL;
        END IF;
        touched := ARRAY[OLD.content_object_id, NEW.content_object_id];
    ELSIF TG_TABLE_NAME = 'cases_dossier' THEN
        touched := ARRAY[NEW.id];
    ELSE
        touched := ARRAY[OLD.dossier_id, NEW.dossier_id];
    END IF;
    FOR asked IN SELECT DISTINCT one FROM unnest(touched) AS one WHERE one IS NOT NULL ORDER BY one LOOP
        PERFORM pg_advisory_xact_lock(hashtextextended('grants ' || asked, 0));
        IF NOT EXISTS (SELECT FROM casework_plan p WHERE p.dossier_id = asked AND p.status = 'actief') THEN
            CONTINUE;
        END IF;
        IF NOT EXISTS (SELECT FROM casework_plan p
                       JOIN cases_dossier d ON d.id = p.dossier_id AND d.household_id = p.household_id
                       WHERE d.id = asked AND d.status = 'open' AND p.status = 'actief') THEN
            RAISE EXCEPTION 'a plan that runs is in an open dossier of its household'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'a_plan_runs_in_an_open_dossier';
        END IF;
        SELECT count(*), count(*) FILTER (WHERE g.valid_until IS NULL AND g.valid_from <= clock) INTO how_many, how_lasting
        FROM cases_grant g JOIN auth_permission ap ON ap.id = g.permission_id AND ap.codename = 'regisseur'
        WHERE g.content_object_id = asked
          AND (g.valid_until IS NULL OR (g.valid_until > clock AND g.valid_until > g.valid_from));
        IF how_many > 1 THEN
            RAISE EXCEPTION 'a plan that runs has one regisseur'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'a_plan_has_no_second_regisseur';
        ELSIF how_lasting <> 1 THEN
            RAISE EXCEPTION 'a plan that runs has a regisseur'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'a_plan_has_a_regisseur';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER a_plan_has_one_regisseur AFTER INSERT OR UPDATE ON casework_plan
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION a_plan_has_one_regisseur();
CREATE CONSTRAINT TRIGGER a_plan_has_one_regisseur
    AFTER INSERT OR DELETE OR UPDATE OF content_object_id, permission_id, valid_from, valid_until ON cases_grant
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION a_plan_has_one_regisseur();
CREATE CONSTRAINT TRIGGER a_plan_has_one_regisseur AFTER UPDATE OF status, household_id ON cases_dossier
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION a_plan_has_one_regisseur();
"""
NO_INVARIANT = """
DROP TRIGGER a_plan_has_one_regisseur ON cases_dossier;
DROP TRIGGER a_plan_has_one_regisseur ON cases_grant;
DROP TRIGGER a_plan_has_one_regisseur ON casework_plan;
DROP FUNCTION a_plan_has_one_regisseur();
"""

# Numbers, and nothing else: how much each of the team leads.
WORKLOAD = f"""
CREATE FUNCTION team_workload() RETURNS TABLE (user_id uuid, dossiers bigint, plans bigint, late bigint)
LANGUAGE sql {first.DEFINER} AS $$
    SELECT g.user_id, count(DISTINCT d.id), count(DISTINCT p.id),
           count(DISTINCT p.id) FILTER (WHERE p.evaluate_on < ({first.NOW} AT TIME ZONE 'Europe/Amsterdam')::date)
    FROM cases_grant g
    JOIN auth_permission ap ON ap.id = g.permission_id AND ap.codename = 'regisseur'
    JOIN cases_dossier d ON d.id = g.content_object_id AND d.status = 'open'
    LEFT JOIN casework_plan p ON p.dossier_id = d.id AND p.status = 'actief'
    WHERE g.user_id = ANY(my_team()) AND g.valid_from <= {first.NOW}
      AND (g.valid_until IS NULL OR g.valid_until > {first.NOW})
    GROUP BY g.user_id
$$;
"""
OWNED = [
    f'GRANT SELECT ON "casework_plan" TO {GRANTS_READER}',
    f'CREATE POLICY "casework_plan_functions" ON "casework_plan" FOR SELECT TO {GRANTS_READER} USING (true)',
    f"ALTER FUNCTION a_plan_has_one_regisseur() OWNER TO {GRANTS_READER}",
    f"ALTER FUNCTION team_workload() OWNER TO {GRANTS_READER}",
]
TAKEN_BACK = [
    NO_INVARIANT,
    "DROP FUNCTION team_workload()",
    'DROP POLICY "casework_plan_functions" ON "casework_plan"',
    f'REVOKE SELECT ON "casework_plan" FROM {GRANTS_READER}',
]


def tables():
    for name in RECORDS:
        yield f"casework_{name}"
        yield f"casework_historical{name}"


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0001_plan"),
        ("cases", "0019_statement"),
    ]

    operations = [
        *[one for table in tables() for one in protect(table, READABLE, purposes=(*METADATA, Purpose.SHARING))],
        *protect("casework_handover", f"{TO_ME} OR dossier_id = {MY_DOSSIERS}", purposes=METADATA),
        *[one for table in (*tables(), "casework_handover") for one in restrict(table, "inspection", NOT_INSPECTING)],
        *[
            one
            for table in (*tables(), "casework_handover")
            for one in restrict(table, "emergency", f"dossier_id <> {MY_EMERGENCIES}")
        ],
        migrations.RunSQL([INVARIANT, WORKLOAD, *OWNED], TAKEN_BACK, hints=HINTS),
    ]
