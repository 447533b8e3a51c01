"""Covering, leaving and going through access, as colleagues do it: on a telephone, with a keyboard, in few clicks."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from audit.context import system
from audit.purposes import Purpose
from cases.models import Grant
from tests.slice.conftest import faults
from tests.slice.demo.test_by_keyboard import is_at, tab_to

PHONE = 390


@pytest.fixture
def clicks():
    """Counts what somebody clicks."""

    class Clicks:
        done = 0

        def __call__(self, locator):
            self.done += 1
            locator.click()

    return Clicks()


def main(page):
    return page.get_by_role("main")


def grants_of(login, **filters):
    with system(Purpose.DEMO, timezone.now()):
        return list(Grant.objects.filter(user__email=f"{login}@demo.example", **filters).select_related("permission"))


def test_from_home_to_handed_over_in_three_clicks_on_a_telephone(enter, clicks):
    page = enter("regisseur", PHONE)
    clicks(page.get_by_text("Menu", exact=True))
    clicks(page.locator(".menu").get_by_role("link", name="Vervanging"))
    is_at(page, "Vervanging")
    page.get_by_label("Wie neemt waar?").select_option(label="Imane Haddou")
    clicks(main(page).get_by_role("button", name="Overdragen"))
    expect(main(page)).to_contain_text("overgedragen aan Imane Haddou")
    expect(main(page)).to_contain_text("Imane Haddou vervangt Noor Verbeek")
    assert clicks.done <= 3
    assert len(grants_of("collega", permission__codename="plaatsvervanger")) == 10
    assert faults(page) == []
    main(page).get_by_role("button", name="Vervanging stoppen").click()
    expect(main(page)).to_contain_text("De vervanging is gestopt.")


def test_a_cover_by_keyboard_alone_splits_the_role_of_a_colleague(enter):
    page = enter("regisseur")
    is_at(page, "Vandaag")
    tab_to(page, "Vervanging")
    page.keyboard.press("Enter")
    is_at(page, "Vervanging")
    tab_to(page, "Wie neemt waar?")
    page.keyboard.type("Thijs")
    tab_to(page, "Overdragen")
    page.keyboard.press("Enter")
    expect(main(page)).to_contain_text("overgedragen aan Thijs Aarts")
    assert len(grants_of("hulpverlener", after_cover__isnull=False)) == 4


def test_a_lead_ends_everything_of_who_leaves_on_a_telephone_with_a_keyboard(enter):
    page = enter("teamleider", PHONE)
    page.goto("/team/")
    assert faults(page) == []
    page.set_viewport_size({"width": PHONE, "height": 900})
    page.goto("/team/")
    tab_to(page, "Gaat weg : Noor Verbeek")
    page.keyboard.press("Enter")
    is_at(page, "Noor Verbeek gaat weg")
    tab_to(page, "Alles stoppen")
    page.keyboard.press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    assert faults(page) == []
    page.set_viewport_size({"width": PHONE, "height": 900})
    tab_to(page, "Wie wordt regisseur van deze dossiers?:")
    page.keyboard.press("Enter")
    page.keyboard.type("Imane")
    tab_to(page, "Alles stoppen")
    page.keyboard.press("Enter")
    expect(main(page)).to_contain_text("Alle toegang van Noor Verbeek is gestopt.")
    assert not User.objects.get(email="regisseur@demo.example").is_active
    assert not grants_of("regisseur", valid_until=None)
    assert len(grants_of("collega", valid_until=None, permission__codename="regisseur")) == 14


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without"])
def test_going_through_access_is_one_screen(enter, javascript):
    with system(Purpose.DEMO, timezone.now()):
        given = Grant.objects.filter(user__email="hulpverlener@demo.example")
        given.update(valid_from=timezone.now() - timedelta(days=200))
    page = enter("regisseur", PHONE, javascript=javascript)
    page.get_by_role("link", name="Later (").click()
    page.get_by_role("link", name="Nalopen").click()
    is_at(page, "Toegang nalopen")
    every = page.get_by_role("button", name="Alles nodig")
    if javascript:
        assert faults(page) == []
        every.click()
    else:
        expect(every).to_be_hidden()
        for needed in main(page).get_by_label("Nodig").all():
            needed.check()
    main(page).get_by_label("Stoppen").first.check()
    page.get_by_role("button", name="Opslaan").click()
    expect(main(page)).to_contain_text("Opgeslagen: 3 nodig, 1 gestopt.")
    expect(main(page)).to_contain_text("Er is nu niets na te lopen.")
