"""§ 2.4 Triage: from a question to a dossier, its intake and a ZRM, on a telephone and by keyboard."""

import pytest
from playwright.sync_api import expect

from tests.slice.conftest import PHONE, faults
from tests.slice.demo.places import things
from tests.slice.demo.walks import score_by_keyboard, weigh

REGISSEUR = "regisseur@demo.example"


@pytest.mark.policy("2.4", "4.2")
def test_what_was_said_in_triage_is_not_typed_again(enter):
    page = enter("regisseur", PHONE)
    household = things(REGISSEUR).household
    weigh(page, household)
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
