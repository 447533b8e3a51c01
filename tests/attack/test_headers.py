"""What every kind of answer tells the browser, and what a real installation tells it on top."""

import re

import pytest
from django.db import connections
from django.test import Client

from accounts import actions as account_actions
from boekel_sd.headers import ON_EVERY_ANSWER
from boekel_sd.rates import Rate
from tests.attack.outside import in_fresh_process
from tests.cast import acting, sign_in

pytestmark = pytest.mark.policy("2.5")
STATIC = "/static/js/pages.js"
STRICT = ("Permissions-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy")
STRICT += ("Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy")


class Broken:
    """A view that falls over half way."""

    def __call__(self, request, **kwargs):
        raise RuntimeError("Jansen")


def calendar_of(worker, now):
    with acting(worker, now):
        return account_actions.renew_calendar_link(worker, at=now)


@pytest.fixture
def answers(cast, monkeypatch, tmp_path, settings):
    """An answer of each kind there is: name → answer."""
    settings.SECURITY_CONTACT = "mailto:beveiliging@boekel.example"
    # A server that serves whitenoise's files needs them in their place; here they are found where they stand.
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    family, nobody = cast.family, Client()
    roos, pia = sign_in(cast.roos, raise_request_exception=False), sign_in(cast.pia)
    strict = Client(enforce_csrf_checks=True)
    found = {
        "page": roos.get("/"),
        "dossier": roos.get(f"/dossiers/{family.dossier.pk}/"),
        "htmx fragment": roos.get(f"/dossiers/{family.dossier.pk}/", headers={"HX-Request": "true"}),
        "search": roos.post("/zoeken/", {"q": "Samira"}),
        "form that is wrong": roos.post(f"/dossiers/{family.dossier.pk}/notities/nieuw/", {"text": ""}),
        "download": roos.get(f"/documenten/{family.document.pk}/bestand/"),
        "print": roos.get(f"/notities/{family.entry.pk}/afdrukken/"),
        "calendar": nobody.get(f"/agenda/{calendar_of(cast.roos, cast.now)}.ics"),
        "no calendar": nobody.get("/agenda/bestaat-niet.ics"),
        "not there": roos.get("/bestaat-niet/"),
        "not yours": sign_in(cast.otto).get(f"/dossiers/{family.dossier.pk}/"),
        "not allowed": strict.post("/inloggen/", {"login": "x"}),
        "no declaration": sign_in(cast.nora).get("/"),
        "wrong method": roos.delete("/"),
        "redirect": nobody.get("/"),
        "sign in": nobody.get("/inloggen/"),
        "portal": nobody.get("/mijn/"),
        "portal, not there": nobody.get("/mijn/bestaat-niet/"),
        "beheer": pia.get("/beheer/"),
        "static file": nobody.get(STATIC),
        "static file that is not there": nobody.get("/static/bestaat-niet.js"),
        "health": nobody.get("/healthz"),
        "security.txt": nobody.get("/.well-known/security.txt"),
        "theme": nobody.get("/thema.css"),
        "session alive": roos.get("/sessie/"),
        "host of somebody else": nobody.get("/", headers={"Host": "elders.example"}),
        "too large": nobody.generic("POST", "/zoeken/", b"", CONTENT_LENGTH=str(2**40)),
        "too many fields": roos.post("/zoeken/", {f"f{i}": "x" for i in range(600)}),
    }
    # Only the file: closing the answer would close the connection of this test too.
    for close in found["static file"]._resource_closers:
        close()
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"search": Rate(1, 3600)}
    found["too often"] = [roos.post("/zoeken/", {"q": "x"}) for _ in range(2)][-1]
    monkeypatch.setattr("cases.access.dossier_to_read", Broken())
    found["broken"] = roos.get(f"/dossiers/{family.dossier.pk}/")
    return found


