"""The working day in a browser: a note in four interactions, lists that keep their state, keys that go somewhere."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.slice.conftest import ready
from tests.slice.demo.places import things

REGISSEUR = "regisseur@demo.example"
TEXT = "Even gebeld. Het gaat goed met iedereen."
# What the order asks: as few as this, typing the note itself apart.
MOST_INTERACTIONS = 4
TELEPHONE = {"width": 390, "height": 844}


class Counted:
    """Counts what somebody does with a page: each click, tap or key that is not the text of the note."""

    def __init__(self, page):
        self.page, self.interactions = page, 0

    def click(self, target):
        self.interactions += 1
        target.click()

    def press(self, key):
        self.interactions += 1
        self.page.keyboard.press(key)

    def choose(self, target, label):
        """Opening a list and choosing in it."""
        self.interactions += 2
        target.select_option(label=label)


@pytest.fixture
def phone(enter):
    """At home on a telephone."""
    page = enter("regisseur", TELEPHONE["width"])
    page.set_viewport_size(TELEPHONE)
    expect(page.get_by_role("heading", level=1)).to_have_text("Vandaag")
    return page


def is_saved(page):
    expect(page.get_by_role("main")).to_contain_text("De notitie is bewaard.")
    expect(page.get_by_role("main")).to_contain_text(TEXT)


def test_on_a_telephone_a_note_takes_two_taps_besides_typing(phone):
    counted = Counted(phone)
    counted.click(phone.locator("[aria-labelledby=gezinnen] .note-button").first)
    expect(phone.get_by_label("Notitie", exact=True)).to_be_focused()
    phone.keyboard.type(TEXT)
    counted.click(phone.get_by_role("button", name="Opslaan"))
    is_saved(phone)
    assert counted.interactions == 2


def test_with_a_family_chosen_in_the_list_it_takes_four(phone):
    counted = Counted(phone)
    families = phone.get_by_label("Notitie schrijven bij")
    wanted = families.locator("option").last.inner_text()
    counted.choose(families, wanted)
    counted.click(phone.get_by_role("button", name="Notitie", exact=True))
    expect(phone.get_by_label("Notitie", exact=True)).to_be_focused()
    phone.keyboard.type(TEXT)
    counted.click(phone.get_by_role("button", name="Opslaan"))
    is_saved(phone)
    assert re.search(r"\((.+)\)", wanted)[1] in phone.title()
    assert counted.interactions <= MOST_INTERACTIONS


def test_saving_stays_in_sight_on_a_telephone(phone):
    phone.locator("[aria-labelledby=gezinnen] .note-button").first.click()
    phone.get_by_label("Notitie", exact=True).fill("regel\n" * 200)
    phone.mouse.wheel(0, -10_000)
    expect(phone.get_by_role("button", name="Opslaan")).to_be_in_viewport()


def test_by_keyboard_a_note_takes_four_keys_besides_typing(enter):
    page = enter("regisseur")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vandaag")
    ready(page)
    counted = Counted(page)
    counted.press("n")
    expect(page.get_by_label("Notitie schrijven bij")).to_be_focused()
    counted.press("Tab")
    counted.press("Enter")
    expect(page.get_by_label("Notitie", exact=True)).to_be_focused()
    ready(page)
    page.keyboard.type(TEXT)
    counted.press("Control+Enter")
    is_saved(page)
    assert counted.interactions <= MOST_INTERACTIONS


def test_keys_go_where_the_list_says(enter):
    page = enter("regisseur")
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text("Vandaag")
    ready(page)
    page.keyboard.press("/")
    expect(page.get_by_label("Zoek in uw dossiers")).to_be_focused()
    page.keyboard.type("n? g d")
    expect(page.get_by_label("Zoek in uw dossiers")).to_have_value("n? g d")
    page.keyboard.press("Tab")
    page.keyboard.type("gd")
    expect(title).to_have_text("Mijn dossiers")
    ready(page)
    page.keyboard.type("gv")
    expect(title).to_have_text("Vandaag")
    page.goto(things(REGISSEUR).dossier.get_absolute_url())
    page.keyboard.press("t")
    expect(title).to_have_text("Taak maken")
    page.goto(things(REGISSEUR).dossier.get_absolute_url())
    page.keyboard.press("n")
    expect(title).to_have_text("Notitie schrijven")


def test_a_question_mark_lists_the_keys_and_they_can_be_switched_off(enter):
    page = enter("regisseur")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vandaag")
    ready(page)
    page.keyboard.press("?")
    listed = page.get_by_role("dialog")
    expect(listed).to_contain_text("Naar Mijn dossiers")
    page.keyboard.type("gd")
    expect(listed).to_be_visible()
    page.keyboard.press("Escape")
    expect(listed).to_be_hidden()
    page.goto(reverse("shortcuts"))
    page.get_by_role("button", name="Sneltoetsen uitzetten").click()
    expect(page.get_by_role("main")).to_contain_text("De sneltoetsen staan uit.")
    ready(page)
    page.keyboard.press("?")
    page.keyboard.type("gd")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_have_text("Sneltoetsen")


@pytest.mark.parametrize("javascript", [True, False])
def test_the_list_of_families_is_found_as_it_was_left(enter, javascript):
    page = enter("regisseur", javascript=javascript)
    page.goto(reverse("cases:dossiers"))
    page.get_by_label("Status").select_option(label="Alle")
    page.get_by_label("Sorteer op").select_option(label="Naam (A–Z)")
    page.get_by_role("button", name="Toepassen").click()
    page.wait_for_url("**/dossiers/?*")
    listed = page.locator(".dossiers tbody th a")
    names = listed.all_inner_texts()
    assert names == sorted(names, key=str.casefold)
    listed.first.click()
    page.get_by_role("navigation", name="Hoofdmenu").get_by_role("link", name="Mijn dossiers").click()
    expect(listed).to_have_text(names)
    page.get_by_role("link", name="Filters wissen").click()
    expect(page.get_by_label("Status")).to_have_value("open")


def test_the_words_of_a_note_are_found_and_lead_to_it(enter):
    page = enter("regisseur")
    page.goto(reverse("cases:search"))
    page.get_by_label("Zoek in uw dossiers").fill("OPGERUIMD post")
    page.get_by_role("search").get_by_role("button", name="Zoeken").click()
    expect(page.locator("mark").first).to_have_text("opgeruimd")
    page.locator(".found").first.get_by_role("link", name="Huisbezoek").first.click()
    expect(page.get_by_role("main")).to_contain_text("Het huis was opgeruimd.")


def test_who_is_not_found_is_asked_for_with_what_was_typed(enter):
    page = enter("regisseur")
    page.goto(reverse("cases:search"))
    page.get_by_label("Zoek in uw dossiers").fill("Zonneveld-Onbekend")
    page.get_by_role("search").get_by_role("button", name="Zoeken").click()
    page.get_by_role("link", name="Vraag na bij een collega").click()
    expect(page.get_by_label("Achternaam")).to_have_value("Zonneveld-Onbekend")


@pytest.mark.parametrize(("kind", "source"), [("Huisbezoek", "Eigen waarneming"), ("Overleg", "professional")])
def test_the_kind_of_a_note_decides_the_source(enter, kind, source):
    page = enter("regisseur")
    page.goto(reverse("cases:entry_new", args=[things(REGISSEUR).dossier.pk]))
    page.get_by_label("Notitie", exact=True).fill(TEXT)
    page.get_by_label(kind).check()
    page.get_by_role("button", name="Opslaan").click()
    is_saved(page)
    expect(page.get_by_role("main")).to_contain_text(source)
