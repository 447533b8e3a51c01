import json
from pathlib import Path

import pytest
from django.conf import settings

from retention import engine, ledger
from retention.errors import LedgerBroken, NotAtHead
from retention.models import LedgerLine
from retention.states import Kind
from tests.retention.town import DUE_ON, at, new_id

pytestmark = [pytest.mark.django_db, pytest.mark.policy("2.3")]


@pytest.fixture
def run():
    return engine.Run(DUE_ON, at(DUE_ON))


@pytest.fixture
def written(run):
    """Three persons of a back-up, destroyed again: no rows are needed for that."""
    engine.plan(Kind.PERSON, [new_id() for _ in range(3)], "herhaling", run)
    engine.finish(run)
    assert ledger.verify() == 12
    return Path(settings.LEDGER_FILE)


def lines_of(path):
    return path.read_text(encoding="utf-8").splitlines()


def test_table_and_file_tell_the_same(written):
    assert len(lines_of(written)) == LedgerLine.objects.count() == 12
    assert ledger.file_head() == ledger.table_head()


def test_the_file_names_nobody(written):
    text = written.read_text(encoding="utf-8")
    assert "unit" in text
    assert str(LedgerLine.objects.first().unit_hash) not in text


def test_an_altered_line_is_found(written):
    lines = lines_of(written)
    outer = json.loads(lines[4])
    outer["line"] = outer["line"].replace("2026", "2027")
    lines[4] = json.dumps(outer)
    written.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(LedgerBroken, match="Regel 5"):
        ledger.verify()


@pytest.mark.parametrize("damage", ["delete", "swap", "repeat"])
def test_a_deleted_moved_or_repeated_line_is_found(written, damage):
    lines = lines_of(written)
    if damage == "delete":
        del lines[5]
    elif damage == "swap":
        lines[5], lines[6] = lines[6], lines[5]
    else:
        lines.insert(5, lines[5])
    written.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(LedgerBroken):
        ledger.verify()


def test_a_line_that_is_not_json_is_found(written):
    written.write_bytes(written.read_bytes() + b"{zomaar iets}\n")
    with pytest.raises(LedgerBroken, match="niet te lezen"):
        ledger.verify()


def test_a_file_of_another_key_is_found(written, settings):
    settings.SEAL_KEY = b"x" * 32
    with pytest.raises(LedgerBroken, match="Regel 1"):
        ledger.verify()


@pytest.mark.parametrize("cut", [1, 7, 300])
def test_a_half_written_last_line_is_written_again(written, cut):
    whole = written.read_bytes()
    written.write_bytes(whole[:-cut])
    ledger.write_file()
    assert written.read_bytes() == whole


def test_a_lost_file_is_written_again(written):
    whole = written.read_bytes()
    written.unlink()
    ledger.write_file()
    assert written.read_bytes() == whole


def test_nothing_is_destroyed_while_the_table_is_older_than_the_file(written, run):
    last = json.loads(lines_of(written)[-1])
    line = replace_seq(last, 13)
    written.write_text(written.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    assert ledger.gap().keys_behind
    engine.plan(Kind.PERSON, [new_id()], "herhaling", run)
    with pytest.raises(NotAtHead):
        engine.finish(run)
    with pytest.raises(NotAtHead):
        engine.destroy_due(on=DUE_ON, now=at(DUE_ON))


def test_another_story_at_the_same_number_is_found(written):
    lines = lines_of(written)
    last = json.loads(lines[-1])
    last["digest"] = "00" * 32
    written.write_text("\n".join([*lines[:-1], json.dumps(last)]) + "\n", encoding="utf-8")
    with pytest.raises(LedgerBroken, match="Regel 12"):
        ledger.gap()


def test_a_full_disk_stops_before_anything_is_deleted(run, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("retention.ledger.os.fsync", full)
    engine.plan(Kind.PERSON, [new_id()], "herhaling", run)
    with pytest.raises(OSError, match="No space"):
        engine.finish(run)
    assert set(LedgerLine.objects.values_list("state", flat=True)) == {"voornemen"}


def replace_seq(outer, seq):
    inner = json.loads(outer["line"]) | {"seq": seq}
    return json.dumps({"line": json.dumps(inner), "digest": outer["digest"]})
