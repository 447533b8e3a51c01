"""Colleagues take over: what waits for a cover, dossiers a team left behind, and tasks of somebody who left.
docs/adr/0051-cover-and-leaving.md
"""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

from audit.purposes import Purpose
from audit.roles import GRANTS_READER
from audit.rowsecurity import HINTS, rebuild
from cases.walls import MY_DOSSIERS

walls = import_module("cases.migrations.0002_walls")

OF_MEMBERS = f"user_id = ANY(my_team()) AND (valid_until IS NULL OR valid_until > {walls.NOW})"
TEAM_DOSSIERS = f"""
CREATE OR REPLACE FUNCTION team_dossiers() RETURNS uuid[] LANGUAGE sql {walls.DEFINER} AS $$
    SELECT coalesce(array_agg(DISTINCT content_object_id), '{{{{}}}}') FROM cases_grant WHERE {{which}}
$$;
"""
FUNCTIONS = f"""
-- Whether somebody who still works here leads this dossier now, other than by the grant named.
CREATE FUNCTION has_regisseur(dossier uuid, besides uuid) RETURNS boolean LANGUAGE sql {walls.DEFINER} AS $$
    SELECT EXISTS (
        SELECT FROM cases_grant given
        JOIN auth_permission role ON role.id = given.permission_id AND role.codename = 'regisseur'
        JOIN accounts_user worker ON worker.id = given.user_id AND worker.is_active
        WHERE given.content_object_id = dossier AND given.id IS DISTINCT FROM besides AND {walls.GRANT_RUNS}
    )
$$;
-- Dossiers somebody of the team led and nobody leads now: without these a lead could not find who takes them over.
CREATE FUNCTION team_left_behind() RETURNS uuid[] LANGUAGE sql {walls.DEFINER} AS $$
    SELECT coalesce(array_agg(DISTINCT had.content_object_id), '{{}}') FROM cases_grant had
    JOIN auth_permission role ON role.id = had.permission_id AND role.codename = 'regisseur'
    WHERE had.user_id = ANY(my_team()) AND NOT has_regisseur(had.content_object_id, NULL)
$$;
"""
SIGNATURES = ("has_regisseur(uuid, uuid)", "team_left_behind()")

FORWARD = [
    FUNCTIONS,
    *(f"ALTER FUNCTION {signature} OWNER TO {GRANTS_READER}" for signature in SIGNATURES),
    TEAM_DOSSIERS.format(which=f"({OF_MEMBERS}) OR content_object_id = ANY(team_left_behind())"),
]
BACKWARD = [
    TEAM_DOSSIERS.format(which=OF_MEMBERS),
    *(f"DROP FUNCTION {signature}" for signature in reversed(SIGNATURES)),
]


def tasks_pass_on(table):
    """The system gives the tasks of somebody who left to somebody else."""
    using = f"dossier_id = {MY_DOSSIERS}"
    return rebuild(
        table,
        now={"using": using, "purposes": (*walls.METADATA, Purpose.UPKEEP)},
        before={"using": using, "purposes": walls.METADATA},
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_working_day_walls")]

    operations = [
        migrations.AddField(
            model_name="grant",
            name="after_cover",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="resumes",
                to="cases.grant",
            ),
        ),
        migrations.AddField(
            model_name="historicalgrant",
            name="after_cover",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="cases.grant",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD, hints=HINTS),
        *tasks_pass_on("cases_task"),
        *tasks_pass_on("cases_historicaltask"),
    ]
