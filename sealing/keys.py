"""Making, finding and destroying data keys, in the keys database.

Two databases are not atomic. Making: the key commits first, then the row; a key without a row is swept after a
day. Destroying: the row commits first, then the key becomes a tombstone. Every step may be repeated.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connections, transaction

from sealing import cipher, master
from sealing.errors import KeyDestroyed, KeyMissing
from sealing.models import DataKey

# One statement for any number of keys: a nightly run buries tens of thousands.
BURY = """
    INSERT INTO sealing_datakey AS one (id, created_at, destroyed_at)
    SELECT id, %(at)s, %(at)s FROM unnest(%(ids)s::uuid[]) AS id
    ON CONFLICT (id) DO UPDATE SET wrapped = NULL, master_fingerprint = NULL, destroyed_at = %(at)s
    WHERE one.destroyed_at IS NULL
"""


def to_seal(instance) -> bytes:
    """The key to seal this record with; made now when the record is new and has a key of its own."""
    key = instance.__dict__.get("_data_key")
    if key is None:
        owner = instance.sealed_by
        is_new = instance._state.adding and owner == instance.id
        key = (create if is_new else find)([owner])[owner]
        instance.__dict__["_data_key"] = key
    return key


def prepare(instances: Iterable) -> None:
    """Make the keys of many new records in one statement, before a bulk insert."""
    instances = list(instances)
    made = create([instance.id for instance in instances if instance.sealed_by == instance.id])
    borrowed = find({instance.sealed_by for instance in instances} - set(made))
    for instance in instances:
        instance.__dict__["_data_key"] = (made | borrowed)[instance.sealed_by]


def create(ids: Iterable[UUID]) -> dict[UUID, bytes]:
    """Record id → data key. A key that exists is kept; raises KeyDestroyed where there is a tombstone."""
    ids = list(ids)
    rows = []
    for record_id in ids:
        wrapped, fingerprint = master.wrap(cipher.new_key(), record_id)
        rows.append(DataKey(id=record_id, wrapped=wrapped, master_fingerprint=fingerprint))
    with transaction.atomic(using="keys"):
        DataKey.objects.using("keys").bulk_create(rows, ignore_conflicts=True)
        return find(ids)


def find(ids: Iterable[UUID]) -> dict[UUID, bytes]:
    """Record id → data key, in one query. Raises KeyMissing or KeyDestroyed for the first that cannot be had."""
    ids = list(ids)
    # As rows and not as objects: a search opens thousands.
    needed = ("pk", "wrapped", "master_fingerprint", "destroyed_at")
    rows = {row.pk: row for row in DataKey.objects.using("keys").filter(pk__among=ids).values_list(*needed, named=True)}
    return {record_id: _unwrapped(rows.get(record_id), record_id) for record_id in ids}


def destroy(ids: Iterable[UUID], *, at: datetime) -> int:
    """Turn keys into tombstones; how many became one now. A key never made gets its tombstone too."""
    with connections["keys"].cursor() as cursor:
        cursor.execute(BURY, {"ids": list(ids), "at": at})
        return cursor.rowcount


def rewrap(batch: int) -> int:
    """Wrap up to `batch` keys of an earlier master key with the current one; how many were done."""
    with transaction.atomic(using="keys"):
        old = (
            DataKey.objects.using("keys")
            .select_for_update(skip_locked=True)
            .filter(destroyed_at__isnull=True)
            .exclude(master_fingerprint=master.fingerprint(master.current()))[:batch]
        )
        rows = list(old)
        for row in rows:
            row.wrapped, row.master_fingerprint = master.wrap(_unwrapped(row, row.pk), row.pk)
        DataKey.objects.using("keys").bulk_update(rows, ["wrapped", "master_fingerprint"])
    return len(rows)


def _unwrapped(row: DataKey | None, record_id: UUID) -> bytes:
    if row is None:
        raise KeyMissing(f"Voor record {record_id} is geen sleutel gevonden.")
    if row.destroyed_at:
        raise KeyDestroyed(f"De sleutel van record {record_id} is vernietigd.")
    return master.unwrap(row.wrapped, row.master_fingerprint, record_id)
