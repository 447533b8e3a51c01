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

from boekel_sd import addresses, embedded, rates

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
    if DEMO and name in embedded.DEMO_SECRETS:
        return embedded.demo_secret(DATA_DIR, *embedded.DEMO_SECRETS[name]).strip()
    return ""


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
# Apart, for the back-ups of the keys are kept for days only, wherever they are copied to.
BACKUP_DIR = Path(os.environ.get("BACKUP_DIR", DATA_DIR / "backups"))
KEYS_BACKUP_DIR = Path(os.environ.get("KEYS_BACKUP_DIR", DATA_DIR / "keys-backups"))
# Where pg_dump and pg_restore are: best of the same version as the servers.
POSTGRES_PROGRAMS = Path(os.environ.get("POSTGRES_PROGRAMS", embedded.programs()))
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
# What PDFs are sealed with, in PEM, and the certificates that did so before (docs/runbooks/seal.md).
PDF_SEAL_CERTIFICATE = secret("PDF_SEAL_CERTIFICATE")
PDF_SEAL_KEY = secret("PDF_SEAL_KEY")
PDF_SEAL_CERTIFICATES_BEFORE = secret("PDF_SEAL_CERTIFICATES_BEFORE")

ALLOWED_HOSTS = words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]" if DEMO else "")
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS")


def site_url():
    """Unless told otherwise: the first host of the site, and in a demo this machine."""
    if DEMO or not ALLOWED_HOSTS:
        return f"http://localhost:{os.environ.get('PORT') or '8000'}"
    return f"https://{ALLOWED_HOSTS[0].lstrip('.')}"


MUNICIPALITY_NAME = os.environ.get("MUNICIPALITY_NAME", "Boekel")
MUNICIPALITY_LOGO = os.environ.get("MUNICIPALITY_LOGO", "")
MUNICIPALITY_ACCENT = os.environ.get("MUNICIPALITY_ACCENT", "")

# Rooms, from the top down

INSTALLED_APPS = [
    "boekel_sd",
    "inzage",
    "retention",
    "casework",
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
    "boekel_sd.headers.Headers",
    "boekel_sd.health.Health",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "boekel_sd.limits.RequestSize",
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
    "consent.middleware.OneDocument",
    "cases.middleware.KeepTyped",
    "accounts.middleware.Gate",
    "casework.middleware.AtTable",
    "boekel_sd.limits.RateLimits",
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

# At which hour of a working day who has something to do gets a mail that says so.
DIGEST_HOUR = int(os.environ.get("DIGEST_HOUR", "7"))

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
    "start terms that follow an event": {
        "task": "retention.tasks.follow_events",
        "schedule": crontab(hour=0, minute=5),
    },
    "announce what goes": {"task": "retention.tasks.announce", "schedule": crontab(hour=5, minute=10)},
    "end what holds": {"task": "retention.tasks.end_holds", "schedule": crontab(hour=0, minute=10)},
    # Before what is due goes: by the dates that hold then.
    "recompute terms": {"task": "retention.tasks.recompute_due", "schedule": crontab(minute=5)},
    "sweep orphan keys": {"task": "retention.tasks.sweep_orphan_keys", "schedule": crontab(hour=3, minute=45)},
    "seal the access log": {"task": "audit.tasks.seal_log", "schedule": 60, "options": {"expires": 60}},
    "make partitions of the log": {"task": "audit.tasks.make_partitions", "schedule": crontab(hour=1, minute=5)},
    "drop expired months of the log": {"task": "audit.tasks.drop_expired", "schedule": crontab(hour=1, minute=35)},
    "clear expired sessions": {"task": "accounts.tasks.clear_sessions", "schedule": crontab(hour=3, minute=15)},
    "forget absent residents": {"task": "inzage.tasks.forget_absent", "schedule": crontab(hour=3, minute=25)},
    "make what residents asked": {"task": "inzage.tasks.make_releases", "schedule": crontab(minute=35)},
    "expire what was not fetched": {"task": "inzage.tasks.expire_releases", "schedule": crontab(hour=3, minute=5)},
    "forget unsent requests": {"task": "inzage.tasks.forget_unsent", "schedule": crontab(minute=45)},
    "remind of requests": {"task": "inzage.tasks.remind", "schedule": crontab(hour=5, minute=20)},
    "remind of letters": {"task": "inzage.tasks.remind_of_letters", "schedule": crontab(hour=5, minute=22)},
    "forget old drafts": {"task": "cases.tasks.forget_drafts", "schedule": crontab(minute=25)},
    "send the daily digest": {
        "task": "cases.tasks.send_digests",
        "schedule": crontab(hour=DIGEST_HOUR, minute=0, day_of_week="mon-fri"),
    },
    "remind of agreements": {"task": "accounts.tasks.remind_of_agreements", "schedule": crontab(hour=6, minute=40)},
    "forget data breaches of long ago": {"task": "cases.tasks.forget_breaches", "schedule": crontab(hour=3, minute=25)},
    "look for unusual reading": {"task": "cases.tasks.find_unusual", "schedule": crontab(hour=4, minute=5)},
    "forget unusual reading of long ago": {
        "task": "cases.tasks.forget_unusual",
        "schedule": crontab(hour=3, minute=35),
    },
    "end and review consents": {"task": "consent.tasks.review_consents", "schedule": crontab(hour=0, minute=10)},
    "send what is due": {"task": "consent.tasks.send_due", "schedule": 10, "options": {"expires": 10}},
    "take in answers": {"task": "consent.tasks.take_in_answers", "schedule": 60, "options": {"expires": 60}},
    "have the silent called": {"task": "consent.tasks.remind_of_silence", "schedule": crontab(hour=5, minute=5)},
    "lapse unused access": {"task": "cases.tasks.lapse_grants", "schedule": crontab(hour=2, minute=35)},
    "end grounds that are over": {"task": "consent.tasks.end_grounds", "schedule": crontab(hour=0, minute=20)},
    "end plans that others decide about": {
        "task": "casework.tasks.review_plans",
        "schedule": crontab(hour=0, minute=15),
    },
    "forget questions without a dossier": {"task": "casework.tasks.forget_enquiries", "schedule": crontab(minute=50)},
    "keep people findable": {"task": "cases.tasks.keep_search_ready", "schedule": 60, "options": {"expires": 60}},
}

