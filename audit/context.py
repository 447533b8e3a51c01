"""Who is asking, why and when, told to the database: the row security policies read it.

The settings live as long as the transaction; a request or job that forgets them sees nothing.
"""

from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import connections, transaction
from django.utils.timezone import is_naive

from audit.purposes import MEANINGS

# `delivery`: whose link a receiver came in by, as the digest of its token in hex (consent.models.Delivery). `subject`:
# whom a resident looks for, where that is not themselves; the database asks for itself whether they may.
NAMES = ("app.user", "app.purpose", "app.now", "app.account", "app.delivery", "app.subject")


class NoContext(RuntimeError):
    """The context cannot be set here or like this; a mistake in the code, never in what a user did."""


def set_context(
    *,
    user_id: UUID | None = None,
    purpose: str = "",
    now: datetime,
    account: str = "staff",
    delivery: bytes = b"",
    using: str = "default",
) -> None:
    """Sets all six, always: settings survive released savepoints, so what is not set is left over.

    Raises NoContext outside a transaction, for a naive `now`, and for a system purpose carried by a user.
    """
    if is_naive(now):
        raise NoContext("`now` has no time zone.")
    if user_id and purpose in MEANINGS and not MEANINGS[purpose].with_user:
        raise NoContext(f"A user cannot act for the system purpose {purpose}.")
    _write([str(user_id or ""), str(purpose), now.isoformat(), account, delivery.hex(), ""], using)


def look_for(person_id: UUID) -> None:
    """From here to the end of the transaction a resident looks for this person, as far as the database lets them.

    Raises NoContext outside a transaction.
    """
    *asking, _before = _read("default")
    _write([*asking, str(person_id)], "default")


@contextmanager
def system(purpose: str, now: datetime):
    """A transaction on the default database in which the system itself acts, for one purpose.

    Inside another transaction the earlier context comes back at the end; after an error the savepoint
    does that.
    Raises NoContext for a purpose that is not in the table.
    """
    if purpose not in MEANINGS:
        raise NoContext(f"Unknown system purpose {purpose}.")
    with _meanwhile(purpose=purpose, now=now, account="system"):
        yield


@contextmanager
def for_resident(resident_id: UUID, now: datetime):
    """As `system`, with the eyes of this resident, who is not there any more: no more than they would see."""
    with _meanwhile(user_id=resident_id, now=now, account="resident"):
        yield


@contextmanager
def _meanwhile(**context):
    with transaction.atomic():
        before = _read("default")
        set_context(**context)
        yield
        _write(before, "default")


def _read(using: str) -> list[str]:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT " + ", ".join("coalesce(current_setting(%s, true), '')" for _ in NAMES), NAMES)
        return list(cursor.fetchone())


def _write(values: list[str], using: str) -> None:
    connection = connections[using]
    if not connection.in_atomic_block:
        raise NoContext("The context needs a transaction: outside one it is gone at once.")
    pairs = [part for pair in zip(NAMES, values, strict=True) for part in pair]
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join("set_config(%s, %s, true)" for _ in NAMES), pairs)
