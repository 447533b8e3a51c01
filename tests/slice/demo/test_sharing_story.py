"""Sharing in a browser: from the page of a dossier until it is sent, and from the receiver's mail until it came."""

import os
import re
from pathlib import Path

import pytest
from django.core import mail as postbox
from django.utils import timezone
from playwright.sync_api import expect

from audit.context import system
from audit.purposes import Purpose
from consent import links, tasks
from consent.models import Delivery, Disclosure
from tests.slice.conftest import faults
from tests.slice.demo.places import things
from tests.slice.demo.test_working_day import REGISSEUR, Counted

pytestmark = pytest.mark.policy("3.3")
# What the order asks; typing apart.
MOST_TO_SEND, MOST_TO_RECEIVE = 6, 5
PHONE = 390
SCHOOL = "Basisschool De Regenboog (demo)"
SHOTS = os.environ.get("SHOTS")


class Tapped(Counted):
    def select(self, target, label):
        self.interactions += 1
        target.select_option(label=label)

    def check(self, target):
        self.interactions += 1
        target.check()


def look(page, name):
    """Kept where somebody wants to see it."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def send(page, *, javascript=True) -> int:
    """Interactions from the page of the dossier until it waits to go."""
    tapped = Tapped(page)
    tapped.click(page.get_by_role("link", name="Delen", exact=True))
    look(page, f"delen-{javascript}")
    tapped.select(page.get_by_label("Met wie?", exact=True), SCHOOL)
    if javascript:
        expect(page.get_by_text("Nog geen organisatie gekozen.")).to_have_count(0)
    tapped.check(page.get_by_role("checkbox", name=re.compile("Het gesprek met de leerkracht")))
    if not javascript:
        tapped.click(page.get_by_role("button", name="Mag dit?"))
    expect(page.get_by_role("heading", name="Ja, dit mag")).to_be_visible()
    page.get_by_role("textbox", name="Wie daar?").fill("Ans de Wit")
    page.get_by_label("E-mailadres").fill("ans.dewit@school.example")
    page.get_by_label("Waarom is dit nodig").fill("De school past de begeleiding hierop aan.")
    if page.get_by_label("Waarom kan het zonder BSN?").count():
        page.get_by_label("Waarom kan het zonder BSN?").fill("Nog niet bekend.")
    look(page, f"ja-{javascript}")
    tapped.click(page.get_by_role("button", name="Versturen"))
    expect(page.get_by_role("button", name=re.compile("Terughalen"))).to_be_visible()
    return tapped.interactions


def last_of(have) -> Disclosure:
    with system(Purpose.SHARING, timezone.now()):
        return Disclosure.objects.filter(dossier=have.dossier).latest("created_at")


def goes_now(made) -> str:
    """Half a minute later, without waiting for it; the path of the link in the mail."""
    with system(Purpose.SHARING, timezone.now()):
        Disclosure.objects.filter(pk=made.pk).update(send_at=timezone.now())
    tasks.send_due()
    with system(Purpose.SHARING, timezone.now()):
        delivery = Delivery.objects.get(disclosure=made)
    assert links.mail_link(delivery.pk, timezone.now())
    return re.search(r"(/ontvangst/\S+)", postbox.outbox[-1].body).group(1)


def test_from_the_dossier_to_the_receiver_and_back(enter, browse, committed):
    have = things(REGISSEUR)
    page = enter("regisseur")
    page.goto(have.dossier.get_absolute_url())
    assert send(page) <= MOST_TO_SEND
    page.get_by_role("button", name=re.compile("Terughalen")).click()
    expect(page.get_by_role("main")).to_contain_text("Teruggehaald. Er is niets verstuurd.")
    page.goto(have.dossier.get_absolute_url())
    send(page)
    made = last_of(have)
    link = goes_now(made)
    page.goto(made.get_absolute_url())
    assert not faults(page)
    expect(page.get_by_role("main")).to_contain_text("Wacht op antwoord sinds")
    page.get_by_role("button", name="Code tonen").click()
    code = page.locator(".code-aloud").inner_text()
    look(page, "code")

    receiver = browse(PHONE)
    tapped = Tapped(receiver)
    tapped.interactions += 1
    receiver.goto(link)
    receiver.get_by_label("Code").fill(code)
    look(receiver, "ontvangst-code")
    tapped.check(receiver.get_by_role("checkbox"))
    tapped.click(receiver.get_by_role("button", name="Openen"))
    expect(receiver.get_by_role("heading", level=1)).to_have_text("Gegevens van de gemeente")
    assert not faults(receiver)
    receiver.set_viewport_size({"width": PHONE, "height": 844})
    look(receiver, "ontvangst")
    with receiver.expect_download() as download:
        tapped.click(receiver.get_by_role("link", name="Downloaden (pdf)"))
    assert download.value.path().read_bytes()[:4] == b"%PDF"
    tapped.click(receiver.get_by_role("button", name="Ik heb dit ontvangen"))
    expect(receiver.get_by_role("status")).to_contain_text("U hebt de ontvangst bevestigd.")
    assert tapped.interactions <= MOST_TO_RECEIVE

    page.goto(have.dossier.get_absolute_url())
    expect(page.get_by_role("region", name="Gedeeld")).to_contain_text("Verstuurd")
    page.set_viewport_size({"width": PHONE, "height": 844})
    page.goto(f"{have.dossier.get_absolute_url()}delen/")
    look(page, "delen-390")


def test_without_scripts_it_takes_one_click_more(enter, committed):
    have = things(REGISSEUR)
    page = enter("regisseur", PHONE, javascript=False)
    page.goto(have.dossier.get_absolute_url())
    assert send(page, javascript=False) <= MOST_TO_SEND
    page.get_by_role("button", name=re.compile("Terughalen")).click()
    expect(page.get_by_role("main")).to_contain_text("Teruggehaald. Er is niets verstuurd.")
