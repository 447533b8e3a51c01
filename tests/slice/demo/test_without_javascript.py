"""The core of the work in a browser that runs no scripts."""

from playwright.sync_api import expect

from tests.slice.demo.places import things

REGISSEUR = "regisseur@demo.example"


def press(page, name):
    page.get_by_role("main").get_by_role("button", name=name).first.click()


def reads(page, text):
    expect(page.get_by_role("main")).to_contain_text(text)


def test_finding_writing_uploading_and_closing(enter, tmp_path):
    have = things(REGISSEUR)
    page = enter("regisseur", javascript=False)
    name = page.locator("[aria-labelledby=gezinnen] .list__main").first.inner_text().removeprefix("Gezin ")
    page.goto("/zoeken/")
    page.get_by_label("Zoek in uw dossiers").fill(name)
    press(page, "Zoeken")
    page.locator("#resultaten .list a").first.click()
    reads(page, "Familie")

    dossier = have.dossier.get_absolute_url()
    page.goto(dossier)
    page.get_by_role("link", name="Notitie schrijven").click()
    page.get_by_label("Notitie").fill("Zonder scripts geschreven.")
    page.get_by_text("Al ingevuld:").click()
    page.get_by_label("Bron").select_option(label="Van een naaste")
    press(page, "Opslaan")
    reads(page, "De notitie is bewaard.")
    reads(page, "Van een naaste")

    letter = tmp_path / "brief.txt"
    letter.write_bytes(b"Een brief.")
    page.goto(f"{dossier}documenten/nieuw/")
    page.get_by_label("Bestand").set_input_files(letter)
    page.get_by_label("Wat is het?").fill("Brief")
    press(page, "Opslaan")
    reads(page, "Het document is bewaard.")

    page.goto(f"{dossier}plan/")
    page.get_by_role("link", name="Plan afronden").click()
    page.get_by_label("Waarom is het plan klaar?").fill("De doelen zijn gehaald.")
    press(page, "Plan afronden")
    expect(page.get_by_role("link", name="Plan afronden")).to_be_hidden()

    page.goto(f"{dossier}sluiten/")
    page.get_by_label("Waarom sluit u dit dossier?").fill("De doelen zijn gehaald.")
    press(page, "Dossier sluiten")
    reads(page, "Dit dossier is gesloten op")
    page.get_by_role("link", name="Dossier heropenen").click()
    press(page, "Dossier heropenen")
    page.wait_for_url(f"**{dossier}")
    expect(page.get_by_role("link", name="Notitie schrijven")).to_be_visible()


def test_on_a_telephone_the_menu_opens(enter):
    page = enter("regisseur", 360, javascript=False)
    page.get_by_text("Menu", exact=True).click()
    page.get_by_role("link", name="Zoeken", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Zoeken")
