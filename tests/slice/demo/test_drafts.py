"""Nothing typed is ever lost, in a real browser: on a telephone, by keyboard, and when the signal drops."""

import pytest
from playwright.sync_api import expect

from tests.slice.conftest import BOTH_WIDTHS, DESK, PASSWORD, PHONE, path_of, sign_in
from tests.slice.demo.places import things

REGISSEUR = "regisseur@demo.example"
TEXT = "Een lang gesprek over thuis. 🦜 שלום"
MORE = " En daarna nog meer."
TELEPHONE = {"width": 390, "height": 844}


@pytest.fixture
def address(committed):
    return f"{things(REGISSEUR).dossier.get_absolute_url()}notities/nieuw/"


def at_form(enter, address, width=DESK, **options):
    page = enter("regisseur", width, **options)
    page.goto(address)
    return page


def note(page):
    return page.get_by_label("Notitie", exact=True)


def status(page):
    return page.locator("[data-draft-status]")


def write(page, text=TEXT):
    note(page).press_sequentially(text)


@pytest.mark.parametrize("width", BOTH_WIDTHS)
def test_what_is_typed_is_kept_without_saving_and_back_restores_it(enter, address, width):
    page = at_form(enter, address, width)
    write(page)
    expect(status(page)).to_contain_text("Concept bewaard om")
    page.goto("/zoeken/")
    page.go_back()
    expect(note(page)).to_have_value(TEXT)
    expect(page.get_by_role("main")).to_contain_text("U was hier bezig")
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="verder schrijven").first.click()
    expect(note(page)).to_have_value(TEXT)


def test_by_keyboard_alone_a_draft_is_thrown_away(enter, address):
    page = at_form(enter, address)
    write(page)
    expect(status(page)).to_contain_text("Concept bewaard om")
    page.goto(address)
    again = page.get_by_role("button", name="Begin opnieuw")
    again.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("Het concept is weggegooid.")
    expect(note(page)).to_have_value("")


def test_enter_in_a_field_never_throws_a_draft_away(enter, address):
    page = at_form(enter, address)
    write(page)
    expect(status(page)).to_contain_text("Concept bewaard om")
    page.goto(address)
    page.get_by_label("Datum", exact=True).press("Enter")
    expect(page.get_by_role("main")).to_contain_text("De notitie is bewaard.")
    expect(page.get_by_role("main")).to_contain_text(TEXT)


def test_when_the_signal_drops_the_page_says_so_keeps_the_text_and_keeps_trying(enter, address):
    page = at_form(enter, address, PHONE)
    write(page)
    expect(status(page)).to_contain_text("Concept bewaard om")
    page.context.set_offline(True)
    write(page, MORE)
    expect(status(page)).to_contain_text("Nog niet bewaard: geen verbinding.")
    expect(note(page)).to_have_value(TEXT + MORE)
    warned = []
    page.on("dialog", lambda dialog: (warned.append(dialog.type), dialog.dismiss()))
    page.close(run_before_unload=True)
    page.wait_for_timeout(500)
    assert warned == ["beforeunload"]
    page.context.set_offline(False)
    expect(status(page)).to_contain_text("Concept bewaard om")


def test_on_a_telephone_it_is_in_sight_while_one_types_that_nothing_is_saved(enter, address):
    page = at_form(enter, address, TELEPHONE["width"])
    page.set_viewport_size(TELEPHONE)
    page.context.set_offline(True)
    note(page).fill("regel\n" * 80)
    write(page, "Nog een regel.")
    expect(status(page)).to_contain_text("Nog niet bewaard: geen verbinding.")
    expect(status(page)).to_be_in_viewport(ratio=1)
    page.mouse.wheel(0, -10_000)
    expect(status(page)).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("button", name="Opslaan")).to_be_in_viewport(ratio=1)


def test_when_the_signal_is_back_nothing_red_is_left(enter, address):
    page = at_form(enter, address, TELEPHONE["width"])
    page.set_viewport_size(TELEPHONE)
    page.route("**/concept/", lambda route: route.abort("internetdisconnected"))
    page.route(f"**{address}", lambda route: route.fulfill(status=503, body="even niet"))
    write(page)
    page.get_by_role("button", name="Opslaan").click()
    failed = page.get_by_text("Opslaan is niet gelukt.")
    expect(failed).to_be_visible()
    expect(status(page)).to_contain_text("Nog niet bewaard: geen verbinding.")
    page.unroute_all()
    expect(status(page)).to_contain_text("Concept bewaard om")
    expect(failed).to_have_count(0)
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_role("main")).to_contain_text("De notitie is bewaard.")


def test_a_server_that_is_down_is_told_and_tried_again(enter, address):
    page = at_form(enter, address)
    down = "**/concept/"
    page.route(down, lambda route: route.fulfill(status=503, body="even niet"))
    write(page)
    expect(status(page)).to_contain_text("Nog niet bewaard: er is een storing.")
    page.unroute(down)
    expect(status(page)).to_contain_text("Concept bewaard om")


def test_two_tabs_on_one_note_keep_both_texts(enter, address):
    first = at_form(enter, address)
    write(first, "In het eerste tabblad.")
    expect(status(first)).to_contain_text("Concept bewaard om")
    second = first.context.new_page()
    second.goto(address)
    write(second, "Tweede. ")
    expect(status(second)).to_contain_text("Concept bewaard om")
    write(first, " En verder.")
    expect(status(first)).to_contain_text("Beide teksten zijn bewaard.")
    first.goto("/")
    drafts = first.get_by_role("main")
    expect(drafts).to_contain_text("In het eerste tabblad. En verder.")
    expect(drafts).to_contain_text("Tweede. In het eerste tabblad.")


@pytest.mark.parametrize("javascript", [True, False])
def test_after_a_session_that_ended_one_signs_in_and_is_back_with_the_text(enter, address, javascript):
    page = at_form(enter, address, PHONE, javascript=javascript)
    note(page).fill(TEXT)
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_label("Wachtwoord", exact=True)).to_be_visible()
    page.get_by_label("E-mailadres").fill(REGISSEUR)
    page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Inloggen", exact=True).click()
    expect(note(page)).to_have_value(TEXT)
    assert path_of(page) == address
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_role("main")).to_contain_text("De notitie is bewaard.")


def test_somebody_else_who_signs_in_there_sees_nothing_of_it(enter, address):
    page = at_form(enter, address, javascript=False)
    note(page).fill(TEXT)
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Opslaan").click()
    page.goto("/")
    sign_in(page, "collega@demo.example", PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("Vandaag")
    expect(page.get_by_role("main")).not_to_contain_text("lang gesprek")


def test_without_scripts_a_button_keeps_it(enter, address):
    page = at_form(enter, address, PHONE, javascript=False)
    note(page).fill(TEXT)
    page.get_by_role("button", name="Bewaar concept").click()
    expect(note(page)).to_have_value(TEXT)
    expect(page.get_by_role("main")).to_contain_text("Uw concept is bewaard.")


def test_clicking_save_twice_makes_one_note(enter, address):
    page = at_form(enter, address, javascript=False)
    note(page).fill(TEXT)
    page.get_by_role("button", name="Opslaan").dblclick()
    expect(page.get_by_role("main")).to_contain_text(TEXT)
    page.goto(things(REGISSEUR).dossier.get_absolute_url())
    expect(page.get_by_text(TEXT)).to_have_count(1)
