"""The dossiers of the demo, made by the same actions that make real ones, on days in the past."""

from datetime import datetime, time, timedelta
from itertools import cycle

from django.db import transaction
from django.utils.timezone import localdate, make_aware

from audit.context import set_context
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
CALLED = "Belde zelf. De afspraak van vorige week is goed bevallen. Wil graag op donderdag verder praten."
VISITED = "Op bezoek geweest. Het huis was opgeruimd. Samen de post gesorteerd: drie brieven gaan naar de schuldhulp."
MET = "Overleg met de intern begeleider van school. Zij ziet dat het beter gaat sinds er vaste tijden zijn."
WROTE = "Stuurde een foto van de brief van de woningbouw. Ik heb de brief bij de documenten gezet."
NOTES = cycle(
    (
        ("telefoon", "inwoner", CALLED),
        ("huisbezoek", "waarneming", VISITED),
        ("overleg", "professional", MET),
        ("mail", "inwoner", WROTE),
    )
)
TASKS = cycle(
    ("Bellen over de afspraak bij de huisarts", "Plan bespreken met het gezin", "Brief van de woningbouw nakijken")
)
SAFETY_LINES = cycle(["Hond aanwezig: vooraf bellen.", "", "Altijd met twee mensen op huisbezoek.", "", ""])
LETTER = Upload("brief-woningbouw.txt", "text/plain", b"Brief van de woningbouw (demo).\n")


def make_dossiers(accounts: dict, now: datetime) -> int:
    """Ten dossiers of the regisseur (two of them closed), two of a colleague; how many were made."""
    homes = _households_with_people()
    regisseur, hulpverlener = accounts["regisseur"], accounts["hulpverlener"]
    for number, household in enumerate(homes[:10]):
        dossier = _make(household, regisseur, now - timedelta(days=20 + 9 * number), now)
        if number < 4:
            _let_in(dossier, regisseur, hulpverlener, "hulpverlener", now)
        if number == 1:
            _let_in(dossier, regisseur, accounts["partner"], "meelezer", now)
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
        dossier = actions.open_dossier(
            household,
            by=worker,
            now=opened_at,
            on=localdate(opened_at),
            about=people,
            legal_basis=legal_basis or ("jeugdwet" if len(people) > 2 else "wmo"),
            purpose="casusregie",
            question=next(QUESTIONS),
        )
        access_for_system("demo").give(household)
        actions.change_household(household, name=household.name, safety_line=next(SAFETY_LINES))
        _fill(dossier, worker, people, opened_at, now)
    return dossier


def _fill(dossier, worker, people, opened_at, now):
    for day in (2, 9, 15):
        at = min(opened_at + timedelta(days=day), now)
        kind, source, text = next(NOTES)
        actions.write_entry(
            dossier, by=worker, now=at, kind=kind, happened_on=localdate(at), text=text, source=source,
            own_observation=source == "waarneming", about=people,
        )  # fmt: skip
    actions.add_document(dossier, by=worker, now=now, upload=LETTER, title="Brief van de woningbouw", about=people[:1])
    due = localdate(now) + timedelta(days=len(people) - 2)
    actions.add_task(dossier, by=worker, now=now, title=next(TASKS), assigned_to=worker, due_on=due, about=people)


def _let_in(dossier, regisseur, colleague, role, now):
    with transaction.atomic():
        set_context(user_id=regisseur.pk, now=now)
        actions.grant(
            dossier, to=colleague, by=regisseur, now=now, role=role, reason="Werkt mee aan de hulp voor dit gezin.",
            valid_from=now, secrecy_version=1,
        )  # fmt: skip


def _make_closed(household, worker, now, *, years: int, days: int, legal_basis: str):
    """Closed years ago: its term ends within days, so that the demo shows what is about to go, and what waits."""
    closed_at = now.replace(year=now.year - years) - timedelta(days=days)
    dossier = _make(household, worker, closed_at - timedelta(days=90), closed_at, legal_basis)
    with transaction.atomic():
        set_context(user_id=worker.pk, now=closed_at)
        actions.close(dossier, by=worker, now=closed_at, on=localdate(closed_at), reason="De doelen zijn gehaald.")
