"""The working week on a telephone with keys alone: what test_working_day.py, test_drafts.py, test_colleagues.py and
test_mistakes.py do with a finger. Leaving is in test_colleagues.py."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from audit.context import system
from audit.purposes import Purpose
from cases.models import Grant
from tests.slice.conftest import PASSWORD, path_of, ready
from tests.slice.demo.places import things
from tests.slice.demo.test_by_keyboard import is_at, tab_to
from tests.slice.demo.test_colleagues import PHONE, grants_of, main
from tests.slice.demo.test_mistakes import COLLEAGUE, name_of, notes_left, shared_dossier

REGISSEUR = "regisseur@demo.example"
TEXT = "Gebeld met school."


def press(page, name, key="Enter"):
    tab_to(page, name)
    page.keyboard.press(key)


def test_from_home_a_note_takes_four_keys_and_is_taken_back(enter):
    page = enter("regisseur", PHONE)
    is_at(page, "Vandaag")
    ready(page)
    for key in ("n", "Tab", "Enter"):
        page.keyboard.press(key)
    write(page)
    path = path_of(page)
    press(page, "Ongedaan maken")
    expect(main(page)).to_contain_text("Ongedaan gemaakt. Uw tekst is nog een concept")
    assert notes_left(path) == 0
    expect(note(page)).to_have_value(TEXT)


def test_what_is_filled_in_already_is_one_line_that_opens(enter):
    page = enter("regisseur", PHONE)
    page.goto(new_note())
    is_at(page, "Notitie schrijven")
    page.keyboard.type(TEXT)
    filled = page.locator(".fold__now")
    expect(filled).to_contain_text("Casusregie")
    press(page, "Al ingevuld:")
    # Then the bar with the buttons is a line higher: what has the focus must not lie under it.
    says(page, "Concept bewaard om")
    tab_to(page, "Doel")
    page.keyboard.type("Veiligheid")
    page.keyboard.press("Control+Enter")
    expect(main(page)).to_contain_text("De notitie is bewaard.")
    expect(main(page)).to_contain_text("Veiligheid")


def test_nothing_typed_is_lost_by_signal_back_tab_or_session(enter):
    page = enter("regisseur", PHONE)
    address = new_note()
    page.goto(address)
    is_at(page, "Notitie schrijven")
    ready(page)
    page.context.set_offline(True)
    page.keyboard.type(TEXT)
    says(page, "Nog niet bewaard: geen verbinding.")
    page.context.set_offline(False)
    says(page, "Concept bewaard om")
    page.goto("/zoeken/")
    # A key of the browser itself, which it does not take from a test.
    page.go_back()
    is_at(page, "Notitie schrijven")
    expect(note(page)).to_have_value(TEXT)
    other = page.context.new_page()
    other.goto(address)
    is_at(other, "Notitie schrijven")
    other.keyboard.type("Tweede. ")
    says(other, "Concept bewaard om")
    page.bring_to_front()
    while not page.evaluate("document.activeElement.name === 'text'"):
        page.keyboard.press("Tab")
    page.keyboard.press("Control+End")
    page.keyboard.type(" En verder.")
    says(page, "Beide teksten zijn bewaard.")
    page.context.clear_cookies(name="sessionid")
    page.keyboard.press("Control+Enter")
    sign_in_by_keyboard(page)
    expect(note(page)).to_have_value(f"{TEXT} En verder.")
    page.keyboard.press("Control+Enter")
    expect(main(page)).to_contain_text("De notitie is bewaard.")
    page.goto("/")
    expect(main(page)).to_contain_text("Tweede.")


def test_from_home_to_handed_over_in_three_presses(enter):
    page = enter("regisseur", PHONE)
    is_at(page, "Vandaag")
    press(page, "Menu")
    press(page, "Vervanging")
    is_at(page, "Vervanging")
    tab_to(page, "Wie neemt waar?")
    page.keyboard.type("Imane")
    press(page, "Overdragen")
    expect(main(page)).to_contain_text("overgedragen aan Imane Haddou")
    assert len(grants_of("collega", permission__codename="plaatsvervanger")) == 10


def test_access_is_given_and_ended_from_the_dossier(enter):
    page = enter("regisseur", PHONE)
    dossier = things(REGISSEUR).dossier
    page.goto(dossier.get_absolute_url())
    press(page, "Beheren")
    is_at(page, "Wie heeft toegang")
    tab_to(page, "Collega")
    page.keyboard.type("Joris")
    tab_to(page, "Waarom is toegang nodig?")
    page.keyboard.type("Helpt mee zolang het nodig is")
    press(page, "Toegang geven")
    expect(main(page)).to_contain_text("De toegang is gegeven.")
    (given,) = grants_of("invaller", content_object=dossier, valid_until=None)
    press(page, "Toegang stoppen van Joris Manders")
    expect(main(page)).to_contain_text("gestopt")
    assert not grants_of("invaller", content_object=dossier, valid_until=None)
    assert given.role.code == "hulpverlener"


def test_who_does_not_use_access_is_told_and_keeps_it_by_using_it(enter):
    page = enter("invaller", PHONE)
    expect(main(page)).to_contain_text("Uw toegang vervalt op")
    (lapsing, *_others) = grants_of("invaller", lapses_on__isnull=False)
    press(page, main(page).locator(f"a[href='/dossiers/{lapsing.content_object_id}/']").first.inner_text())
    expect(page.get_by_role("heading", level=2, name="Notities en documenten")).to_be_visible()
    assert not grants_of("invaller", pk=lapsing.pk, used_on=None)


def test_going_through_access_takes_one_button_and_one_exception(enter):
    with system(Purpose.DEMO, timezone.now()):
        given = Grant.objects.filter(user__email=COLLEAGUE)
        given.update(valid_from=timezone.now() - timedelta(days=200))
    page = enter("regisseur", PHONE)
    is_at(page, "Vandaag")
    press(page, "Later (")
    expect(main(page)).to_contain_text("4 toegangen nalopen")
    press(page, "Nalopen")
    is_at(page, "Toegang nalopen")
    press(page, "Alles nodig")
    save = page.get_by_role("button", name="Opslaan")
    expect(save).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowRight")
    expect(main(page).get_by_label("Stoppen").last).to_be_checked()
    page.keyboard.press("Tab")
    expect(save).to_be_focused()
    page.keyboard.press("Enter")
    expect(main(page)).to_contain_text("Opgeslagen: 3 nodig, 1 gestopt.")


def test_a_misfiled_note_is_moved_and_who_read_it_is_named(enter):
    page, colleague = enter("regisseur", PHONE), enter("hulpverlener")
    page.goto(f"{shared_dossier().get_absolute_url()}notities/nieuw/")
    write(page)
    assert colleague.goto(path_of(page)).status == 200
    press(page, "Verplaatsen")
    is_at(page, "Notitie verplaatsen")
    choice = page.get_by_role("radio").first
    tab_to(page, page.locator("label.option").first.inner_text().strip())
    page.keyboard.press("Space")
    expect(choice).to_be_checked()
    press(page, "Verder")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Verplaatsen naar")
    press(page, "Verplaatsen")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Verplaatst naar")
    expect(main(page)).to_contain_text(name_of(COLLEAGUE))
    press(page, "Naar de notitie")
    expect(main(page)).to_contain_text(TEXT)


def new_note() -> str:
    return f"{things(REGISSEUR).dossier.get_absolute_url()}notities/nieuw/"


def note(page):
    return page.get_by_label("Notitie", exact=True)


def says(page, text):
    expect(page.locator("[data-draft-status]")).to_contain_text(text, timeout=20_000)


def sign_in_by_keyboard(page):
    expect(page.get_by_label("Wachtwoord", exact=True)).to_be_visible()
    for label, value in (("E-mailadres", REGISSEUR), ("Wachtwoord", PASSWORD)):
        tab_to(page, label)
        page.keyboard.type(value)
    page.keyboard.press("Enter")
    is_at(page, "Notitie schrijven")


def write(page):
    """On the page of a new note, where the field has the focus already."""
    expect(page.get_by_label("Notitie", exact=True)).to_be_focused()
    ready(page)
    page.keyboard.type(TEXT)
    page.keyboard.press("Control+Enter")
    expect(main(page)).to_contain_text("De notitie is bewaard.")
