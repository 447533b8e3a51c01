"""§ 4.1 Casusregie: a family is split, looked at first and then done, on a telephone."""

import pytest
from playwright.sync_api import expect

from tests.slice.conftest import BOTH_WIDTHS, PHONE, faults
from tests.slice.demo.places import things

pytestmark = pytest.mark.policy("4.1")


def test_a_family_is_split_after_looking_at_what_happens(enter):
    have = things("regisseur@demo.example")
    page = enter("regisseur", PHONE)
    page.goto(f"/dossiers/{have.dossier.pk}/splitsen/")
    page.get_by_role("group", name="Wie gaat weg uit dit gezin?").get_by_role("checkbox").first.check()
    page.get_by_label("Het gaat om hun veiligheid").check()
    page.get_by_role("group", name="Wie houdt daarbij dit dossier?").get_by_label("Ikzelf").check()
    page.get_by_label("Waarom houdt iemand beide?").fill("Tot een collega de regie heeft.")
    page.get_by_label("Waar gaat het nieuwe dossier over?").fill("Veilig wonen.")
    assert faults(page) == []
    page.get_by_role("button", name="Bekijken wat er gebeurt").click()
    expect(page.get_by_role("heading", name="Dit gaat er gebeuren")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("button", name="Gezin splitsen").click()
    expect(page.get_by_text("Dit is het nieuwe dossier.")).to_be_visible()
    expect(page.get_by_text("Besloten dossier")).to_be_visible()
    assert faults(page) == []


@pytest.mark.parametrize("width", BOTH_WIDTHS)
def test_what_changes_in_a_family_is_looked_at_first(enter, width):
    """Each page without faults, up to the last button: the demo has duties that must be done first."""
    have = things("regisseur@demo.example")
    page = enter("regisseur", width)
    for at in ("tweede-thuis", "gezinnen-samen", "verhuizing"):
        page.goto(f"/dossiers/{have.dossier.pk}/{at}/")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert faults(page) == []
    page.get_by_label("Wie helpt dit gezin daar?").select_option(index=1)
    page.get_by_role("button", name="Bekijken wat er gebeurt").click()
    expect(page.get_by_text("Nog niet iedereen is warm overgedragen")).to_be_visible()
    page.get_by_label("Gaat er niets mee?").fill("Het gezin wil opnieuw beginnen.")
    page.get_by_role("button", name="Bekijken wat er gebeurt").click()
    expect(page.get_by_text("Er staat nog open dat u de inwoner iets vertelt")).to_be_visible()
    assert faults(page) == []
    page.goto(f"/personen/{have.person.pk}/samenvoegen/")
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Bekijken wat er gebeurt").click()
    expect(page.get_by_text("Beide hebben een eigen BSN")).to_be_visible()
    assert faults(page) == []
