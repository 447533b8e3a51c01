"""Rows of the access log about accounts: signing in and out, refusals, changes. Ids only, no names."""

from audit import log
from audit.choices import Action, Outcome


def record(action: Action, *, at, by=None, about=None, outcome=Outcome.ALLOWED, request=None, fields=()):
    """One row: `by` did `action` to the account or text `about`. Raises when the log cannot be written."""
    log.write(
        action=action,
        outcome=outcome,
        at=at,
        user_id=by.pk if by is not None else None,
        object_type=about._meta.label if about is not None else "",
        record_ids=[about.pk] if about is not None else [],
        fields=fields,
        origin=request.META.get("REMOTE_ADDR", "") if request is not None else "",
        request_id=request.request_id if request is not None else None,
    )
