"""The provider of the demo: its colleagues and a few of its residents may choose who they are."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from urllib.parse import urlsplit

import httpx
import pytest
from django.test import Client

from boekel_sd import run
from boekel_sd.demo.people import COLLEAGUES
from boekel_sd.demo.provider import people
from cases.bsn import is_valid

NAMES = [f"{kind}_OIDC_{what}" for kind in ("STAFF", "RESIDENT") for what in ("ISSUER", "CLIENT_ID", "KEY")]


@pytest.fixture
def unset(monkeypatch):
    for name in NAMES:
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("DEMO", "1")


def test_residents_of_the_demo_have_numbers_that_can_be():
    residents = [one for one in people.personas() if one["group"] == people.RESIDENTS]
    assert len(residents) >= 4
    assert all(is_valid(one["claims"]["bsn"]) for one in residents)
    assert len({one["claims"]["bsn"] for one in residents}) == len(residents) - 1
    assert {one["acr"] for one in residents} == {people.SUBSTANTIAL, people.LOW}


def test_a_provider_that_is_given_is_used(unset, monkeypatch):
    monkeypatch.setenv("STAFF_OIDC_ISSUER", "https://inloggen.example")
    assert run.sign_in_service() == {}


def test_outside_a_demo_there_is_none(unset, monkeypatch):
    monkeypatch.setenv("DEMO", "0")
    assert run.sign_in_service() == {}


@pytest.mark.policy("2.5")
def test_the_provider_of_the_demo_comes_up_and_shows_who_may_come_in(unset, settings, tmp_path, db):
    settings.DATA_DIR = tmp_path
    (command,) = run.sign_in_service().values()
    process = subprocess.Popen(
        [sys.executable, "-m", *command], cwd=settings.BASE_DIR, env=dict(os.environ), stderr=subprocess.DEVNULL
    )
    try:
        wait_for(process, urlsplit(os.environ["STAFF_OIDC_ISSUER"]).port)
        for name in NAMES:
            setattr(settings, name, os.environ[name])
        assert pressed("/inloggen/gemeente/") == [one.login for one in COLLEAGUES] + [""]
        assert len(pressed("/mijn/inloggen/")) >= 5
    finally:
        process.kill()
        process.wait()


def wait_for(process, port):
    until = time.monotonic() + 30
    while True:
        assert process.poll() is None
        assert time.monotonic() < until
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.1)


def pressed(start):
    """The buttons on the page to which somebody is sent."""
    leaving = Client(HTTP_HOST=f"localhost:{run.PORT}").get(start)
    with httpx.Client(trust_env=False, follow_redirects=True) as http:
        page = http.get(leaving.url)
    assert page.status_code == httpx.codes.OK, (leaving.url, page.text)
    return [part.partition('"')[0] for part in page.text.split('name="persona" value="')[1:]]
