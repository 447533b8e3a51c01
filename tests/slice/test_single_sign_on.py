"""Signing in at somebody else's door, in a real browser: a colleague with the municipality, a resident with DigiD."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from playwright.sync_api import expect

from tests.provider import PERSONAS, Provider, colleague, lead_to
from tests.slice.conftest import PHONE, faults, path_of

NEUTRAL = "Het weer van morgen"


@pytest.fixture
def service(site, settings):
    """A provider that knows where this site is."""
    provider = Provider([site.url], [*PERSONAS, colleague("noor", "noor@boekel.example", amr=["pwd", "mfa"])])
    provider.start()
    yield lead_to(provider, settings)
    provider.stop()


@pytest.fixture
def elsewhere(settings):
    """The page to which a resident flees: another server, as it will be."""

    class Weather(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            icon = '<link rel="icon" href="data:,">'
            self.wfile.write(f"<!doctype html><html lang=nl><title>{NEUTRAL}</title>{icon}<h1>{NEUTRAL}</h1>".encode())

        def log_message(self, *_words):
            """The test says enough."""

    with HTTPServer(("127.0.0.1", 0), Weather) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        settings.QUICK_EXIT_URL = f"http://127.0.0.1:{server.server_port}/"
        yield settings.QUICK_EXIT_URL
        server.shutdown()
        thread.join()


def heading(page, words):
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def as_resident(page, persona="samira"):
    page.goto("/mijn/")
    page.get_by_role("link", name="Inloggen met DigiD").click()
    heading(page, "Kies wie u bent")
    page.get_by_role("button", name=persona).click()


@pytest.mark.policy("2.5")
def test_a_colleague_comes_in_with_one_press_and_one_choice(browse, make_user, service, settings):
    settings.MFA_REQUIRED = True
    make_user("Noor")
    page = browse()
    page.goto("/inloggen/?next=/zoeken/")
    assert not faults(page)
    page.get_by_role("link", name="Inloggen met uw gemeentelijke account").click()
    heading(page, "Kies wie u bent")
    page.get_by_role("button", name="noor").click()
    heading(page, "Zoeken")
    assert path_of(page) == "/zoeken/"


@pytest.mark.policy("2.5")
def test_whoever_is_unknown_is_told_that_it_did_not_work(browse, make_user, service):
    page = browse()
    page.goto("/inloggen/gemeente/")
    page.get_by_role("button", name="stranger").click()
    heading(page, "Inloggen is niet gelukt")
    assert not faults(page)


@pytest.mark.policy("4")
def test_a_resident_comes_in_and_out_and_nothing_is_wrong_with_the_pages(browse, service, elsewhere):
    page = browse(PHONE)
    page.goto("/mijn/")
    found = faults(page)
    as_resident(page, "too-low")
    heading(page, "Inloggen is niet gelukt")
    found += faults(page)
    as_resident(page)
    heading(page, "Hier staat niets voor u")
    assert page.title() == "Gemeente Boekel"
    found += faults(page)
    page.get_by_role("button", name="Uitloggen").click()
    heading(page, "Inloggen")
    assert not found


@pytest.mark.policy("4")
@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_one_press_and_everything_is_gone_also_when_going_back(browse, service, elsewhere, javascript):
    page = browse(javascript=javascript)
    as_resident(page)
    heading(page, "Hier staat niets voor u")
    page.get_by_role("button", name="Snel weg").click()
    heading(page, NEUTRAL)
    assert page.url == elsewhere
    for _step in range(3):
        page.go_back()
        expect(page.get_by_text("U bent ingelogd.")).to_have_count(0)
        assert path_of(page) != "/mijn/overzicht/"
    page.goto("/mijn/overzicht/")
    heading(page, "Inloggen")
