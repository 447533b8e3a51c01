"""Wall two looks at the kind of account as well: a resident has no dossiers, persons, households or team, not even where
a grant would bear the id of a resident. docs/adr/0055-portal-of-residents.md
"""

from importlib import import_module

from django.db import migrations

from audit.rowsecurity import HINTS

walls = import_module("cases.migrations.0002_walls")
ANYBODY = walls.USER
STAFF = (
    "NULLIF(CASE WHEN current_setting('app.account', true) = 'resident' THEN '' "
    "ELSE current_setting('app.user', true) END, '')::uuid"
)


def functions(user: str) -> str:
    """As in cases, but for who is asking."""
    looked_up = f"SELECT person_id FROM cases_lookup WHERE user_id = {user} AND until > {walls.NOW}"
    start = "CREATE OR REPLACE FUNCTION {}() RETURNS uuid[] LANGUAGE sql " + walls.DEFINER + " AS $$"
    return f"""
        {start.format("my_dossiers")}
            SELECT coalesce(array_agg(content_object_id), '{{}}') FROM cases_grant
            WHERE user_id = {user} AND {walls.GRANT_RUNS}
        $$;
        {start.format("my_persons")}
            SELECT coalesce(array_agg(person_id), '{{}}') FROM (
                SELECT person_id FROM cases_dossierperson WHERE dossier_id = ANY(my_dossiers())
                UNION {looked_up}
            ) AS mine
        $$;
        {start.format("my_households")}
            SELECT coalesce(array_agg(household_id), '{{}}') FROM (
                SELECT household_id FROM cases_dossier WHERE id = ANY(my_dossiers())
                UNION
                SELECT household_id FROM cases_householdmember WHERE until IS NULL AND person_id IN ({looked_up})
            ) AS mine
        $$;
        {start.format("my_team")}
            SELECT coalesce(array_agg(member.id), '{{}}')
            FROM accounts_user lead JOIN accounts_user member ON member.team_id = lead.team_id
            WHERE lead.id = {user} AND lead.is_active AND 'teamleider' = ANY(lead.roles)
        $$;
    """


class Migration(migrations.Migration):
    dependencies = [("inzage", "0001_initial"), ("cases", "0005_working_day_walls")]

    operations = [migrations.RunSQL([functions(STAFF)], [functions(ANYBODY)], hints=HINTS)]
