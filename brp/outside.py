"""A view that asks the BRP runs outside the request's transaction, and opens its own around its work."""

from contextlib import contextmanager
from functools import wraps

from django.db import DatabaseError, transaction
from django.http import Http404
from django.shortcuts import render

from audit import log
from audit.choices import Action, Outcome
from audit.context import set_context
from audit.reading import asker
from cases.access import Refused


def outside_transaction(view):
    """Marks the view for the middleware, and answers what the middleware answers for all others.

    A refusal leaves its row in the log; without a database or a log nothing is shown.
    """

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except Refused as refusal:
            with as_user(request):
                write(request, Action.LOOKUP_BRP, outcome=Outcome.REFUSED, object_type=refusal.object_type)
            raise Http404 from refusal
        except DatabaseError:
            return render(request, "503.html", status=503)

    wrapped.outside_transaction = True
    return wrapped


@contextmanager
def as_user(request):
    """A transaction in which the database knows who asks and when; ends with the readings in the log."""
    with transaction.atomic():
        set_context(user_id=request.user.pk, now=request.now)
        yield
        request.readings.write(**asker(request))


def write(request, action, **what):
    """One row in the log about this request, in the running transaction."""
    log.write(action=action, **what, **asker(request))
