from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from retention import engine, residue, tasks
from retention.errors import RetentionError
from retention.verification import verify
from sealing import files, keys
from sealing.models import DataKey, new_id
from tests.retention import town
from tests.retention.town import DUE_ON, as_owner, at

pytestmark = [pytest.mark.django_db, pytest.mark.policy("2.3")]
DAY = timedelta(days=1)


@pytest.fixture
def dossier():
    hanna, _petra = town.make_users()
    return town.make_dossier(town.make_family(), hanna)


def make_old(record, age):
    DataKey.objects.filter(pk=record).update(created_at=timezone.now() - age)


@pytest.mark.parametrize(("age", "swept"), [(DAY + timedelta(minutes=1), True), (DAY - timedelta(minutes=1), False)])
def test_a_key_without_a_row_goes_after_a_day(dossier, age, swept):
    lost = new_id()
    files.store(lost, keys.create([lost])[lost], b"half bewaard")
    make_old(lost, age)
    tasks.sweep_orphan_keys()
    assert (DataKey.objects.get(pk=lost).destroyed_at is not None) is swept
    assert (lost not in files.stored_ids()) is swept


def test_keys_with_a_row_or_only_history_stay(dossier):
    DataKey.objects.update(created_at=timezone.now() - 10 * DAY)
    alive = DataKey.objects.count()
    assert residue.sweep(before=timezone.now() - DAY, now=timezone.now()) == 0
    assert DataKey.objects.filter(destroyed_at__isnull=True).count() == alive


def test_it_refuses_to_sweep_what_it_cannot_see(dossier, monkeypatch):
    """A table whose policy forgot this purpose would look empty."""
    monkeypatch.setattr(residue, "WITHOUT_PURPOSE", residue.WITHOUT_PURPOSE.replace("LIKE", "NOT LIKE"))
    DataKey.objects.update(created_at=timezone.now() - 10 * DAY)
    with pytest.raises(RetentionError, match="cases_historicaldossier"):
        residue.sweep(before=timezone.now() - DAY, now=timezone.now())
    assert not DataKey.objects.filter(destroyed_at__isnull=False).exists()


def test_a_row_that_stayed_behind_is_found(dossier):
    with as_owner():
        entry = dossier.entrys.get()
    engine.destroy_due(on=DUE_ON, now=at(DUE_ON))
    assert verify(at(DUE_ON)).is_clean
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_historicalentry (id, about, purpose, legal_basis, source, own_observation, category,"
            " withheld, created_at, substantively_changed_at, kind, happened_on, history_date, history_type,"
            " dossier_id)"
            " VALUES (%s, '{}', '', '', '', true, 'casusregie', false, now(), now(), '', now(), now(), '+', %s)",
            [entry.pk, dossier.pk],
        )
    found = verify(at(DUE_ON))
    assert not found.is_clean
    assert found.units_left["dossier"] == 1
    assert found.rows_without_key == 1


def test_a_file_that_stayed_behind_is_found(dossier):
    with as_owner():
        document = dossier.documents.get()
        key = keys.find([document.pk])[document.pk]
    engine.destroy_due(on=DUE_ON, now=at(DUE_ON))
    files.store(document.pk, key, b"toch nog")
    assert verify(at(DUE_ON)).files_without_key == 1


def test_unfinished_work_is_reported(dossier):
    engine.plan("dossier", [dossier.pk], "termijn", engine.Run(DUE_ON, at(DUE_ON)))
    assert verify(at(DUE_ON)).unfinished == 1
