"""Ways through pages that more than one story begins with."""

from django.urls import reverse
from playwright.sync_api import expect


def weigh(page, household):
    """From the household to the form of a new dossier, with what was said in triage in it."""
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


def score_by_keyboard(page):
    """From "niet besproken" four up, and three: the arrows of a radio group."""
    for name, times in (("medewerker_sociaal_netwerk", 4), ("inwoner_sociaal_netwerk", 3)):
        page.locator(f'input[name="{name}"]:checked').focus()
        for _time in range(times):
            page.keyboard.press("ArrowUp")
