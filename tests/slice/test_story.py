"""The whole slice as people live it: from the first sign-in to the night after which nothing is left.

What is looked for at the end was found before it.
"""

import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from django.utils.formats import date_format
from playwright.sync_api import Page, expect

from audit.context import system
from cases.models import Dossier, Person
from retention.tasks import destroy_due
from sealing import files
from sealing.models import DataKey
from tests.browser import ROOT
from tests.slice.conftest import PASSWORD, drop_file, path_of, sign_in
from tests.slice.families import two_families

BRP_KEY = "sleutel-voor-de-proef"
NOTE = "Belde over de opvoeding. We spreken donderdag af, bij haar thuis."
LETTER = b"Brief van de school over de afspraken.\n"
REPORT = b"Verslag van het overleg.\n"
DOSSIER_PAGES = ("", "notities/nieuw/", "documenten/nieuw/", "taken/nieuw/", "toegang/", "sluiten/", "heropenen/")


@dataclass
class Actor:
    """Somebody at a browser."""

    page: Page
    email: str

    def arrives(self):
        sign_in(self.page, self.email, PASSWORD)
        return self

    def goes(self, path) -> int:
        return self.page.goto(path).status

    def fills(self, label, value):
        # Starting with: the label may go on with "(niet verplicht)".
        self.page.get_by_label(re.compile(rf"^{re.escape(label)}")).fill(value)

    def chooses(self, label, option):
        self.page.get_by_label(label, exact=True).select_option(label=option)

    def presses(self, name):
        self.page.get_by_role("main").get_by_role("button", name=name).click()

    def follows(self, name):
        self.page.get_by_role("main").get_by_role("link", name=name).first.click()

    def reads(self, text):
        expect(self.page.get_by_role("main")).to_contain_text(text)

    def is_at(self, title):
        expect(self.page.get_by_role("heading", level=1)).to_have_text(title)


@pytest.fixture
def cast(make_user, browse):
    """Noor starts today; Thijs is her colleague; Imane works elsewhere in the house."""

    def enters(name, **options):
        return Actor(browse(), make_user(name, **options).email)

    return enters("Noor", accepted=False), enters("Thijs"), enters("Imane")


@pytest.fixture
def families(settings):
    return two_families(settings.SAMPLE_DATA_DIR)


@pytest.fixture
def brp(families, tmp_path, settings):
    """The stand-in in a process of its own; it knows the first family alone."""
    people = families[0].write(tmp_path / "brp.json")
    command = [sys.executable, "-m", "brp.standin", "--data", str(people)]
    process = subprocess.Popen(
        command, cwd=ROOT, stderr=subprocess.PIPE, text=True, env={"BRP_API_KEY": BRP_KEY, "PATH": ""}
    )
    with process:
        settings.BRP_URL = re.search(r"http://\S+(?=,)", process.stderr.readline())[0]
        settings.BRP_API_KEY = BRP_KEY
        yield
        process.terminate()


