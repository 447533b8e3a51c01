"""A resident in the portal, on a telephone with keys alone, and without scripts: who helps, asking to be called, what
is not right; and reading aloud with a voice of the device itself.
"""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from audit.context import system
from audit.purposes import Purpose
from cases.models import ContactProfile, Task
from tests.cast import opened, record_contact
from tests.slice.conftest import faults, path_of
from tests.slice.demo.places import things
from tests.slice.demo.test_by_keyboard import is_at
from tests.slice.demo.test_colleagues import main
from tests.slice.demo.test_consent_story import fill
from tests.slice.demo.test_phone_by_keyboard import press
from tests.slice.test_single_sign_on import as_resident

pytestmark = pytest.mark.policy("4")
PHONE = 390
PAGES = ("overzicht", "hulp", "gedeeld", "gelezen", "bewaren", "bel-mij-terug", "veilig-kijken")
ALL_WEEK = [{"days": list(range(7)), "from": "09:00", "until": "17:00"}]
# Of two voices one is on the device; the other would send the words away.
VOICES = """() => {
    const spoken = [];
    const voice = (name, localService) => ({ name, localService, lang: "nl-NL" });
    const speech = Object.assign(new EventTarget(), {
        spoken, getVoices: () => [voice("elders", false), %s], cancel() {}, speak: (said) => spoken.push(said),
    });
    Object.defineProperty(window, "speechSynthesis", { value: speech });
    window.SpeechSynthesisUtterance = class extends EventTarget {
        constructor(text) { super(); this.text = text; }
    };
}"""


@pytest.fixture
def resident(committed, digid):
    """Who signs the plan of the demo; the portal is open and calling is safe."""
    have, now = things("regisseur@demo.example"), timezone.now()
    with system(Purpose.DEMO, now):
        person = opened(have.plan_signature.signer)
        ContactProfile.objects.running().filter(person=person).update(replaced_at=now)
    facts = {"channels": ["persoon", "portaal", "telefoon"], "portal": "volledig", "safe_hours": ALL_WEEK}
    record_contact(person, by=have.user, now=now, **facts)
    digid(person.bsn)
    return person


def rules_of(person) -> list[str]:
    with system(Purpose.DEMO, timezone.now()):
        asked = Task.objects.filter(about=[person.pk], rule__in=["terugbellen_inwoner", "klopt_niet"])
        return sorted(asked.values_list("rule", flat=True))


def test_on_a_telephone_with_keys_alone(browse, resident):
    page = browse(PHONE)
    as_resident(page, "ouder")
    expect(main(page).get_by_role("heading", level=2).first).to_have_text("Wie helpt?")
    press(page, "Bel mij terug")
    is_at(page, "Wij bellen u terug")
    page.locator("input[name=when]").first.focus()
    page.keyboard.press("Space")
    press(page, "Bel mij terug")
    expect(main(page)).to_contain_text("Wij bellen u terug, op de dag die u koos.")
    press(page, "Wie er bij de hulp horen")
    is_at(page, "Wie er bij de hulp horen")
    page.locator("a.wrong").first.focus()
    page.keyboard.press("Enter")
    is_at(page, "Klopt er iets niet?")
    fill(page, "Wat klopt er niet?", "Die helpt mij niet meer")
    press(page, "Versturen")
    expect(main(page)).to_contain_text("Binnen twee weken hoort u wat wij ermee doen.")
    assert rules_of(resident) == ["klopt_niet", "terugbellen_inwoner"]


def test_without_scripts(browse, resident):
    page = browse(PHONE, javascript=False)
    as_resident(page, "ouder")
    for where in PAGES:
        page.goto(f"/mijn/{where}/")
        assert path_of(page) == f"/mijn/{where}/"
        expect(page.get_by_role("button", name="Snel weg")).to_be_visible()
        expect(page.get_by_role("button", name="Lees voor")).to_be_hidden()
    page.goto("/mijn/bel-mij-terug/")
    page.locator("input[name=when]").first.check()
    main(page).get_by_role("button", name="Bel mij terug").click()
    expect(main(page)).to_contain_text("Wij bellen u terug")
    page.goto("/mijn/klopt-niet/?wat=hulp&deel=1")
    page.get_by_label("Wat klopt er niet?").fill("Nee")
    main(page).get_by_role("button", name="Versturen").click()
    assert rules_of(resident) == ["klopt_niet", "terugbellen_inwoner"]


def test_nothing_is_wrong_with_any_page(browse, resident):
    page, found = browse(PHONE), []
    as_resident(page, "ouder")
    for where in [f"{name}/" for name in PAGES] + ["klopt-niet/?wat=hulp&deel=1"]:
        page.goto(f"/mijn/{where}")
        assert page.title() == "Gemeente Boekel"
        found += faults(page)
    page.goto("/mijn/overzicht/")
    page.locator("a[href^='/mijn/plan/']").first.click()
    found += faults(page)
    assert not found


@pytest.mark.parametrize(("voices", "offered"), [('voice("hier", true)', True), ("", False)], ids=["here", "elsewhere"])
def test_the_page_is_read_by_a_voice_of_the_device_or_not_at_all(browse, resident, voices, offered):
    page = browse(PHONE)
    page.add_init_script(f"({VOICES % voices})()")
    as_resident(page, "ouder")
    button = page.get_by_role("button", name="Lees voor")
    if not offered:
        expect(button).to_be_hidden()
        return
    button.click()
    spoken = page.evaluate("speechSynthesis.spoken.map((one) => [one.voice.name, one.text.trim()])")
    assert {name for name, _text in spoken} == {"hier"}
    assert "Wie helpt?" in {text for _name, text in spoken}
    page.get_by_role("button", name="Stop met voorlezen").click()
    expect(button).to_be_visible()
