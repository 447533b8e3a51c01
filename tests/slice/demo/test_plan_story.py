"""§ 4.1 Casusregie: the regie is offered and taken; a device in other hands shows the plan alone; what a team leads."""

import pytest
from playwright.sync_api import expect

from tests.slice.conftest import faults
from tests.slice.demo.places import things

pytestmark = pytest.mark.policy("4.1")


def test_the_regie_goes_over_and_the_plan_is_signed_on_the_device(enter):
    have = things("regisseur@demo.example")
    page = enter("regisseur")
    page.goto(f"/plannen/{have.plan.pk}/regie/")
    page.get_by_label("Aan wie").select_option(label="Joris Manders")
    page.get_by_label("Waarom gaat de regie over?").fill("Ik ga met verlof.")
    page.get_by_role("button", name="Regie aanbieden").click()
    expect(page.get_by_text("Tot die ja zegt, blijft u regisseur.")).to_be_visible()
    page.goto(f"/planversies/{have.plan_signature.version_id}/")
    page.get_by_role("button", name="Toestel overgeven").first.click()
    expect(page.get_by_text("Lees dit rustig.")).to_be_visible()
    assert faults(page) == []
    other = enter("invaller")
    other.get_by_role("link", name="Bekijken en antwoorden").click()
    expect(other.get_by_text("Ik ga met verlof.")).to_be_visible()
    assert faults(other) == []
    other.get_by_role("button", name="Ja, ik neem de regie over").click()
    expect(other.get_by_text("U bent nu regisseur")).to_be_visible()
    lead = enter("teamleider")
    lead.goto("/team/werkdruk/")
    expect(lead.get_by_role("rowheader", name="Noor Verbeek")).to_be_visible()
    assert faults(lead) == []
