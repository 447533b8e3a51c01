"""§ 3.2 Uitzonderingen: acute danger in a browser, from the page of the dossier until it is recorded, and what then
waits for whom."""

import pytest
from playwright.sync_api import expect

from tests.slice.conftest import BOTH_WIDTHS, faults
from tests.slice.demo.places import things
from tests.slice.demo.test_working_day import Counted

REGISSEUR = "regisseur@demo.example"
MOST_INTERACTIONS = 4
DANGER = "Vader staat dronken voor de deur en dreigt de ruit in te slaan"
TOLD = "Het adres, en dat er drie kinderen binnen zijn"


def at_dossier(page):
    page.goto(things(REGISSEUR).dossier.get_absolute_url())
    return Counted(page)


def is_recorded(page):
    main = page.get_by_role("main")
    expect(main).to_contain_text("Vastgelegd. Wat er verder nodig is, staat als taak op de lijst.")
    expect(main).to_contain_text("Acuut gevaar: de vragen volgen nog")
    expect(main).to_contain_text(DANGER)


@pytest.mark.policy("3.2")
@pytest.mark.parametrize("width", BOTH_WIDTHS)
@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_it_is_recorded_in_four_interactions_besides_typing(enter, width, javascript):
    """Each click, and each step to another field, is one; a name that no register knows costs nothing more."""
    page = enter("regisseur", width, javascript=javascript)
    counted = at_dossier(page)
    counted.click(page.get_by_role("link", name="Acuut gevaar").locator("visible=true").first)
    if javascript:
        expect(page.get_by_label("Met wie deelt u het?")).to_be_focused()
        assert not faults(page)
    page.get_by_label("Met wie deelt u het?").fill("Meldkamer Oost-Brabant")
    counted.click(page.get_by_label("Welk gevaar is er nu?"))
    page.get_by_label("Welk gevaar is er nu?").fill(DANGER)
    counted.click(page.get_by_label("Wat vertelt u?"))
    page.get_by_label("Wat vertelt u?").fill(TOLD)
    counted.click(page.get_by_role("button", name="Vastleggen"))
    is_recorded(page)
    assert counted.interactions <= MOST_INTERACTIONS


@pytest.mark.policy("3.2", "3.3")
def test_by_keyboard_and_then_a_colleague_looks_at_it(enter):
    page = enter("hulpverlener")
    counted = at_dossier(page)
    page.get_by_role("link", name="Acuut gevaar: deel nu").focus()
    counted.press("Enter")
    expect(page.get_by_label("Met wie deelt u het?")).to_be_focused()
    page.keyboard.type("Politie Boekel")
    counted.press("Tab")
    page.keyboard.type(DANGER)
    counted.press("Tab")
    page.keyboard.type(TOLD)
    counted.press("Control+Enter")
    is_recorded(page)
    assert counted.interactions <= MOST_INTERACTIONS
    page.get_by_role("link", name="Vragen beantwoorden").click()
    expect(page.get_by_role("button", name="Bewaren")).to_be_visible()
    for question in page.get_by_role("main").locator("textarea").all():
        if not question.input_value():
            question.fill("Zo ging het, en niet anders")
    page.get_by_role("button", name="Bewaren").click()
    expect(page.get_by_role("main")).to_contain_text("Dit wacht op een tweede persoon.")
    ground = page.url
    regisseur = enter("regisseur")
    expect(regisseur.get_by_role("main")).to_contain_text("Kijk mee: delen zonder toestemming")
    regisseur.goto(ground)
    regisseur.get_by_role("link", name="Meekijken").click()
    regisseur.get_by_label("Eens: het was nodig").check()
    regisseur.get_by_label("Waarom?").fill("Dit kon niet wachten")
    regisseur.get_by_role("button", name="Oordeel vastleggen").click()
    expect(regisseur.get_by_role("main")).to_contain_text("Uw oordeel is vastgelegd.")
    assert not faults(regisseur)
