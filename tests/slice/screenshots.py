"""`make screenshots`: the pages of the demo as pictures in docs/screenshots, at three widths.

Made-up families, one fixed morning, fixed names for the dossiers: a picture changes when its page does. Not collected
by name, for it writes into the repository.
"""

import io
import random
from datetime import datetime
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from boekel_sd.demo.people import PASSWORD
from cases import codenames
from tests.browser import ROOT
from tests.inzage.test_consents import resident
from tests.slice.conftest import sign_in
from tests.slice.demo.places import things
from tests.slice.demo.test_request_story import person_who_asked, point_out, to_record

FOLDER = ROOT / "docs" / "screenshots"
WIDTHS = (360, 768, 1440)
# Of a long list the beginning says enough.
TALLEST = 1800
COLOURS = 64
MORNING = timezone.make_aware(datetime(2026, 3, 12, 9, 30))
NOTE = (
    "Op bezoek geweest bij moeder en de twee kinderen. De oudste vertelt dat het op school beter gaat.\n\n"
    "Moeder maakt zich zorgen over de rekeningen. We hebben samen de post geopend."
)

WISH = "Ik wil lezen wat er over mij is opgeschreven sinds de zomer."


@pytest.fixture
def demo(committed, settings, tmp_path, monkeypatch):
    """The demo as it would have been made on that morning; the site believes it is that morning too."""
    settings.SAMPLE_DATA_DIR = tmp_path / "absent"
    monkeypatch.setattr(timezone, "now", lambda: MORNING)
    monkeypatch.setattr(codenames, "secrets", SimpleNamespace(choice=random.Random(5427).choice))
    call_command("load_demo")


def test_screenshots(demo, browse, site, settings):
    """All of one demo: a second in this process would go on in its lists of texts where the first stopped."""
    have = things(f"regisseur@{settings.DEMO_EMAIL_DOMAIN}")
    page = browse()
    page.goto("/inloggen/")
    take(page, "inloggen")
    enter(page, "regisseur")
    take(page, "vandaag")
    page.goto(reverse("cases:search"))
    page.get_by_label("Zoek in uw dossiers").fill("Çelik")
    page.get_by_role("search").get_by_role("button", name="Zoeken").click()
    expect(page.locator("#results-title")).to_contain_text("gevonden")
    take(page, "zoeken")
    for name, (view_name, one) in {
        "persoon": ("cases:person", have.person),
        "gezin": ("cases:household", have.household),
        "dossier": ("cases:dossier", have.dossier),
        "sluiten": ("cases:dossier_close", have.dossier),
        "toegang": ("cases:grants", have.dossier),
    }.items():
        page.goto(reverse(view_name, args=[one.pk]))
        take(page, name)
    page.goto(reverse("cases:entry_new", args=[have.dossier.pk]))
    page.get_by_label("Notitie").fill(NOTE)
    page.get_by_label("Huisbezoek").check()
    take(page, "notitie")
    officer = browse()
    enter(officer, "privacy")
    take(officer, "beheer")
    officer.goto("/beheer/cases/dossier/")
    take(officer, "beheer-dossiers")
    take_of_a_request(browse, site, have)


def take_of_a_request(browse, site, have):
    """In the portal asking and following, at the desk a record beside what is shown of it."""
    client = resident(SimpleNamespace(roos=have.user, now=MORNING), person_who_asked(have))
    page = browse()
    page.context.add_cookies([{"name": "sessionid", "value": client.session.session_key, "url": site.url}])
    page.goto(f"{reverse('inzage:ask')}?wat=inzage")
    page.get_by_label("Wat wilt u zien?").fill(WISH)
    take(page, "portaal-vragen")
    page.goto(reverse("inzage:request", args=[have.asked_of_us.request_id]))
    take(page, "portaal-volgen")
    worker = browse()
    enter(worker, "regisseur")
    worker.goto(have.asked_of_us.get_absolute_url())
    take(worker, "verzoek")
    to_record(worker)
    point_out(worker)
    take(worker, "verzoek-stuk")


def enter(page, login):
    sign_in(page, f"{login}@demo.example", PASSWORD)
    expect(page.get_by_role("button", name="Uitloggen").first).to_be_attached()


def take(page, name):
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900 if width > 400 else 740})
        page.evaluate("document.activeElement?.blur()")
        picture = Image.open(io.BytesIO(page.screenshot(full_page=True, animations="disabled")))
        picture = picture.crop((0, 0, picture.width, min(picture.height, TALLEST)))
        few = picture.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        few.save(FOLDER / f"{name}-{width}.png", optimize=True)
