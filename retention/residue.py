"""§ 2.3 Bewaartermijnen: is there anything left of what the ledger says is gone, and keys that belong to nothing.

Everything here only compares ids; it opens nothing.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from uuid import UUID

from django.db import connection
from django.db.models import Model

from audit.context import system
from audit.purposes import Purpose
from cases.models import PersonSearch
from retention import fates, ledger
from retention.due import in_parts
from retention.errors import RetentionError
from retention.fates import Table
from retention.states import Kind
from sealing import files, keys
from sealing.models import DataKey

PURPOSE = Purpose.DESTRUCTION
KEYS_AT_ONCE = 5000

WITHOUT_PURPOSE = """
    SELECT c.relname FROM pg_class c
    WHERE c.relname = ANY(%s) AND c.relrowsecurity AND c.relnamespace = current_schema()::regnamespace
      AND NOT EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polpermissive
                      AND pg_get_expr(p.polqual, p.polrelid) LIKE %s)
"""


def units_left(now: datetime) -> dict[Kind, set[UUID]]:
    """Units the ledger calls gone of which a row is still (again) in the default database."""
    gone = ledger.gone()
    left = {kind: set() for kind in Kind}
    with system(PURPOSE, now):
        refuse_when_blind()
        for kind in Kind:
            for table in (*fates.tables_to_empty(kind), *fates.tables_that_let_go(kind)):
                for ids in in_parts(_ids_in(table), KEYS_AT_ONCE):
                    hashes = ledger.unit_hashes(kind, ids)
                    left[kind] |= {one for one, digest in hashes.items() if (kind, digest) in gone}
    return left


def _ids_in(table: Table) -> Iterator[UUID]:
    rows = table.model._base_manager.exclude(**{f"{table.column}__isnull": True}).order_by()
    return rows.values_list(table.column, flat=True).distinct().iterator()


@cache
def sealing_models() -> tuple[type[Model], ...]:
    """Every model whose rows have (or had) a data key of their own, history included."""
    return tuple(
        model
        for model in fates.all_models()
        if getattr(model, "database", "default") == "default" and Table(model, "id").seals_itself
    )


def with_row(ids: list[UUID]) -> set[UUID]:
    """Of these ids the ones that some row or history row in the default database carries."""
    found = set()
    for model in sealing_models():
        found |= set(model._base_manager.filter(id__in=ids).order_by().values_list("id", flat=True))
    return found


def rows_without_key(now: datetime) -> set[UUID]:
    """Ids whose key is a tombstone and that still have a row."""
    dead = DataKey.objects.filter(destroyed_at__isnull=False).order_by("pk").values_list("pk", flat=True)
    left = set()
    with system(PURPOSE, now):
        refuse_when_blind()
        for ids in in_parts(dead.iterator(chunk_size=KEYS_AT_ONCE), KEYS_AT_ONCE):
            left |= with_row(ids)
    return left


def search_without_key(now: datetime) -> int:
    """Names that can still be found of a person whose key is a tombstone."""
    found = 0
    with system(PURPOSE, now):
        for ids in in_parts(PersonSearch.objects.order_by().values_list("pk", flat=True).iterator(), KEYS_AT_ONCE):
            found += DataKey.objects.filter(pk__in=ids, destroyed_at__isnull=False).count()
    return found


def files_without_key() -> set[UUID]:
    """Ids of sealed files whose key is a tombstone or was never there."""
    left = set()
    for ids in in_parts(sorted(files.stored_ids()), KEYS_AT_ONCE):
        alive = DataKey.objects.filter(pk__in=ids, destroyed_at__isnull=True).values_list("pk", flat=True)
        left |= set(ids) - set(alive)
    return left


def sweep(*, before: datetime, now: datetime) -> int:
    """Destroy the keys made before `before` that belong to no row, and their files; how many keys.

    A key commits before its row, so a young key without a row may just be at work.
    """
    swept = 0
    old = DataKey.objects.filter(destroyed_at__isnull=True, created_at__lt=before).order_by("pk")
    for ids in in_parts(list(old.values_list("pk", flat=True)), KEYS_AT_ONCE):
        with system(PURPOSE, now):
            refuse_when_blind()
            orphans = set(ids) - with_row(ids)
        for one in orphans:
            files.delete(one)
        swept += keys.destroy(orphans, at=now) if orphans else 0
    return swept


def refuse_when_blind() -> None:
    """A table whose row security hides its rows from us looks empty, and its keys would look like orphans."""
    tables = [model._meta.db_table for model in sealing_models()]
    with connection.cursor() as cursor:
        cursor.execute(WITHOUT_PURPOSE, [tables, f"%'{PURPOSE.value}'%"])
        hidden = [row[0] for row in cursor]
    if hidden:
        raise RetentionError(f"De rijbeveiliging laat de vernietiging niet toe op: {', '.join(sorted(hidden))}.")
