from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from sealing import index, keys, master
from sealing.errors import KeyDestroyed, KeyMissing, WrongMasterKey
from sealing.models import DataKey, new_id

pytestmark = [pytest.mark.policy("2.5"), pytest.mark.django_db]
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
OLD, NEW = b"m" * 32, b"n" * 32


def made(number=1):
    ids = [new_id() for _ in range(number)]
    return ids, keys.create(ids)


def rotate(*options):
    output = StringIO()
    call_command("rotate_master_key", stdout=output, stderr=StringIO())
    return output.getvalue()


def test_every_record_has_a_key_of_its_own():
    ids, made_keys = made(20)
    assert set(made_keys) == set(ids)
    assert len(set(made_keys.values())) == 20
    assert {len(key) for key in made_keys.values()} == {32}


def test_making_a_key_twice_gives_the_same_key():
    ids, first = made()
    assert keys.create(ids) == first == keys.find(ids)


def test_a_key_lies_wrapped_in_the_other_database():
    ids, made_keys = made()
    row = DataKey.objects.get(pk=ids[0])
    assert made_keys[ids[0]] not in bytes(row.wrapped)
    assert row._state.db == "keys"
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT to_regclass('sealing_datakey')")
        assert cursor.fetchone() == (None,)


def test_a_key_that_was_never_made_is_missing():
    with pytest.raises(KeyMissing):
        keys.find([new_id()])


@pytest.mark.policy("2.3")
def test_a_tombstone_refuses_to_be_made_again():
    ids, _ = made(3)
    assert keys.destroy(ids[:1], at=NOW) == 1
    assert keys.destroy(ids, at=NOW) == 2
    assert keys.destroy(ids, at=NOW) == 0
    for attempt in (keys.create, keys.find):
        with pytest.raises(KeyDestroyed):
            attempt(ids[:1])
    row = DataKey.objects.get(pk=ids[0])
    assert (row.wrapped, row.master_fingerprint, row.destroyed_at) == (None, None, NOW)


@pytest.mark.policy("2.3")
def test_a_key_destroyed_before_it_was_made_is_never_made():
    one = new_id()
    assert keys.destroy([one], at=NOW) == 1
    with pytest.raises(KeyDestroyed):
        keys.create([one])


def test_the_wrapped_key_of_another_record_is_refused():
    (one, other), _ = made(2)
    DataKey.objects.filter(pk=one).update(wrapped=DataKey.objects.get(pk=other).wrapped)
    with pytest.raises(WrongMasterKey):
        keys.find([one])


def test_another_master_key_opens_no_key(settings):
    ids, _ = made()
    settings.MASTER_KEY = NEW
    with pytest.raises(WrongMasterKey):
        keys.find(ids)


def test_a_master_key_that_pretends_to_be_another_opens_no_key(settings):
    ids, _ = made()
    settings.MASTER_KEY = NEW
    DataKey.objects.filter(pk=ids[0]).update(master_fingerprint=master.fingerprint(NEW))
    with pytest.raises(WrongMasterKey):
        keys.find(ids)


def test_during_a_rotation_both_master_keys_open(settings):
    ids, before = made(5)
    settings.MASTER_KEY, settings.MASTER_KEYS_BEFORE = NEW, [OLD]
    young, young_keys = made()
    assert keys.find(ids) == before
    assert DataKey.objects.get(pk=young[0]).master_fingerprint == master.fingerprint(NEW)
    assert "Klaar: 5 " in rotate()
    settings.MASTER_KEYS_BEFORE = []
    assert keys.find(ids) == before
    assert keys.find(young) == young_keys
    assert "Klaar: 0 " in rotate()


def test_after_the_rotation_the_old_master_key_opens_nothing(settings):
    ids, _ = made()
    settings.MASTER_KEY, settings.MASTER_KEYS_BEFORE = NEW, [OLD]
    rotate()
    settings.MASTER_KEY, settings.MASTER_KEYS_BEFORE = OLD, []
    with pytest.raises(WrongMasterKey):
        keys.find(ids)


def test_rotation_goes_in_batches_and_may_be_repeated(settings):
    made(7)
    settings.MASTER_KEY, settings.MASTER_KEYS_BEFORE = NEW, [OLD]
    assert [keys.rewrap(3) for _ in range(4)] == [3, 3, 1, 0]


def test_rotation_without_the_old_master_key_changes_nothing_and_says_what_is_missing(settings):
    ids, before = made(2)
    settings.MASTER_KEY = NEW
    with pytest.raises(CommandError, match="MASTER_KEYS_BEFORE"):
        rotate()
    settings.MASTER_KEY = OLD
    assert keys.find(ids) == before


@pytest.mark.policy("2.3")
def test_rotation_leaves_tombstones_alone(settings):
    ids, _ = made()
    keys.destroy(ids, at=NOW)
    settings.MASTER_KEY, settings.MASTER_KEYS_BEFORE = NEW, [OLD]
    assert "Klaar: 0 " in rotate()
    with pytest.raises(KeyDestroyed):
        keys.find(ids)


def test_derived_keys_differ_by_name_and_outlive_a_rotation(settings):
    before = master.derive(b"audit-seal")
    assert before != master.derive(b"ledger")
    settings.MASTER_KEY = NEW
    assert master.derive(b"audit-seal") == before


@pytest.mark.policy("1.4")
def test_the_index_of_a_bsn_needs_the_key_outside_the_database(settings):
    before = index.bsn_index("999990019")
    assert before == index.bsn_index("999990019") != index.bsn_index("999990020")
    assert index.a_number_index("999990019") != before
    settings.INDEX_KEY = NEW
    assert index.bsn_index("999990019") != before
