"""§ 2.5 Toegankelijkheid, beveiliging: what was sealed cannot be changed without being found."""

import json
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import pytest
from django.core.management import call_command

from audit import seals
from audit.verification import verify
from tests.audit.helpers import PARTITION, write

pytestmark = pytest.mark.policy("2.5")


@pytest.fixture
def sealed(owner, now):
    """Three seals of four rows each, found to be whole; the ids of the rows."""
    ids = []
    for _ in range(3):
        ids += [row_id for number in range(4) for row_id in write(user_id=UUID(int=number))]
        seals.seal(now)
    report = verify(now)
    assert (report.errors, report.warnings, report.rows) == ([], [], 12)
    return ids


@contextmanager
def undone(owner):
    """What is done inside is gone afterwards: many changes in one database."""
    tables = {PARTITION: "kept_rows", "audit_seal": "kept_seals"}
    for table, kept in tables.items():
        owner.execute(f"CREATE TABLE {kept} AS TABLE {table}")
    yield
    owner.execute("TRUNCATE audit_accesslog, audit_seal")
    for table, kept in tables.items():
        owner.execute(f"INSERT INTO {table} TABLE {kept}")
        owner.execute(f"DROP TABLE {kept}")


CHANGES = {
    "user": "user_id = gen_random_uuid()",
    "time": "at = at + interval '1 microsecond'",
    "action": "action = 'change'",
    "fields": "fields = array['bsn']",
    "records": "record_ids = array[gen_random_uuid()]",
    "outcome": "outcome = 'refused'",
    "origin": "origin = '192.0.2.9'",
    "id": "id = gen_random_uuid()",
    "break-glass": "break_glass = true",
}


def test_an_altered_row_is_found(sealed, owner, now):
    for name, change in CHANGES.items():
        with undone(owner):
            owner.execute(f"UPDATE {PARTITION} SET {change} WHERE id = %s", [sealed[5]])
            assert verify(now).errors == ["Zegel 2 (11-2026): een regel of de volgorde is veranderd."], name
        assert verify(now).ok


def test_a_deleted_row_is_found(sealed, owner, now):
    owner.execute(f"DELETE FROM {PARTITION} WHERE id = %s", [sealed[5]])
    assert verify(now).errors == ["Zegel 2 (11-2026): 4 regels verzegeld, 3 gevonden."]


def test_a_whole_batch_deleted_is_found(sealed, owner, now):
    owner.execute(f"DELETE FROM {PARTITION} WHERE id = ANY(%s)", [sealed[4:8]])
    assert verify(now).errors == ["Zegel 2 (11-2026): 4 regels verzegeld, 0 gevonden."]


SWAP = f"""
    UPDATE {PARTITION} a SET {{columns}} FROM {PARTITION} b
    WHERE a.id = ANY(%(both)s) AND b.id = ANY(%(both)s) AND a.id != b.id
"""


def test_two_rows_that_change_places_are_found(sealed, owner, now):
    changed = ["Zegel 2 (11-2026): een regel of de volgorde is veranderd."]
    for columns in ("xid = b.xid", "user_id = b.user_id", "xid = b.xid, user_id = b.user_id"):
        with undone(owner):
            owner.execute(SWAP.format(columns=columns), {"both": sealed[4:6]})
            assert verify(now).errors == changed, columns


COPY = f"""
    INSERT INTO audit_accesslog
    SELECT gen_random_uuid(), {{at}}, user_id, role, grant_id, break_glass, purpose, action, object_type,
           dossier_id, record_ids, fields, outcome, origin, request_id, {{xid}}, {{epoch}}
    FROM {PARTITION} WHERE id = %s
"""
INSERTED = {
    "in a batch": ({}, "Zegel 2 (11-2026): 4 regels verzegeld, 5 gevonden."),
    "in another month": (
        {"at": "at + interval '40 days'"},
        "12-2026: 1 regels staan in een verzegeld deel, maar onder geen zegel.",
    ),
    "before the first": ({"xid": "'3'"}, "Zegel 1 (11-2026): 4 regels verzegeld, 5 gevonden."),
    "in an earlier epoch": (
        {"epoch": "0"},
        "11-2026: 1 regels staan in een verzegeld deel, maar onder geen zegel.",
    ),
}


