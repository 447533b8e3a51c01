"""The first day of somebody new, in a real browser."""

import os
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts import links
from accounts.models import Organisation, User
from tests.accounts.codes import code_for

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.accounts.urls")]


CHOSEN = "losse woorden van Hanna"


@pytest.fixture(autouse=True)
def _beside_a_browser(monkeypatch):
    """Playwright's loop runs in this thread, and Django would think that it is called from within."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def newcomer(*roles):
    municipality = Organisation.objects.create(name="Gemeente Boekel", kind="municipality")
    return User.objects.create_user("hanna@boekel.example", name="Hanna", organisation=municipality, roles=roles)


def look(page, name):
    """Kept where SCREENSHOTS says, to be looked at."""
    if os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(os.environ["SCREENSHOTS"]) / f"{name}.png", full_page=True)


def choose_password(page, user):
    page.goto(links.path_for(user))
    look(page, "one-time-link")
    page.get_by_label("Nieuw wachtwoord").fill(CHOSEN)
    page.get_by_label("Nog een keer hetzelfde wachtwoord").fill(CHOSEN)
    page.get_by_role("button", name="Wachtwoord opslaan").click()


def sign_in(page, user, password=CHOSEN):
    page.get_by_label("E-mailadres").fill(user.email)
    page.get_by_label("Wachtwoord").fill(password)
    page.get_by_role("button", name="Inloggen").click()


def accept(page):
    look(page, "secrecy")
    page.get_by_role("button", name="Aanvaarden").click()
    expect(page.get_by_role("alert")).to_contain_text("Zonder akkoord kunt u niet verder")
    page.get_by_label("Ik heb de verklaring gelezen").check()
    page.get_by_role("button", name="Aanvaarden").click()


@pytest.mark.policy("1.1")
def test_from_link_to_first_page(page, settings):
    settings.MFA_REQUIRED = True
    hanna = newcomer("hulpverlener")
    choose_password(page, hanna)
    look(page, "sign-in")
    sign_in(page, hanna, "verkeerd")
    expect(page.get_by_role("alert")).to_contain_text("klopt niet")
    look(page, "sign-in-wrong")
    sign_in(page, hanna)
    expect(page.get_by_label("Code uit uw app")).to_be_visible()
    look(page, "second-factor")
    page.get_by_label("Code uit uw app").fill(code_for(page.locator("#secret").inner_text()))
    page.get_by_role("button", name="Instellen").click()
    expect(page.locator("#codes li")).to_have_count(10)
    look(page, "recovery-codes")
    page.get_by_role("link", name="Ik heb ze bewaard").click()
    accept(page)
    expect(page.get_by_text("achter de poort")).to_be_visible()
    assert not page.complaints


def test_beheer_looks_and_works_under_the_content_policy(page):
    petra = newcomer("privacy_officer")
    petra.set_password(CHOSEN)
    petra.save()
    page.goto("/beheer/accounts/user/")
    sign_in(page, petra)
    accept(page)
    expect(page.get_by_role("link", name="Hanna")).to_be_visible()
    look(page, "beheer-users")
    page.goto("/beheer/")
    look(page, "beheer")
    page.goto(f"/beheer/accounts/user/{petra.pk}/change/")
    look(page, "beheer-user")
    page.goto("/beheer/audit/accesslog/")
    look(page, "beheer-log")
    assert str(timezone.localdate().year) in page.content()
    assert not page.complaints
