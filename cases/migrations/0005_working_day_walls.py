"""Walls of the working day: drafts of their author, a team lead who sees who has what but never what is in it, and
who read a note that stood in the wrong dossier. docs/adr/0050-team-lead.md
"""

from importlib import import_module

from django.db import migrations

from audit.purposes import Purpose
from audit.roles import GRANTS_READER
from audit.rowsecurity import HINTS, protect, rebuild
from cases.walls import MY_DOSSIERS, MY_TEAM, OWN, TEAM_DOSSIERS

before = import_module("cases.migrations.0002_walls")
DEFINER, GRANT_RUNS, USER = before.DEFINER, before.GRANT_RUNS, before.USER

METADATA = (*before.METADATA, Purpose.UPKEEP)
GRANT_SEEN = f"{before.GRANT_SEEN} OR user_id = {MY_TEAM}"
# A lead gives and ends access for the team, never for themselves: that would be a way into any dossier of the team.
BY_LEAD = f"(user_id = {MY_TEAM} AND NOT {OWN} AND content_object_id = {TEAM_DOSSIERS})"
GRANT_MADE = f"{before.GRANT_MADE} OR {BY_LEAD}"

FUNCTIONS = f"""
CREATE FUNCTION my_team() RETURNS uuid[] LANGUAGE sql {DEFINER} AS $$
    SELECT coalesce(array_agg(member.id), '{{}}')
    FROM accounts_user lead JOIN accounts_user member ON member.team_id = lead.team_id
    WHERE lead.id = {USER} AND lead.is_active AND 'teamleider' = ANY(lead.roles)
$$;
CREATE FUNCTION team_dossiers() RETURNS uuid[] LANGUAGE sql {DEFINER} AS $$
    SELECT coalesce(array_agg(DISTINCT content_object_id), '{{}}') FROM cases_grant
    WHERE user_id = ANY(my_team()) AND (valid_until IS NULL OR valid_until > {before.NOW})
$$;
-- Two neutral words and a status: all that a lead learns of a dossier they were not granted.
CREATE FUNCTION team_codenames() RETURNS TABLE (dossier_id uuid, codename text, status text)
LANGUAGE sql {DEFINER} AS $$
    SELECT id, codename, status FROM cases_dossier WHERE id = ANY(team_dossiers())
$$;
-- Of a note the asker may open, which colleagues opened it in the dossier where it stands. Only in here the log is
-- read, by its purpose; a failure takes that back with its savepoint.
CREATE FUNCTION who_read(note uuid) RETURNS TABLE (user_id uuid, first_at timestamptz, last_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    asked_for text := coalesce(current_setting('app.purpose', true), '');
BEGIN
    PERFORM set_config('app.purpose', '{Purpose.BEHEER}', true);
    RETURN QUERY
        SELECT log.user_id, min(log.at), max(log.at)
        FROM cases_entry entry
        JOIN audit_accesslog log ON log.dossier_id = entry.dossier_id AND log.at >= entry.created_at
        WHERE entry.id = note AND entry.dossier_id = ANY(my_dossiers())
          AND note = ANY(log.record_ids) AND log.outcome = 'allowed' AND log.user_id IS NOT NULL
          AND log.action IN ('read', 'search', 'change', 'download', 'print', 'export')
        GROUP BY log.user_id;
    PERFORM set_config('app.purpose', asked_for, true);
END $$;
"""
SIGNATURES = ("my_team()", "team_dossiers()", "team_codenames()", "who_read(uuid)")
READ_BY_FUNCTIONS = ("accounts_user", "cases_entry", "audit_accesslog")


def given_away():
    for table in READ_BY_FUNCTIONS:
        yield f'GRANT SELECT ON "{table}" TO {GRANTS_READER}'
    yield f'CREATE POLICY "cases_entry_functions" ON "cases_entry" FOR SELECT TO {GRANTS_READER} USING (true)'
    for signature in SIGNATURES:
        yield f"ALTER FUNCTION {signature} OWNER TO {GRANTS_READER}"


def taken_back():
    for signature in reversed(SIGNATURES):
        yield f"DROP FUNCTION {signature}"
    yield 'DROP POLICY "cases_entry_functions" ON "cases_entry"'
    for table in READ_BY_FUNCTIONS:
        yield f'REVOKE SELECT ON "{table}" FROM {GRANTS_READER}'


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_working_day"),
        ("accounts", "0004_teams_and_sign_in"),
        ("audit", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL([FUNCTIONS], migrations.RunSQL.noop, hints=HINTS),
        migrations.RunSQL(list(given_away()), list(taken_back()), hints=HINTS),
        *rebuild(
            "cases_grant",
            now={"using": GRANT_SEEN, "check": GRANT_MADE, "purposes": METADATA},
            before={"using": before.GRANT_SEEN, "check": before.GRANT_MADE, "purposes": before.METADATA},
        ),
        *rebuild(
            "cases_historicalgrant",
            now={"using": GRANT_SEEN, "purposes": METADATA},
            before={"using": before.GRANT_SEEN, "purposes": before.METADATA},
        ),
        *rebuild(
            "cases_dossier",
            now={"using": f"id = {MY_DOSSIERS}", "purposes": METADATA},
            before={"using": f"id = {MY_DOSSIERS}", "purposes": before.METADATA},
        ),
        *protect("cases_draft", f"{OWN} AND dossier_id = {MY_DOSSIERS}", purposes=METADATA),
        *protect("cases_breach", OWN, purposes=(Purpose.BEHEER, Purpose.UPKEEP, Purpose.MIGRATION)),
    ]
