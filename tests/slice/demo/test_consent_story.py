"""A consent for a child of two parents, on a telephone with keys alone: composed, explained, signed by one parent with
the worker beside and by the other with the device in their own hands, and withdrawn by that one in the portal.
"""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from audit.context import system
from audit.purposes import Purpose
from consent.models import Consent
from consent.states import ConsentStatus
from tests.cast import opened
from tests.inzage.test_consents import open_portal
from tests.slice.conftest import PASSWORD, faults, path_of
from tests.slice.demo.places import things
from tests.slice.demo.test_by_keyboard import is_at, tab_to
from tests.slice.demo.test_colleagues import main
from tests.slice.demo.test_phone_by_keyboard import press
from tests.slice.test_single_sign_on import as_resident

PHONE = 390
REGISSEUR = "regisseur@demo.example"


@pytest.fixture
def family(committed):
    """In the dossier of the demo, a consent about a child of whom two parents are known: `dossier` and `person`."""
    with system(Purpose.DEMO, timezone.now()):
        return Consent.objects.select_related("dossier", "person").get(pk=things(REGISSEUR).waiting.pk)


def fill(page, label, words):
    tab_to(page, label)
    page.keyboard.type(words)


def tick(page, label):
    tab_to(page, label)
    page.keyboard.press("Space")


def choose(page, group, value):
    """Of a group of which one is chosen: by the arrows, as a browser has it."""
    while not page.evaluate(f"document.activeElement.name === '{group}'"):
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    wanted = page.locator(f"input[name={group}][value='{value}']")
    while not wanted.is_checked():
        page.keyboard.press("ArrowDown")


def status_of(consent_path) -> str:
    with system(Purpose.DEMO, timezone.now()):
        return Consent.objects.get(pk=consent_path.strip("/").rpartition("/")[2]).status


@pytest.mark.policy("3.1")
def test_from_asking_to_ending_it_on_a_telephone_with_keys(enter, browse, digid, family):
    page, found = enter("regisseur", PHONE), []
    page.goto(family.dossier.get_absolute_url())
    press(page, "Toestemming vragen")
    is_at(page, "Toestemming vragen")
    choose(page, "person", family.person_id)
    tab_to(page, "Welke organisatie")
    page.keyboard.type("Kredietbank")
    choose(page, "direction", "geven")
    tick(page, "School en opleiding")
    fill(page, "Welke gegevens precies", "welke kosten school vraagt")
    fill(page, "Waarvoor", "een potje voor school in de regeling")
    press(page, "Verder naar de uitleg")
    expect(main(page)).to_contain_text("Nu uitleggen")
    press(page, "Uitleggen en laten tekenen")
    is_at(page, "Lees het samen, en leg het uit")
    fill(page, "Wat zei de inwoner", "Dan is er geld voor een schooltas")
    fill(page, "Hoe hoorde het kind het?", "Verteld met een tekening")
    tick(page, "Ik heb het uitgelegd")
    press(page, "Bewaren en laten tekenen")
    expect(main(page)).to_contain_text("Nu kan iedereen tekenen.")
    consent = path_of(page)
    press(page, "Samen tekenen")
    expect(main(page)).to_contain_text("U zit erbij.")
    sign_here(page, "Eerste ouder", "Tekenen")
    expect(main(page)).to_contain_text("Nog niet iedereen heeft getekend.")
    press(page, "Toestel overgeven")
    found += in_other_hands(page, consent)
    expect(main(page)).to_contain_text("Geldig")
    assert status_of(consent) == ConsentStatus.ACTIVE
    page.goto(f"{family.dossier.get_absolute_url()}toestemmingen/")
    expect(main(page)).to_contain_text("Kredietbank Peelland")
    found += faults(page)
    assert not found
    parent = opened(parent_of(consent))
    open_portal(parent, "volledig", by=things(REGISSEUR).user, now=timezone.now())
    digid(parent.bsn)
    in_the_portal(browse(PHONE), consent)
    assert status_of(consent) == ConsentStatus.WITHDRAWN


def sign_here(page, name, button):
    tick(page, "Ja, ik vind dit goed.")
    fill(page, "Uw naam", name)
    press(page, button)


def in_other_hands(page, consent) -> list[str]:
    """Whoever holds the device sees one document: not by going back, nor by an address. Then the worker is back."""
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert path_of(page) == "/tekenen/"
    found = faults(page)
    page.set_viewport_size({"width": PHONE, "height": 900})
    page.go_back()
    expect(page.get_by_role("button", name="Ja, ik teken")).to_be_visible()
    for address in (consent, "/", "/zoeken/", "/bestaat-niet/"):
        page.goto(address)
        assert path_of(page) == "/tekenen/"
    sign_here(page, "Tweede ouder", "Ja, ik teken")
    expect(page.get_by_role("heading", level=1)).to_have_text("Dank u wel")
    found += faults(page)
    page.set_viewport_size({"width": PHONE, "height": 900})
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dank u wel")
    press(page, "Ik ben de medewerker")
    is_at(page, "Bent u het zelf?")
    fill(page, "Wachtwoord", PASSWORD)
    page.keyboard.press("Enter")
    expect(main(page)).to_contain_text("Wie tekent")
    return found


def parent_of(consent):
    with system(Purpose.DEMO, timezone.now()):
        pk = consent.strip("/").rpartition("/")[2]
        signatures = Consent.objects.get(pk=pk).signatures.select_related("signer")
        return signatures.order_by("created_at", "pk").last().signer


def in_the_portal(page, consent):
    """Three presses from the overview."""
    as_resident(page, "ouder")
    expect(page.get_by_role("heading", level=2, name="Daar zei u ja op")).to_be_visible()
    found = faults(page)
    page.set_viewport_size({"width": PHONE, "height": 900})
    page.locator(f"a[href='/mijn{consent}']").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("welke kosten school vraagt")).to_be_visible()
    found += faults(page)
    press(page, "Hiermee stoppen")
    expect(page.get_by_role("heading", level=1)).to_have_text("Wilt u hiermee stoppen?")
    found += faults(page)
    press(page, "Ja, stop hiermee")
    expect(page.get_by_text("Vanaf nu wordt er niets meer gedeeld.")).to_be_visible()
    assert not found
