"""Writing the access log: one row, in the running transaction. If it cannot be written, nothing is shown."""

import re
from collections.abc import Iterable
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from ipaddress import ip_address
from uuid import UUID

from django.db import connection
from django.utils.timezone import is_naive

from audit.choices import Action, Outcome
from sealing.models import new_id

CODE = re.compile(r"([A-Za-z][A-Za-z0-9_.-]{0,62})?")

INSERT = """
    INSERT INTO audit_accesslog (id, at, user_id, role, grant_id, break_glass, purpose, action, object_type,
                                 dossier_id, record_ids, fields, outcome, origin, request_id)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::uuid[], %s::text[], %s, %s, %s)
"""


# From where the request that is being answered came, and which it is; outside a request there is neither.
_asked = ContextVar("asked", default=("", None))


class NotACode(ValueError):
    """Something that is no code was offered to the log. The message names the place, never the value."""


@contextmanager
def answering(*, origin: str, request_id: UUID):
    """Every row written inside belongs to this request, whoever writes it."""
    token = _asked.set((origin, request_id))
    try:
        yield
    finally:
        _asked.reset(token)


def write(  # noqa: PLR0913 (a row has this many columns)
    *,
    at: datetime,
    action: Action,
    outcome: Outcome = Outcome.ALLOWED,
    user_id: UUID | None = None,
    role: str = "",
    grant_id: UUID | None = None,
    break_glass: bool = False,
    purpose: str = "",
    object_type: str = "",
    dossier_id: UUID | None = None,
    record_ids: Iterable[UUID] = (),
    fields: Iterable[str] = (),
    origin: str = "",
    request_id: UUID | None = None,
) -> UUID:
    """One row; its id. Ids and codes alone go in: no names, no content, no search terms.

    `origin`: the address as servers and proxies give it, IPv4 or IPv6, with or without port; kept without.
    Origin and request are those of `answering` unless given.

    Raises NotACode (roles, purposes, object types and field names are codes), ValueError for another action
    or outcome or a naive `at`, and whatever the database raises: the caller lets that pass and shows nothing.
    """
    if is_naive(at):
        raise ValueError("`at` has no time zone.")
    fields = list(fields)
    _only_codes(role=role, purpose=purpose, object_type=object_type, fields=fields)
    row_id = new_id()
    asked_from, asked_by = _asked.get()
    values = [
        row_id, at, user_id, role, grant_id, break_glass, purpose, Action(action).value, object_type,
        dossier_id, list(record_ids), fields, Outcome(outcome).value,
        _ip(origin or asked_from), request_id or asked_by,
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(INSERT, values)
    return row_id


def _only_codes(*, fields: list[str], **codes: str) -> None:
    for place, value in [*codes.items(), *(("fields", field) for field in fields)]:
        if not CODE.fullmatch(value):
            raise NotACode(f"{place} is not a code.")


def _ip(address: str) -> str | None:
    """None for what is no address: a request over a unix socket has none."""
    for candidate in (address, address.strip("[]"), address.rpartition(":")[0].strip("[]")):
        try:
            return str(ip_address(candidate.partition("%")[0]))
        except ValueError:
            continue
    return None
