"""§ 4.1 Casusregie: a family is split, looked at first and then done, on a telephone."""

import pytest
from playwright.sync_api import expect

from tests.slice.conftest import PHONE, faults
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
