"""The core of the work with a keyboard alone: signing in, finding somebody, writing a note."""

from playwright.sync_api import TimeoutError as NotInTime
from playwright.sync_api import expect

from tests.slice.conftest import PASSWORD
from tests.slice.demo.places import things

REGISSEUR = "regisseur@demo.example"
MOST_TABS = 80
NAME_OF_FOCUSED = """() => {
    const one = document.activeElement;
    if (one === document.body) return "";
    return (one.labels?.[0] ?? one).innerText?.trim().replace(/\\s+/g, " ") ?? "";
}"""
IS_SHOWN = """() => {
    // Nothing has it: past the last, or while a page makes room for the next.
    if (document.activeElement === document.body) return true;
    const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
    // A part of it has the focus, such as the calendar of a date: the browser shows that itself.
    if (!one.matches(":focus")) return one.matches(":focus-within");
    const covering = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height, 20) / 2);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && box.width > 0
        && (one.contains(covering) || covering?.contains(one));
}"""


def tab_to(page, name):
    """As often as it takes; wherever one comes, one sees where one is."""
    for _tab in range(MOST_TABS):
        page.keyboard.press("Tab")
        here = page.evaluate(NAME_OF_FOCUSED)
        assert comes_in_sight(page), f"one does not see that {here!r} has the focus"
        if here.startswith(name):
            return
    raise AssertionError(f"{name!r} is not reached by keyboard")


def comes_in_sight(page) -> bool:
    """The key has been dealt with before the page has scrolled; what is still hidden after a while, stays hidden."""
    try:
        page.wait_for_function(IS_SHOWN)
    except NotInTime:
        return False
    return True


def is_at(page, title):
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_a_worker_signs_in_finds_somebody_and_writes_a_note(browse, committed):
    have = things(REGISSEUR)
    page = browse()
    page.goto("/inloggen/")
    tab_to(page, "E-mailadres")
    page.keyboard.type(REGISSEUR)
    tab_to(page, "Wachtwoord")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    is_at(page, "Vandaag")
    families = page.get_by_role("region", name="Laatste gezinnen").locator(".list__main")
    name = families.first.inner_text().removeprefix("Gezin ").partition(":")[0].strip()

    tab_to(page, "Naar de inhoud")
    page.keyboard.press("Enter")
    tab_to(page, "Zoek in uw dossiers")
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    is_at(page, "Zoeken")
    first = page.locator("#resultaten .list a").first.inner_text()
    tab_to(page, first)
    page.keyboard.press("Enter")
    is_at(page, first)

    page.goto(have.dossier.get_absolute_url())
    tab_to(page, "Waarom mag ik dit zien?")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Toegang gegeven door")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("Toegang gegeven door")).to_be_hidden()
    tab_to(page, "Notitie schrijven")
    page.keyboard.press("Enter")
    is_at(page, "Notitie schrijven")
    tab_to(page, "Opslaan")
    page.keyboard.press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    tab_to(page, "Notitie: Dit veld is verplicht.")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Notitie")).to_be_focused()
    page.keyboard.type("Met het toetsenbord geschreven.")
    tab_to(page, "Opslaan")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("De notitie is bewaard.")
    expect(page.get_by_role("main")).to_contain_text("Met het toetsenbord geschreven.")
