"""The dossiers of the demo, made by the same actions that make real ones, on days in the past."""

from datetime import datetime, time, timedelta
from itertools import cycle

from django.db import transaction
from django.utils.timezone import localdate, make_aware

from audit.context import set_context
from boekel_sd.demo.asking import ask, give_mandate
from boekel_sd.demo.beginning import make_beginnings, open_from_triage
from boekel_sd.demo.conferences import make_conference
from boekel_sd.demo.consents import make_consents
from boekel_sd.demo.contact import ask_some
from boekel_sd.demo.deciding import make_deciding
from boekel_sd.demo.grounds import make_grounds
from boekel_sd.demo.keeping import keep
from boekel_sd.demo.plans import make_plans
from boekel_sd.demo.portal import open_portals
from boekel_sd.demo.sharing import share
from boekel_sd.demo.workday import let_in, make_workday
from cases import actions
from cases.access import LOOKUP_LASTS, access_for_system
from cases.models import Household, HouseholdMember
from cases.uploads import Upload

QUESTIONS = cycle(
    (
        "Het lukt niet meer om de rekeningen op tijd te betalen. Graag hulp om het op orde te krijgen.",
        "De school ziet dat het thuis onrustig is. De ouders vragen zelf om hulp bij de opvoeding.",
        "Na een operatie lukt het huishouden niet alleen. De buren springen bij, maar dat houdt niet op.",
        "Er is ruzie over wanneer de kinderen bij wie zijn. Iedereen wil dat het rustiger wordt.",
        "De mantelzorger raakt overbelast en zoekt iemand die kan meedenken.",
    )
)
NOTES = cycle(
    (
        (
            "telefoon",
            "inwoner",
            "Belde zelf. De afspraak van vorige week is goed bevallen. Wil verder praten.",
        ),
        (
            "huisbezoek",
            "waarneming",
            "Op bezoek geweest. Het huis was opgeruimd. Samen de post gesorteerd: drie gaan naar de schuldhulp.",
        ),
        (
            "overleg",
            "professional",
            "Overleg met de intern begeleider van school. Zij ziet dat het beter gaat sinds er vaste tijden zijn.",
        ),
        ("mail", "inwoner", "Stuurde een foto van de brief van de woningbouw. De brief staat bij de documenten."),
        (
            "telefoon",
            "inwoner",
            "Gebeld over de rekening van de energie. Er is een regeling: € 40 per maand.",
        ),
        (
            "huisbezoek",
            "waarneming",
            "Kennisgemaakt met iedereen thuis. Er wordt veel gelachen, en er zijn ook zorgen. Volgende keer dinsdag.",
        ),
        (
            "overleg",
            "professional",
            "Met de wijkverpleegkundige gesproken. Zij komt nu twee keer per week en belt als er iets verandert.",
        ),
        ("telefoon", "inwoner", "Afspraak verzet op verzoek: er is iemand ziek. Nieuwe afspraak volgende week."),
        (
            "huisbezoek",
            "waarneming",
            "Het plan doorgenomen. Twee doelen zijn gehaald. Over het derde, meer rust in de avond, praten we verder.",
        ),
    )
)
TASKS = cycle(
    (
        ("Bellen over de afspraak bij de huisarts", 0),
        ("Plan bespreken met het gezin", 2),
        ("Brief van de woningbouw nakijken", -3),
        ("Navragen of de aanvraag bij de schuldhulp er is", 0),
        ("Terugbellen: hoe ging het gesprek op school?", -1),
        ("Huisbezoek voorbereiden", 1),
        ("Evaluatie van het plan inplannen", 9),
        ("Vragen of de regeling voor de energie goed loopt", 4),
        ("Verslag van het overleg rondsturen", -8),
        ("Afspraak maken met de mantelzorger", 3),
    )
)
LETTERS = cycle(
    (
        ("Brief van de woningbouw", Upload("brief-woningbouw.txt", "text/plain", b"Brief van de woningbouw (demo).\n")),
        ("Verslag van school", Upload("verslag-school.txt", "text/plain", b"Verslag van de school (demo).\n")),
        ("Overzicht van de schulden", Upload("overzicht.txt", "text/plain", b"Overzicht van de schulden (demo).\n")),
    )
)
SAFETY_LINES = cycle(["Hond aanwezig: vooraf bellen.", "", "Altijd met twee mensen op huisbezoek.", "", ""])
# How long ago each of the ten was opened.
OPENED_DAYS_AGO = (20, 29, 38, 47, 56, 65, 74, 83, 120, 150)
WRITTEN_DAYS_AGO = (1, 6, 13)