# Retention

# § 2.5 Toegankelijkheid: access to a dossier that nobody uses ends, after a notice; and is asked after twice a year.
UNUSED_GRANT_DAYS = int(os.environ.get("UNUSED_GRANT_DAYS", "90"))
LAPSE_NOTICE_DAYS = int(os.environ.get("LAPSE_NOTICE_DAYS", "14"))
RECERTIFY_DAYS = int(os.environ.get("RECERTIFY_DAYS", "180"))
# § 2.5 Toegankelijkheid: who to call when a dossier is closed to an emergency; shown where one might need it.
ON_CALL_PHONE = os.environ.get("ON_CALL_PHONE", "0492 00 00 99" if DEMO else "")
# § 2.5 Toegankelijkheid: what reading is unusual enough for somebody to look at, and how long the FG inspects.
UNUSUAL_DOSSIERS_PER_HOUR = int(os.environ.get("UNUSUAL_DOSSIERS_PER_HOUR", "30"))
UNUSUAL_WITHOUT_WORK_DAYS = int(os.environ.get("UNUSUAL_WITHOUT_WORK_DAYS", "14"))
UNUSUAL_NIGHT_FROM = int(os.environ.get("UNUSUAL_NIGHT_FROM", "22"))
UNUSUAL_NIGHT_UNTIL = int(os.environ.get("UNUSUAL_NIGHT_UNTIL", "6"))
# § 4.1 Casusregie: after how many days what others told is old, and worth asking the resident again.
OLD_FACTS_DAYS = int(os.environ.get("OLD_FACTS_DAYS", "180"))
INSPECTION_HOURS = int(os.environ.get("INSPECTION_HOURS", "4"))
UNUSED_PERSON_WEEKS = int(os.environ.get("UNUSED_PERSON_WEEKS", "6"))
# Units one run of destruction takes, each hour: some minutes of work. What is left goes an hour later. 0: no end to it.
DESTROY_AT_MOST = int(os.environ.get("DESTROY_AT_MOST", "20000"))
REVIEW_NOTICE_DAYS = int(os.environ.get("REVIEW_NOTICE_DAYS", "90"))
# How long back-ups last. Those of the keys last short: until they are gone, what was destroyed could be read again.
KEYS_BACKUP_DAYS = int(os.environ.get("KEYS_BACKUP_DAYS", "7"))
BACKUP_DAYS = int(os.environ.get("BACKUP_DAYS", "90"))

