"""Narrow places, on a telephone and by keyboard: an answer lost on the way, another tab, a text changed meanwhile."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from audit.purposes import Purpose
from cases import actions
from cases.models import Draft, Entry
from tests.cast import acting, as_system
from tests.slice.demo.places import things

REGISSEUR = "regisseur@demo.example"
TELEPHONE = 390


@pytest.fixture
def have(committed):
    return things(REGISSEUR)


@pytest.fixture
def new(have):
    return reverse("cases:entry_new", args=[have.dossier.pk])


@pytest.fixture
def edit(have):
    return reverse("cases:entry_edit", args=[have.entry.pk])


def note(page):
    return page.get_by_role("textbox", name="Notitie")


def says(page, text):
    expect(page.locator("[data-draft-status]")).to_contain_text(text)


def drafts() -> int:
    with as_system(Purpose.MIGRATION):
        return Draft.objects.count()


def test_when_answers_get_lost_on_the_way_there_is_one_draft_all_the_same(enter, new):
    page = enter("regisseur", TELEPHONE)
    page.goto(new)
    lost, before = [], drafts()

    def arrives_but_the_answer_does_not(route):
        answer = route.fetch()
        lost.append(answer.status)
        if len(lost) < 3:
            route.abort("internetdisconnected")
        else:
            route.fulfill(response=answer)

    page.route("**/concept/", arrives_but_the_answer_does_not)
    note(page).fill("Onderweg getypt")
    says(page, "Nog niet bewaard: geen verbinding.")
    expect(page.locator("[data-draft-status]")).to_contain_text("Concept bewaard om", timeout=20_000)
    assert (len(lost) >= 3, drafts()) == (True, before + 1)


def test_saving_in_one_tab_leaves_what_was_written_in_the_other(enter, new):
    page = enter("regisseur", TELEPHONE)
    page.goto(new)
    note(page).fill("Begin")
    says(page, "Concept bewaard om")
    other = page.context.new_page()
    other.goto(new)
    expect(note(other)).to_have_value("Begin")
    note(other).fill("Van de andere tab")
    says(other, "Concept bewaard om")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_role("main")).to_contain_text("De notitie is bewaard.")
    other.goto("/")
    expect(other.get_by_role("main")).to_contain_text("Van de andere tab")


def test_by_keyboard_a_draft_of_an_earlier_text_writes_over_nobody(enter, edit, have):
    page = enter("regisseur", TELEPHONE)
    page.goto(edit)
    expect(note(page)).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("Van mij")
    says(page, "Concept bewaard om")
    with acting(have.user):
        entry = Entry.objects.get(pk=have.entry.pk)
        actions.change_entry(entry, by=have.user, now=timezone.now(), text="Van een ander")
    page.goto(edit)
    expect(note(page)).to_have_value("Van mij")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.get_by_role("main")).to_contain_text("Van een ander")
    expect(note(page)).to_have_value("Van mij")
    while page.evaluate("document.activeElement.name") != "text":
        page.keyboard.press("Tab")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("main")).to_contain_text("De notitie is bewaard.")
    expect(page.locator("article")).to_contain_text("Van mij")
