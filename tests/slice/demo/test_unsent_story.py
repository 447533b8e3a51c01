"""A resident who writes a request and stops half-way finds it back: on a telephone, without scripts, after leaving at
once, and after the session ended. And who may be shown nothing gets a letter.
"""

import pytest
from playwright.sync_api import expect

from tests.slice.conftest import faults, path_of
from tests.slice.demo.test_colleagues import main
from tests.slice.demo.test_request_story import resident  # noqa: F401 (who asked before, as a fixture)
from tests.slice.test_single_sign_on import as_resident, elsewhere, heading, service  # noqa: F401 (fixtures)

pytestmark = [pytest.mark.policy("4"), pytest.mark.policy("4.2")]
PHONE = 390
ASK = "/mijn/verzoeken/nieuw/?wat=correctie"
LABEL = "Wat klopt er niet, en wat moet er staan?"
WORDS = "Mijn adres klopt niet. שלום 🦜"


def writes(page, words=WORDS):
    page.goto(ASK)
    page.get_by_label(LABEL).press_sequentially(words)


def status(page):
    return page.locator("[data-draft-status]")


def goes_on(page, *, found=None):
    main(page).get_by_role("link", name="Verder gaan").click()
    expect(page.get_by_label(LABEL)).to_have_value(WORDS)
    if found is not None:
        found += faults(page)


def test_what_is_typed_is_kept_and_found_back_where_one_looks_for_it(browse, resident):  # noqa: F811
    page, found = browse(PHONE), []
    as_resident(page, "ouder")
    writes(page)
    expect(status(page)).to_contain_text("Bewaard om")
    page.goto("/mijn/overzicht/")
    found += faults(page)
    goes_on(page, found=found)
    page.goto("/mijn/verzoeken/")
    main(page).get_by_text("Weggooien").first.click()
    found += faults(page)
    page.get_by_role("button", name="Ja, gooi het weg").click()
    expect(main(page)).to_contain_text("Het is weggegooid.")
    expect(page.get_by_role("link", name="Verder gaan")).to_have_count(0)
    assert not found


def test_whoever_leaves_at_once_finds_it_back_and_the_browser_does_not(browse, resident, elsewhere):  # noqa: F811
    page = browse(PHONE)
    as_resident(page, "ouder")
    writes(page)
    page.get_by_role("button", name="Snel weg").click()
    page.wait_for_url(elsewhere)
    page.go_back()
    expect(page.get_by_text(WORDS)).to_have_count(0)
    as_resident(page, "ouder")
    goes_on(page)


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_after_the_session_ended_one_signs_in_and_is_back(browse, resident, javascript):  # noqa: F811
    page = browse(PHONE, javascript=javascript)
    as_resident(page, "ouder")
    page.goto(ASK)
    page.get_by_label(LABEL).fill(WORDS)
    page.context.clear_cookies(name="sessionid")
    main(page).get_by_role("button", name="Versturen").click()
    expect(main(page)).to_contain_text("Wat u schreef, is bewaard.")
    assert not javascript or not faults(page)
    as_resident(page, "ouder")
    expect(page.get_by_label(LABEL)).to_have_value(WORDS)
    assert path_of(page) == "/mijn/verzoeken/nieuw/"


def test_without_scripts_a_button_keeps_it(browse, resident):  # noqa: F811
    page = browse(PHONE, javascript=False)
    as_resident(page, "ouder")
    page.goto(ASK)
    page.get_by_label(LABEL).fill(WORDS)
    page.get_by_role("button", name="Bewaren en later verder").click()
    expect(main(page)).to_contain_text("Het is nog niet verstuurd.")
    goes_on(page)
    main(page).get_by_role("button", name="Versturen").click()
    expect(main(page)).to_contain_text(WORDS)


def test_who_may_be_shown_nothing_takes_a_letter_along(browse, resident):  # noqa: F811
    page = browse(PHONE)
    as_resident(page, "someone-else")
    heading(page, "Hier staat niets voor u")
    assert not faults(page)
    with page.expect_download() as letter:
        page.get_by_role("link", name="Brief ophalen").click()
    assert letter.value.suggested_filename == "brief.pdf"
