"""§ 4 Betrokkenheid cliënt, § 4.1 Casusregie: a dossier at a glance, on the way to a family, and at their table."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.slice.conftest import faults
from tests.slice.demo.places import things

REGISSEUR = "regisseur@demo.example"


@pytest.mark.policy("4")
def test_at_the_table_everything_else_is_closed_and_it_is_left_in_one_click(enter, committed):
    have, page = things(REGISSEUR), enter("regisseur")
    page.goto(reverse("cases:dossier", args=[have.dossier.pk]))
    page.get_by_role("link", name="Aan tafel").last.click()
    page.wait_for_url(f"**{reverse('casework:table_begin', args=[have.dossier.pk])}")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Aan tafel gaan").click()
    expect(page.get_by_text("U bent aan tafel")).to_be_visible()
    expect(page.get_by_role("navigation")).to_have_count(0)
    found = faults(page)
    page.get_by_label("Hoe gaat het, en wat kan anders?").fill("Het gaat beter dan vorige keer.")
    page.get_by_role("button", name="Bewaren").click()
    expect(page.get_by_text("Bewaard in het dossier.")).to_be_visible()
    page.goto(reverse("cases:home"))
    expect(page.get_by_text("Deze pagina is nu dicht.")).to_be_visible()
    found += faults(page)
    page.get_by_role("link", name="Terug naar de tafel").click()
    expect(page.get_by_role("heading", name="Evalueren")).to_be_visible()
    page.get_by_role("button", name="Van tafel gaan").click()
    expect(page.get_by_role("heading", name="Notities en documenten")).to_be_visible()
    assert found == []