# Who comes in

AUTH_USER_MODEL = "accounts.User"
# The first answers for dossiers, from grants alone. The second only recognises people (password, second factor):
# /beheer/ goes by role, and a superuser has no more content than anybody else.
AUTHENTICATION_BACKENDS = [
    "cases.backends.GrantBackend",
    "accounts.backends.StaffBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
# What somebody tries first who knows where this is: none of a password's strength may come from these.
OUR_WORDS = [
    MUNICIPALITY_NAME,
    "gemeente",
    "boekel",
    "sociaal",
    "domein",
    "dossier",
    "dorpsteam",
    "jeugdhulp",
    "welkom",
]
OUR_WORDS += ["wachtwoord", "password", "inloggen"]
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "accounts.passwords.NotOurOwnWords", "OPTIONS": {"words": OUR_WORDS, "rest": 6}},
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
MFA_FORMS = {
    "authenticate": "accounts.forms.SecondFactorForm",
    "reauthenticate": "accounts.forms.ConfirmByCodeForm",
    "add_webauthn": "accounts.forms.KeyForm",
    "authenticate_webauthn": "accounts.forms.UseKeyForm",
    "reauthenticate_webauthn": "accounts.forms.ConfirmByKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# A key is a second step beside the password; nobody signs in with a key alone.
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = f"Sociaal domein {MUNICIPALITY_NAME}"

# Colleagues by the account of their municipality, residents by DigiD through a broker: OpenID Connect, both
# (docs/runbooks/single-sign-on.md). Without an issuer there is no such way in.
STAFF_OIDC_ISSUER = os.environ.get("STAFF_OIDC_ISSUER", "")
STAFF_OIDC_CLIENT_ID = os.environ.get("STAFF_OIDC_CLIENT_ID", "")
STAFF_OIDC_KEY = secret("STAFF_OIDC_KEY")
STAFF_OIDC_SCOPE = os.environ.get("STAFF_OIDC_SCOPE", "openid email")
# By which words the provider says that it asked for a second step.
STAFF_OIDC_MFA_AMR = frozenset(words("STAFF_OIDC_MFA_AMR", "mfa"))
STAFF_OIDC_MFA_ACR = frozenset(words("STAFF_OIDC_MFA_ACR"))
RESIDENT_OIDC_ISSUER = os.environ.get("RESIDENT_OIDC_ISSUER", "")
RESIDENT_OIDC_CLIENT_ID = os.environ.get("RESIDENT_OIDC_CLIENT_ID", "")
RESIDENT_OIDC_KEY = secret("RESIDENT_OIDC_KEY")
RESIDENT_OIDC_SCOPE = os.environ.get("RESIDENT_OIDC_SCOPE", "openid")
RESIDENT_OIDC_BSN_CLAIM = os.environ.get("RESIDENT_OIDC_BSN_CLAIM", "bsn")
RESIDENT_OIDC_LOA_CLAIM = os.environ.get("RESIDENT_OIDC_LOA_CLAIM", "acr")
RESIDENT_OIDC_LOA = words("RESIDENT_OIDC_LOA", "http://eidas.europa.eu/LoA/substantial,http://eidas.europa.eu/LoA/high")
# Where a resident who must leave at once is sent: something anybody may have open.
QUICK_EXIT_URL = os.environ.get("QUICK_EXIT_URL", "https://www.weeronline.nl/")

# Nobody is granted anything by being nobody in particular: no anonymous user, no methods patched onto models.
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
GUARDIAN_MONKEY_PATCH_GROUP = False
# guardian.W001 asks for guardian's own backend, which does not look at the period of a grant.
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]

# The browser

