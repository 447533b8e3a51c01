"""Somebody asks to see what there is about them, on a telephone with keys alone, and fetches the answer there; it is
prepared in the dossier, read by a second colleague, decided by who has the mandate, and made by the real worker.
"""

import json
import subprocess
import sys
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect
from pypdf import PdfReader

from audit.context import system
from audit.purposes import Purpose
from inzage.models import RequestPart
from inzage.parcel import LETTER, PAPER, PORTABLE
from tests.browser import ROOT
from tests.cast import opened
from tests.inzage import bundles
from tests.inzage.test_consents import open_portal
from tests.slice.conftest import faults, path_of
from tests.slice.demo.places import things
from tests.slice.demo.test_by_keyboard import NAME_OF_FOCUSED, is_at
from tests.slice.demo.test_colleagues import main
from tests.slice.demo.test_phone_by_keyboard import press

pytestmark = [pytest.mark.policy("4"), pytest.mark.policy("4.2")]

PHONE = 390
REGISSEUR = "regisseur@demo.example"
WISH = "Wat er over mij is opgeschreven."
# What another told about the family: the record it stands in, the words, and what is left of them.
RECORD, SHIELDED = "intern begeleider", "Zij ziet dat het beter gaat"
REASONS = "Wat een ander ons in vertrouwen vertelde, krijgt u niet te lezen."
SOON = 45_000
SELECT = """(words) => {
    const there = document.createTreeWalker(document.querySelector("[data-point]"), NodeFilter.SHOW_TEXT);
    while (there.nextNode() && !there.currentNode.data.includes(words));
    const from = there.currentNode.data.indexOf(words);
    getSelection().setBaseAndExtent(there.currentNode, from, there.currentNode, from + words.length);
}"""


@pytest.fixture
def resident(committed, digid):
    """Of the first family of the regisseur, with the whole portal."""
    have = things(REGISSEUR)
    person = person_who_asked(have)
    open_portal(person, "volledig", by=have.user, now=timezone.now())
    digid(person.bsn)
    return person


def person_who_asked(have):
    """Of whom the demo has a request already, at the desk ten days ago."""
    with system(Purpose.DEMO, timezone.now()):
        return opened(have.asked_of_us.request.person)


@pytest.fixture
def worker(committed):
    """What does the jobs, as it runs in the house."""
    options = ["--pool=solo", "--loglevel=warning", "--without-gossip", "--without-mingle"]
    command = [sys.executable, "-m", "celery", "--app=boekel_sd", "--quiet", "worker", *options]
    with subprocess.Popen(command, cwd=ROOT) as process:
        yield process
        process.terminate()


@pytest.fixture
def look():
    """Whatever is wrong with a page that was passed fails the test at its end, when all of it was seen."""
    found = []

    def at(page):
        width = page.viewport_size["width"]
        found.extend(faults(page))
        page.set_viewport_size({"width": width, "height": 900})

    yield at
    assert not found


def test_from_asking_to_fetching(browse, enter, resident, worker, look):
    portal = browse(PHONE)
    sign_in(portal, look)
    asked = ask(portal, look)
    part, request = part_asked_for()
    prepare(enter("regisseur"), part, look)
    read_along(enter("hulpverlener"), part, look)
    decide(enter("beslisser"), request, look)
    files = bundles.opened(fetch(portal, asked, look))
    assert {LETTER, PAPER, PORTABLE} <= files.keys()
    assert REASONS in words_of(files[LETTER])
    for content in (words_of(files[PAPER]), json.dumps(json.loads(files[PORTABLE]), ensure_ascii=False)):
        assert RECORD in content
        assert SHIELDED not in content


def test_who_decides_sees_what_is_still_prepared(enter, look):
    page = enter("beslisser")
    page.get_by_role("link", name="Naar alle verzoeken").click()
    is_at(page, "Verzoeken van inwoners")
    look(page)
    main(page).get_by_role("link", name="Inzage").click()
    says(page, "In voorbereiding")
    look(page)


def says(page, words):
    """A page on which many records are opened takes its time on a busy machine."""
    expect(main(page)).to_contain_text(words, timeout=SOON)


# --- the resident ---


def sign_in(page, look):
    page.goto("/mijn/")
    press(page, "Inloggen met DigiD")
    is_at(page, "Kies wie u bent")
    # No page of ours, which need not show where one is as ours do.
    while page.evaluate(NAME_OF_FOCUSED) != "ouder":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    is_at(page, "Welkom")
    look(page)


def ask(page, look) -> str:
    """The address of what was asked."""
    press(page, "Uw gegevens opvragen")
    is_at(page, "Uw vragen over uw gegevens")
    look(page)
    press(page, "Iets vragen")
    is_at(page, "Wat wilt u vragen?")
    look(page)
    press(page, "Inzage")
    expect(page.get_by_label("Wat wilt u zien?")).to_be_visible()
    look(page)
    press(page, "Versturen")
    expect(page.locator(".error-summary")).to_be_visible()
    look(page)
    press(page, "Wat wilt u zien?:")
    page.keyboard.type(WISH)
    press(page, "Versturen")
    says(page, "Wij hebben uw vraag. U krijgt uiterlijk")
    look(page)
    return path_of(page)


