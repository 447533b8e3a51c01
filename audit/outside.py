"""A view that asks another system runs outside the request's transaction, and opens its own around its work."""

from contextlib import contextmanager
from functools import wraps

from django.db import DatabaseError, transaction
from django.shortcuts import render

from audit.context import set_context
from audit.reading import asker


def outside_transaction(view):
    """Marks the view for the middleware. Without a database or a log nothing is shown, as everywhere."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
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
