"""A dossier of one's own shows no address that hides from who opened it; and in danger nobody opens alone a dossier in
which somebody hides. Who read it is asked of tasks too. docs/adr/0082-who-hides-stays-hidden.md, 0053-mistakes.md
"""

from importlib import import_module

from django.db import migrations, models

from audit.purposes import Purpose
from audit.rowsecurity import HINTS

apart = import_module("cases.migrations.0011_walls_apart_and_emergency")

# Whoever is asked about is in the dossier too.
BEFORE = (
    "CREATE OR REPLACE FUNCTION emergency_dossiers("
    + (apart.EMERGENCY.partition("CREATE FUNCTION emergency_dossiers(")[2].partition("CREATE FUNCTION")[0])
)
NOW = BEFORE.replace(
    "NOT hides(asked)",
    "NOT EXISTS (SELECT FROM cases_dossierperson WHERE dossier_id = d.id AND hides(person_id))",
)

# "Vandaag" shows one's tasks of all dossiers: a row in the log that names them and no dossier.
WHO_READ = f"""
CREATE OR REPLACE FUNCTION who_read(note uuid) RETURNS TABLE (user_id uuid, first_at timestamptz, last_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    asked_for text := coalesce(current_setting('app.purpose', true), '');
    parts uuid[] := note || ARRAY(SELECT id FROM cases_document WHERE entry_id = note);
BEGIN
    PERFORM set_config('app.purpose', '{Purpose.BEHEER}', true);
    RETURN QUERY
        WITH record AS (
            SELECT dossier_id, created_at, category, false AS is_task FROM cases_entry WHERE id = note
            UNION ALL
            SELECT dossier_id, created_at, category, false FROM cases_document WHERE id = note
            UNION ALL
            SELECT dossier_id, created_at, category, true FROM cases_task WHERE id = note
        ), readable AS (
            SELECT * FROM record WHERE dossier_id = ANY(my_dossiers()) AND (category = ANY(ordinary_categories())
                OR dossier_id || ' ' || category = ANY(my_authorisations()))
        ), shown AS (
            SELECT log.* FROM readable
            JOIN audit_accesslog log ON log.dossier_id = readable.dossier_id AND log.at >= readable.created_at
            WHERE log.action IN ('read', 'search', 'change', 'download', 'print', 'export')
            UNION ALL
            SELECT log.* FROM readable
            JOIN audit_accesslog log ON log.dossier_id IS NULL AND log.at >= readable.created_at
            WHERE readable.is_task AND log.action = 'list'
        )
        SELECT shown.user_id, min(shown.at), max(shown.at) FROM shown
        WHERE shown.record_ids && parts AND shown.outcome = 'allowed' AND shown.user_id IS NOT NULL
        GROUP BY shown.user_id;
    PERFORM set_config('app.purpose', asked_for, true);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_walls_log_and_inspection")]

    operations = [
        migrations.AddField(
            model_name="dossierperson",
            name="address_closed",
            field=models.BooleanField(default=False, verbose_name="adres dicht"),
        ),
        migrations.RunSQL([NOW, WHO_READ], [BEFORE, apart.WHO_READ_NOW], hints=HINTS),
    ]