def fetch(page, asked, look) -> bytes:
    """Once; the second time it says where it went."""
    page.goto(asked)
    says(page, "Uw antwoord is klaar.")
    look(page)
    with page.expect_download() as waiting:
        press(page, "Antwoord ophalen")
    assert waiting.value.suggested_filename == "antwoord.zip"
    press(page, "Antwoord ophalen")
    says(page, "Dit is al opgehaald")
    look(page)
    return Path(waiting.value.path()).read_bytes()


# --- the colleagues ---


def part_asked_for() -> tuple[str, str]:
    """The addresses of the newest request, in its dossier and for who decides."""
    with system(Purpose.DEMO, timezone.now()):
        part = RequestPart.objects.latest("created_at")
        return part.get_absolute_url(), reverse("desk:request", args=[part.request_id])


def from_today(page, address):
    """Whatever is later this month is folded away."""
    is_at(page, "Vandaag")
    page.evaluate("document.querySelectorAll('main details').forEach((folded) => { folded.open = true })")
    page.locator(f"main a[href='{address}']").click()


def prepare(page, part, look):
    from_today(page, part)
    says(page, WISH)
    look(page)
    to_record(page)
    shield(page, look)
    page.goto(part)
    say_that_all_was_seen(page)
    look(page)
    page.get_by_label("Wie leest mee?").select_option(label="Thijs Aarts")
    page.get_by_label("Wat geeft u de beslisser mee?").fill("Alles kan, op wat school vertelde na.")
    page.get_by_role("button", name="Vastleggen").click()
    says(page, "Wacht op een tweede lezer")
    look(page)


def to_record(page):
    """On the page with the newest, or on the next one."""
    record = page.get_by_role("listitem").filter(has_text=RECORD).get_by_role("link").first
    if not record.count():
        main(page).get_by_role("link", name="Oudere").click()
    record.click()


def shield(page, look):
    """A form that is not complete says so first."""
    look(page)
    page.get_by_role("button", name="Dit niet tonen").click()
    expect(page.locator(".error-summary")).to_be_focused()
    look(page)
    point_out(page)
    look(page)
    page.get_by_role("link", name=f"“{SHIELDED}”").click()
    is_at(page, "Afscherming")
    look(page)


def point_out(page):
    """The words that are not shown, on the page of their record: selected there, from half a word to half a word."""
    page.evaluate(SELECT, SHIELDED[1:-1])
    expect(page.get_by_label("Welke woorden daarin?")).to_have_value(SHIELDED)
    expect(page.locator("[data-point-done]")).to_contain_text(SHIELDED)
    page.get_by_label("Rechten en vrijheden van anderen").check()
    page.get_by_label("Waarom?").fill("School vertelde dit in vertrouwen.")
    page.get_by_label("Wanneer kijkt u opnieuw?").fill(str(timezone.localdate() + timedelta(days=180)))
    page.get_by_role("button", name="Dit niet tonen").click()
    expect(page.locator(".sides__gap")).to_be_visible()


def say_that_all_was_seen(page):
    """Of a page at once; as long as something is left, one comes to the page where that is."""
    while main(page).get_by_role("link", name="Bekijk het volgende").count():
        main(page).get_by_role("button", name="Alles op deze bladzijde mag zo getoond worden").click()
    says(page, "Alles is bekeken.")


def read_along(page, part, look):
    from_today(page, part)
    says(page, "U leest mee")
    look(page)
    page.get_by_label("Ja, dit kan naar de beslisser").check()
    page.get_by_role("button", name="Vastleggen").click()
    says(page, "Klaar voor de beslisser")


def decide(page, request, look):
    from_today(page, request)
    says(page, WISH)
    look(page)
    look_at_what_is_left(page, look)
    page.get_by_label("Ja, voor een deel").check()
    page.get_by_role("textbox", name="Waarom?").first.fill(REASONS)
    page.get_by_role("button", name="Vastleggen").click()
    answer = page.get_by_role("region", name="Het antwoord")
    expect(answer).to_contain_text("Klaar om op te halen", timeout=SOON)
    look(page)
    page.goto(reverse("desk:desk"))
    says(page, "Besloten")
    look(page)


def look_at_what_is_left(page, look):
    """What the dossier could not read; then there is something to decide."""
    expect(page.get_by_role("button", name="Vastleggen")).to_have_count(0)
    page.get_by_role("link", name="Bekijk wat er nog is").click()
    look(page)
    page.get_by_role("link", name="Bekijk het volgende").click()
    look(page)
    page.get_by_role("button", name="Dit mag helemaal getoond worden").click()
    says(page, "Alles is bekeken.")
    page.get_by_role("link", name="Terug naar het verzoek").click()


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())
