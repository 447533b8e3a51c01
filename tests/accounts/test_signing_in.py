from datetime import timedelta

import pytest
from django.contrib.auth import get_user
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts import links, session
from boekel_sd import settings as production_settings
from tests.accounts.conftest import PASSWORD

pytestmark = [pytest.mark.urls("tests.accounts.urls"), pytest.mark.policy("2.5")]


def sign_in(client, email, password=PASSWORD, **extra):
    return client.post("/inloggen/", {"login": email, "password": password}, **extra)


def is_in(client):
    return client.get("/dossier/").status_code == 200


def test_somebody_signs_in_and_out_and_both_are_logged(hanna, logged):
    client = Client()
    response = client.post("/inloggen/?next=/dossier/", {"login": "Hanna@Boekel.example", "password": PASSWORD})
    assert response.url == "/dossier/"
    assert is_in(client)
    client.post("/uitloggen/")
    assert not is_in(client)
    assert logged(user_id=hanna.pk) == [("sign_in", "allowed"), ("sign_out", "allowed")]


def test_looking_at_the_sign_out_page_signs_nobody_out(hanna, signed_in):
    client = signed_in(hanna)
    assert client.get("/uitloggen/").status_code == 200
    assert is_in(client)


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(hanna, logged):
    wrong, unknown = (sign_in(Client(), email, "verkeerd").content.decode() for email in (hanna.email, "x@y.example"))
    sentence = "Het e-mailadres of het wachtwoord klopt niet."
    assert sentence in wrong
    assert sentence in unknown
    assert logged(action="sign_in_failed") == [("sign_in_failed", "failed")] * 2


def test_a_failure_names_the_account_and_never_the_address(hanna, log_rows):
    sign_in(Client(), hanna.email, "verkeerd")
    (row,) = log_rows(action="sign_in_failed")
    assert row.record_ids == [hanna.pk]
    assert row.user_id is None
    assert row.origin == "127.0.0.1"


def test_after_five_failures_even_the_right_password_waits(hanna):
    client = Client()
    for _ in range(5):
        sign_in(client, hanna.email, "verkeerd")
    page = sign_in(client, hanna.email).content.decode()
    assert "U hebt het te vaak geprobeerd" in page
    assert not is_in(client)


def test_nobody_signs_up_or_has_a_password_mailed(db):
    for name in ("account_signup", "account_reset_password", "account_email", "account_set_password"):
        with pytest.raises(NoReverseMatch):
            reverse(name)
    for path in ("/account/signup/", "/accounts/signup/", "/signup/", "/account/password/reset/"):
        assert Client().get(path).status_code == 404


def test_whoever_is_not_signed_in_goes_to_the_sign_in_page(db):
    assert Client().get("/dossier/").url == "/inloggen/?next=/dossier/"


def test_a_closed_account_is_out_at_the_next_request(hanna, signed_in):
    client = signed_in(hanna)
    assert is_in(client)
    type(hanna).objects.filter(pk=hanna.pk).update(is_active=False)
    assert not is_in(client)
    assert sign_in(Client(), hanna.email).url == "/account/afgesloten/"


@pytest.mark.policy("1.1")
def test_a_partner_without_a_valid_agreement_is_out_at_the_next_request(omar, partner, signed_in, today, logged):
    client = signed_in(omar)
    assert is_in(client)
    partner.agreements.update(valid_until=today - timedelta(days=1))
    response = client.get("/dossier/")
    assert response.status_code == 403
    assert "geen geldige overeenkomst" in response.content.decode()
    assert logged(action="open") == [("open", "refused")]


@pytest.mark.policy("1.1")
def test_a_partner_without_an_agreement_does_not_even_reach_the_declaration(make_user, partner, signed_in):
    partner.agreements.all().delete()
    client = signed_in(make_user("Olga", "hulpverlener", organisation=partner, accepted=False))
    assert client.get("/geheimhouding/").status_code == 403


def test_an_account_without_an_organisation_opens_nothing(make_user, signed_in):
    client = signed_in(make_user("Niemand", "hulpverlener", organisation=None))
    assert client.get("/dossier/").status_code == 403


def test_a_session_ends_after_a_working_day(hanna, signed_in, now):
    client = signed_in(hanna)
    assert is_in(client)
    data = client.session
    data[session.STARTED] = (now - timedelta(hours=13)).isoformat()
    data.save()
    assert client.get("/dossier/").url == "/inloggen/?next=/dossier/"
    assert not get_user(client).is_authenticated


def test_an_idle_session_lives_half_an_hour(hanna):
    client = Client()
    sign_in(client, hanna.email)
    assert client.session.get_expiry_age() == 30 * 60
    assert client.session.get_expire_at_browser_close()


def test_a_one_time_link_works_once(hanna, logged):
    path = links.path_for(hanna)
    client = Client()
    form = client.get(path, follow=True)
    assert "Kies uw wachtwoord" in form.content.decode()
    chosen = {"new_password1": "andere losse woorden", "new_password2": "andere losse woorden"}
    assert client.post(form.redirect_chain[-1][0], chosen).url == "/inloggen/"
    assert sign_in(Client(), hanna.email, "andere losse woorden").status_code == 302
    assert "Deze link werkt niet meer" in Client().get(path, follow=True).content.decode()
    assert ("password", "allowed") in logged(user_id=hanna.pk)


def test_a_one_time_link_dies_after_a_day(hanna, settings):
    path = links.path_for(hanna)
    assert settings.PASSWORD_RESET_TIMEOUT == 24 * 60 * 60
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert "Deze link werkt niet meer" in Client().get(path, follow=True).content.decode()


def test_a_link_to_a_closed_account_looks_like_any_dead_link(hanna):
    path = links.path_for(hanna)
    type(hanna).objects.filter(pk=hanna.pk).update(is_active=False)
    dead = Client().get(path, follow=True).content
    assert dead == Client().get("/toegang/abc/def-123/", follow=True).content


@pytest.mark.parametrize(
    "password",
    ["kort", "123456789012345", "password1234", "hanna@boekel"],
    ids=["short", "digits", "common", "own name"],
)
def test_a_weak_password_is_refused(hanna, signed_in, password):
    client = signed_in(hanna)
    data = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    assert client.post("/account/wachtwoord/", data).status_code == 200
    hanna.refresh_from_db()
    assert hanna.check_password(PASSWORD)


def test_changing_the_password_ends_other_sessions(hanna, signed_in, logged):
    here, elsewhere = signed_in(hanna), signed_in(hanna)
    data = {"oldpassword": PASSWORD, "password1": "andere losse woorden", "password2": "andere losse woorden"}
    assert here.post("/account/wachtwoord/", data).status_code == 302
    assert is_in(here)
    assert not is_in(elsewhere)
    assert ("password", "allowed") in logged(user_id=hanna.pk)


def test_passwords_are_kept_with_argon2():
    assert production_settings.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
