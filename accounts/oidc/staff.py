"""Colleagues who come in by the account of their municipality. Accounts are made in /beheer/, never here."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from accounts import events
from accounts.models import User
from accounts.oidc.client import Client
from accounts.oidc.errors import NotSignedIn
from accounts.oidc.tokens import LEEWAY
from audit.choices import Action

NAME = "staff"
LONGEST = 255
CLAIMS = frozenset({"sub", "email", "email_verified", "acr", "amr", "auth_time"})


def client() -> Client | None:
    """None where no provider is configured: then there are local accounts alone."""
    if not settings.STAFF_OIDC_ISSUER:
        return None
    return Client(
        name=NAME,
        issuer=settings.STAFF_OIDC_ISSUER,
        client_id=settings.STAFF_OIDC_CLIENT_ID,
        key=settings.STAFF_OIDC_KEY,
        callback="oidc_callback",
        claims=CLAIMS,
        scope=settings.STAFF_OIDC_SCOPE,
    )


@transaction.atomic
def account_of(claims: dict, issuer: str, *, at) -> User:
    """The account of whoever the provider says this is. Raises NotSignedIn.

    Known by the provider's own name for them. The first time by a verified address, after which the name is kept: an
    address may pass to another person, a subject may not.
    """
    subject = _text(claims, "sub")
    user = User.objects.filter(oidc_issuer=issuer, oidc_subject=subject).first() or _to_link(claims)
    if not user.is_active:
        raise NotSignedIn("closed_account", about=user)
    if not user.oidc_subject:
        user.oidc_issuer, user.oidc_subject = issuer, subject
        user.save(update_fields=["oidc_issuer", "oidc_subject"])
        events.record(Action.ACCOUNT_CHANGE, at=at, by=user, about=user, fields=["oidc_subject"])
    return user


def _to_link(claims: dict) -> User:
    """The account with this address. Locked: two first sign-ins at once must not link it twice."""
    if claims.get("email_verified") is not True:
        raise NotSignedIn("unverified_email")
    user = User.objects.select_for_update().filter(email=_text(claims, "email").lower()).first()
    if user is None:
        raise NotSignedIn("unknown_account")
    if user.oidc_subject:
        raise NotSignedIn("other_subject", about=user)
    return user


def _text(claims: dict, name: str) -> str:
    """A claim the database can look for. Raises NotSignedIn."""
    value = claims.get(name)
    if not isinstance(value, str) or not value.isprintable() or not 0 < len(value) <= LONGEST:
        raise NotSignedIn(f"wrong_{name}")
    return value


def took_second_step(claims: dict) -> bool:
    """Whether the provider itself asked for more than a password, in the words configured for it."""
    methods = claims.get("amr") or []
    return claims.get("acr") in settings.STAFF_OIDC_MFA_ACR or not settings.STAFF_OIDC_MFA_AMR.isdisjoint(
        one for one in methods if isinstance(one, str)
    )


def refuse_unless_themselves(user, claims: dict, issuer: str, *, since) -> None:
    """Raises NotSignedIn unless this very person proved themselves to the provider after `since`."""
    if (user.oidc_issuer, user.oidc_subject) != (issuer, claims["sub"]):
        raise NotSignedIn("other_person", about=user)
    proved = claims.get("auth_time")
    if not isinstance(proved, int | float) or proved < (since - timedelta(seconds=LEEWAY)).timestamp():
        raise NotSignedIn("proved_too_long_ago", about=user)
