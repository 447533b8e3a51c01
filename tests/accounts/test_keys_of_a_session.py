"""A session has a key nobody guesses, a new one at each signing in, and none after signing out."""

import pytest
from django.test import Client

from tests.accounts.conftest import PASSWORD

pytestmark = [pytest.mark.policy("2.5"), pytest.mark.django_db]


def sign_in(client, user, password=PASSWORD):
    return client.post("/inloggen/", {"login": user.email, "password": password})


def is_in(key) -> bool:
    client = Client()
    client.cookies["sessionid"] = key
    return client.get("/account/").status_code == 200


def test_a_key_is_long_and_never_the_same(hanna):
    keys = set()
    for _each in range(5):
        client = Client()
        sign_in(client, hanna)
        keys.add(client.cookies["sessionid"].value)
    assert len(keys) == 5
    # 32 of 36 characters: more than 128 bits.
    assert {len(key) for key in keys} == {32}


def test_what_somebody_planted_before_signing_in_is_worth_nothing_after_it(hanna):
    client = Client()
    client.get("/inloggen/")
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted
    assert sign_in(client, hanna).status_code == 302
    assert client.cookies["sessionid"].value != planted
    assert not is_in(planted)


def test_after_signing_out_the_cookie_that_was_kept_opens_nothing(hanna):
    client = Client()
    sign_in(client, hanna)
    kept = client.cookies["sessionid"].value
    assert is_in(kept)
    client.post("/uitloggen/")
    assert not is_in(kept)


def test_without_the_old_password_there_is_no_new_one(hanna, signed_in):
    data = {"oldpassword": "iets heel anders", "password1": "andere losse woorden", "password2": "andere losse woorden"}
    assert signed_in(hanna).post("/account/wachtwoord/", data).status_code == 200
    hanna.refresh_from_db()
    assert hanna.check_password(PASSWORD)


@pytest.mark.parametrize("path", ["/inloggen/", "/account/wachtwoord/"])
def test_a_password_is_masked_and_may_be_filled_in_by_a_program(hanna, signed_in, path):
    client = Client() if path == "/inloggen/" else signed_in(hanna)
    page = client.get(path).content.decode()
    assert 'type="password"' in page
    assert 'autocomplete="off"' not in page
    assert "onpaste" not in page
