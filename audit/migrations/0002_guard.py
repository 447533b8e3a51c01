"""After a restore into a cluster whose transaction numbers are lower, a new row would fall under an old seal and look
like one put there afterwards. Such a row is refused until there is a new epoch: docs/runbooks/restore-access-log.md
"""

from django.db import migrations, models

from audit.rowsecurity import HINTS

GUARDED = """
CREATE OR REPLACE FUNCTION audit_epoch() RETURNS integer LANGUAGE plpgsql STABLE AS $$
DECLARE
    now_in integer := (SELECT epoch FROM public.audit_logstate);
    sealed_to bigint := (SELECT max(to_xid) FROM public.audit_seal WHERE epoch = now_in);
BEGIN
    IF pg_current_xact_id()::text::bigint < sealed_to THEN
        RAISE EXCEPTION 'this transaction lies before the last seal: begin a new epoch of the log';
    END IF;
    RETURN now_in;
END $$;
"""

BEFORE = """
CREATE OR REPLACE FUNCTION audit_epoch() RETURNS integer LANGUAGE sql STABLE
AS 'SELECT epoch FROM public.audit_logstate';
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.AddIndex("seal", models.Index(fields=["epoch", "to_xid"], name="seal_horizon")),
        migrations.RunSQL(GUARDED, BEFORE, hints=HINTS),
    ]
