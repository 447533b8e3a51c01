"""What comes out of the printer, as the browser sends it there; and the texts and letters of a worker."""

import io
import re

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from cases.models import StandardText
from tests.slice.conftest import faults
from tests.slice.demo.places import things

REGISSEUR = "regisseur@demo.example"


def printed(page) -> list[str]:
    """The words on each sheet."""
    return [sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.pdf(format="A4"))).pages]


@pytest.mark.policy("2.5")
def test_the_first_sheet_is_the_cover_and_tells_nothing(enter):
    have = things(REGISSEUR)
    page = enter("regisseur")
    page.goto(have.dossier.get_absolute_url())
    family = page.get_by_role("heading", level=1).inner_text().removeprefix("Gezin ")
    page.get_by_role("link", name="Hele dossier afdrukken").click()
    expect(page.get_by_role("button", name="Afdrukken")).to_be_visible()
    cover, *sheets = printed(page)
    assert have.dossier.codename in cover
    assert "Vertrouwelijk" in cover
    assert family not in cover
    assert "ociaal domein" not in cover
    assert "Terug" not in cover
    assert len(sheets) >= 3
    assert family in sheets[0]


@pytest.mark.policy("2.5")
def test_an_ordinary_page_on_paper_does_not_begin_with_the_family(enter):
    have = things(REGISSEUR)
    page = enter("regisseur")
    page.goto(have.entry.get_absolute_url())
    page.emulate_media(media="print")
    expect(page.locator(".case-bar__name")).to_be_hidden()
    expect(page.locator(".case-bar .safety")).to_be_hidden()
    expect(page.locator(".on-paper")).to_be_visible()
    sheet = printed(page)[0]
    assert sheet.lstrip().startswith("Vertrouwelijk")
    assert "Sociaal domein" not in sheet


def test_without_scripts_the_page_says_how_to_print(enter):
    page = enter("regisseur", javascript=False)
    page.goto(f"{things(REGISSEUR).entry.get_absolute_url()}afdrukken/")
    expect(page.get_by_role("button", name="Afdrukken")).to_be_hidden()
    expect(page.get_by_text("Gebruik Ctrl+P")).to_be_visible()


def test_a_standard_text_goes_where_the_cursor_is_by_keyboard_too(enter):
    have = things(REGISSEUR)
    snippet = StandardText.objects.get(title="Niet bereikt")
    page = enter("regisseur")
    page.goto(f"{have.dossier.get_absolute_url()}notities/nieuw/")
    note = page.get_by_label("Notitie", exact=True)
    note.fill("Voor.\nNa.")
    note.evaluate("(field) => field.setSelectionRange(5, 5)")
    page.locator("[data-texts] summary").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name=re.compile("Invoegen.*Niet bereikt")).focus()
    page.keyboard.press("Enter")
    expect(note).to_have_value(f"Voor.\n{snippet.text}\nNa.")
    expect(note).to_be_focused()
    page.keyboard.type("En verder.")
    expect(note).to_have_value(f"Voor.\n{snippet.text}En verder.\nNa.")


def test_without_scripts_a_standard_text_is_there_to_copy(enter):
    have = things(REGISSEUR)
    page = enter("regisseur", javascript=False)
    page.goto(f"{have.dossier.get_absolute_url()}notities/nieuw/")
    page.get_by_text("Standaardtekst invoegen").click()
    expect(page.get_by_text("Kopieer de tekst die u wilt gebruiken.")).to_be_visible()
    expect(page.get_by_role("button", name="Invoegen").first).to_be_hidden()


@pytest.mark.policy("4")
@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (360, True), (1280, False)])
def test_a_letter_from_dossier_to_document(enter, width, javascript):
    have = things(REGISSEUR)
    page = enter("regisseur", width, javascript=javascript)
    page.goto(have.dossier.get_absolute_url())
    page.get_by_role("link", name="Brief maken").click()
    page.get_by_label("Welke brief?").select_option(label="Uitnodiging voor een gesprek")
    page.get_by_label("Voor wie?").select_option(str(have.asked.pk))
    page.get_by_role("button", name="Verder").click()
    letter = page.get_by_label("Brief", exact=True)
    expect(letter).to_be_visible()
    if javascript:
        assert faults(page) == []
        page.set_viewport_size({"width": width, "height": 900})
    page.get_by_role("button", name="Brief bewaren").click()
    expect(page.locator(".error-summary")).to_contain_text("Vul nog in: [dag en datum], [tijd], [plaats]")
    text = letter.input_value()
    for gap, words in (("[dag en datum]", "maandag 4 januari"), ("[tijd]", "10.00 uur"), ("[plaats]", "het dorpshuis")):
        text = text.replace(gap, words)
    letter.fill(text.replace("[uw telefoonnummer]", "0492 326 800"))
    page.get_by_role("button", name="Brief bewaren").click()
    expect(page.get_by_role("main")).to_contain_text("De brief is bewaard als document.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Uitnodiging voor een gesprek")
