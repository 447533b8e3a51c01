"""Two minutes before an idle session ends the page says so; whoever presses the button stays, with what was typed."""

import pytest
from playwright.sync_api import expect

from tests.slice.conftest import PASSWORD, faults, sign_in

pytestmark = pytest.mark.policy("2.5")
WARNING = "U wordt over 2 minuten uitgelogd."


@pytest.fixture
def waiting(browse, make_user):
    """A page of somebody who signed in and went to get coffee; its clock is ours."""
    page = browse()
    page.clock.install()
    sign_in(page, make_user("Noor").email, PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("Vandaag")
    # Its own clock begins when the script runs: moved on before that, nothing would be counted.
    page.wait_for_load_state()
    return page


def test_the_page_warns_and_one_stays(waiting):
    page = waiting
    page.clock.fast_forward("27:30")
    expect(page.get_by_text(WARNING)).to_have_count(0)
    page.clock.fast_forward("00:31")
    expect(page.get_by_role("alert")).to_contain_text(WARNING)
    assert faults(page) == []
    page.get_by_role("button", name="Blijf ingelogd").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    page.clock.fast_forward("27:30")
    expect(page.get_by_text(WARNING)).to_have_count(0)


def test_who_stays_away_reads_that_it_ended(waiting):
    page = waiting
    page.context.clear_cookies(name="sessionid")
    page.clock.fast_forward("28:01")
    page.get_by_role("button", name="Blijf ingelogd").click()
    expect(page.get_by_role("alert")).to_contain_text("U bent uitgelogd.")
    expect(page.get_by_role("link", name="Inloggen in een nieuw tabblad")).to_be_visible()
    assert faults(page) == []


def test_a_server_that_is_down_is_said_and_can_be_tried_again(waiting):
    page = waiting
    page.clock.fast_forward("28:01")
    page.route("**/sessie/", lambda route: route.fulfill(status=204, body="") if allowed else route.fulfill(status=503))
    allowed = []
    page.get_by_role("button", name="Blijf ingelogd").click()
    expect(page.get_by_role("alert")).to_contain_text("De server geeft geen antwoord.")
    allowed.append(True)
    page.get_by_role("button", name="Blijf ingelogd").click()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_work_in_another_tab_keeps_this_one_too(waiting):
    page = waiting
    page.clock.fast_forward("28:01")
    expect(page.get_by_role("alert")).to_contain_text(WARNING)
    other = page.context.new_page()
    other.goto("/zoeken/")
    expect(page.get_by_role("alert")).to_have_count(0)