def import_family(family, path, committed):
    """As an application manager does it."""
    command = [sys.executable, "manage.py", "import_brp", str(family.write(path)), "--json"]
    done = subprocess.run(command, cwd=ROOT, env=committed.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.policy("2.3")
def test_from_signing_in_to_destruction(cast, families, brp, committed, tmp_path):
    noor, thijs, imane = cast
    asked, known = families
    import_family(known, tmp_path / "known.json", committed)

    accept_secrecy(noor.arrives())
    find_who_is_known(noor, known)
    take_over_from_brp(noor, asked)
    dossier = open_dossier(noor, asked)
    pages = [dossier, *fill(noor, dossier, tmp_path)]
    let_in(noor, dossier, "Thijs")
    read_along(thijs.arrives(), pages)
    is_kept_out(imane.arrives(), pages, asked)
    gone_on = close(noor, dossier)
    is_destroyed_on_the_day(noor, thijs, pages, gone_on, asked)


def accept_secrecy(noor):
    noor.is_at("Geheimhouding")
    noor.goes("/zoeken/")
    noor.is_at("Geheimhouding")
    noor.presses("Aanvaarden")
    noor.reads("Zet een vinkje als u akkoord gaat.")
    noor.page.get_by_label("Ik heb de verklaring gelezen").check()
    noor.presses("Aanvaarden")
    noor.is_at("Zoeken")
    noor.goes("/")
    noor.reads("U hebt nog geen open dossiers.")


def find_who_is_known(noor, known):
    """The directory tells of one exact person, and only after that she may see them, to read and no more."""
    noor.goes("/zoeken/")
    search(noor, known.name, 0)
    noor.fills("Burgerservicenummer", known.bsn)
    noor.presses("Vraag na")
    noor.reads("Deze persoon staat in de administratie.")
    noor.follows(known.name)
    noor.reads(known.bsn[-3:])
    assert known.bsn not in noor.page.content()
    for shut in ("Nummer tonen", "Gegevens wijzigen"):
        expect(noor.page.get_by_text(shut)).to_have_count(0)
    noor.follows("Wie beslist")
    expect(noor.page.get_by_text("Gezag vastleggen")).to_have_count(0)


def take_over_from_brp(noor, asked):
    noor.goes("/zoeken/")
    noor.fills("Burgerservicenummer", asked.bsn)
    noor.presses("Vraag na")
    noor.reads("Niet gevonden.")
    noor.page.get_by_role("main").get_by_role("link", name="Opvragen bij de BRP").first.click()
    noor.fills("Burgerservicenummer", asked.bsn)
    noor.presses("Vraag op")
    noor.reads("1 persoon gevonden")
    noor.presses("Neem over")
    noor.reads("overgenomen uit de BRP")
    noor.is_at(asked.name)


def open_dossier(noor, asked) -> str:
    """And then she may ask for the whole number."""
    noor.follows("Gezin ")
    noor.follows("Dossier openen")
    weigh(noor)
    noor.presses("Dossier openen")
    noor.reads("Er staat nog niets in dit dossier.")
    dossier = path_of(noor.page)
    noor.follows(asked.name)
    noor.page.get_by_text("Nummer tonen").click()
    noor.presses("Toon het BSN")
    noor.reads(asked.bsn)
    noor.goes(dossier)
    return dossier


def weigh(noor) -> None:
    """No dossier without triage; what is said here is not asked again."""
    noor.fills("Wat is de vraag?", "De ouders vragen hulp bij de opvoeding.")
    page = noor.page
    page.get_by_label("Waar gaat het over?").select_option("opvoeden")
    page.get_by_label("Matig").check()
    page.get_by_label("Deze week").check()
    noor.fills("Wat is er echt nodig?", "Iemand die meedenkt over vaste tijden.")
    page.get_by_role("radio", name="Dossier openen", exact=True).check()
    page.get_by_label("Doel van het dossier").select_option("casusregie")
    page.get_by_label("Grondslag").select_option("jeugdwet")
    noor.presses("Besluit vastleggen")
    noor.reads("De triage gaat mee in het dossier.")


def fill(noor, dossier, tmp_path) -> list[str]:
    """A note, two documents (chosen, and dropped), a task; the addresses of what was made."""
    made = []
    noor.follows("Notitie schrijven")
    noor.fills("Notitie", NOTE)
    noor.presses("Opslaan")
    noor.reads("De notitie is bewaard.")
    made.append(path_of(noor.page))
    for name, content, put in (("brief.txt", LETTER, choose_file), ("verslag.txt", REPORT, drop_file)):
        path = tmp_path / name
        path.write_bytes(content)
        noor.goes(dossier)
        noor.follows("Document toevoegen")
        put(noor.page, path)
        expect(noor.page.get_by_role("status").filter(has_text=name)).to_be_visible()
        noor.fills("Wat is het?", f"Document {name}")
        noor.presses("Opslaan")
        noor.reads("Het document is bewaard.")
        made.append(path_of(noor.page))
    noor.goes(dossier)
    noor.follows("Taak")
    noor.fills("Wat moet er gebeuren?", "Bellen met de school")
    noor.fills("Uiterlijk", timezone.localdate().isoformat())
    noor.presses("Opslaan")
    noor.reads("Bellen met de school")
    noor.goes("/")
    noor.reads("Bellen met de school")
    noor.presses("Klaar")
    noor.reads("De taak is klaar.")
    noor.reads("niets te doen")
    return made


def choose_file(page, path):
    page.get_by_label("Bestand").set_input_files(path)


def let_in(noor, dossier, name):
    noor.goes(f"{dossier}toegang/")
    noor.reads("Ik houd geheim wat ik over inwoners te weten kom")
    noor.chooses("Collega", name)
    noor.chooses("Rol op dit dossier", "Meelezer")
    noor.fills("Waarom is toegang nodig?", "Neemt waar in de vakantie.")
    noor.presses("Toegang geven")
    noor.reads("De toegang is gegeven.")


def read_along(thijs, pages):
    dossier, entry, letter, report = pages
    thijs.page.get_by_role("main").locator(f'a[href="{dossier}"]').first.click()
    thijs.reads(NOTE)
    thijs.page.get_by_text("Waarom mag ik dit zien?").click()
    expect(thijs.page.get_by_text("Neemt waar in de vakantie.")).to_be_visible()
    expect(thijs.page.get_by_role("link", name="Notitie schrijven")).to_have_count(0)
    assert thijs.goes(f"{dossier}notities/nieuw/") == 404
    assert thijs.goes(entry) == 200
    for document, content in ((letter, LETTER), (report, REPORT)):
        thijs.goes(document)
        with thijs.page.expect_download() as download:
            thijs.follows("Downloaden")
        assert Path(download.value.path()).read_bytes() == content


def is_kept_out(imane, pages, asked):
    """The same answer as for what never existed."""
    dossier, *records = pages
    downloads = [f"{record}bestand/" for record in records[1:]]
    for path in (*(dossier + page for page in DOSSIER_PAGES), *records, *downloads):
        assert imane.goes(path) == 404, path
    imane.is_at("Deze pagina is er niet voor u")
    imane.goes("/zoeken/")
    search(imane, asked.name, 0)


def search(actor, words, found):
    actor.page.get_by_label("Zoek in uw dossiers").fill(words)
    actor.page.get_by_role("search").get_by_role("button", name="Zoeken").click()
    expect(actor.page.locator("#results-title")).to_have_text(re.compile(rf"^{found} perso(on|nen) gevonden$"))


def close(noor, dossier) -> date:
    """What closing will do is shown before, and stands in the dossier after."""
    today = timezone.localdate()
    noor.goes(dossier)
    noor.follows("Dossier sluiten")
    shown = noor.page.locator("table time").first.get_attribute("datetime")
    assert shown == today.replace(year=today.year + 5).isoformat()
    noor.reads("5 jaar na")
    noor.fills("Waarom sluit u dit dossier?", "De doelen zijn gehaald.")
    noor.presses("Dossier sluiten")
    gone_on = date.fromisoformat(shown)
    noor.reads(f"Wat u ziet, is uiterlijk {date_format(gone_on, 'j F Y')} vernietigd.")
    assert noor.goes(f"{dossier}notities/nieuw/") == 404
    return gone_on


def is_destroyed_on_the_day(noor, thijs, pages, gone_on, asked):
    """By the hourly job, once its clock says that the day has come, and not an hour before."""
    dossier, *_records = pages
    destroy_at(gone_on - timedelta(days=1), hour=23)
    ids = everything()
    assert len(ids) == 1 + len(asked.persons)
    assert thijs.goes(dossier) == 200
    noor.goes("/zoeken/")
    search(noor, asked.name, 1)
    assert len(files.stored_ids()) == 2
    assert open_keys(ids) == len(ids)

    destroy_at(gone_on, hour=0)
    for actor in (noor, thijs):
        for path in pages:
            assert actor.goes(path) == 404, path
        actor.goes("/")
        actor.reads("U hebt nog geen open dossiers.")
        actor.goes("/zoeken/")
        search(actor, asked.name, 0)
    noor.fills("Burgerservicenummer", asked.bsn)
    noor.presses("Vraag na")
    noor.reads("Niet gevonden.")
    assert everything() == []
    assert files.stored_ids() == set()
    assert open_keys(ids) == 0


def everything() -> list:
    """The ids of all dossiers and persons, with the eyes of the job that destroys."""
    with system("vernietiging", timezone.now()):
        return [*Dossier.objects.values_list("pk", flat=True), *Person.objects.values_list("pk", flat=True)]


def open_keys(ids) -> int:
    return DataKey.objects.filter(pk__in=ids, wrapped__isnull=False).count()


def destroy_at(day, *, hour):
    moment = timezone.make_aware(datetime.combine(day, time(hour, 15)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: moment)
        destroy_due()
