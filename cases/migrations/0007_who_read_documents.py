"""Who read it is asked of documents too, and of a note together with its attachments. docs/adr/0053-mistakes.md"""

from importlib import import_module

from django.db import migrations

from audit.purposes import Purpose
from audit.roles import GRANTS_READER
from audit.rowsecurity import HINTS

before = import_module("cases.migrations.0005_working_day_walls")

NOW = f"""
CREATE OR REPLACE FUNCTION who_read(note uuid) RETURNS TABLE (user_id uuid, first_at timestamptz, last_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    asked_for text := coalesce(current_setting('app.purpose', true), '');
    parts uuid[] := note || ARRAY(SELECT id FROM cases_document WHERE entry_id = note);
BEGIN
    PERFORM set_config('app.purpose', '{Purpose.BEHEER}', true);
    RETURN QUERY
        SELECT log.user_id, min(log.at), max(log.at)
        FROM (
            SELECT dossier_id, created_at FROM cases_entry WHERE id = note
            UNION ALL
            SELECT dossier_id, created_at FROM cases_document WHERE id = note
        ) AS record
        JOIN audit_accesslog log ON log.dossier_id = record.dossier_id AND log.at >= record.created_at
        WHERE record.dossier_id = ANY(my_dossiers())
          AND log.record_ids && parts AND log.outcome = 'allowed' AND log.user_id IS NOT NULL
          AND log.action IN ('read', 'search', 'change', 'download', 'print', 'export')
        GROUP BY log.user_id;
    PERFORM set_config('app.purpose', asked_for, true);
END $$;
"""
MARK = "CREATE FUNCTION who_read("
BEFORE = "CREATE OR REPLACE FUNCTION who_read(" + before.FUNCTIONS.partition(MARK)[2]


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_colleagues")]

    operations = [
        migrations.RunSQL(
            [
                f"GRANT SELECT ON cases_document TO {GRANTS_READER}",
                f'CREATE POLICY "cases_document_functions" ON cases_document FOR SELECT TO {GRANTS_READER} USING (true)',
                NOW,
            ],
            [
                BEFORE,
                'DROP POLICY "cases_document_functions" ON cases_document',
                f"REVOKE SELECT ON cases_document FROM {GRANTS_READER}",
            ],
            hints=HINTS,
        ),
    ]
