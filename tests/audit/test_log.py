import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import psycopg
import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from audit import log
from audit.choices import Action, Outcome
from tests.audit import NOW
from tests.audit.helpers import rows_in_log, write

PARTITIONS = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'audit_accesslog'::regclass"
CLIENTS = 16
EACH = 25


def run(sql):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.policy("2.5")
def test_every_reading_of_sixteen_clients_leaves_its_row(committed):
    def client(number):
        try:
            return write(EACH, user_id=uuid.UUID(int=number))
        finally:
            connection.close()

    with ThreadPoolExecutor(CLIENTS) as clients:
        written = [row_id for ids in clients.map(client, range(CLIENTS)) for row_id in ids]

    assert len(written) == CLIENTS * EACH
    assert sorted(row.id for row in rows_in_log()) == sorted(written)


def test_a_row_says_who_did_what_to_which_records_and_how_it_went(db):
    user, dossier, record, request = (uuid.uuid4() for _ in range(4))
    write(
        action=Action.REVEAL_BSN,
        outcome=Outcome.REFUSED,
        user_id=user,
        role="regisseur",
        purpose="casusregie",
        dossier_id=dossier,
        record_ids=[record],
        fields=["bsn"],
        origin="192.0.2.7:50123",
        request_id=request,
    )
    (row,) = rows_in_log()
    assert (row.at, row.user_id, row.role, row.purpose) == (NOW, user, "regisseur", "casusregie")
    assert (row.action, row.outcome, row.dossier_id, row.record_ids) == (
        "reveal_bsn",
        "refused",
        dossier,
        [record],
    )
    assert (row.fields, row.origin, row.request_id, row.break_glass) == (["bsn"], "192.0.2.7", request, False)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("192.0.2.7:443", "192.0.2.7"),
        ("2001:db8::1", "2001:db8::1"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("", None),
        ("unix:", None),
    ],
)
def test_the_origin_is_an_address_without_port(db, given, kept):
    write(origin=given)
    assert [row.origin for row in rows_in_log()] == [kept]


def test_the_row_goes_with_its_transaction(committed):
    with transaction.atomic():
        log.write(at=NOW, action=Action.READ)
        transaction.set_rollback(True)
    assert rows_in_log() == []


@pytest.mark.policy("2.5")
@pytest.mark.parametrize("place", ["role", "purpose", "object_type", "fields"])
def test_no_content_goes_in_and_the_error_does_not_repeat_it(place):
    content = "Jan Jansen is ziek"
    with pytest.raises(log.NotACode) as error:
        log.write(at=NOW, action=Action.READ, **{place: [content] if place == "fields" else content})
    assert "Jansen" not in str(error.value)


@pytest.mark.parametrize("place", ["role", "purpose", "object_type"])
def test_the_database_refuses_content_too(db, place):
    columns = {"role": "''", "purpose": "''", "object_type": "''"} | {place: "'Jan Jansen is ziek'"}
    with pytest.raises(IntegrityError):
        run(
            "INSERT INTO audit_accesslog (id, at, role, break_glass, purpose, action, object_type, record_ids,"
            f" fields, outcome) VALUES (gen_random_uuid(), now(), {columns['role']}, false,"
            f" {columns['purpose']}, 'read', {columns['object_type']}, '{{}}', '{{}}', 'allowed')"
        )


@pytest.mark.parametrize("wrong", [{"action": "peek"}, {"outcome": "maybe"}, {"at": datetime(2026, 1, 1)}])
def test_what_is_not_in_the_vocabulary_is_refused(wrong):
    with pytest.raises(ValueError, match=r"is not a valid|time zone"):
        log.write(**({"at": NOW, "action": Action.READ} | wrong))


@pytest.mark.policy("2.5")
def test_a_log_that_cannot_be_written_raises(owner):
    owner.execute("ALTER TABLE audit_accesslog RENAME TO audit_elsewhere")
    with pytest.raises(ProgrammingError):
        write()


def partitions():
    with connection.cursor() as cursor:
        cursor.execute("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'audit_accesslog'::regclass")
        return [name for (name,) in cursor]


def refused(sql):
    with pytest.raises(ProgrammingError) as error:
        run(sql)
    return isinstance(error.value.__cause__, psycopg.errors.InsufficientPrivilege)


@pytest.mark.policy("2.5")
@pytest.mark.parametrize("change", ["UPDATE {} SET epoch = epoch", "DELETE FROM {}", "TRUNCATE {}", "DROP TABLE {}"])
def test_the_application_cannot_change_what_was_logged(db, change):
    assert len(partitions()) > 1
    for table in ["audit_accesslog", "audit_seal", "audit_logstate", *partitions()]:
        assert refused(change.format(table)), table


@pytest.mark.policy("2.5")
@pytest.mark.parametrize("way", ["SELECT FROM {}", "INSERT INTO {} DEFAULT VALUES", "LOCK TABLE {}"])
def test_a_partition_is_no_way_around_the_row_security_of_the_log(db, way):
    for table in partitions():
        assert refused(way.format(table)), table


@pytest.mark.parametrize("column", ["xid", "epoch"])
def test_the_application_cannot_choose_the_seal_of_its_rows(db, column):
    assert refused(f"INSERT INTO audit_accesslog (id, at, {column}) VALUES (gen_random_uuid(), now(), '1')")


def test_a_table_of_ones_own_does_not_change_the_epoch(db):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE audit_logstate AS SELECT 99 AS epoch")
        cursor.execute("SELECT audit_epoch()")
        assert cursor.fetchone() == (1,)


@pytest.mark.policy("2.5")
def test_without_a_purpose_nobody_reads_the_log(committed, owner):
    write()
    assert len(rows_in_log()) == 1
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_accesslog")
        assert cursor.fetchone() == (0,)
    assert owner.execute("SELECT count(*) FROM audit_accesslog").fetchone() == (0,)
