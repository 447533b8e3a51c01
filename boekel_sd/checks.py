"""What a real installation refuses to start with. A demo may have all of it: it holds nobody's data."""

import sys

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections

from accounts.oidc.client import can_sign
from retention import restoring
from sealing import certificates

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
        (
            settings.BACKUP_DIR == settings.KEYS_BACKUP_DIR,
            "BACKUP_DIR and KEYS_BACKUP_DIR are the same: who copies one would keep the keys as long as the rest.",
        ),
        (settings.DEBUG, "DEBUG is on: error pages would show personal data."),
        (not settings.MFA_REQUIRED, "MFA_REQUIRED is off: staff must use a second factor."),
        (not settings.ALLOWED_HOSTS, "ALLOWED_HOSTS is empty: name the hosts the site answers to."),
        ("*" in settings.ALLOWED_HOSTS, "ALLOWED_HOSTS is '*': name the hosts the site answers to."),
        (
            keys == default,
            "DATABASE_URL and KEYS_DATABASE_URL are the same database: destroyed keys would not be gone.",
        ),
        (not settings.SESSION_COOKIE_SECURE, "SESSION_COOKIE_SECURE is off."),
        *seal_rules(settings),
        *(rule for kind in ("STAFF", "RESIDENT") for rule in sign_in_rules(settings, kind)),
    ]


def seal_rules(settings):
    """§ 3.1 Toestemmingsverklaring: what nobody can seal proves nothing."""
    certificate, key = settings.PDF_SEAL_CERTIFICATE, settings.PDF_SEAL_KEY
    missing = [name for name in ("PDF_SEAL_CERTIFICATE", "PDF_SEAL_KEY") if not getattr(settings, name)]
    unfit = not missing and certificates.why_unfit(certificate, key)
    return [
        *((True, f"{name} or {name}_FILE is missing (PEM).") for name in missing),
        (unfit, f"PDF_SEAL_CERTIFICATE and PDF_SEAL_KEY: {unfit}."),
    ]


def sign_in_rules(settings, kind):
    """Of one sign-in service; without an issuer there is none, and nothing to refuse."""
    issuer, client_id, key = (getattr(settings, f"{kind}_OIDC_{part}", "") for part in ("ISSUER", "CLIENT_ID", "KEY"))
    return [
        (issuer and not issuer.startswith("https://"), f"{kind}_OIDC_ISSUER is not https."),
        (issuer and not client_id, f"{kind}_OIDC_CLIENT_ID is missing."),
        (issuer and not can_sign(key), f"{kind}_OIDC_KEY is missing, or no private key (P-256 or RSA, in PEM)."),
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


def restoring_refusals():
    """§ 2.3 Bewaartermijnen: a database that is half put back; not even its accounts can be looked at."""
    unfinished = restoring.is_unfinished()
    return ["A back-up is being put back, or that was interrupted: see `make restore`."] if unfinished else []


def refuse_unsafe():
    """Called when the web server or a worker starts. Exits with 1 and the reasons."""
    reasons = [*refusals(settings), *restoring_refusals()] or demo_accounts_refusals()
    # What is open now would be shared by the processes that are forked from this one.
    connections.close_all()
    if reasons:
        sys.exit("\n".join(["Refusing to start:", *(f"- {reason}" for reason in reasons)]))


@register(Tags.security, deploy=True)
def check_safe(app_configs, **kwargs):
    reasons = [*refusals(settings)] or demo_accounts_refusals()
    return [Error(reason, id="boekel_sd.E001") for reason in reasons]
