"""A mail let go over the page of a dossier, and a photo from a telephone: in a real browser, on real files."""

import io
from email.message import EmailMessage

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.slice.conftest import DESK, HEIGHT, faults, path_of
from tests.slice.demo.places import things

TELEPHONE = 390
SAVED = "De mail is bewaard als notitie. Met 1 bijlage."


@pytest.fixture
def dossier(committed):
    return f"/dossiers/{things('regisseur@demo.example').dossier.pk}/"


@pytest.fixture
def mail(tmp_path):
    message = EmailMessage()
    message["From"] = "Juf Ank <ank@school.example>"
    message["Date"] = "Mon, 5 Jan 2026 10:00:00 +0100"
    message["Subject"] = "Gesprek op school"
    message["Message-ID"] = "<een@school.example>"
    message.set_content("Wij spraken af dat hij maandag weer komt. 👋")
    message.add_attachment(photo(40, 20), maintype="image", subtype="jpeg", filename="tekening.jpg")
    path = tmp_path / "gesprek.eml"
    path.write_bytes(message.as_bytes())
    return path


def photo(width, height) -> bytes:
    stream = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(stream, "JPEG")
    return stream.getvalue()


def let_go(page, *paths):
    """In the middle of the page, as the browser does it when somebody lets go."""
    session = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, "data": data, "x": 500, "y": 500})


def test_a_mail_let_go_anywhere_on_the_dossier_becomes_a_note(enter, dossier, mail):
    page = enter("regisseur")
    page.goto(dossier)
    let_go(page, mail)
    expect(page.get_by_text(SAVED)).to_be_visible()
    assert path_of(page).startswith("/notities/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mail")
    expect(page.get_by_text("maandag weer komt. 👋")).to_be_visible()
    expect(page.get_by_text("Juf Ank <ank@school.example>")).to_be_visible()
    found = faults(page)
    page.get_by_role("link", name="tekening.jpg").click()
    expect(page.get_by_role("img", name="tekening")).to_be_visible()
    expect(page.locator(".picture")).to_have_js_property("naturalWidth", 40)
    found += faults(page)
    page.set_viewport_size({"width": DESK, "height": HEIGHT})
    page.goto(dossier)
    expect(page.get_by_role("link", name="tekening.jpg")).to_be_visible()
    let_go(page, mail)
    expect(page.get_by_text("gesprek.eml: deze mail stond al in dit dossier.")).to_be_visible()
    found += faults(page)
    page.get_by_role("link", name="Naar de notitie").click()
    expect(page.get_by_text("maandag weer komt. 👋")).to_be_visible()
    assert not found


@pytest.mark.parametrize("where", ["entry", "document", "access"])
def test_a_mail_let_go_on_another_page_of_the_dossier_goes_into_it_too(enter, mail, where, dossier):
    have = things("regisseur@demo.example")
    page = enter("regisseur")
    page.goto(f"{dossier}toegang/" if where == "access" else getattr(have, where).get_absolute_url())
    let_go(page, mail)
    expect(page.get_by_text(SAVED)).to_be_visible()
    assert path_of(page).startswith("/notities/")


@pytest.mark.parametrize("path", ["/", "/dossiers/", "taken/nieuw/"])
def test_a_file_let_go_where_nothing_takes_it_leaves_the_page_as_it_was(enter, dossier, mail, path):
    page = enter("regisseur")
    page.goto(path if path.startswith("/") else dossier + path)
    before = page.url
    let_go(page, mail)
    expect(page.get_by_role("alert")).to_contain_text("Hier kunt u geen bestand neerzetten.")
    assert page.url == before
    assert faults(page) == []


def test_dragging_shows_where_it_will_go_and_leaving_takes_that_away(enter, dossier, mail):
    page = enter("regisseur")
    page.goto(dossier)
    session = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(mail)], "dragOperationsMask": 1}
    hint = page.get_by_text("Laat de mail los om hem in dit dossier te bewaren.")
    expect(hint).to_be_hidden()
    for kind in ("dragEnter", "dragOver"):
        session.send("Input.dispatchDragEvent", {"type": kind, "data": data, "x": 500, "y": 500})
    expect(hint).to_be_visible()
    expect(hint).to_be_hidden()


def choosing(page):
    """Choosers of files come to us from now on. Said before the key or click that opens one: the driver asks the
    browser for this without waiting, so a key pressed at that very moment opens a chooser that nobody sees."""
    page.on("filechooser", lambda chooser: None)


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_by_keyboard_a_mail_is_chosen_and_saved(enter, dossier, mail, javascript):
    page = enter("regisseur", javascript=javascript)
    choosing(page)
    page.goto(dossier)
    page.get_by_role("link", name="Mail toevoegen").focus()
    page.keyboard.press("Enter")
    files = page.get_by_label("Mail", exact=True)
    expect(files).to_be_visible()
    files.focus()
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(mail)
    page.get_by_role("button", name="Opslaan").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text(SAVED)).to_be_visible()


def test_on_a_telephone_a_photo_goes_into_the_dossier_in_three_taps(enter, dossier, tmp_path):
    """Besides the camera itself: the button, the file field, and save."""
    path = tmp_path / "image.jpg"
    path.write_bytes(photo(4000, 3000))
    page = enter("regisseur", width=TELEPHONE)
    choosing(page)
    page.goto(dossier)
    page.get_by_role("link", name="Foto maken").click()
    camera = page.get_by_label("Foto")
    assert camera.get_attribute("capture") == "environment"
    with page.expect_file_chooser() as chooser:
        camera.click()
    chooser.value.set_files(path)
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Foto ")
    picture = page.locator(".picture")
    expect(picture).to_have_js_property("naturalWidth", 3464)
    assert not faults(page)


def test_a_photo_that_is_too_large_says_so_on_the_same_page_and_keeps_its_title(enter, dossier, tmp_path):
    path = tmp_path / "image.jpg"
    path.write_bytes(photo(40, 20) + bytes(50 * 1024 * 1024))
    page = enter("regisseur", width=TELEPHONE)
    page.goto(f"{dossier}documenten/nieuw/?foto")
    page.get_by_label("Foto").set_input_files(path)
    page.get_by_label("Wat is het?").fill("De muur in de keuken")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.locator(".error-summary")).to_contain_text("Dit bestand is groter dan 25 MB.")
    expect(page.get_by_label("Wat is het?")).to_have_value("De muur in de keuken")
