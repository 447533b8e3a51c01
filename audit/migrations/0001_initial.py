"""The access log: partitioned by month, append-only for the app, and the functions through which the app, which
owns nothing, has partitions made and dropped. docs/adr/0011-access-log.md
"""

import django.contrib.postgres.fields
from django.db import migrations, models

from audit.choices import Action, Kind, Outcome
from audit.purposes import Purpose
from audit.roles import APP
from audit.rowsecurity import HINTS, switched_off, switched_on

STATE = """
CREATE TABLE audit_logstate (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    epoch integer NOT NULL
);
INSERT INTO audit_logstate (epoch) VALUES (1);
CREATE FUNCTION audit_epoch() RETURNS integer LANGUAGE sql STABLE AS 'SELECT epoch FROM public.audit_logstate';
"""

CODE = "^([A-Za-z][A-Za-z0-9_.-]{0,62})?$"

LOG = f"""
CREATE TABLE audit_accesslog (
    id uuid NOT NULL,
    at timestamptz NOT NULL CHECK (isfinite(at)),
    user_id uuid,
    role text NOT NULL CHECK (role ~ '{CODE}'),
    grant_id uuid,
    break_glass boolean NOT NULL,
    purpose text NOT NULL CHECK (purpose ~ '{CODE}'),
    action text NOT NULL CHECK (action ~ '{CODE}'),
    object_type text NOT NULL CHECK (object_type ~ '{CODE}'),
    dossier_id uuid,
    record_ids uuid[] NOT NULL,
    fields text[] NOT NULL CHECK (array_to_string(fields, ',', '?') ~ '^[A-Za-z0-9_.,-]*$'),
    outcome text NOT NULL CHECK (outcome ~ '{CODE}'),
    origin inet,
    request_id uuid,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    epoch integer NOT NULL DEFAULT audit_epoch(),
    PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE INDEX accesslog_sealing ON audit_accesslog (epoch, xid, id);
CREATE INDEX accesslog_user ON audit_accesslog (user_id, at);
CREATE INDEX accesslog_dossier ON audit_accesslog (dossier_id, at);
CREATE TABLE audit_accesslog_default PARTITION OF audit_accesslog DEFAULT;
"""

WRITABLE = (
    "id, at, user_id, role, grant_id, break_glass, purpose, action, object_type, dossier_id, record_ids, fields, "
    "outcome, origin, request_id"
)

# Not xid and not epoch: the app cannot choose under which seal its rows come. Nothing at all on a partition:
# row security of the parent does not hold there.
RIGHTS = f"""
REVOKE ALL ON audit_logstate, audit_accesslog, audit_accesslog_default FROM PUBLIC, {APP};
GRANT SELECT ON audit_logstate, audit_accesslog TO {APP};
GRANT INSERT ({WRITABLE}) ON audit_accesslog TO {APP};
"""

WALL = [
    *switched_on("audit_accesslog"),
    "CREATE POLICY audit_accesslog_append ON audit_accesslog FOR INSERT WITH CHECK (true)",
    f"""
    CREATE POLICY audit_accesslog_wall ON audit_accesslog FOR SELECT
    USING ((SELECT current_setting('app.purpose', true)) IN ('{Purpose.BEHEER}', '{Purpose.LOG_SEAL}'))
    """,
]

