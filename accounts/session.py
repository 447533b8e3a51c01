"""What a signed-in session has shown: how old it is, and whether the second step was taken in it."""

from datetime import datetime, timedelta

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings

STARTED = "started_at"
LONGEST = timedelta(hours=12)


def is_too_old(request) -> bool:
    """§ 2.5 Toegankelijkheid: a session ends after a working day, however busy it is kept."""
    started = request.session.setdefault(STARTED, request.now.isoformat())
    return request.now - datetime.fromisoformat(started) > LONGEST


def needs_second_factor(request) -> bool:
    """§ 2.5 Toegankelijkheid: the second step must have been taken in this very session.

    That an account has one is not enough: a session begun with the password alone may be somebody else's.
    """
    if not settings.MFA_REQUIRED:
        return False
    records = get_authentication_records(request, request.user)
    return not any(record["method"] == "mfa" for record in records)


def note_second_factor(request, authenticator):
    """Setting up the second step proves its possession, so it counts as having taken it."""
    record_authentication(request, request.user, "mfa", id=authenticator.pk, type=authenticator.type)
