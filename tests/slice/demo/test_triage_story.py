"""§ 2.4 Triage: from a question to a dossier, its intake and a ZRM, on a telephone and by keyboard."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.slice.conftest import PHONE, faults
from tests.slice.demo.places import things

REGISSEUR = "regisseur@demo.example"


@pytest.mark.policy("2.4", "4.2")
def test_what_was_said_in_triage_is_not_typed_again(enter):
    page = enter("regisseur", PHONE)
    household = things(REGISSEUR).household
    page.goto(reverse("cases:household", args=[household.pk]))
    page.get_by_role("link", name="Dossier openen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Triage")
    page.get_by_label("Wat is de vraag?").fill("Wil weer zelf de post openen")
    page.get_by_label("Waar gaat het over?").select_option("geld")
    page.get_by_label("Matig").check()
    page.get_by_label("Deze week").check()
    page.get_by_label("Wat is er echt nodig?").fill("Iemand die meekijkt")
    page.get_by_role("radio", name="Dossier openen", exact=True).check()
    page.get_by_label("Doel van het dossier").select_option("casusregie")
    page.get_by_label("Grondslag").select_option("wgs")
    page.get_by_role("button", name="Besluit vastleggen").click()
    expect(page.get_by_label("Wat is de vraag?")).to_have_value("Wil weer zelf de post openen")
    expect(page.get_by_label("Grondslag")).to_have_value("wgs")
    assert not faults(page)
    page.get_by_role("button", name="Dossier openen").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("Folder over rechten en plichten geven")
    main.get_by_role("link", name="ZRM", exact=True).click()
    main.get_by_role("link", name="Invullen").first.click()
    score_by_keyboard(page)
    page.get_by_role("button", name="ZRM opslaan").click()
    expect(main).to_contain_text("De ZRM is bewaard.")
    expect(main.get_by_role("row").filter(has_text="Sociaal netwerk")).to_contain_text("2 / 3")
    assert not faults(page)


def score_by_keyboard(page):
    """From "niet besproken" four up, and three: the arrows of a radio group."""
    for name, times in (("medewerker_sociaal_netwerk", 4), ("inwoner_sociaal_netwerk", 3)):
        page.locator(f'input[name="{name}"]:checked').focus()
        for _time in range(times):
            page.keyboard.press("ArrowUp")