# Both refuse what the law does not allow, whoever asks. They give up when somebody reads the log for long:
# the next night they are called again.
FUNCTIONS = f"""
CREATE FUNCTION audit_partition_of(day date) RETURNS text LANGUAGE sql IMMUTABLE
AS $$ SELECT 'audit_accesslog_' || to_char(day, 'YYYY_MM') $$;

CREATE FUNCTION audit_make_partition(day date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET timezone = 'UTC' SET lock_timeout = '5s'
AS $$
DECLARE
    first_day date := date_trunc('month', day);
    next_month date := first_day + interval '1 month';
    name text := audit_partition_of(first_day);
BEGIN
    IF day > current_date + interval '2 years' THEN
        RAISE EXCEPTION 'more than two years ahead';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('audit_make_partition'));
    IF to_regclass(name) IS NOT NULL THEN
        RETURN;
    END IF;
    LOCK TABLE audit_accesslog_default IN ACCESS EXCLUSIVE MODE;
    EXECUTE format('CREATE TABLE %I (LIKE audit_accesslog INCLUDING ALL)', name);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC, {APP}', name);
    EXECUTE format(
        'WITH moved AS (DELETE FROM audit_accesslog_default WHERE at >= %L AND at < %L RETURNING *) '
        'INSERT INTO %I SELECT * FROM moved', first_day, next_month, name);
    EXECUTE format('ALTER TABLE audit_accesslog ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                   name, first_day, next_month);
END $$;

CREATE FUNCTION audit_drop_partition(day date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET timezone = 'UTC' SET lock_timeout = '5s'
AS $$
DECLARE
    first_day date := date_trunc('month', day);
BEGIN
    IF first_day + interval '5 years 1 month' > current_timestamp THEN
        RAISE EXCEPTION 'kept for five years at least (NEN 7513)';
    END IF;
    IF NOT EXISTS (SELECT FROM audit_seal WHERE kind = 'drop' AND month = first_day) THEN
        RAISE EXCEPTION 'no seal says that this month goes';
    END IF;
    EXECUTE format('DROP TABLE %I', audit_partition_of(first_day));
END $$;

REVOKE ALL ON FUNCTION audit_make_partition(date), audit_drop_partition(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_make_partition(date), audit_drop_partition(date) TO {APP};
"""  # noqa: S608 (constants)

UNDO = """
DROP FUNCTION audit_drop_partition(date);
DROP FUNCTION audit_make_partition(date);
DROP FUNCTION audit_partition_of(date);
DROP TABLE audit_accesslog;
DROP FUNCTION audit_epoch();
DROP TABLE audit_logstate;
"""

FIRST_MONTHS = (
    "SELECT audit_make_partition((current_date + count * interval '1 month')::date) FROM generate_series(0, 3) count"
)


def sql(forward, backward=migrations.RunSQL.noop):
    return migrations.RunSQL(forward, backward, hints=HINTS)


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        sql(STATE + LOG + RIGHTS, UNDO),
        sql(WALL, switched_off("audit_accesslog")),
        sql(FUNCTIONS),
        migrations.CreateModel(
            name="AccessLog",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(verbose_name="wanneer")),
                ("user_id", models.UUIDField(null=True, verbose_name="wie")),
                ("role", models.TextField(verbose_name="rol")),
                ("grant_id", models.UUIDField(null=True, verbose_name="toegang")),
                ("break_glass", models.BooleanField(verbose_name="noodtoegang")),
                ("purpose", models.TextField(verbose_name="doel")),
                ("action", models.TextField(choices=Action.choices, verbose_name="handeling")),
                ("object_type", models.TextField(verbose_name="soort")),
                ("dossier_id", models.UUIDField(null=True, verbose_name="dossier")),
                (
                    "record_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), size=None, verbose_name="records"
                    ),
                ),
                (
                    "fields",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None, verbose_name="velden"
                    ),
                ),
                ("outcome", models.TextField(choices=Outcome.choices, verbose_name="uitkomst")),
                ("origin", models.GenericIPAddressField(null=True, verbose_name="vanaf")),
                ("request_id", models.UUIDField(null=True, verbose_name="verzoek")),
            ],
            options={
                "verbose_name": "regel van de toegangslog",
                "verbose_name_plural": "toegangslog",
                "ordering": ["-id"],
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                ("kind", models.TextField(choices=Kind.choices)),
                ("epoch", models.IntegerField()),
                ("month", models.DateField(null=True)),
                ("from_xid", models.BigIntegerField(default=0)),
                ("to_xid", models.BigIntegerField(default=0)),
                ("rows", models.BigIntegerField(default=0)),
                ("digest", models.BinaryField(default=bytes)),
                ("head", models.BinaryField()),
                ("sealed_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "zegel",
                "verbose_name_plural": "zegels",
                "indexes": [models.Index(fields=["month", "epoch", "from_xid"], name="seal_month")],
            },
        ),
        sql(f"REVOKE ALL ON audit_seal FROM PUBLIC, {APP}; GRANT SELECT, INSERT ON audit_seal TO {APP}"),
        sql(FIRST_MONTHS),
    ]
