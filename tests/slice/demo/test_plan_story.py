"""§ 4.1 Casusregie: the regie is offered and taken; a device in other hands shows the plan alone; what a team leads; a
resident signs in the portal, and takes it back.
"""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from audit.context import system
from audit.purposes import Purpose
from tests.cast import opened
from tests.inzage.test_consents import open_portal
from tests.slice.conftest import faults
from tests.slice.demo.places import things
from tests.slice.test_single_sign_on import as_resident

PHONE = 360

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


def test_a_resident_signs_in_the_portal_and_takes_it_back(committed, browse, digid):
    have = things("regisseur@demo.example")
    with system(Purpose.DEMO, timezone.now()):
        signer = opened(have.plan_signature.signer)
    open_portal(signer, "volledig", by=have.user, now=timezone.now())
    digid(signer.bsn)
    page = browse(PHONE)
    as_resident(page, "ouder")
    expect(page.get_by_role("heading", level=2, name="Uw plan")).to_be_visible()
    found = faults(page)
    page.get_by_role("listitem").filter(has_text="wij vragen u dit te tekenen").get_by_role("link").click()
    expect(page.get_by_text("Lees dit rustig.")).to_be_visible()
    found += faults(page)
    page.get_by_label("Ja, ik vind dit goed.").check()
    page.get_by_label("Uw naam").fill(signer.full_name)
    page.get_by_role("button", name="Ja, ik teken").click()
    expect(page.get_by_text("Uw handtekening is bewaard.")).to_be_visible()
    page.get_by_role("listitem").filter(has_text="Ondersteuningsplan").filter(has_text="wacht nog").get_by_role(
        "link"
    ).click()
    page.get_by_role("link", name="Mijn handtekening terugnemen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wilt u uw handtekening terugnemen?")
    found += faults(page)
    page.get_by_role("button", name="Ja, neem mijn handtekening terug").click()
    expect(page.get_by_text("Uw handtekening is teruggenomen.")).to_be_visible()
    assert found == []