def make_dossiers(accounts: dict, now: datetime) -> int:
    """Ten dossiers of the regisseur (two of them closed), two of a colleague; how many were made."""
    homes = _households_with_people()
    regisseur, hulpverlener = accounts["regisseur"], accounts["hulpverlener"]
    open_ones = []
    for household, days in zip(homes, OPENED_DAYS_AGO, strict=False):
        open_ones.append(_make(household, regisseur, now - timedelta(days=days), now))
    for dossier in open_ones[:4]:
        let_in(dossier, regisseur, hulpverlener, "hulpverlener", now)
    for dossier in open_ones[1:2]:
        let_in(dossier, regisseur, accounts["partner"], "meelezer", now)
    make_beginnings(open_ones, regisseur, now)
    make_workday(open_ones, accounts, now)
    make_deciding(open_ones[0], regisseur, now)
    make_grounds(open_ones[0], regisseur, hulpverlener, now)
    make_consents(open_ones[0], regisseur, now)
    share(open_ones[0], regisseur, now)
    make_plans(open_ones[:2], regisseur, now)
    make_conference(open_ones[0], regisseur, (hulpverlener, accounts["partner"]), now)
    open_portals(open_ones, regisseur, now)
    keep(open_ones[0], regisseur, now)
    give_mandate(accounts["beslisser"], now)
    ask(open_ones[0], regisseur, now)
    for household, basis in zip(homes[10:12], ("jeugdwet", "wmo"), strict=False):
        _make_closed(household, regisseur, now, years=5, days=-3, legal_basis=basis)
    for household in homes[12:14]:
        _make(household, accounts["collega"], now - timedelta(days=40), now)
    return len(homes[:14])


def _households_with_people() -> list[Household]:
    """The households with the most people first; one person alone makes a household as well."""
    with transaction.atomic():
        set_context(purpose="demo", now=make_aware(datetime.combine(localdate(), time.min)), account="system")
        members = HouseholdMember.objects.filter(until__isnull=True).select_related("household")
        sizes: dict = {}
        for member in members:
            sizes.setdefault(member.household_id, []).append(member)
        ordered = sorted(sizes.values(), key=lambda group: (-len(group), str(group[0].household_id)))
        return [group[0].household for group in ordered]


def _make(household, worker, opened_at: datetime, now: datetime, legal_basis: str = ""):
    """A dossier as this worker would have made it: looked up, opened, written in."""
    with transaction.atomic():
        set_context(purpose="demo", now=opened_at, account="system")
        people = [member.person_id for member in household.members.filter(until__isnull=True)]
    with transaction.atomic():
        set_context(user_id=worker.pk, now=opened_at)
        for person in people:
            actions.look_up(person, by=worker, now=opened_at, lasts=LOOKUP_LASTS, purpose="triage")
        dossier = open_from_triage(
            household,
            by=worker,
            now=opened_at,
            about=people,
            legal_basis=legal_basis or ("jeugdwet" if len(people) > 2 else "wmo"),
            purpose="casusregie",
            question=next(QUESTIONS),
        )
        access_for_system("demo").give(household)
        actions.change_household(household, name=household.name, safety_line=next(SAFETY_LINES))
        _fill(dossier, worker, people, opened_at, now)
    ask_some(people, by=worker, now=opened_at)
    return dossier


def _fill(dossier, worker, people, opened_at, now):
    for number, days in enumerate(reversed(WRITTEN_DAYS_AGO)):
        at = max(now - timedelta(days=days + len(people) % 3), opened_at + timedelta(days=number))
        kind, source, text = next(NOTES)
        actions.write_entry(
            dossier, by=worker, now=at, kind=kind, happened_on=localdate(at), text=text, source=source,
            own_observation=source == "waarneming", about=people,
        )  # fmt: skip
    title, letter = next(LETTERS)
    actions.add_document(dossier, by=worker, now=now, upload=letter, title=title, about=people[:1])
    for _task in range(2):
        title, days = next(TASKS)
        due = localdate(now) + timedelta(days=days)
        actions.add_task(dossier, by=worker, now=now, title=title, assigned_to=worker, due_on=due, about=people)


def _make_closed(household, worker, now, *, years: int, days: int, legal_basis: str):
    """Closed years ago: its term ends within days, so that the demo shows what is about to go, and what waits."""
    closed_at = now.replace(year=now.year - years) - timedelta(days=days)
    dossier = _make(household, worker, closed_at - timedelta(days=90), closed_at, legal_basis)
    with transaction.atomic():
        set_context(user_id=worker.pk, now=closed_at)
        actions.close(dossier, by=worker, now=closed_at, on=localdate(closed_at), reason="De doelen zijn gehaald.")