def test_a_row_put_into_the_sealed_part_is_found(sealed, owner, now):
    for place, (where, error) in INSERTED.items():
        with undone(owner):
            owner.execute(COPY.format(**({"at": "at", "xid": "xid", "epoch": "epoch"} | where)), [sealed[5]])
            assert verify(now).errors == [error], place


def test_a_removed_last_seal_is_found_by_the_anchor(sealed, owner, now):
    owner.execute("DELETE FROM audit_seal WHERE seq = 3")
    assert "Na zegel 2 ontbreken zegels: het ankerbestand gaat tot en met zegel 3." in verify(now).errors


def test_the_last_seal_removed_with_its_rows_is_found(sealed, owner, now):
    owner.execute("DELETE FROM audit_seal WHERE seq = 3")
    owner.execute(f"DELETE FROM {PARTITION} WHERE id = ANY(%s)", [sealed[8:]])
    assert verify(now).errors == ["Na zegel 2 ontbreken zegels: het ankerbestand gaat tot en met zegel 3."]


def test_everything_removed_is_found(sealed, owner, now):
    owner.execute(f"TRUNCATE audit_seal, {PARTITION}")
    assert verify(now).errors == ["Na zegel 0 ontbreken zegels: het ankerbestand gaat tot en met zegel 3."]


def test_a_removed_middle_seal_is_found(sealed, owner, now):
    owner.execute("DELETE FROM audit_seal WHERE seq = 2")
    errors = verify(now).errors
    assert "Zegels 2 tot en met 2 ontbreken." in errors
    assert "Zegel 3: de keten is hier verbroken of het zegel is veranderd." in errors


def test_a_changed_seal_is_found(sealed, owner, now):
    for change in ("rows = 3", "digest = '\\x00'", "head = '\\x00'", "to_xid = to_xid + 1", "kind = 'epoch'"):
        with undone(owner):
            owner.execute(f"UPDATE audit_seal SET {change} WHERE seq = 2")
            assert "Zegel 2: de keten is hier verbroken of het zegel is veranderd." in verify(now).errors, change


def test_a_chain_made_anew_with_the_right_key_does_not_fit_the_anchor(sealed, owner, now, anchor_file):
    """Whoever stole the key can make a chain that is right in itself."""
    kept = anchor_file.read_bytes()
    owner.execute(f"UPDATE {PARTITION} SET action = 'change' WHERE id = %s", [sealed[5]])
    owner.execute("TRUNCATE audit_seal")
    anchor_file.unlink()
    seals.seal(now)
    assert verify(now).ok
    anchor_file.write_bytes(kept)
    assert "Zegel 1 is anders dan in het ankerbestand." in verify(now).errors


def test_a_missing_or_damaged_anchor_is_found(sealed, now, anchor_file):
    anchor_file.write_bytes(b"hallo\n")
    assert "Het ankerbestand bevat een regel die geen zegel is." in verify(now).errors
    anchor_file.unlink()
    assert "Het ankerbestand ontbreekt." in verify(now).errors


def test_rows_not_sealed_yet_are_said_to_be_unknown(sealed, now):
    write(2, at=now)
    report = verify(now)
    assert report.ok
    assert (report.unsealed, len(report.warnings)) == (2, 1)
    assert "niet vast te stellen" in report.warnings[0]


def test_rows_that_stay_unsealed_are_warned_about(sealed, now):
    write(1, at=now)
    report = verify(now + timedelta(minutes=6))
    assert report.ok
    assert "draait het verzegelen nog?" in report.warnings[1]


def test_the_command_says_so_and_ends_well(sealed, capsys):
    call_command("verify_access_log")
    assert capsys.readouterr().out == "De toegangslog klopt. 3 zegels over 12 regels nagerekend.\n"


def test_the_command_says_what_is_wrong_and_ends_with_1(sealed, owner, capsys):
    owner.execute(f"DELETE FROM {PARTITION} WHERE id = %s", [sealed[0]])
    with pytest.raises(SystemExit) as end:
        call_command("verify_access_log")
    assert end.value.code == 1
    assert "FOUT      Zegel 1 (11-2026): 4 regels verzegeld, 3 gevonden.\n" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        call_command("verify_access_log", "--json")
    told = json.loads(capsys.readouterr().out)
    assert (told["ok"], len(told["errors"]), told["seals"], told["rows"]) == (False, 1, 3, 11)
