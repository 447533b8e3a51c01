"""What there is of a family, found without the program's own list of what must go: every row in any table that names
their dossier, one of the persons, or their household."""

from dataclasses import dataclass, field
from uuid import UUID

from django.apps import apps
from psycopg import sql

from cases.models import Document
from sealing import files
from sealing.access import Access
from sealing.errors import KeyDestroyed
from sealing.fields import sealed_fields
from tests.cast import as_system
from tests.gone.scanner import Needle, from_pdf, identity, name_apart, sealed

# Kept by design, and read elsewhere: pseudonymous ids of who read what.
LOG = "audit_accesslog"
ID_COLUMNS = """
    SELECT c.relname, a.attname, a.atttypid = 'uuid[]'::regtype
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0
      AND a.atttypid IN ('uuid'::regtype, 'uuid[]'::regtype) AND c.relname NOT LIKE %s
"""
ROOTS = """
    SELECT id FROM cases_dossier WHERE id = ANY(%(dossiers)s)
    UNION SELECT household_id FROM cases_dossier WHERE id = ANY(%(dossiers)s)
    UNION SELECT person_id FROM cases_dossierperson WHERE dossier_id = ANY(%(dossiers)s)
"""
SHORTEST = 16


@dataclass
class Inventory:
    """`ids`: of the units and of all their rows; `secrets`: place → bytes that stand in no other row."""

    ids: set[UUID] = field(default_factory=set)
    secrets: dict[str, bytes] = field(default_factory=dict)
    codenames: set[str] = field(default_factory=set)
    tables: set[str] = field(default_factory=set)

    def needles(self) -> list[Needle]:
        return [
            *(identity(f"id {one}", one) for one in sorted(self.ids)),
            *(sealed(name, content) for name, content in self.secrets.items()),
            *(name_apart(f"codename {name}", name) for name in sorted(self.codenames)),
        ]


def of(committed, dossiers: list[UUID]) -> Inventory:
    found = Inventory()
    with committed.connect() as connection:
        roots = [row[0] for row in connection.execute(ROOTS, {"dossiers": dossiers})]
        assert len(roots) >= 3 * len(dossiers)
        found.ids |= set(roots)
        for table, columns in id_columns(connection).items():
            for row in rows_naming(connection, table, columns, roots):
                found.tables.add(table)
                note(found, table, row)
    found.secrets |= {f"file {one}": files.path_of(one).read_bytes() for one in found.ids & files.stored_ids()}
    with committed.connect("keys") as connection:
        wrapped = connection.execute("SELECT id, wrapped FROM sealing_datakey WHERE id = ANY(%s)", [list(found.ids)])
        found.secrets |= {f"key {one}": bytes(key) for one, key in wrapped}
    return found


def id_columns(connection) -> dict[str, list[tuple[str, bool]]]:
    columns = {}
    for table, column, is_array in connection.execute(ID_COLUMNS, [f"{LOG}%"]):
        columns.setdefault(table, []).append((column, is_array))
    return columns


def rows_naming(connection, table, columns, roots):
    tests = [
        sql.SQL("{} && %(roots)s" if is_array else "{} = ANY(%(roots)s)").format(sql.Identifier(column))
        for column, is_array in columns
    ]
    query = sql.SQL("SELECT to_jsonb(one) FROM {} AS one WHERE {}").format(
        sql.Identifier(table), sql.SQL(" OR ").join(tests)
    )
    return [row[0] for row in connection.execute(query, {"roots": roots})]


def note(found: Inventory, table, row) -> None:
    if isinstance(row.get("id"), str):
        found.ids.add(UUID(row["id"]))
    if row.get("codename"):
        found.codenames.add(row["codename"])
    for column, value in row.items():
        if isinstance(value, str) and value.startswith("\\x") and len(value) >= 2 * SHORTEST:
            row_id = row.get("history_id") or row.get("id") or row["person_id"]
            found.secrets[f"{table}.{column} {row_id}"] = bytes.fromhex(value[2:])


# --- with the keys ---------------------------------------------------------------------------------------------


def sealed_models() -> list:
    return [model for model in apps.get_models() if sealed_fields(model)]


def sealed_values(ids: set[UUID]):
    """(instance, field) for every sealed value of these records, history included."""
    with as_system():
        for model in sealed_models():
            for instance in model._base_manager.all():
                if instance.sealed_by in ids:
                    yield from (
                        (instance, one) for one in sealed_fields(model) if getattr(instance, one.attname) is not None
                    )


def opened(ids: set[UUID]) -> list[str]:
    """What the sealed fields of these records say. Raises a SealingError."""
    access = Access("test")
    return [str(getattr(access.give(instance), one.name)) for instance, one in sealed_values(ids)]


def contents(ids: set[UUID]) -> list[bytes]:
    """What their files say; of a PDF its text."""
    access = Access("test")
    with as_system():
        documents = list(Document.objects.filter(pk__in=ids))
    plain = [files.read(one.pk, access.key_of(one)) for one in documents]
    return [from_pdf(content) or content for content in plain]


def unreadable(ids: set[UUID]) -> int:
    """How many sealed values of these records are there whose key was destroyed; fails on one that opens."""
    access, count = Access("test"), 0
    for instance, one in sealed_values(ids):
        try:
            getattr(access.give(instance), one.name)
        except KeyDestroyed:
            count += 1
        else:
            raise AssertionError(f"{instance._meta.label}.{one.name} can be read")
    return count
