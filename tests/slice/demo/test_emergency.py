"""Acute danger, as somebody meets it at night: from searching to reading, on a telephone and by keyboard."""

from collections import Counter

import pytest
from django.utils import timezone
from django.utils.timezone import localtime
from playwright.sync_api import expect

from audit.context import system
from audit.purposes import Purpose
from cases.access import access_for_system
from cases.models import Dossier, Grant, Person
from tests.slice.conftest import BOTH_WIDTHS, faults
from tests.slice.demo.test_colleagues import main

DANGER = "Er wordt nu geschreeuwd, de kinderen huilen"


@pytest.fixture
def hidden_from(committed):
    """Somebody of a dossier of the regisseur, as the directory knows them: name and birth date."""

    def find(login):
        with system(Purpose.DEMO, timezone.now()):
            theirs = Grant.objects.filter(user__email=f"{login}@demo.example").values("content_object")
            dossier = Dossier.objects.filter(status="open").exclude(pk__in=theirs).order_by("-opened_on").first()
            give = access_for_system(Purpose.DEMO).give
            known = Counter(_as_asked(give(person)) for person in Person.objects.all())
            people = Person.objects.filter(dossier_persons__dossier=dossier, address_secret=False)
            return next(
                person for person in map(give, people) if person.birth_date.exact() and known[_as_asked(person)] == 1
            )

    return find


def _as_asked(person):
    return person.surname, person.birth_date.exact()


def ask_directory(page, person):
    page.goto("/zoeken/")
    outside = page.get_by_role("region", name="Al bekend bij een collega?")
    outside.get_by_label("Achternaam").fill(person.surname)
    outside.get_by_label("Geboortedatum").fill(person.birth_date.exact().isoformat())
    outside.get_by_label("Waarvoor zoekt u?").select_option(label="Veiligheid beschermen")
    outside.get_by_role("button", name="Vraag na").click()


@pytest.mark.policy("2.5")
@pytest.mark.parametrize("width", BOTH_WIDTHS)
@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_from_searching_to_reading_and_back(enter, hidden_from, width, javascript):
    person = hidden_from("collega")
    page = enter("collega", width, javascript=javascript)
    ask_directory(page, person)
    page.get_by_role("link", name="Acuut gevaar en geen gehoor?").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Noodtoegang bij acuut gevaar")
    if javascript:
        assert not faults(page)
        page.set_viewport_size({"width": width, "height": 900})
    page.get_by_label("Welk gevaar is er nu?").fill(DANGER)
    for label in ("de regisseur", "de plaatsvervanger"):
        field = page.get_by_label(f"Hoe laat belde u {label}")
        if field.count():
            field.fill(f"{localtime():%H:%M}")
    page.get_by_role("button", name="Open het dossier nu").click()
    expect(main(page)).to_contain_text("Noodtoegang: u leest dit tot")
    main(page).get_by_role("link", name="Crisisnotitie schrijven").click()
    page.get_by_label("Notitie", exact=True).fill("Politie gebeld, blijf aan de lijn")
    page.get_by_role("button", name="Opslaan").click()
    expect(main(page)).to_contain_text("De notitie is bewaard.")
    page.goto("/")
    page.get_by_role("button", name="Ik ben klaar").first.click()
    expect(main(page)).to_contain_text("De noodtoegang is gestopt.")


@pytest.mark.policy("2.5")
def test_by_keyboard_the_one_on_call_opens_for_who_calls(enter, hidden_from):
    person = hidden_from("collega")
    page = enter("achterwacht")
    page.get_by_role("link", name="Achterwacht").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Achterwacht")
    assert not faults(page)
    page.get_by_label("Wie belt u?").select_option(label="Imane Haddou")
    page.get_by_label("Achternaam").fill(person.surname)
    page.get_by_label("Geboortedatum").fill(person.birth_date.exact().isoformat())
    page.get_by_label("Welk gevaar is er nu?").fill(DANGER)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(main(page)).to_contain_text("Geopend voor Imane Haddou")
