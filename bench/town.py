"""A town of dossiers, made in the database itself: what is measured is reading and destroying, not making."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import psycopg
from django.contrib.auth.models import Permission
from django.db import connections

from accounts.models import Organisation, User
from audit.context import system
from audit.purposes import Purpose
from cases.models import Dossier
from sealing import files

MINE = 200
NAMED = "SELECT id FROM cases_dossier WHERE codename = ANY(%s)"
ENTRIES = 20
TO_DESTROY = 4_200
# With one entry each, where the town is large enough.
SMALL = 22_200
NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)

DOSSIERS = """
INSERT INTO cases_household (id, created_on) SELECT gen_random_uuid(), '2026-01-01' FROM generate_series(1, %(size)s);
INSERT INTO cases_dossier (id, codename, household_id, legal_basis, purpose, status, safety_marked, restricted,
    opened_on, updated_at)
SELECT gen_random_uuid(), 'bench ' || n, id, 'jeugdwet', 'casusregie', 'open', false, false, '2026-01-01',
       timestamptz '2026-01-01' + n * interval '1 minute'
FROM (SELECT id, row_number() OVER () AS n FROM cases_household) AS households;
"""
# Every dossier has a regisseur from a staff of 50; one worker has 200 dossiers, spread over the whole.
GRANTS = """
INSERT INTO cases_grant (id, user_id, content_object_id, permission_id, granted_by_id, secrecy_version, categories,
    valid_from)
SELECT gen_random_uuid(), staff.id, d.id, %(permission)s, staff.id, 1, '{}', '2026-01-01'
FROM (SELECT id, row_number() OVER (ORDER BY id) %% 50 AS n FROM cases_dossier) AS d
JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM accounts_user WHERE email LIKE 'staff%%') AS staff
  ON staff.n = d.n;
INSERT INTO cases_grant (id, user_id, content_object_id, permission_id, granted_by_id, secrecy_version, categories,
    valid_from)
SELECT gen_random_uuid(), %(worker)s, id, %(permission)s, %(worker)s, 1, '{}', '2026-01-01'
FROM (SELECT id FROM cases_dossier ORDER BY id LIMIT %(mine)s) AS mine;
"""
# Enough bytes for a note, without sealing each: deleting does not look inside.
RECORDS = """
INSERT INTO cases_entry (id, dossier_id, about, purpose, legal_basis, source, own_observation, category, withheld,
    created_at, created_by_id, substantively_changed_at, term_started_on, destroy_on, kind, happened_on, text_sealed)
SELECT gen_random_uuid(), d.id, ARRAY[d.household_id], 'casusregie', 'jeugdwet', 'waarneming', true, 'casusregie',
    false, now(), %(worker)s, now(), '2021-01-01', '2026-01-01', 'telefoon', '2021-01-01',
    decode('01' || repeat('ab', 600), 'hex')
FROM (SELECT id, household_id, substr(codename, 7)::int AS n FROM cases_dossier
      WHERE codename IN (SELECT 'bench ' || n FROM generate_series(1, %(many)s + %(small)s) n)) AS d
    CROSS JOIN LATERAL generate_series(1, CASE WHEN n <= %(many)s THEN %(entries)s ELSE 1 END);
INSERT INTO cases_historicalentry (id, dossier_id, about, purpose, legal_basis, source, own_observation, category,
    withheld, created_at, created_by_id, substantively_changed_at, term_started_on, destroy_on, kind, happened_on,
    text_sealed, history_date, history_type)
SELECT id, dossier_id, about, purpose, legal_basis, source, own_observation, category, withheld, created_at,
    created_by_id, substantively_changed_at, term_started_on, destroy_on, kind, happened_on, text_sealed, now(), '+'
FROM cases_entry;
INSERT INTO cases_document (id, dossier_id, about, purpose, legal_basis, source, own_observation, category, withheld,
    created_at, created_by_id, substantively_changed_at, term_started_on, destroy_on, content_type, size)
SELECT gen_random_uuid(), id, ARRAY[household_id], 'casusregie', 'jeugdwet', 'waarneming', true, 'casusregie',
    false, now(), %(worker)s, now(), '2021-01-01', '2026-01-01', 'application/pdf', 1000
FROM cases_dossier WHERE codename IN (SELECT 'bench ' || n FROM generate_series(1, %(many)s) n);
UPDATE cases_dossier SET status = 'gesloten', closed_on = '2021-01-01', destroy_on = '2026-01-01'
WHERE id IN (SELECT dossier_id FROM cases_entry);
"""
SEALED = ("cases_dossier WHERE destroy_on IS NOT NULL", "cases_entry", "cases_document")
KEYS = """
INSERT INTO sealing_datakey (id, wrapped, master_fingerprint, created_at)
SELECT unnest(%s::uuid[]), decode(repeat('ab', 60), 'hex'), decode('ab', 'hex'), now()
"""


@dataclass(frozen=True)
class Town:
    size: int
    worker: User

    @property
    def has_small_ones(self) -> bool:
        return self.size >= TO_DESTROY + SMALL


def make(size: int, superuser_url: str) -> Town:
    """`size` dossiers, of which some are closed and due, with entries and their history."""
    home = Organisation.objects.create(name="Bench", kind=Organisation.Kind.MUNICIPALITY)
    worker = User.objects.create_user("worker@bench.example", name="Worker", organisation=home, roles=["regievoerder"])
    for number in range(50):
        email = f"staff{number}@bench.example"
        User.objects.create_user(email, name="Staff", organisation=home, roles=["hulpverlener"])
    values = {
        "size": size,
        "mine": MINE,
        "entries": ENTRIES,
        "many": TO_DESTROY,
        "small": SMALL,
        "worker": worker.pk,
        "permission": Permission.objects.get(codename="regisseur").pk,
    }
    with psycopg.connect(superuser_url, autocommit=True, cursor_factory=psycopg.ClientCursor) as connection:
        # Without the triggers, which hold a lock for each dossier until the end: what is made here keeps to the rules.
        connection.execute("SET session_replication_role = replica")
        for statements in (DOSSIERS, GRANTS, RECORDS):
            connection.execute(statements, values)
        _give_keys_and_files(connection)
        connection.execute("VACUUM ANALYZE")
    return Town(size, worker)


def _give_keys_and_files(connection) -> None:
    """Bytes in the place of keys and of sealed files: destroying does not look inside."""
    for table in SEALED:
        ids = [row[0] for row in connection.execute(f"SELECT id FROM {table}")]
        with connections["keys"].cursor() as cursor:
            for start in range(0, len(ids), 10_000):
                cursor.execute(KEYS, [ids[start : start + 10_000]])
    for (one,) in connection.execute("SELECT id FROM cases_document"):
        path = files.path_of(one)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes(1000))


def ids_due(connection, start: int, many: int) -> list[UUID]:
    """`many` of the due dossiers with twenty entries."""
    return [row[0] for row in connection.execute(NAMED, [[f"bench {start + n + 1}" for n in range(many)]])]


def small_ones(start: int, many: int) -> list[UUID]:
    """`many` of the due dossiers with one entry."""
    names = [f"bench {TO_DESTROY + start + n + 1}" for n in range(many)]
    with system(Purpose.DESTRUCTION, NOW):
        return list(Dossier.objects.filter(codename__in=names).values_list("pk", flat=True))