EXPECTED = {
    "download": 200, "calendar": 200, "no calendar": 404, "not there": 404, "not yours": 404, "not allowed": 403,
    "no declaration": 302, "wrong method": 405, "redirect": 302, "static file": 200,
    "static file that is not there": 404,
    "host of somebody else": 400, "too large": 413, "too many fields": 413, "too often": 429, "broken": 500,
    "session alive": 204, "health": 503, "security.txt": 200, "portal": 200,
}  # fmt: skip


def test_every_kind_of_answer_is_as_strict_as_it_can_be(answers):
    assert {name: answers[name].status_code for name in EXPECTED} == EXPECTED
    for name, answer in answers.items():
        for header in STRICT:
            assert answer.headers[header] == ON_EVERY_ANSWER[header], (name, header)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, name
        assert "unsafe" not in policy, name
        assert "frame-ancestors 'none'" in policy or "sandbox" in policy, name
        assert "Server" not in answer.headers, name
        assert "X-Powered-By" not in answer.headers, name


# What holds nobody's data may be kept by the browser.
KEPT = {"static file", "theme"}


def test_nothing_with_personal_data_stays_in_a_cache(answers):
    kept = {name for name, answer in answers.items() if "no-store" not in answer.headers["Cache-Control"]}
    assert kept == KEPT


def test_a_page_of_an_error_names_nobody(answers):
    assert "Jansen" not in answers["broken"].content.decode()
    assert "RuntimeError" not in answers["broken"].content.decode()


def test_no_answer_hands_a_cookie_to_a_script(answers):
    seen = [cookie for answer in answers.values() for cookie in answer.cookies.values()]
    assert {cookie.key for cookie in seen} == {"sessionid", "csrftoken"}
    for cookie in seen:
        assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")


def test_a_page_that_runs_a_script_of_its_own_names_it_by_a_nonce_that_is_new_each_time(cast):
    client = sign_in(cast.pia)
    nonces = set()
    for _each in range(2):
        page = client.get("/beheer/accounts/user/")
        in_page = set(re.findall(r'nonce="([^"]+)"', page.content.decode()))
        in_policy = set(re.findall(r"'nonce-([^']+)'", page.headers["Content-Security-Policy"]))
        assert in_page <= in_policy
        nonces |= in_policy
        for script in re.findall(r"<script\b([^>]*)>", page.content.decode()):
            assert "src=" in script or "nonce=" in script or "application/json" in script, script
    assert len(nonces) in {0, 2}


def test_when_the_database_is_down_the_page_is_as_strict(committed, monkeypatch):
    connections["default"].close()
    monkeypatch.setitem(connections["default"].settings_dict, "HOST", "/nowhere")
    answer = Client(raise_request_exception=False).get("/inloggen/", headers={"Cookie": "sessionid=x"})
    monkeypatch.undo()
    connections["default"].close()
    assert answer.status_code == 503
    for header in (*STRICT, "Cache-Control"):
        assert answer.headers[header] == ON_EVERY_ANSWER[header], header


REAL = {
    "DEMO": "0", "ALLOWED_HOSTS": "dossiers.example", "BEHIND_PROXY": "1", "SECURITY_CONTACT": "mailto:a@b.example",
}  # fmt: skip
ASK = """
import django; django.setup()
from django.conf import settings as s
from django.test import Client
answer = Client().get("/.well-known/security.txt", secure=True, headers={"Host": "dossiers.example"})
print(answer.status_code, answer.headers["Strict-Transport-Security"])
plain = Client().get("/inloggen/", headers={"Host": "dossiers.example"})
print(plain.status_code, plain.headers["Location"])
print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_DOMAIN)
"""


def test_a_real_installation_asks_for_https_for_a_year_and_its_cookies_are_this_hosts_alone(db):
    code, said, errors = in_fresh_process(ASK, **REAL)
    assert code == 0, errors
    assert said.splitlines() == [
        "200 max-age=31536000; includeSubDomains; preload",
        "301 https://dossiers.example/inloggen/",
        "__Host-sessionid __Host-csrftoken True True None",
    ]
