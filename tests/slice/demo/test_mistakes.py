"""A note in the wrong place: taken back on a telephone, without a mouse, or moved with everybody who read it named."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from audit.context import system
from audit.purposes import Purpose
from cases.models import Breach, Entry, Grant
from tests.slice.conftest import BOTH_WIDTHS, PHONE, faults, path_of
from tests.slice.demo.places import things

REGISSEUR, COLLEAGUE = "regisseur@demo.example", "hulpverlener@demo.example"
TEXT = "Dit hoort bij een ander gezin."


def write_note(page):
    page.goto(f"{things(REGISSEUR).dossier.get_absolute_url()}notities/nieuw/")
    page.get_by_label("Notitie", exact=True).fill(TEXT)
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_role("main")).to_contain_text("De notitie is bewaard.")
    return path_of(page)


def notes_left(path) -> int:
    with system(Purpose.DEMO, timezone.now()):
        return Entry.objects.filter(pk=path.split("/")[2]).count()


def shared_dossier():
    """A dossier of the regisseur in which the colleague helps."""
    with system(Purpose.DEMO, timezone.now()):
        running = Grant.objects.running(timezone.now())
        of_colleague = running.filter(user__email=COLLEAGUE).values("content_object")
        given = running.filter(user__email=REGISSEUR, permission__codename="regisseur", content_object__in=of_colleague)
        return given.select_related("content_object").first().content_object


@pytest.mark.parametrize("javascript", [True, False])
def test_a_note_is_taken_back_on_a_telephone(enter, javascript):
    page = enter("regisseur", PHONE, javascript=javascript)
    path = write_note(page)
    undo = page.get_by_role("button", name="Ongedaan maken (nog 10 minuten)")
    expect(undo).to_be_in_viewport()
    undo.click()
    expect(page.get_by_role("main")).to_contain_text("Ongedaan gemaakt. Uw tekst is nog een concept")
    assert path_of(page).endswith("/notities/nieuw/")
    expect(page.get_by_label("Notitie", exact=True)).to_have_value(TEXT)
    assert notes_left(path) == 0
    assert page.goto(path).status == 404


@pytest.mark.parametrize("javascript", [True, False])
def test_what_a_colleague_read_asks_what_was_wrong_and_reports_it(enter, javascript):
    page, dossier = enter("regisseur", PHONE, javascript=javascript), shared_dossier()
    page.goto(f"{dossier.get_absolute_url()}notities/nieuw/")
    page.get_by_label("Notitie", exact=True).fill(TEXT)
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_role("main")).to_contain_text("De notitie is bewaard.")
    path = path_of(page)
    assert enter("hulpverlener").goto(path).status == 200
    page.get_by_role("button", name="Ongedaan maken").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Een collega heeft dit gelezen")
    expect(page.get_by_role("main")).to_contain_text(name_of(COLLEAGUE))
    found = faults(page) if javascript else []
    page.get_by_role("button", name="Weghalen en melden").click()
    expect(page.get_by_role("main")).to_contain_text("op de lijst van de privacy officer")
    assert (notes_left(path), found) == (0, [])


def test_a_note_is_taken_back_with_the_keyboard_alone(enter):
    page = enter("regisseur")
    path = write_note(page)
    press_until(page, re.compile("^Ongedaan maken"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("Ongedaan gemaakt.")
    assert notes_left(path) == 0


def press_until(page, name):
    """Tab until the button or link of this name has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if name.search(page.evaluate("document.activeElement.innerText").strip()):
            return
    raise AssertionError(f"{name.pattern} is not reached with Tab")


