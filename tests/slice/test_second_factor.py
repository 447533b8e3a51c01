"""The second step in a real browser: set up once, then asked at every signing in."""

import pytest
from playwright.sync_api import expect

from tests.slice.codes import codes_of
from tests.slice.conftest import PASSWORD, sign_in


def give_code(page, label, code, button):
    page.get_by_label(label, exact=True).fill(code)
    page.get_by_role("main").get_by_role("button", name=button).click()


def sign_out(page):
    page.get_by_role("button", name="Uitloggen").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Inloggen")


@pytest.mark.policy("2.5")
def test_a_code_of_the_app_or_a_recovery_code_lets_one_in(browse, make_user, settings):
    settings.MFA_REQUIRED = True
    noor = make_user("Noor")
    page = browse()
    sign_in(page, noor.email, PASSWORD)
    secret = page.locator("#secret").inner_text()
    earlier, now, _next = codes_of(secret)
    give_code(page, "Code uit uw app", earlier, "Instellen")
    expect(page.locator("#codes li")).to_have_count(10)
    recovery = page.locator("#codes li").all_inner_texts()
    page.get_by_role("link", name="Ik heb ze bewaard").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vandaag")

    sign_out(page)
    sign_in(page, noor.email, PASSWORD)
    give_code(page, "Code", "000000" if now != "000000" else "111111", "Inloggen")
    expect(page.get_by_role("alert")).to_contain_text("Deze code klopt niet")
    give_code(page, "Code", now, "Inloggen")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vandaag")

    sign_out(page)
    sign_in(page, noor.email, PASSWORD)
    page.goto("/zoeken/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tweede stap")
    give_code(page, "Code", recovery[0], "Inloggen")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vandaag")
