"""Who asked at the desk hears on paper: who decides prints it, writes down that it left, and reads the answer together
with the resident.
"""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from audit.context import system
from audit.purposes import Purpose
from cases.models import ContactProfile
from inzage import material
from inzage.actions import deciding, preparing, releasing
from inzage.models import Letter, Release
from inzage.states import ReleaseState
from tests.cast import acting, as_system, opened
from tests.slice.demo.places import things
from tests.slice.demo.test_request_story import look, main, says  # noqa: F401 (a fixture)

pytestmark = [pytest.mark.policy("4"), pytest.mark.policy("4.2")]
REGISSEUR = "regisseur@demo.example"


@pytest.fixture
def asked(committed):
    """Of whom the demo has a request at the desk, with its request opened."""
    part = opened(things(REGISSEUR).asked_of_us)
    with system(Purpose.DEMO, timezone.now()):
        opened(part.request)
    return part


def reach_nowhere(part):
    """Nobody asked how this person can be reached."""
    with as_system():
        ContactProfile.objects.filter(person=part.request.person_id, replaced_at=None).update(
            replaced_at=timezone.now()
        )


def reach_by_post(part):
    """Post is safe, at one address."""
    reach_nowhere(part)
    now, person = timezone.now(), part.request.person_id
    days = {"created_at": now, "asked_on": now.date(), "review_on": now.date() + timedelta(days=99)}
    with as_system():
        ContactProfile.objects.create(
            person_id=person, channels=["persoon", "post"], safe_address="Postbus 12\n5427 ZZ Boekel",
            asked_by=part.created_by, **days,
        )  # fmt: skip


def answer(part):
    """Everything is shown; prepared, read along and decided by colleagues of the demo, and made."""
    now, users = timezone.now(), SimpleNamespace(**people())
    with as_system(Purpose.INSIGHT):
        ids = [line.id for line in material.lines_of(part)]
    with acting(users.regisseur, now):
        preparing.look(part, ids, by=users.regisseur, now=now)
        preparing.ask_second(part, second=users.hulpverlener, advice="Tonen", left=0, by=users.regisseur, now=now)
    with acting(users.hulpverlener, now):
        preparing.judge(part, agrees=True, by=users.hulpverlener, now=now)
    said = {"outcome": "toegewezen", "reasons": "", "task": SimpleNamespace(delay=lambda *ids: None)}
    with acting(users.beslisser, now):
        deciding.decide(part.request, by=users.beslisser, now=now, on=timezone.localdate(now), left=0, **said)
    with as_system(Purpose.INSIGHT):
        release = Release.objects.get(request=part.request_id)
    assert releasing.make(release.pk, timezone.now) == ReleaseState.READY


def people() -> dict:
    logins = ("regisseur", "hulpverlener", "beslisser")
    return {login: User.objects.get(email=f"{login}@demo.example") for login in logins}


def test_a_confirmation_is_printed_and_posted(enter, asked, look):  # noqa: F811
    reach_nowhere(asked)
    page = enter("beslisser")
    page.goto(reverse("desk:desk"))
    main(page).get_by_role("link", name="Naar de postlijst").click()
    says(page, "Bevestiging van ontvangst")
    look(page)
    main(page).get_by_role("link", name="Bevestiging van ontvangst").click()
    says(page, "Geen brief")
    look(page)
    reach_by_post(asked)
    page.reload()
    says(page, "Is de brief geprint?")
    look(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Print om te posten").click()
    assert waiting.value.suggested_filename == f"brief-{timezone.localdate():%Y-%m-%d}.pdf"
    page.get_by_role("link", name="Ja, verder").click()
    says(page, "Geprint op")
    page.get_by_role("button", name="Vastleggen").click()
    expect(page.locator(".error-summary")).to_be_visible()
    look(page)
    page.get_by_label("Met de gewone post").check()
    page.get_by_role("button", name="Vastleggen").click()
    says(page, "Er hoeft niets de deur uit.")
    look(page)


def test_an_answer_is_read_together(enter, asked, look):  # noqa: F811
    reach_by_post(asked)
    answer(asked)
    with system(Purpose.INSIGHT, timezone.now()):
        letter = Letter.objects.to_do().get(request=asked.request_id)
    page = enter("beslisser")
    page.goto(letter.get_absolute_url())
    says(page, "Adresblad")
    look(page)
    page.get_by_role("link", name="Samen lezen").click()
    says(page, "Wie zit er bij u?")
    look(page)
    page.get_by_label("Waarmee liet de inwoner zien wie het is?").select_option("Paspoort")
    page.get_by_role("button", name="Open het antwoord").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ons besluit over uw verzoek")
    look(page)
    page.get_by_role("button", name="Ja, wij hebben dit samen gelezen").click()
    says(page, "Samen gelezen aan de balie")
    look(page)
