"""What a real installation refuses to start with. A demo may have all of it: it holds nobody's data."""

import sys

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections

SHORTEST_SECRET = 50
KEY_BYTES = 32


def refusals(settings):
    """The reasons not to start, as sentences; looks at settings alone."""
    if settings.DEMO:
        return []
    return [sentence for refused, sentence in rules(settings) if refused]


def rules(settings):
    secret = secret_key(settings)
    keys, default = (address(settings.DATABASES[alias]) for alias in ("keys", "default"))
    return [
        (not secret, "SECRET_KEY or SECRET_KEY_FILE is missing."),
        (secret and is_weak(secret), f"SECRET_KEY is weak: give at least {SHORTEST_SECRET} random characters."),
        (len(settings.MASTER_KEY) != KEY_BYTES, "MASTER_KEY or MASTER_KEY_FILE is missing (32 bytes in base64)."),
        (len(settings.INDEX_KEY) != KEY_BYTES, "INDEX_KEY or INDEX_KEY_FILE is missing (32 bytes in base64)."),
        (settings.INDEX_KEY and settings.INDEX_KEY == settings.MASTER_KEY, "INDEX_KEY and MASTER_KEY are the same."),
        (settings.DEBUG, "DEBUG is on: error pages would show personal data."),
        (not settings.MFA_REQUIRED, "MFA_REQUIRED is off: staff must use a second factor."),
        (not settings.ALLOWED_HOSTS, "ALLOWED_HOSTS is empty: name the hosts the site answers to."),
        ("*" in settings.ALLOWED_HOSTS, "ALLOWED_HOSTS is '*': name the hosts the site answers to."),
        (
            keys == default,
            "DATABASE_URL and KEYS_DATABASE_URL are the same database: destroyed keys would not be gone.",
        ),
        (not settings.SESSION_COOKIE_SECURE, "SESSION_COOKIE_SECURE is off."),
    ]


def secret_key(settings):
    try:
        return settings.SECRET_KEY
    except ImproperlyConfigured:
        return ""


def is_weak(secret):
    return len(secret) < SHORTEST_SECRET or len(set(secret)) < SHORTEST_SECRET // 10 or "insecure" in secret.lower()


def address(database):
    return tuple(database.get(part) for part in ("HOST", "PORT", "NAME"))


def demo_accounts_refusals():
    """A demo account in a real database: its password is printed in every demo."""
    if settings.DEMO:
        return []
    User = get_user_model()
    try:
        found = User.objects.filter(email__iendswith=f"@{settings.DEMO_EMAIL_DOMAIN}", is_active=True).exists()
    except DatabaseError:
        # Not there yet, or not reachable: /healthz says so, and there is nobody to sign in.
        return []
    return ["There are active demo accounts in the database: remove them."] if found else []


def refuse_unsafe():
    """Called when the web server or a worker starts. Exits with 1 and the reasons."""
    reasons = [*refusals(settings)] or demo_accounts_refusals()
    # What is open now would be shared by the processes that are forked from this one.
    connections.close_all()
    if reasons:
        sys.exit("\n".join(["Refusing to start:", *(f"- {reason}" for reason in reasons)]))


@register(Tags.security, deploy=True)
def check_safe(app_configs, **kwargs):
    reasons = [*refusals(settings)] or demo_accounts_refusals()
    return [Error(reason, id="boekel_sd.E001") for reason in reasons]
