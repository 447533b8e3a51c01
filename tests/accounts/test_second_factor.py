import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django.core.cache import cache
from django.test import Client

from tests.accounts.codes import code_for
from tests.accounts.conftest import PASSWORD

pytestmark = [pytest.mark.urls("tests.accounts.urls"), pytest.mark.policy("2.5")]


@pytest.fixture
def required(settings):
    settings.MFA_REQUIRED = True


def password_only(user):
    client = Client()
    client.post("/inloggen/", {"login": user.email, "password": PASSWORD})
    return client


def enrol(user):
    """Set up the second step; the browser in which it was done, and the secret."""
    client = password_only(user)
    client.get("/account/2fa/instellen/")
    secret = client.session[SECRET_SESSION_KEY]
    response = client.post("/account/2fa/instellen/?next=/dossier/", {"code": code_for(secret)})
    # The same code may be used once; a test does not wait half a minute for the next.
    cache.clear()
    return client, secret, response


def recovery_codes(user):
    return Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()


def test_without_the_second_step_nobody_gets_anywhere(required, hanna):
    client = password_only(hanna)
    assert client.get("/dossier/").url == "/account/2fa/instellen/?next=/dossier/"
    assert client.get("/geheimhouding/").url.startswith("/account/2fa/instellen/")
    assert client.get("/account/2fa/herstelcodes/").url.startswith("/account/2fa/instellen/")
    assert client.get("/account/2fa/instellen/").status_code == 200


def test_setting_it_up_gives_recovery_codes_and_leads_on(required, hanna, logged):
    client, _, response = enrol(hanna)
    assert response.url == "/account/2fa/herstelcodes/?next=%2Fdossier%2F"
    page = client.get(response.url).content.decode()
    assert len(recovery_codes(hanna)) == 10
    assert all(code in page for code in recovery_codes(hanna))
    assert 'href="/dossier/"' in page
    assert client.get("/dossier/").status_code == 200
    assert ("second_factor", "allowed") in logged(user_id=hanna.pk)


def test_a_wrong_code_does_not_set_it_up(required, hanna):
    client = password_only(hanna)
    client.get("/account/2fa/instellen/")
    page = client.post("/account/2fa/instellen/", {"code": "000000"}).content.decode()
    assert "Deze code klopt niet" in page
    assert not Authenticator.objects.exists()


def test_signing_in_asks_for_the_code(required, hanna):
    _, secret, _ = enrol(hanna)
    client = Client()
    response = client.post("/inloggen/?next=/dossier/", {"login": hanna.email, "password": PASSWORD})
    assert response.url == "/account/2fa/code/"
    assert client.get("/dossier/").url == "/inloggen/?next=/dossier/"
    assert client.post("/account/2fa/code/", {"code": code_for(secret)}).url == "/dossier/"
    assert client.get("/dossier/").status_code == 200


def test_a_code_works_once(required, hanna):
    _, secret, _ = enrol(hanna)
    for client, ok in ((password_only(hanna), True), (password_only(hanna), False)):
        client.post("/account/2fa/code/", {"code": code_for(secret)})
        assert (client.get("/dossier/").status_code == 200) == ok


def test_a_recovery_code_works_once(required, hanna):
    enrol(hanna)
    code = recovery_codes(hanna)[0]
    first, second = password_only(hanna), password_only(hanna)
    first.post("/account/2fa/code/", {"code": code})
    second.post("/account/2fa/code/", {"code": code})
    assert first.get("/dossier/").status_code == 200
    assert second.get("/dossier/").status_code == 302


def test_wrong_codes_are_logged_and_limited(required, hanna, logged):
    _, secret, _ = enrol(hanna)
    client = password_only(hanna)
    for _ in range(5):
        client.post("/account/2fa/code/", {"code": "000000"})
    page = client.post("/account/2fa/code/", {"code": code_for(secret)}).content.decode()
    assert "te vaak geprobeerd" in page
    assert logged(action="second_factor", outcome="failed") == [("second_factor", "failed")] * 5


def test_a_session_begun_with_the_password_alone_does_not_share_in_it(required, hanna):
    """Somebody who only knows the password was in before the second step was set up."""
    thief = password_only(hanna)
    enrol(hanna)
    assert thief.get("/dossier/").url == "/inloggen/?next=/dossier/"


def test_it_cannot_be_switched_off_where_it_is_required(required, hanna):
    client, _, _ = enrol(hanna)
    page = client.post("/account/2fa/uitzetten/").content.decode()
    assert "verplicht" in page
    assert Authenticator.objects.filter(user=hanna, type="totp").exists()


def test_in_a_demo_it_may_be_left_out(settings, hanna):
    assert settings.DEMO
    assert not settings.MFA_REQUIRED
    assert password_only(hanna).get("/dossier/").status_code == 200


def test_who_has_it_is_asked_for_it_in_a_demo_too(hanna):
    enrol(hanna)
    assert password_only(hanna).get("/dossier/").status_code == 302


def test_the_secrets_are_sealed_in_the_database(required, hanna):
    _, secret, _ = enrol(hanna)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored
    assert not any(code in stored for code in recovery_codes(hanna))


def test_recovery_codes_can_be_renewed_and_kept_as_a_file(required, hanna):
    client, _, _ = enrol(hanna)
    before = recovery_codes(hanna)
    assert client.post("/account/2fa/herstelcodes/nieuw/").url == "/account/2fa/herstelcodes/"
    assert not set(before) & set(recovery_codes(hanna))
    assert client.get("/account/2fa/herstelcodes/bestand/").content.decode().split() == recovery_codes(hanna)


@pytest.mark.parametrize("path", ["/account/", "/account/2fa/uitzetten/", "/account/2fa/herstelcodes/nieuw/"])
def test_the_other_pages_open(required, hanna, path):
    client, _, _ = enrol(hanna)
    assert client.get(path).status_code == 200


def test_after_a_while_the_person_is_asked_again(required, hanna, settings):
    client, _, _ = enrol(hanna)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = -1
    where = client.get("/account/2fa/herstelcodes/").url
    assert where.startswith("/account/bevestigen/")
    assert client.get(where).status_code == 200
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
    response = client.post(where, {"password": PASSWORD})
    assert response.url == "/account/2fa/herstelcodes/"


def test_the_key_is_shown_as_a_drawing_without_style_of_its_own(required, hanna):
    page = password_only(hanna).get("/account/2fa/instellen/").content.decode()
    drawing = page[page.index("<svg", page.index('class="qr"')) :]
    assert "style=" not in drawing[: drawing.index("</svg>")]
