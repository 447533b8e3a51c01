"""A suspicion, from the person to the verdict: on a telephone, with scripts and without."""

import pytest
from playwright.sync_api import expect

from tests.slice.conftest import PHONE, faults
from tests.slice.demo.places import things

REGISSEUR = "regisseur@demo.example"
NEIGHBOUR = "Mevrouw De Wit"


@pytest.mark.policy("4.3")
@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_from_the_person_to_the_verdict_about_who_speaks_for_them(enter, javascript):
    page, have = enter("regisseur", PHONE, javascript=javascript), things(REGISSEUR)
    page.goto(f"/personen/{have.flag.person.pk}/")
    page.get_by_role("link", name="Wie beslist").click()
    attending = page.get_by_role("region", name="Wie mag bij overleg zijn?")
    expect(attending).not_to_contain_text(NEIGHBOUR)
    page.get_by_role("link", name="Gesprek en besluit vastleggen").click()
    page.get_by_label("Wat zei de inwoner?").fill("Wil graag dat zij meegaat, en durft nee te zeggen.")
    page.get_by_label("Het vermoeden klopt niet").check()
    page.get_by_role("button", name="Opslaan").click()
    expect(page.locator(".error-summary")).to_contain_text("Schrijf op waarom u dit besluit.")
    page.get_by_label("Waarom besluit u dat?").fill("De inwoner koos haar zelf.")
    page.get_by_role("button", name="Opslaan").click()
    expect(attending).to_contain_text(NEIGHBOUR)
    if javascript:
        assert not faults(page)
