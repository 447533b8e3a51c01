"""What somebody typed is not lost: not by a mistake, not by a failure, not by a session that ended."""

from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.db import OperationalError
from django.utils import timezone
from playwright.sync_api import expect

from tests.slice.demo.places import things

REGISSEUR = "regisseur@demo.example"
TEXT = "Een lang gesprek over thuis.\nEr is veel gebeurd; dit typ ik niet nog eens."
FAILURES = [RuntimeError, OperationalError]


@pytest.fixture
def writing(enter):
    """Somebody at a form with a note that is not saved yet."""

    def at_form(**options):
        page = enter("regisseur", **options)
        page.goto(f"{things(REGISSEUR).dossier.get_absolute_url()}notities/nieuw/")
        page.get_by_label("Notitie").fill(TEXT)
        return page

    return at_form


def save(page):
    page.get_by_role("button", name="Opslaan").click()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_refused_form_keeps_it(writing, javascript):
    page = writing(javascript=javascript)
    tomorrow = timezone.localdate() + timedelta(days=1)
    page.get_by_label("Datum").fill(tomorrow.isoformat())
    save(page)
    expect(page.locator(".error-summary")).to_contain_text("Deze datum ligt in de toekomst.")
    expect(page.get_by_label("Notitie")).to_have_value(TEXT)
    expect(page.get_by_label("Datum")).to_have_value(tomorrow.isoformat())


@pytest.mark.parametrize("error", FAILURES)
def test_a_failure_leaves_the_form_as_it_was(writing, monkeypatch, error):
    page = writing()
    with monkeypatch.context() as broken:
        broken.setattr("cases.actions.write_entry", Mock(side_effect=error))
        save(page)
        expect(page.get_by_role("alert")).to_contain_text("Opslaan is niet gelukt.")
    expect(page.get_by_label("Notitie")).to_have_value(TEXT)
    save(page)
    expect(page.get_by_role("main")).to_contain_text("De notitie is bewaard.")


@pytest.mark.parametrize("error", FAILURES)
def test_without_scripts_a_failure_gives_it_back(writing, monkeypatch, error):
    page = writing(javascript=False)
    monkeypatch.setattr("cases.actions.write_entry", Mock(side_effect=error))
    save(page)
    expect(page.get_by_role("heading", name="Dit had u ingevuld")).to_be_visible()
    assert TEXT in [field.input_value() for field in page.get_by_role("main").get_by_role("textbox").all()]


def test_leaving_with_text_that_is_not_saved_is_asked_back(writing):
    page = writing()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_role("link", name="Annuleren").click(no_wait_after=True)
    expect(page.get_by_label("Notitie")).to_have_value(TEXT)
    assert asked == ["beforeunload"]


def test_a_refused_upload_keeps_the_title(enter, tmp_path):
    page = enter("regisseur")
    page.goto(f"{things(REGISSEUR).dossier.get_absolute_url()}documenten/nieuw/")
    lying = tmp_path / "foto.png"
    lying.write_bytes(b"geen foto")
    page.get_by_label("Bestand").set_input_files(lying)
    page.get_by_label("Wat is het?").fill("De foto van de brief")
    save(page)
    expect(page.locator(".error-summary")).to_contain_text("past niet bij de naam")
    expect(page.get_by_label("Wat is het?")).to_have_value("De foto van de brief")
