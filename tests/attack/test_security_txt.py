"""RFC 9116: whom to tell of a hole."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from boekel_sd import security_txt

pytestmark = pytest.mark.django_db
PATH = "/.well-known/security.txt"


def test_whoever_finds_a_hole_reads_whom_to_tell(settings):
    settings.SECURITY_CONTACT, settings.SITE_URL = "mailto:beveiliging@boekel.example", "https://dossiers.example"
    answer = Client().get(PATH)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    lines = answer.content.decode().splitlines()
    fields = dict(line.split(": ", 1) for line in lines)
    assert fields.pop("Contact") == "mailto:beveiliging@boekel.example"
    assert fields.pop("Canonical") == f"https://dossiers.example{PATH}"
    assert fields.pop("Preferred-Languages") == "nl, en"
    left = datetime.fromisoformat(fields.pop("Expires")) - timezone.now()
    assert timedelta(days=30) < left < timedelta(days=365)
    assert fields == {}


def test_without_a_contact_there_is_none(settings):
    settings.SECURITY_CONTACT = ""
    assert Client().get(PATH).status_code == 404


@pytest.mark.parametrize(
    ("demo", "contact", "missed"),
    [(False, "", 1), (False, "bel ons", 1), (False, "mailto:a@b.example", 0), (True, "", 0)],
)
def test_check_deploy_misses_a_contact(settings, demo, contact, missed):
    settings.DEMO, settings.SECURITY_CONTACT = demo, contact
    assert len(security_txt.somebody_can_be_told(None)) == missed