SESSION_ENGINE = "django.contrib.sessions.backends.db"
# Half an hour without a click; a whole working day at most (accounts/session.py).
SESSION_COOKIE_AGE = int(os.environ.get("SESSION_IDLE_MINUTES", "30")) * 60
SESSION_HOURS = int(os.environ.get("SESSION_HOURS", "12"))
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = not DEMO
CSRF_COOKIE_SECURE = not DEMO
# With this prefix a browser takes the cookie from this very host alone, over https, and sends it nowhere else: a
# neighbour under the same domain cannot plant one. A demo has no https.
HOST_ONLY = "" if DEMO else "__Host-"
SESSION_COOKIE_NAME = f"{HOST_ONLY}sessionid"
CSRF_COOKIE_NAME = f"{HOST_ONLY}csrftoken"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "boekel_sd.middleware.csrf_failure"
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
# All files of one request are in memory together. What is larger as a whole is not read at all.
DATA_UPLOAD_MAX_NUMBER_FILES = 20
MAX_REQUEST_MB = int(os.environ.get("MAX_REQUEST_MB", str(4 * MAX_UPLOAD_MB)))
# A dossier of a large family asks about fifty; who sends more than this is no form of ours.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

# How often one account may do what tells of people, or takes something out of the house: `RATE_LIMITS` replaces some,
# as "directory=40/hour,search=60/minute". boekel_sd/limits.py says which pages they are.
RATE_LIMITS = rates.rates(
    {
        "search": "30/minute",
        "directory": "60/hour",
        "brp": "100/hour",
        "bsn": "60/hour",
        "download": "120/hour",
        "print": "40/hour",
        "receipt": "60/hour",
        "unsent": "40/minute",
        "letter": "12/hour",
    },
    words("RATE_LIMITS"),
)

# Language and time

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True

# Who makes somebody do something: (user, now) → what is due for the one list of a working day (cases.workday).
DUTIES = (
    "cases.workday.tasks_due",
    "cases.workday.confirming_due",
    "cases.workday.reviews_due",
    "casework.workday.questions_due",
    "casework.workday.conferences_due",
    "casework.workday.invitations_due",
    "casework.workday.offers_due",
    "retention.workday.judging_due",
    "retention.workday.reviews_due",
    "retention.workday.announced_due",
    "retention.workday.requests_due",
    "inzage.workday.preparing_due",
    "inzage.workday.reading_due",
    "inzage.workday.reviews_due",
    "inzage.workday.restrictions_due",
    "inzage.workday.deciding_due",
    "inzage.workday.letters_due",
)
# How many days before something is destroyed it is announced.
ANNOUNCE_DAYS = int(os.environ.get("ANNOUNCE_DAYS", "60"))
# Who knows whether an organisation asked for time to align: (dossier id, organisation id, day) → until when, or None.
TIME_TO_ALIGN = "casework.workday.asked_time_until"

# How long the access log is kept. NEN 7513 asks five years at least; the database refuses to drop a younger month.
ACCESS_LOG_YEARS = int(os.environ.get("ACCESS_LOG_YEARS", "5"))

# Other systems

BRP_URL = os.environ.get("BRP_URL", "")
BRP_API_KEY = secret("BRP_API_KEY")
CLAMAV_SOCKET = os.environ.get("CLAMAV_SOCKET", "")

# A demo writes each mail to a file, unless a server is given: nothing leaves the machine, and one can read what would.
KEEPS_MAIL = DEMO and "EMAIL_HOST" not in os.environ
EMAIL_BACKEND = f"django.core.mail.backends.{'filebased' if KEEPS_MAIL else 'smtp'}.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = secret("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "sociaal-domein@localhost")
# How the site is reached, for the link in a mail: no request is there to tell.
SITE_URL = os.environ.get("SITE_URL", site_url()).rstrip("/")
# Where somebody who found a hole tells it (/.well-known/security.txt): mailto:… or https://….
SECURITY_CONTACT = os.environ.get("SECURITY_CONTACT", "")

# Logs say what went wrong and where, never whose data it was: no SQL, no parameters, no local variables, no mail to
# administrators with a page full of them.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "no_values": {"()": "boekel_sd.logs.NoValues"},
        "not_health": {"()": "boekel_sd.logs.NotHealth"},
    },
    "formatters": {
        "plain": {
            "()": "boekel_sd.logs.Plain",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
            # With its offset: two logs laid side by side must agree in the hour that comes twice.
            "datefmt": "%Y-%m-%dT%H:%M:%S%z",
        }
    },
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