def test_a_task_and_a_document_are_taken_back_too(enter, tmp_path):
    page = enter("regisseur", PHONE)
    dossier = things(REGISSEUR).dossier.get_absolute_url()
    page.goto(f"{dossier}taken/nieuw/")
    page.get_by_label("Wat moet er gebeuren?").fill("Verkeerde taak")
    page.get_by_label("Wie", exact=True).select_option(index=1)
    page.get_by_label("Uiterlijk").fill(timezone.localdate().isoformat())
    page.get_by_role("button", name="Opslaan").click()
    page.get_by_role("button", name=re.compile("Taak weghalen.*Verkeerde taak")).click()
    expect(page.get_by_role("main")).to_contain_text("Ongedaan gemaakt. Het staat niet meer in het dossier.")
    expect(page.get_by_text("Verkeerde taak")).to_have_count(0)
    letter = tmp_path / "brief.txt"
    letter.write_text("brief")
    page.goto(f"{dossier}documenten/nieuw/")
    page.get_by_label("Bestand").set_input_files(letter)
    page.get_by_label("Wat is het?").fill("Verkeerde brief")
    page.get_by_role("button", name="Opslaan").click()
    page.get_by_role("button", name=re.compile("Ongedaan maken")).click()
    expect(page.get_by_role("main")).to_contain_text("Ongedaan gemaakt.")
    expect(page.get_by_text("Verkeerde brief")).to_have_count(0)


@pytest.mark.parametrize("width", BOTH_WIDTHS)
def test_a_note_is_moved_and_who_read_it_is_named(enter, width):
    page, dossier = enter("regisseur", width), shared_dossier()
    page.goto(f"{dossier.get_absolute_url()}notities/nieuw/")
    page.get_by_label("Notitie", exact=True).fill(TEXT)
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_role("main")).to_contain_text("De notitie is bewaard.")
    path = path_of(page)
    colleague = enter("hulpverlener")
    assert colleague.goto(path).status == 200
    page.get_by_role("link", name="Verplaatsen").click()
    choice = page.get_by_role("radio").first
    to = choice.get_attribute("value")
    choice.check()
    page.get_by_role("button", name="Verder").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Verplaatsen naar")
    found = faults(page)
    page.set_viewport_size({"width": width, "height": 900})
    page.get_by_role("button", name="Verplaatsen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Verplaatst naar")
    expect(page.get_by_role("main")).to_contain_text(name_of(COLLEAGUE))
    expect(page.get_by_role("main")).to_contain_text("op de lijst van de privacy officer")
    found += faults(page)
    page.get_by_role("link", name="Naar de notitie").click()
    expect(page.get_by_role("main")).to_contain_text(TEXT)
    assert colleague.goto(path).status == (200 if sees(COLLEAGUE, to) else 404)
    assert not found


def test_the_privacy_officer_decides_about_it(enter):
    with system(Purpose.DEMO, timezone.now()):
        mover = User.objects.get(email=REGISSEUR)
    breach_of(mover)
    page = enter("privacy")
    page.goto("/beheer/cases/breach/?stand=open")
    expect(page.locator("#result_list")).to_contain_text("Nog 71 uur")
    found = faults(page)
    page.locator("#result_list tbody th a").first.click()
    expect(page.get_by_label("Besluit")).to_be_visible()
    found += faults(page)
    page.get_by_label("Besluit").select_option("niet_gemeld")
    page.get_by_label("Beoordeling").fill("Alleen een collega die het gezin helpt las het.")
    page.get_by_role("button", name="Opslaan", exact=True).click()
    expect(page.locator("#result_list")).to_have_count(0)
    page.goto("/beheer/cases/breach/?stand=klaar")
    expect(page.locator("#result_list")).to_contain_text("Op tijd beoordeeld")
    assert not found


def breach_of(mover):
    dossier, now = shared_dossier(), timezone.now()
    with system(Purpose.MIGRATION, now):
        return Breach.objects.create(
            record_id=dossier.pk, from_dossier_id=dossier.pk, from_codename=dossier.codename, to_dossier_id=dossier.pk,
            to_codename="stille beek", readers=[mover.pk], wrong_since=now, moved_at=now, user=mover,
        )  # fmt: skip


def name_of(email):
    return User.objects.get(email=email).name


def sees(email, dossier_id) -> bool:
    with system(Purpose.DEMO, timezone.now()):
        running = Grant.objects.running(timezone.now())
        return running.filter(user__email=email, content_object=dossier_id).exists()
