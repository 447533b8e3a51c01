"""The plan that everybody signed covers what goes to whom it names: the database looks for itself, at each queueing and
sending, and at each reading of a conference that rests on it. docs/adr/0098-the-signed-plan-as-cover.md
"""

from importlib import import_module

import django.contrib.postgres.fields
from django.db import migrations, models

from audit.roles import GRANTS_READER
from audit.rowsecurity import HINTS

conferences = import_module("casework.migrations.0006_walls_conferences")
still = import_module("consent.migrations.0017_still_so")

# What somebody signed about a person stands: casework.models.plan.PlanSignature.stands, and no birthday since.
FELL = "NOT (s.state = 'getekend' AND s.withdrawn_at IS NULL AND (s.decides_until IS NULL OR s.decides_until > {day}))"
# casework/involved.py says the same; tests/consent/test_sharing.py holds the two against each other.
NAMES = f"""
CREATE FUNCTION plan_names(part uuid, within uuid, goes_to uuid, who uuid, day date) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM casework_planpart p
        JOIN casework_planversion v ON v.id = p.version_id AND v.status = 'geldig'
        JOIN casework_plan l ON l.id = v.plan_id AND l.status = 'actief'
        WHERE p.id = part AND p.kind = 'betrokken' AND NOT p.withheld AND who = ANY(p.about)
          AND p.organisation_id = goes_to
          AND p.dossier_id = within AND v.dossier_id = within AND l.dossier_id = within
          AND (p.replaces_id IS NULL OR EXISTS (
              SELECT FROM casework_planpart r
              WHERE r.id = p.replaces_id AND r.version_id = v.id AND r.kind = 'betrokken' AND NOT r.withheld
                AND who = ANY(r.about)))
          AND EXISTS (SELECT FROM casework_plansignature s WHERE s.version_id = v.id AND who = ANY(s.about))
          AND NOT EXISTS (
              SELECT FROM casework_plansignature s
              WHERE s.version_id = v.id AND who = ANY(s.about) AND {FELL.format(day="day")}))
$$;
"""
# First hold, then look: each statement sees what was committed since. Who ends a plan or takes a signature back is
# waited for, and who comes a moment later waits for this.
COVERS = """
CREATE OR REPLACE FUNCTION plan_covers(part uuid, within uuid, goes_to uuid, who uuid, day date) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM casework_plan l
    JOIN casework_planversion v ON v.plan_id = l.id
    JOIN casework_planpart p ON p.version_id = v.id
    WHERE p.id = part
    FOR SHARE;
    PERFORM FROM casework_plansignature s
    WHERE s.version_id = (SELECT p.version_id FROM casework_planpart p WHERE p.id = part) AND who = ANY(s.about)
    FOR SHARE;
    RETURN plan_names(part, within, goes_to, who, day);
END $$;
"""
NOTHING_COVERS = """
CREATE OR REPLACE FUNCTION plan_covers(part uuid, within uuid, goes_to uuid, who uuid, day date) RETURNS boolean
LANGUAGE plpgsql AS $$ BEGIN RETURN false; END $$;
"""
# A version is signed as a whole, and a sheet is about all of whom it covers: what fell for one of them takes it away.
STILL_PLANNED = f"""
      AND NOT EXISTS (
          SELECT FROM unnest(p.sheet_planned) AS asked
          WHERE NOT EXISTS (
              SELECT FROM casework_planpart one, unnest(one.about) AS who
              WHERE one.id = asked AND plan_names(asked, p.dossier_id, p.organisation_id, who, {conferences.TODAY}))
            OR EXISTS (
              SELECT FROM casework_planpart one
              JOIN casework_plansignature s ON s.version_id = one.version_id
              WHERE one.id = asked AND {FELL.format(day=conferences.TODAY)}))
$$;
"""
MINE = conferences.MINE.rstrip().removesuffix("$$;").rstrip() + STILL_PLANNED
READ_BY_FUNCTIONS = ("casework_planversion", "casework_planpart", "casework_plansignature")


def ids():
    return django.contrib.postgres.fields.ArrayField(
        base_field=models.UUIDField(), default=list, size=None, verbose_name="op welke onderdelen van het plan"
    )


def given_away():
    for table in READ_BY_FUNCTIONS:
        yield f'GRANT SELECT ON "{table}" TO {GRANTS_READER}'
        yield f'CREATE POLICY "{table}_attending" ON "{table}" FOR SELECT TO {GRANTS_READER} USING (true)'


def taken_back():
    for table in READ_BY_FUNCTIONS:
        yield f'DROP POLICY "{table}_attending" ON "{table}"'
        yield f'REVOKE SELECT ON "{table}" FROM {GRANTS_READER}'


class Migration(migrations.Migration):
    dependencies = [("casework", "0008_walls_changes"), ("consent", "0018_the_plan_covers")]

    operations = [
        migrations.AddField("participant", "sheet_planned", ids()),
        migrations.AddField("historicalparticipant", "sheet_planned", ids()),
        migrations.RunSQL(list(given_away()), list(taken_back()), hints=HINTS),
        migrations.RunSQL(
            [NAMES, COVERS, MINE.replace(*still.REPLACE)],
            [
                conferences.MINE.replace(*still.REPLACE),
                NOTHING_COVERS,
                "DROP FUNCTION plan_names(uuid, uuid, uuid, uuid, date)",
            ],
            hints=HINTS,
        ),
    ]
