"""All settings, from the environment. What is unsafe outside a demo is refused in boekel_sd/checks.py.

Where no DATABASE_URL is given, the addresses are those of the embedded servers (boekel_sd/embedded.py).
"""

import base64
import binascii
import os
from pathlib import Path

import dj_database_url
from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from redis.backoff import NoBackoff
from redis.retry import Retry

from boekel_sd import addresses, embedded

BASE_DIR = Path(__file__).resolve().parent.parent


def flag(name, default=False):
    return os.environ.get(name, str(int(default))).strip().lower() in {"1", "true", "yes", "on", "ja"}


def words(name, default=""):
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def secret(name):
    """The value of NAME, or what the file NAME_FILE holds; in a demo one made up once and kept. Else empty."""
    if os.environ.get(name):
        return os.environ[name].strip()
    if path := os.environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE: {error.strerror}: {path}") from None
    return embedded.demo_secret(DATA_DIR, name.lower()) if DEMO and name in embedded.DEMO_SECRETS else ""


def key(name):
    """32 bytes, written as base64; empty when not given."""
    return decoded(name, secret(name))


def decoded(name, text):
    try:
        value = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ImproperlyConfigured(f"{name} is not base64") from None
    if text and len(value) != 32:
        raise ImproperlyConfigured(f"{name} must be 32 bytes in base64; make one with: openssl rand -base64 32")
    return value


# Where things are

DATA_DIR = embedded.data_dir()
FILES_DIR = Path(os.environ.get("FILES_DIR", DATA_DIR / "files"))
LEDGER_FILE = Path(os.environ.get("LEDGER_FILE", DATA_DIR / "ledger.jsonl"))
ANCHOR_FILE = Path(os.environ.get("ANCHOR_FILE", DATA_DIR / "anchor.jsonl"))
SAMPLE_DATA_DIR = Path(os.environ.get("SAMPLE_DATA_DIR", BASE_DIR.parent / "shared" / "data"))

# Demo or real

DEMO = flag("DEMO", default="DATABASE_URL" not in os.environ)
DEBUG = False
MFA_REQUIRED = flag("MFA_REQUIRED", default=not DEMO)
DEMO_EMAIL_DOMAIN = "demo.example"

SECRET_KEY = secret("SECRET_KEY")
MASTER_KEY = key("MASTER_KEY")
MASTER_KEYS_BEFORE = [decoded("MASTER_KEYS_BEFORE", text) for text in secret("MASTER_KEYS_BEFORE").split()]
SEAL_KEY = key("SEAL_KEY") or MASTER_KEY
INDEX_KEY = key("INDEX_KEY")

ALLOWED_HOSTS = words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]" if DEMO else "")
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS")

MUNICIPALITY_NAME = os.environ.get("MUNICIPALITY_NAME", "Boekel")
MUNICIPALITY_LOGO = os.environ.get("MUNICIPALITY_LOGO", "")
MUNICIPALITY_ACCENT = os.environ.get("MUNICIPALITY_ACCENT", "")

# Rooms, from the top down

INSTALLED_APPS = [
    "boekel_sd",
    "retention",
    "brp",
    "consent",
    "cases",
    "terms",
    "accounts",
    "audit",
    "sealing",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "boekel_sd.apps.StaticFiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_filters",
    "django_htmx",
    "guardian",
    "simple_history",
]

# The order matters: a refusal of OneRequest must not undo the session, and the gate needs the purpose OneRequest set.
MIDDLEWARE = [
    "boekel_sd.health.Health",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "boekel_sd.middleware.OneRequest",
    "accounts.middleware.Gate",
]

ROOT_URLCONF = "boekel_sd.urls"
WSGI_APPLICATION = "boekel_sd.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "boekel_sd.context_processors.demo",
            ],
        },
    },
]
FORM_RENDERER = "boekel_sd.rendering.FormRenderer"

# Databases

OWNER = os.environ.get("DATABASE_ROLE") == "owner"


def database(name, owner_name):
    """The app connects as (a member of) boekel_app, which owns nothing; migrations as boekel_owner."""
    local = embedded.addresses(DATA_DIR)
    url = os.environ.get(name) or local[name]
    if OWNER:
        url = os.environ.get(owner_name) or os.environ.get(name) or local[owner_name]
    settings = dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True)
    role = embedded.OWNER_ROLE if OWNER else embedded.APP_ROLE
    options = {"connect_timeout": 5, "application_name": "boekel_sd", "assume_role": role}
    settings["OPTIONS"] = {**options, **settings.get("OPTIONS", {})}
    return settings


DATABASES = {
    "default": database("DATABASE_URL", "DATABASE_OWNER_URL"),
    "keys": database("KEYS_DATABASE_URL", "KEYS_DATABASE_OWNER_URL"),
}
DATABASE_ROUTERS = ["boekel_sd.routers.KeysApart"]

# Redis or Valkey: tasks in one database, cache in the next

REDIS_URL = os.environ.get("REDIS_URL") or embedded.addresses(DATA_DIR)["REDIS_URL"]
REDIS_PREFIX = os.environ.get("REDIS_PREFIX", "")

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": addresses.redis_database(REDIS_URL, 1),
        "KEY_PREFIX": f"{REDIS_PREFIX}boekel_sd",
        # A page must not hang for a minute of retries when the server is gone.
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 5, "retry": Retry(NoBackoff(), 1)},
    }
}

