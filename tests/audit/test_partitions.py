"""Months made ahead, and expired months that go whole."""

from datetime import UTC, date, datetime

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from audit import months, partitions, seals
from audit.checks import log_is_kept_long_enough
from audit.choices import Kind
from audit.models import Seal
from audit.tasks import drop_expired, make_partitions
from audit.verification import verify
from tests.audit.helpers import rows_in_log, write

OLD = datetime(2019, 3, 31, 23, 59, 59, 999_999, tzinfo=UTC)
NEXT = datetime(2019, 4, 1, tzinfo=UTC)
MARCH = date(2019, 3, 1)
JUST_BEFORE = datetime(2024, 3, 31, 23, 59, 59, tzinfo=UTC)
ON_THE_DAY = datetime(2024, 4, 1, tzinfo=UTC)

DEFINERS = """
    SELECT p.proname, r.rolsuper OR r.rolbypassrls FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner
    WHERE p.proname LIKE 'audit_%' AND p.prosecdef ORDER BY 1
"""
PARTITIONS = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'audit_accesslog'::regclass"


def names():
    with connection.cursor() as cursor:
        cursor.execute(PARTITIONS)
        return {name for (name,) in cursor}


def call(function, day):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [day])


def test_this_month_and_three_more_are_made(db):
    now = datetime(2019, 11, 30, 23, 30, tzinfo=UTC)
    partitions.make_ahead(now)
    partitions.make_ahead(now)
    made = {f"audit_accesslog_{month}" for month in ("2019_11", "2019_12", "2020_01", "2020_02")}
    assert made <= names()
    assert "audit_accesslog_2020_03" not in names()
    make_partitions()


def test_a_month_that_was_not_made_is_written_all_the_same_and_moves_later(committed, owner, now):
    ids = write(3, at=OLD)
    seals.seal(now)
    assert owner.execute("SELECT count(*) FROM audit_accesslog_default").fetchone() == (3,)
    call("audit_make_partition", MARCH)
    assert owner.execute("SELECT count(*) FROM audit_accesslog_default").fetchone() == (0,)
    assert {row.id for row in rows_in_log()} == set(ids)
    assert verify(now).ok


@pytest.mark.policy("2.5")
@pytest.mark.parametrize(("now", "gone"), [(JUST_BEFORE, False), (ON_THE_DAY, True)], ids=["day before", "on the day"])
def test_a_month_goes_five_years_after_its_end_and_the_rest_still_verifies(committed, now, gone):
    write(3, at=OLD)
    kept = write(2, at=NEXT)
    seals.seal(OLD)
    call("audit_make_partition", MARCH)
    assert partitions.drop_expired(now) == ([MARCH] if gone else [])
    assert ("audit_accesslog_2019_03" in names()) != gone
    assert (len(rows_in_log()) == len(kept)) == gone
    report = verify(now)
    assert (report.errors, report.warnings) == ([], [])
    assert partitions.drop_expired(now) == []


def test_a_longer_term_can_be_set_and_a_shorter_one_is_refused(settings):
    settings.ACCESS_LOG_YEARS = 6
    assert not months.is_expired(MARCH, ON_THE_DAY)
    assert months.is_expired(MARCH, datetime(2025, 4, 1, tzinfo=UTC))
    assert log_is_kept_long_enough() == []
    settings.ACCESS_LOG_YEARS = 4
    assert [error.id for error in log_is_kept_long_enough()] == ["audit.E001"]


def test_the_job_drops(committed):
    write(1, at=OLD)
    drop_expired()
    assert rows_in_log() == []


def test_the_seal_of_a_dropped_month_says_how_much_went(committed, owner, now):
    write(3, at=OLD)
    seals.seal(OLD)
    owner.execute("DELETE FROM audit_accesslog_default WHERE id IN (SELECT id FROM audit_accesslog_default LIMIT 1)")
    partitions.drop_expired(now)
    assert Seal.objects.get(kind=Kind.DROP).rows == 2
    assert verify(now).errors == ["Zegel 2 (vernietigde maand 03-2019): 3 regels verzegeld, 2 vernietigd."]


def test_a_row_that_comes_back_in_a_dropped_month_is_found(committed, now):
    write(3, at=OLD)
    partitions.drop_expired(now)
    write(1, at=OLD)
    seals.seal(now)
    assert verify(now).errors == [
        "Zegel 2 (vernietigde maand 03-2019): er zijn toch nog regels van deze maand.",
        "Zegel 2 (vernietigde maand 03-2019): 4 regels verzegeld, 3 vernietigd.",
    ]


def test_a_drop_that_is_on_no_seal_is_found(committed, owner, now):
    write(3, at=OLD)
    call("audit_make_partition", MARCH)
    seals.seal(now)
    owner.execute("DROP TABLE audit_accesslog_2019_03")
    assert verify(now).errors == ["Zegel 1 (03-2019): 3 regels verzegeld, 0 gevonden."]


def test_the_database_drops_nothing_without_a_seal(db):
    call("audit_make_partition", MARCH)
    with pytest.raises(ProgrammingError, match="no seal"):
        call("audit_drop_partition", MARCH)


def test_the_database_drops_nothing_young_whatever_the_seals_say(db):
    now = timezone.now()
    seals.record_drop(months.of(now), 0, now)
    with pytest.raises(ProgrammingError, match="five years"):
        call("audit_drop_partition", months.of(now))


def test_partitions_are_not_made_without_end(db):
    with pytest.raises(ProgrammingError, match="two years"):
        call("audit_make_partition", date(2099, 1, 1))


def test_the_functions_run_as_an_owner_who_is_no_superuser(db):
    with connection.cursor() as cursor:
        cursor.execute(DEFINERS)
        assert list(cursor) == [("audit_drop_partition", False), ("audit_make_partition", False)]


@pytest.mark.parametrize(
    ("month", "count", "then"),
    [
        (date(2026, 11, 1), 1, date(2026, 12, 1)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (MARCH, 61, date(2024, 4, 1)),
    ],
)
def test_months_follow_each_other(month, count, then):
    assert months.following(month, count) == then
