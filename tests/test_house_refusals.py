from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model

from accounts.oidc.client import new_key
from boekel_sd import checks
from sealing import certificates

SEAL, OTHER_SEAL = certificates.new(), certificates.new()
SAFE = {
    "DEMO": False,
    "DEBUG": False,
    "SECRET_KEY": "Zq3v-8Kd!tT0pYw2_Lr7m@Xc5nB9sHf4gJ6uE1aQoViRyWkDzPe",
    "MASTER_KEY": b"m" * 32,
    "INDEX_KEY": b"i" * 32,
    "PDF_SEAL_CERTIFICATE": SEAL,
    "PDF_SEAL_KEY": SEAL,
    "MFA_REQUIRED": True,
    "ALLOWED_HOSTS": ["dossiers.example"],
    "SESSION_COOKIE_SECURE": True,
    "BACKUP_DIR": Path("/back-ups/content"),
    "KEYS_BACKUP_DIR": Path("/back-ups/keys"),
    "DATABASES": {"default": {"HOST": "a", "NAME": "one"}, "keys": {"HOST": "a", "NAME": "two"}},
}
SAME = {"default": {"HOST": "a", "NAME": "one"}, "keys": {"HOST": "a", "NAME": "one"}}


def refusals(**unsafe):
    return checks.refusals(SimpleNamespace(**{**SAFE, **unsafe}))


def test_safe_settings_are_not_refused():
    assert refusals() == []


@pytest.mark.parametrize(
    ("unsafe", "word"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY"),
        ({"SECRET_KEY": "django-insecure-" + SAFE["SECRET_KEY"]}, "SECRET_KEY"),
        ({"MASTER_KEY": b""}, "MASTER_KEY"),
        ({"INDEX_KEY": b""}, "INDEX_KEY"),
        ({"INDEX_KEY": b"m" * 32}, "INDEX_KEY"),
        ({"PDF_SEAL_CERTIFICATE": ""}, "PDF_SEAL_CERTIFICATE"),
        ({"PDF_SEAL_KEY": ""}, "PDF_SEAL_KEY"),
        ({"PDF_SEAL_KEY": OTHER_SEAL}, "does not belong"),
        ({"PDF_SEAL_KEY": "geen sleutel"}, "PEM"),
        ({"DEBUG": True}, "DEBUG"),
        ({"MFA_REQUIRED": False}, "MFA_REQUIRED"),
        ({"ALLOWED_HOSTS": []}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": ["*"]}, "ALLOWED_HOSTS"),
        ({"DATABASES": SAME}, "KEYS_DATABASE_URL"),
        ({"KEYS_BACKUP_DIR": Path("/back-ups/content")}, "KEYS_BACKUP_DIR"),
        ({"SESSION_COOKIE_SECURE": False}, "SESSION_COOKIE_SECURE"),
    ],
)
def test_what_is_unsafe_is_refused_by_name(unsafe, word):
    assert [word in sentence for sentence in refusals(**unsafe)] == [True]


@pytest.mark.parametrize("kind", ["STAFF", "RESIDENT"])
@pytest.mark.parametrize(
    ("unsafe", "word"),
    [
        ({"ISSUER": "http://inloggen.example"}, "ISSUER"),
        ({"CLIENT_ID": ""}, "CLIENT_ID"),
        ({"KEY": ""}, "KEY"),
        ({"KEY": "geen sleutel"}, "KEY"),
    ],
)
def test_a_sign_in_service_that_is_half_there_is_refused_by_name(kind, unsafe, word):
    service = {"ISSUER": "https://inloggen.example", "CLIENT_ID": "wij", "KEY": new_key()}
    assert refusals(**{f"{kind}_OIDC_{part}": value for part, value in service.items()}) == []
    wrong = refusals(**{f"{kind}_OIDC_{part}": value for part, value in (service | unsafe).items()})
    assert [f"{kind}_OIDC_{word}" in sentence for sentence in wrong] == [True]


def test_a_demo_may_have_all_of_it():
    assert refusals(DEMO=True, SECRET_KEY="", MASTER_KEY=b"", ALLOWED_HOSTS=["*"]) == []


def test_a_demo_account_in_a_real_database_is_refused(db, settings):
    settings.DEMO = False
    assert checks.demo_accounts_refusals() == []
    get_user_model().objects.create(email=f"ans@{settings.DEMO_EMAIL_DOMAIN}", name="Ans")
    assert len(checks.demo_accounts_refusals()) == 1


def test_refusing_ends_the_process_with_1_and_the_reasons(monkeypatch):
    monkeypatch.setattr(checks, "refusals", lambda settings: ["Because."])
    with pytest.raises(SystemExit) as ended:
        checks.refuse_unsafe()
    assert "- Because." in ended.value.code