CELERY_BROKER_URL = addresses.broker(REDIS_URL)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"global_keyprefix": REDIS_PREFIX, "visibility_timeout": 6 * 60 * 60}
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_STORE_ERRORS_EVEN_IF_IGNORED = False
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "Europe/Amsterdam"
CELERY_ENABLE_UTC = True
CELERY_BEAT_SCHEDULER = "boekel_sd.celery.Scheduler"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "heartbeat": {"task": "boekel_sd.heartbeat", "schedule": 15, "options": {"expires": 60}},
    # Each hour: what somebody had locked goes the same day, and so it does where the machine is off at night.
    "destroy what is due": {"task": "retention.tasks.destroy_due", "schedule": crontab(minute=15)},
    "sweep orphan keys": {"task": "retention.tasks.sweep_orphan_keys", "schedule": crontab(hour=3, minute=45)},
    "seal the access log": {"task": "audit.tasks.seal_log", "schedule": 60, "options": {"expires": 60}},
    "make partitions of the log": {"task": "audit.tasks.make_partitions", "schedule": crontab(hour=1, minute=5)},
    "drop expired months of the log": {"task": "audit.tasks.drop_expired", "schedule": crontab(hour=1, minute=35)},
    "clear expired sessions": {"task": "accounts.tasks.clear_sessions", "schedule": crontab(hour=3, minute=15)},
    "keep people findable": {"task": "cases.tasks.keep_search_ready", "schedule": 60, "options": {"expires": 60}},
}

# Retention

UNUSED_PERSON_WEEKS = int(os.environ.get("UNUSED_PERSON_WEEKS", "6"))
REVIEW_NOTICE_DAYS = int(os.environ.get("REVIEW_NOTICE_DAYS", "90"))

# Who comes in

AUTH_USER_MODEL = "accounts.User"
# The first answers for dossiers, from grants alone. The second only recognises people (password, second factor):
# /beheer/ goes by role, and a superuser has no more content than anybody else.
AUTHENTICATION_BACKENDS = [
    "cases.backends.GrantBackend",
    "accounts.backends.StaffBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "change_password": "accounts.forms.ChangePasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_SESSION_REMEMBER = False
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXY_COUNT", "0"))
MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {"authenticate": "accounts.forms.SecondFactorForm"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = f"Sociaal domein {MUNICIPALITY_NAME}"

# Nobody is granted anything by being nobody in particular: no anonymous user, no methods patched onto models.
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
GUARDIAN_MONKEY_PATCH_GROUP = False
# guardian.W001 asks for guardian's own backend, which does not look at the period of a grant.
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]

# The browser

SESSION_ENGINE = "django.contrib.sessions.backends.db"
# Half an hour without a click; a whole working day at most (accounts/session.py).
SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = not DEMO
CSRF_COOKIE_SECURE = not DEMO
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
# In the session and not in a cookie: a message may name somebody.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SECURE_SSL_REDIRECT = flag("SECURE_SSL_REDIRECT", default=not DEMO)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("BEHIND_PROXY") else None
SECURE_HSTS_SECONDS = 0 if DEMO else 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEMO
SECURE_HSTS_PRELOAD = not DEMO
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Files from the design system are served as they are in its packages.
MODULES_DIR = BASE_DIR / "node_modules"
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("vendor/utrecht", MODULES_DIR / "@utrecht/component-library-css/dist"),
    ("vendor/source-sans-3/files", MODULES_DIR / "@fontsource/source-sans-3/files"),
    *(
        (f"vendor/nl-{part}", MODULES_DIR / f"@nl-design-system-candidate/{part}-css/dist")
        for part in (
            "button",
            "data-badge",
            "heading",
            "link",
            "mark",
            "number-badge",
            "paragraph",
            "skip-link",
        )
    ),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Uploads stay in memory until they are sealed: plain content must never touch a disk.
MAX_UPLOAD_MB = int(os.environ.get("MAX_UPLOAD_MB", "25"))
FILE_UPLOAD_HANDLERS = ["boekel_sd.uploads.InMemoryOnly"]
FILE_UPLOAD_MAX_MEMORY_SIZE = MAX_UPLOAD_MB * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Language and time

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True

# How long the access log is kept. NEN 7513 asks five years at least; the database refuses to drop a younger month.
ACCESS_LOG_YEARS = int(os.environ.get("ACCESS_LOG_YEARS", "5"))

# Other systems

BRP_URL = os.environ.get("BRP_URL", "")
BRP_API_KEY = secret("BRP_API_KEY")
CLAMAV_SOCKET = os.environ.get("CLAMAV_SOCKET", "")

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
if DEMO:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "sociaal-domein@localhost")

# Logs say what went wrong and where, never whose data it was: no SQL, no parameters, no local variables, no mail to
# administrators with a page full of them.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "no_values": {"()": "boekel_sd.logs.NoValues"},
        "not_health": {"()": "boekel_sd.logs.NotHealth"},
    },
    "formatters": {"plain": {"()": "boekel_sd.logs.Plain", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["not_health", "no_values"]}
    },
    "root": {"handlers": ["stderr"], "level": os.environ.get("LOG_LEVEL", "WARNING").upper()},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.db.backends": {"level": "WARNING", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        # At DEBUG it says what a photograph tells of itself.
        "PIL": {"level": "INFO", "propagate": True},
    },
}
