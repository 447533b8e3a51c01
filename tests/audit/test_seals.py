import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from django.db import connection, transaction

from audit import anchor, log, seals
from audit.choices import Action
from audit.context import system
from audit.errors import BrokenLog
from audit.models import Seal
from audit.purposes import Purpose
from audit.tasks import seal_log
from audit.verification import verify
from tests.audit import NOW
from tests.audit.helpers import PARTITION, wait_for_other_tests, write

DECEMBER = datetime(2026, 12, 1, tzinfo=UTC)


def test_rows_are_sealed_once(committed, now):
    write(3)
    (seal,) = seals.seal(now)
    assert (seal.seq, seal.rows, seal.month) == (1, 3, date(2026, 11, 1))
    assert seals.seal(now) == []
    write(2)
    (seal,) = seals.seal(now)
    assert (seal.seq, seal.rows) == (2, 2)
    report = verify(now)
    assert (report.errors, report.warnings, report.seals, report.rows) == ([], [], 2, 5)


def test_a_batch_never_spans_a_month(committed, now):
    write(2, at=now)
    write(1, at=DECEMBER)
    assert [(seal.month, seal.rows) for seal in seals.seal(now)] == [
        (date(2026, 11, 1), 2),
        (date(2026, 12, 1), 1),
    ]
    assert verify(now).ok


def test_transaction_numbers_are_numbers_not_texts(committed, owner, now, monkeypatch):
    for row_id, xid in zip(write(4), (9, 10, 99, 100), strict=True):
        owner.execute(f"UPDATE {PARTITION} SET xid = %s::text::xid8 WHERE id = %s", [xid, row_id])
    for oldest_running, sealed in ((50, 2), (101, 2)):
        monkeypatch.setattr(seals, "_oldest_running", lambda: oldest_running)  # noqa: B023
        assert [seal.rows for seal in seals.seal(now)] == [sealed]
    assert verify(now).ok
    with system(Purpose.LOG_SEAL, now):
        assert seals._after_last(1) == 101


@pytest.mark.policy("2.5")
def test_a_late_commit_is_never_skipped(committed, now):
    """The row of a transaction that began first is committed last, after a seal was made."""
    written, may_commit = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            log.write(at=now, action=Action.READ)
            written.set()
            may_commit.wait(20)
        connection.close()

    write(1)
    with ThreadPoolExecutor(1) as other:
        late = other.submit(slow)
        assert written.wait(20)
        write(4)
        before = seals.seal(now)
        may_commit.set()
        late.result()
    after = seals.seal(now)

    assert [seal.rows for seal in before] == [1]
    assert [seal.rows for seal in after] == [5]
    report = verify(now)
    assert (report.errors, report.rows, report.unsealed) == ([], 6, 0)


def test_many_sealers_and_writers_at_once_do_no_harm(committed, now):
    def one(number):
        try:
            if number % 4 == 0:
                return [seals.seal(now) for _ in range(10)] and 0
            return len(write(20))
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        written = sum(pool.map(one, range(16)))
    seals.seal(now)

    assert written == sum(Seal.objects.values_list("rows", flat=True)) == 12 * 20
    report = verify(now)
    assert (report.errors, report.rows, report.unsealed) == ([], written, 0)


def test_a_second_sealer_leaves_at_once(committed, owner, now):
    write(1)
    with owner.transaction():
        owner.execute("SELECT pg_advisory_xact_lock(%s)", [seals.LOCK])
        assert seals.seal(now) == []
    assert len(seals.seal(now)) == 1


def test_the_job_seals(committed):
    write(1)
    seal_log()
    assert Seal.objects.count() == 1


def test_every_head_is_anchored_outside_the_database(committed, now):
    for _ in range(3):
        write(1)
        seals.seal(now)
    assert anchor.read() == {seal.seq: bytes(seal.head) for seal in Seal.objects.all()}


def test_a_crash_before_anchoring_is_made_good_by_the_next_run(committed, now, monkeypatch):
    write(1)
    with monkeypatch.context() as crash:
        crash.setattr(anchor, "catch_up", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            seals.seal(now)
    assert anchor.read() == {}
    assert seals.seal(now) == []
    assert list(anchor.read()) == [1]


def test_a_line_cut_short_by_a_full_disk_is_written_again(committed, now, anchor_file):
    for _ in range(2):
        write(1)
        seals.seal(now)
    whole = anchor_file.read_bytes()
    anchor_file.write_bytes(whole[:-10])
    assert list(anchor.read()) == [1]
    seals.seal(now)
    assert anchor_file.read_bytes() == whole


def test_sealing_stops_when_the_anchor_is_gone(committed, now, anchor_file):
    write(1)
    seals.seal(now)
    anchor_file.unlink()
    with pytest.raises(BrokenLog, match="ontbreekt"):
        seals.seal(now)


def test_sealing_stops_when_seals_are_gone(committed, owner, now):
    write(1)
    seals.seal(now)
    owner.execute("DELETE FROM audit_seal")
    with pytest.raises(BrokenLog, match="niet zo in de database"):
        seals.seal(now)


def test_sealing_stops_with_another_key(committed, now, settings):
    for _ in range(2):
        write(1)
        seals.seal(now)
    settings.SEAL_KEY = b"x" * 32
    with pytest.raises(BrokenLog, match="Zegel 2 is niet met deze SEAL_KEY gemaakt"):
        seals.seal(now)


def test_sealing_stops_at_a_seal_that_somebody_made_up(committed, now):
    write(1)
    (real,) = seals.seal(now)
    real.seq = 2
    real.save(force_insert=True)
    with pytest.raises(BrokenLog, match="Zegel 2 is niet met deze SEAL_KEY gemaakt"):
        seals.seal(now)


def test_a_transaction_of_the_sealer_itself_is_not_yet_sealed(committed, now):
    with transaction.atomic():
        log.write(at=now, action=Action.READ)
        with system(Purpose.LOG_SEAL, now):
            assert seals.horizon(1) == 0
        assert seals.seal(now) == []
    wait_for_other_tests()
    assert [seal.rows for seal in seals.seal(NOW)] == [1]
