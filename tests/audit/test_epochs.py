"""A back-up put back, perhaps into another cluster, where transaction numbers start anew. See the runbook."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError

from audit import seals
from audit.choices import Action, Kind
from audit.errors import BrokenLog
from audit.models import Seal
from audit.verification import verify
from tests.audit.helpers import PARTITION, acting_as_owner, rows_in_log, write

OTHER_CLUSTER = 1_000_000_000


@pytest.fixture
def restored(owner, now, monkeypatch):
    """Rows and a seal of a cluster with far higher transaction numbers, and rows it had not sealed yet."""
    for ids, higher in ((write(2), OTHER_CLUSTER), (write(3), 3 * OTHER_CLUSTER)):
        owner.execute(
            f"UPDATE {PARTITION} SET xid = (xid::text::bigint + {higher})::text::xid8 WHERE id = ANY(%s)", [ids]
        )
    with monkeypatch.context() as there:
        there.setattr(seals, "_oldest_running", lambda: 2 * OTHER_CLUSTER)
        seals.seal(now)


def test_sealing_waits_for_a_new_epoch(restored, now):
    with pytest.raises(BrokenLog, match="new_log_epoch"):
        seals.seal(now)


def test_nothing_is_written_where_it_would_fall_under_an_old_seal(restored, now):
    with pytest.raises(ProgrammingError, match="before the last seal"):
        write(1)
    with acting_as_owner():
        seals.open_epoch(now)
    assert write(1)


def test_a_new_epoch_seals_what_came_along_and_goes_on(restored, now):
    with acting_as_owner():
        opened = seals.open_epoch(now)
    assert (opened.seq, opened.kind, opened.epoch) == (2, Kind.EPOCH, 2)
    write(4)
    seals.seal(now)
    assert list(Seal.objects.order_by("seq").values_list("kind", "epoch", "rows")) == [
        ("rows", 1, 2),
        ("epoch", 2, 0),
        ("rows", 1, 3),
        ("rows", 2, 5),
    ]
    assert {row.action for row in rows_in_log()} == {Action.READ, Action.NEW_EPOCH}
    report = verify(now)
    assert (report.errors, report.warnings, report.rows) == ([], [], 10)


def test_seals_lost_in_a_restore_stay_on_record(owner, now):
    for _ in range(3):
        write(1)
        seals.seal(now)
    owner.execute("DELETE FROM audit_seal WHERE seq > 1")
    owner.execute(f"DELETE FROM {PARTITION} WHERE xid >= (SELECT to_xid::text::xid8 FROM audit_seal)")
    assert verify(now).errors == ["Na zegel 1 ontbreken zegels: het ankerbestand gaat tot en met zegel 3."]
    with acting_as_owner():
        assert seals.open_epoch(now).seq == 4
    write(1)
    seals.seal(now)
    report = verify(now)
    assert report.errors == []
    assert report.warnings == ["Zegels 2 tot en met 3 gingen verloren bij het terugzetten van 20-11-2026."]


def test_a_row_that_turns_up_in_a_closed_epoch_is_found(restored, owner, now):
    with acting_as_owner():
        seals.open_epoch(now)
    (late,) = write(1)
    owner.execute(f"UPDATE {PARTITION} SET epoch = 1, xid = '9000000000000' WHERE id = %s", [late])
    seals.seal(now)
    assert verify(now).errors == ["11-2026: 1 regels staan in een verzegeld deel, maar onder geen zegel."]


def test_after_losing_the_anchor_a_new_epoch_starts_another(owner, now, anchor_file):
    write(1)
    seals.seal(now)
    anchor_file.unlink()
    with acting_as_owner():
        call_command("new_log_epoch")
    assert verify(now + timedelta(minutes=1)).ok


def test_the_application_cannot_open_an_epoch(committed):
    with pytest.raises(CommandError, match="DATABASE_ROLE=owner"):
        call_command("new_log_epoch")
    assert seals.current_epoch() == 1
