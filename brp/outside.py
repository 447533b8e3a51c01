"""A view that asks the BRP runs outside the request's transaction, and opens its own around its work."""

from functools import wraps

from django.http import Http404

from audit import log, outside
from audit.choices import Action, Outcome
from audit.outside import as_user
from audit.reading import asker
from cases.access import Refused

__all__ = ["as_user", "outside_transaction", "write"]


def outside_transaction(view):
    """As `audit.outside`, and a refusal leaves its row in the log."""

    @outside.outside_transaction
    @wraps(view)
    def wrapped(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except Refused as refusal:
            with as_user(request):
                write(request, Action.LOOKUP_BRP, outcome=Outcome.REFUSED, object_type=refusal.object_type)
            raise Http404 from refusal

    return wrapped


def write(request, action, **what):
    """One row in the log about this request, in the running transaction."""
    log.write(action=action, **what, **asker(request))
