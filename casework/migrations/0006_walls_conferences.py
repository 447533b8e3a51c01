"""Walls around conferences; and what somebody who takes part, without a dossier, sees: their own row while the
conference is to come, and what they brought. docs/adr/0094-case-conference.md
"""

from importlib import import_module

from django.db import migrations

from audit.roles import GRANTS_READER
from audit.rowsecurity import HINTS, protect, restrict
from cases.walls import MY_EMERGENCIES, NOT_INSPECTING, READABLE

first = import_module("cases.migrations.0002_walls")
METADATA = import_module("cases.migrations.0005_working_day_walls").METADATA
STILL_SO = import_module("consent.migrations.0017_still_so").STILL_SO
TODAY = f"({first.NOW} AT TIME ZONE 'Europe/Amsterdam')::date"
RECORDS = ("conference", "participant", "agendaitem")

# Asked at every statement: what somebody could read a moment ago is gone when the conference or the dossier closed,
# when they were taken off, when a consent or ground it rests on holds no more, or, for a colleague who read names, when
# they have no access to the dossier any more.
MINE = f"""
CREATE FUNCTION my_attendances() RETURNS uuid[] LANGUAGE sql {first.DEFINER} AS $$
    SELECT coalesce(array_agg(p.id), '{{}}')
    FROM casework_participant p
    JOIN casework_conference c ON c.id = p.conference_id AND c.status = 'gepland'
    JOIN cases_dossier d ON d.id = p.dossier_id AND d.status = 'open'
    WHERE p.user_id = {first.USER} AND current_setting('app.account', true) = 'staff'
      AND p.removed_at IS NULL AND p.sheet_at IS NOT NULL
      AND (c.anonymous OR p.part <> 'collega' OR p.dossier_id = ANY(my_dossiers()))
      AND NOT EXISTS (
          SELECT FROM unnest(p.sheet_consents) AS asked
          LEFT JOIN consent_consent one ON one.id = asked AND one.status = 'actief'
               AND {TODAY} BETWEEN one.valid_from AND one.valid_until
               AND (one.decides_until IS NULL OR one.decides_until > {TODAY})
          WHERE one.id IS NULL)
      AND NOT EXISTS (
          SELECT FROM unnest(p.sheet_grounds) AS asked
          CROSS JOIN (SELECT {TODAY} AS day, p.organisation_id AS goes_to) AS now
          LEFT JOIN consent_ground g ON g.id = asked
               AND (g.status = 'geldig' OR g.status = 'spoed' AND g.code = 'acuut_gevaar')
               AND {STILL_SO}
          WHERE g.id IS NULL)
$$;
"""
READ_BY_FUNCTIONS = (
    "casework_participant",
    "casework_conference",
    "consent_consent",
    "consent_ground",
    "consent_courtmeasure",
    "consent_refusal",
)
IDS = "ANY((SELECT my_attendances())::uuid[])"
# Beside what one attends: the row says of which dossier and conference it is, so that nothing lands elsewhere.
OWN_PLACE = """EXISTS (
    SELECT FROM casework_participant p
    WHERE p.id = brought_by_id AND p.dossier_id = "{table}".dossier_id AND p.conference_id = "{table}".conference_id)"""


def given_away():
    for table in READ_BY_FUNCTIONS:
        yield f'GRANT SELECT ON "{table}" TO {GRANTS_READER}'
        yield f'CREATE POLICY "{table}_attending" ON "{table}" FOR SELECT TO {GRANTS_READER} USING (true)'
    yield f"ALTER FUNCTION my_attendances() OWNER TO {GRANTS_READER}"


def taken_back():
    yield "DROP FUNCTION my_attendances()"
    for table in READ_BY_FUNCTIONS:
        yield f'DROP POLICY "{table}_attending" ON "{table}"'
        yield f'REVOKE SELECT ON "{table}" FROM {GRANTS_READER}'


def policy(table: str, name: str, command: str, *, using: str = "", check: str = ""):
    rules = [f"{word} ({rule})" for word, rule in (("USING", using), ("WITH CHECK", check)) if rule]
    return migrations.RunSQL(
        f'CREATE POLICY "{table}_{name}" ON "{table}" FOR {command} {" ".join(rules)}',
        f'DROP POLICY "{table}_{name}" ON "{table}"',
        hints=HINTS,
    )


def attended():
    """Their own row to read and to answer in, what they brought to read and to add, each with its history."""
    for table, column in (("casework_participant", "id"), ("casework_agendaitem", "brought_by_id")):
        history = table.replace("_", "_historical")
        for name in (table, history):
            yield policy(name, "attends_reads", "SELECT", using=f"{column} = {IDS}")
        yield policy(history, "attends_adds", "INSERT", check=f"{column} = {IDS}")
    mine = f"id = {IDS}"
    yield policy("casework_participant", "attends_answers", "UPDATE", using=mine, check=mine)
    place = OWN_PLACE.format(table="casework_agendaitem")
    yield policy("casework_agendaitem", "attends_adds", "INSERT", check=f"brought_by_id = {IDS} AND {place}")


def tables():
    for name in RECORDS:
        yield f"casework_{name}"
        yield f"casework_historical{name}"


class Migration(migrations.Migration):
    dependencies = [("casework", "0005_conferences"), ("consent", "0017_still_so")]

    operations = [
        *[one for table in tables() for one in protect(table, READABLE, purposes=METADATA)],
        *[one for table in tables() for one in restrict(table, "inspection", NOT_INSPECTING)],
        *[one for table in tables() for one in restrict(table, "emergency", f"dossier_id <> {MY_EMERGENCIES}")],
        migrations.RunSQL([MINE], migrations.RunSQL.noop, hints=HINTS),
        migrations.RunSQL(list(given_away()), list(taken_back()), hints=HINTS),
        *attended(),
    ]
