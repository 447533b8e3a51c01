"""What a signed-in session has shown: how old it is, which steps were taken in it, and how long ago."""

from datetime import datetime, timedelta
from functools import wraps

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.urls import reverse

STARTED = "started_at"
# Under this name the portal keeps its resident (inzage.session). Here, so that signing in as a colleague ends that.
RESIDENT = "inwoner"


def is_too_old(request) -> bool:
    """§ 2.5 Toegankelijkheid: a session ends after a working day, however busy it is kept."""
    started = request.session.setdefault(STARTED, request.now.isoformat())
    return request.now - datetime.fromisoformat(started) > timedelta(hours=settings.SESSION_HOURS)


def needs_second_factor(request) -> bool:
    """§ 2.5 Toegankelijkheid: the second step must have been taken in this very session.

    That an account has one is not enough: a session begun with the password alone may be somebody else's.
    """
    if not settings.MFA_REQUIRED:
        return False
    records = get_authentication_records(request, request.user)
    return not any(record["method"] == "mfa" for record in records)


def note_single_sign_on(request, user, *, second_step: bool, proved_at) -> dict:
    """Somebody came in by the municipality's sign-in service; a second step taken there counts in this session.

    `proved_at`: when they showed there who they are (`auth_time`, in seconds); a session that ran there already proves
    nothing of this moment. What it gives are the stages of signing in that this settles, as allauth keeps them.
    """
    at = proved_at if isinstance(proved_at, int | float) else 0
    record_authentication(request, user, "oidc", at=at)
    if not second_step:
        return {}
    record_authentication(request, user, "mfa", type="oidc", at=at)
    return {"mfa_authenticate": {"handled": True}}


def note_confirmed_elsewhere(request):
    """As typing the password once more, for who has none here."""
    record_authentication(request, request.user, "oidc", reauthenticated=True)


def note_second_factor(request, authenticator):
    """Setting up the second step proves its possession, so it counts as having taken it."""
    record_authentication(request, request.user, "mfa", id=authenticator.pk, type=authenticator.type)


def was_confirmed_recently(request) -> bool:
    """Whether somebody showed who they are a moment ago: by password, second step or the municipality's own sign-in."""
    records = get_authentication_records(request, request.user)
    longest = settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    return any(request.now.timestamp() - record["at"] < longest for record in records)


def was_confirmed_since(request, moment: datetime) -> bool:
    """Whether they showed who they are after this moment, however recently they did so before."""
    records = get_authentication_records(request, request.user)
    return any(record["at"] > moment.timestamp() for record in records)


def confirmed_recently(view):
    """§ 2.5 Toegankelijkheid: what leaves the house whole is not for whoever finds a screen unlocked.

    For pages one opens, not for what is sent: it asks to confirm and comes back. It stands before the door, so it
    answers the same for a dossier that is not there.
    """

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if was_confirmed_recently(request):
            return view(request, *args, **kwargs)
        return redirect_to_login(request.get_full_path(), reverse("account_reauthenticate"))

    return guarded
