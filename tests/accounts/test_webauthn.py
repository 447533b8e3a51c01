"""What a security key may not do; that it lets one in is tried in a real browser (tests/slice/test_webauthn.py)."""

import json
from base64 import urlsafe_b64encode

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.accounts.conftest import PASSWORD
from tests.accounts.test_second_factor import enrol, password_only

pytestmark = [pytest.mark.urls("tests.accounts.urls"), pytest.mark.policy("2.5")]
ADD = "/account/2fa/sleutels/nieuw/"
NONSENSE = ["", "x", "{}", "[]", "1", "null", '{"id": 1}', json.dumps({"id": "a", "rawId": "a", "type": "public-key"}),
            json.dumps({"id": "a", "rawId": "a", "response": {"clientDataJSON": "e30", "attestationObject": "AA",
                        "authenticatorData": "AA", "signature": "AA"}, "type": "public-key"})]  # fmt: skip


def forged():
    """Well-formed, and of no key of ours."""
    said = {"type": "webauthn.get", "challenge": "AAAA", "origin": "https://testserver"}
    parts = {"clientDataJSON": json.dumps(said).encode(), "authenticatorData": bytes(37), "signature": b"x"}
    answer = {name: urlsafe_b64encode(part).decode().rstrip("=") for name, part in parts.items()}
    return json.dumps({"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": answer})


@pytest.fixture
def required(settings):
    settings.MFA_REQUIRED = True


@pytest.mark.parametrize("answer", NONSENSE)
def test_what_no_key_ever_said_adds_nothing(required, hanna, answer):
    client = password_only(hanna)
    page = client.post(ADD, {"name": "x", "credential": answer})
    assert page.status_code == 200
    assert "error-summary" in page.content.decode()
    assert not Authenticator.objects.exists()
    assert client.get("/dossier/").status_code == 302


@pytest.mark.parametrize("answer", NONSENSE)
def test_what_no_key_ever_said_lets_nobody_in(required, hanna, answer):
    enrol(hanna)
    client = password_only(hanna)
    page = client.post("/account/2fa/code/", {"credential": answer})
    assert page.status_code == 200
    assert client.get("/dossier/").status_code == 302


def test_guessing_with_a_key_is_logged_and_limited_as_with_codes(required, hanna, logged):
    enrol(hanna)
    client = password_only(hanna)
    for _ in range(5):
        client.post("/account/2fa/code/", {"credential": forged()})
    page = client.post("/account/2fa/code/", {"credential": forged()}).content.decode()
    assert "te vaak geprobeerd" in page
    assert logged(action="second_factor", outcome="failed") == [("second_factor", "failed")] * 5


def test_a_key_alone_is_no_way_in(db):
    for name in ("mfa_login_webauthn", "mfa_signup_webauthn"):
        with pytest.raises(NoReverseMatch):
            reverse(name)


def test_setting_up_a_key_is_open_to_who_has_nothing_yet_and_to_nobody_else(required, hanna):
    assert password_only(hanna).get(ADD).status_code == 200
    assert Client().get(ADD).url.startswith("/inloggen/")
    enrol(hanna)
    client = password_only(hanna)
    assert client.get(ADD).url.startswith("/inloggen/")


def test_anothers_key_is_not_there(required, hanna, make_user):
    client, _, _ = enrol(hanna)
    key = Authenticator.objects.create(user=make_user("Kees", "hulpverlener"), type="webauthn", data={"name": "x"})
    assert client.post(f"/account/2fa/sleutels/{key.pk}/weghalen/").status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_the_app_may_go_when_a_key_stays_and_that_is_logged(required, hanna, logged):
    client, _, _ = enrol(hanna)
    Authenticator.objects.create(user=hanna, type="webauthn", data={"name": "Sleutelbos"})
    assert client.post("/account/2fa/uitzetten/").status_code == 302
    assert not Authenticator.objects.filter(user=hanna, type="totp").exists()
    assert ("account_reset_second_factor", "allowed") in logged(user_id=hanna.pk)


def test_recovery_codes_alone_are_no_second_step(required, hanna):
    client, _, _ = enrol(hanna)
    assert "verplicht" in client.post("/account/2fa/uitzetten/").content.decode()


def test_taking_a_key_away_is_logged(hanna, logged):
    client, _, _ = enrol(hanna)
    key = Authenticator.objects.create(user=hanna, type="webauthn", data={"name": "Sleutelbos"})
    assert client.post(f"/account/2fa/sleutels/{key.pk}/weghalen/").url == "/account/2fa/sleutels/"
    assert ("account_reset_second_factor", "allowed") in logged(user_id=hanna.pk)


def test_a_wrong_password_confirms_nothing(hanna, settings):
    client = password_only(hanna)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = -1
    where = client.get(ADD).url
    assert where.startswith("/account/bevestigen/")
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
    assert client.post(where, {"password": "verkeerd"}).status_code == 200
    assert client.post(where, {"password": PASSWORD}).url == ADD
