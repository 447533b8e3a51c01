import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings as configured
from django.contrib.sessions.models import Session
from django.test import Client

from accounts import session
from tests.accounts.conftest import PASSWORD

pytestmark = [pytest.mark.urls("tests.accounts.urls"), pytest.mark.policy("2.5")]


def idle(client, minutes, now):
    """As if nobody touched this browser for so long."""
    left = timedelta(seconds=configured.SESSION_COOKIE_AGE) - timedelta(minutes=minutes)
    Session.objects.filter(pk=client.session.session_key).update(expire_date=now + left)


@pytest.mark.parametrize(("minutes", "in_"), [(29, True), (31, False)])
def test_half_an_hour_without_a_click_ends_it(hanna, signed_in, now, minutes, in_):
    client = signed_in(hanna)
    client.get("/dossier/")
    idle(client, minutes, now)
    assert (client.get("/dossier/").status_code == 200) == in_


@pytest.mark.parametrize(("hours", "in_"), [(11, True), (13, False)])
def test_a_working_day_ends_it_however_busy(hanna, signed_in, now, hours, in_):
    client = signed_in(hanna)
    client.get("/dossier/")
    data = client.session
    data[session.STARTED] = (now - timedelta(hours=hours)).isoformat()
    data.save()
    assert (client.get("/dossier/").status_code == 200) == in_


def test_staying_moves_the_end(hanna, signed_in, now):
    client = signed_in(hanna)
    client.get("/dossier/")
    idle(client, 29, now)
    assert client.get("/sessie/").status_code == 204
    left = Session.objects.get(pk=client.session.session_key).expire_date - now
    assert left > timedelta(minutes=29)


def test_who_was_signed_out_cannot_stay(hanna, signed_in, now):
    client = signed_in(hanna)
    client.get("/dossier/")
    idle(client, 31, now)
    assert client.get("/sessie/").url.startswith("/inloggen/")
    assert Client().get("/sessie/").url.startswith("/inloggen/")


def test_an_installation_chooses_its_own_limits(hanna, signed_in, now, settings):
    settings.SESSION_HOURS = 8
    client = signed_in(hanna)
    client.get("/dossier/")
    data = client.session
    data[session.STARTED] = (now - timedelta(hours=9)).isoformat()
    data.save()
    assert client.get("/dossier/").status_code == 302
    code = "from django.conf import settings; print(settings.SESSION_COOKIE_AGE, settings.SESSION_HOURS)"
    environment = {**os.environ, "SESSION_IDLE_MINUTES": "15", "SESSION_HOURS": "8"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=configured.BASE_DIR, capture_output=True, check=True
    )
    assert done.stdout.split() == [b"900", b"8"]


def test_signing_in_is_a_confirmation_for_a_quarter_of_an_hour(hanna, rf, now):
    client = Client()
    client.post("/inloggen/", {"login": hanna.email, "password": PASSWORD})
    request = rf.get("/")
    request.user, request.session = hanna, client.session
    for minutes, recent in ((14, True), (16, False)):
        request.now = now + timedelta(minutes=minutes)
        assert session.was_confirmed_recently(request) == recent
