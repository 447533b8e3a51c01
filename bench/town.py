"""A town of dossiers, made in the database itself: what is measured is reading and destroying, not making."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import psycopg
from django.contrib.auth.models import Permission

from accounts.models import Organisation, User

MINE = 200
ENTRIES = 20
TO_DESTROY = 1_500
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
FROM (SELECT id, household_id FROM cases_dossier
      WHERE codename IN (SELECT 'bench ' || n FROM generate_series(1, %(many)s) n)) AS d,
    generate_series(1, %(entries)s);
INSERT INTO cases_historicalentry (id, dossier_id, about, purpose, legal_basis, source, own_observation, category,
    withheld, created_at, created_by_id, substantively_changed_at, term_started_on, destroy_on, kind, happened_on,
    text_sealed, history_date, history_type)
SELECT id, dossier_id, about, purpose, legal_basis, source, own_observation, category, withheld, created_at,
    created_by_id, substantively_changed_at, term_started_on, destroy_on, kind, happened_on, text_sealed, now(), '+'
FROM cases_entry;
UPDATE cases_dossier SET status = 'gesloten', closed_on = '2021-01-01', destroy_on = '2026-01-01'
WHERE id IN (SELECT dossier_id FROM cases_entry);
"""


@dataclass(frozen=True)
class Town:
    size: int
    worker: User


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
        "worker": worker.pk,
        "permission": Permission.objects.get(codename="regisseur").pk,
    }
    with psycopg.connect(superuser_url, autocommit=True, cursor_factory=psycopg.ClientCursor) as connection:
        for statements in (DOSSIERS, GRANTS, RECORDS):
            connection.execute(statements, values)
        connection.execute("VACUUM ANALYZE")
    return Town(size, worker)


def ids_due(connection, start: int, many: int) -> list[UUID]:
    """`many` of the due dossiers, in a fixed order."""
    rows = connection.execute(
        "SELECT id FROM cases_dossier WHERE destroy_on IS NOT NULL ORDER BY id OFFSET %s LIMIT %s", [start, many]
    )
    return [row[0] for row in rows]
