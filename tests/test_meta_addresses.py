"""What holds for every address, walked from the URLconf."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.middleware import ALWAYS_OPEN, OWN_ACCOUNT
from tests.addresses import BEHEER, every_address

pytestmark = [pytest.mark.policy("2.5"), pytest.mark.django_db]
# What a browser needs for the sign-in page itself, and the ways in. Nothing else opens for who is not signed in.
OPEN = {"thema", "logo", "account_login", "account_inactive", "one_time_link", "cases:calendar"}
OPEN |= {"oidc_start", "oidc_callback", "security_txt"}
# The portal has a guard of its own, for residents: tests/inzage/test_portal.py.
OPEN |= {
    f"inzage:{name}"
    for name in (
        "start",
        "overview",
        "sign_in",
        "callback",
        "sign_out",
        "leave",
        "consent",
        "withdraw",
        "plan",
        "plan_withdraw",
        "requests",
        "ask",
        "request",
        "receipt",
        "request_withdraw",
        "draft",
        "draft_drop",
        "nothing_letter",
        "fetch",
        "helpers",
        "disclosures",
        "looks",
        "terms",
        "call_back",
        "not_right",
        "for_whom",
        "looking_safely",
    )
}
# Of receivers, who have no account: tests/consent/test_deliveries.py.
OPEN |= {f"consent:{name}" for name in ("receipt", "receipt_paper", "receipt_file")}
NO_WAY_IN = {"uidb64": "x", "token": "x", "key": 1, "number": 1}


def pages():
    return [address for address in every_address() if not address.route.startswith(BEHEER)]


def path_of(address):
    kwargs = dict.fromkeys(address.ids, "01990000-0000-7000-8000-000000000000")
    no_way_in = {name: value for name, value in NO_WAY_IN.items() if f"{name}>" in address.route}
    return reverse(address.view_name, kwargs=kwargs | no_way_in)


def test_every_page_has_a_name():
    assert [address.route for address in pages() if not address.view_name] == []
    assert len(pages()) >= 40


def test_every_page_asks_to_sign_in_or_is_listed_as_open():
    client, asks = Client(), set()
    for address in pages():
        answer = client.get(path_of(address))
        if answer.status_code == 302 and answer.url.startswith("/inloggen/"):
            asks.add(address.view_name)
    assert {address.view_name for address in pages()} - asks == OPEN


def test_no_page_takes_anything_from_who_is_not_signed_in():
    client = Client()
    for address in pages():
        if address.view_name not in OPEN:
            answer = client.post(path_of(address), {"text": "x"})
            sent_away = answer.status_code == 302 and answer.url.startswith("/inloggen/")
            # 401: the page that asks is a script, and tells its reader to sign in.
            assert sent_away or answer.status_code in {401, 403}, address.view_name


def test_beheer_asks_to_sign_in_at_every_address():
    client = Client()
    for path in ("/beheer/", "/beheer/accounts/user/", "/beheer/bestaat-niet/", "/beheer/jsi18n/", "/beheer/login/"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers.get("Location", "").startswith("/inloggen/")) == (302, True), path


def test_the_gate_knows_only_pages_that_exist():
    names = {address.view_name for address in pages()} | {"healthz"}
    assert names >= ALWAYS_OPEN | OWN_ACCOUNT - {"account_reauthenticate"}
