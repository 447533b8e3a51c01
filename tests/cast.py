"""The cast: who works here, whom it is about, and two dossiers. Made by the same actions that make real ones.

Roos is regisseur of the family De Boer; Cem helps there, Mees reads along, Paula does so for a partner. Otto works
too, but in the dossier of another family. Hugo enforces, Pia is privacy officer, Sjoerd superuser. Leo's organisation
lost its agreement and Nora never accepted the secrecy declaration: both still hold a grant from before.

The family: Samira and Ruud, their children of 11, 13 and 16, Samira's ex-partner, whose address is secret, and a
neighbour whom nobody has a dossier on. What only those inside may read carries the word `CANARY`.
"""

from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from types import SimpleNamespace

from django.contrib.auth.models import Permission
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import Organisation, SecrecyText, User
from audit.context import set_context, system
from audit.models import AccessLog
from audit.purposes import Purpose
from cases import actions, search
from cases.bsn import is_valid
from cases.models import Grant, Household, HouseholdMember, Person, Relation
from cases.uploads import Upload
from consent.actions import record_authority
from retention.models import Brake
from sealing.access import Access
from sealing.index import bsn_index
from sealing.models import new_id

CANARY = "kanarievogel"
LETTER = f"Brief over {CANARY}".encode()
RECORD = {"purpose": "casusregie", "legal_basis": "jeugdwet", "category": "casusregie"}
CHILDREN = ("esra", "deniz", "aylin")
AT_HOME = ("samira", "ruud", *CHILDREN)


def bsns(start=999990000):
    """Numbers that pass the elfproef and that nobody has."""
    return (f"{number:09}" for number in count(start) if is_valid(f"{number:09}"))


def build() -> SimpleNamespace:
    """In the running transaction; or for good, in databases of the test's own."""
    now = timezone.now()
    cast = SimpleNamespace(now=now, today=timezone.localdate(now), **make_workers(now))
    cast.family, cast.other = make_families(now)
    open_and_fill(cast.family, cast.roos, now - timedelta(days=30), about=AT_HOME)
    open_and_fill(cast.other, cast.otto, now - timedelta(days=20), about=("piet",))
    let_in(cast)
    record_custody(cast.family.esra, by=cast.roos, now=now)
    with as_system(Purpose.DESTRUCTION):
        for family in (cast.family, cast.other):
            Brake.objects.create(
                dossier=family.dossier,
                kind="keuze_nodig",
                category="casusregie",
                reason="wet_langer",
                owner_role="privacy_officer",
                review_on=cast.today,
                set_at=now,
            )
    return cast


# --- who works here ---


def make_workers(now) -> dict[str, User]:
    today = timezone.localdate(now)
    home = Organisation.objects.create(name="Gemeente Boekel", kind="municipality")
    partner, former = (
        Organisation.objects.create(
            name=name,
            kind="partner",
            agreement_kind="convenant",
            agreement_valid_from=today - timedelta(days=100),
            agreement_valid_until=today + timedelta(days=days),
        )
        for name, days in (("Zorg Dichtbij", 100), ("Zorg Voorbij", -1))
    )
    workers = {
        "roos": make_worker("Roos", home, "hulpverlener", "regievoerder"),
        "cem": make_worker("Cem", home, "hulpverlener"),
        "mees": make_worker("Mees", home, "teamleider"),
        "otto": make_worker("Otto", home, "hulpverlener", "regievoerder"),
        "hugo": make_worker("Hugo", home, "handhaver"),
        "pia": make_worker("Pia", home, "privacy_officer"),
        "sjoerd": make_worker("Sjoerd", home, is_superuser=True),
        "paula": make_worker("Paula", partner, "hulpverlener"),
        "leo": make_worker("Leo", former, "hulpverlener"),
        "nora": make_worker("Nora", home, "hulpverlener"),
    }
    text = SecrecyText.objects.current(today)
    for name, worker in workers.items():
        if name != "nora":
            worker.acceptances.create(text=text, text_sha256=text.sha256, accepted_at=now)
    return workers


def make_worker(name, organisation, *roles, **facts) -> User:
    fields = {"name": name, "organisation": organisation, "roles": roles, "phone": f"0492 {name}"} | facts
    return User.objects.create_user(f"{name.lower()}@boekel.example", **fields)


def sign_in(worker, **options) -> Client:
    """A browser in which this person has signed in. With raise_request_exception=False it gets the page of an error."""
    client = Client(**options)
    client.force_login(worker, backend="accounts.backends.StaffBackend")
    return client


# --- whom it is about ---


def make_families(now):
    with as_system(Purpose.IMPORT):
        search.mark_ready()
        numbers = bsns()
        people = {
            "samira": make_person(now, "Samira", "Öztürk", 41, bsn=next(numbers)),
            "ruud": make_person(now, "Ruud", "Boer", 43, prefix="de", bsn=next(numbers)),
            "esra": make_person(now, "Esra", "Boer", 11, prefix="de", bsn=next(numbers)),
            "deniz": make_person(now, "Deniz", "Boer", 13, prefix="de", bsn=next(numbers)),
            "aylin": make_person(now, "Aylin", "Boer", 16, prefix="de"),
            "ex": make_person(now, "Kemal", "Verborgen", 44, bsn=next(numbers), address_secret=True),
            "neighbour": make_person(now, "Wilma", "Buurman", 70, bsn=next(numbers)),
        }
        family = SimpleNamespace(people=people, household=make_household("De Boer", now, people, AT_HOME), **people)
        for child in CHILDREN:
            for parent in ("samira", "ruud"):
                relate(people[child], people[parent], now)
        piet = {"piet": make_person(now, "Piet", "Peters", 80, bsn=next(numbers))}
        other = SimpleNamespace(people=piet, household=make_household("Peters", now, piet, ("piet",)), **piet)
        relate(piet["piet"], people["neighbour"], now)
    return family, other


def make_person(now, given_names, surname, age, *, prefix="", bsn="", **facts) -> Person:
    """Somebody whose birthday is today, and who lives in the Kerkstraat."""
    person = Person(
        id=new_id(),
        given_names=given_names,
        prefix=prefix,
        surname=surname,
        birth=[now.year - age, now.month, now.day],
        gender="O",
        address={"street": "Kerkstraat", "number": "1", "postcode": "5427 AB", "town": "Boekel"},
        bsn=bsn,
        bsn_index=bsn_index(bsn) if bsn else None,
        bsn_reason="" if bsn else "niet_geverifieerd",
        source="brp",
        source_date=now.date(),
        created_at=now,
        **facts,
    )
    row = search.row_of(person)
    person.save()
    row.save(force_insert=True)
    return person


def make_household(name, now, people, members) -> Household:
    household = Household.objects.create(name=f"Gezin {name}", safety_line=f"Hond {CANARY}", created_on=now.date())
    for member in members:
        HouseholdMember.objects.create(household=household, person=people[member], since=now.date())
    return household


def relate(child, parent, now):
    for person, kind, relative in ((child, "ouder", parent), (parent, "kind", child)):
        name = f"familielid {CANARY}"
        Relation.objects.create(person=person, kind=kind, relative=relative, relative_name=name, recorded_on=now.date())


def record_custody(child, *, by, now):
    holder = {"name": f"Samira {CANARY}", "bsn_index": None, "person": None, "role": "ouder", "known": True}
    with acting(by):
        record_authority(
            child,
            now=now,
            kind="EenhoofdigOuderlijkGezag",
            holders=[holder],
            explanation=f"Uitspraak {CANARY}",
            in_research=False,
            source="gezagsregister",
            recorded_on=now.date(),
        )


# --- their dossiers ---


def open_and_fill(family, worker, at, *, about):
    """Opens a dossier as a worker does, and leaves one record of each kind in it; `family.dossier`, `.entry`, …"""
    people = [family.people[name].pk for name in about]
    with acting(worker, at):
        for person in people:
            actions.look_up(person, by=worker, now=at, lasts=timedelta(hours=24), purpose="triage")
        family.dossier = dossier = actions.open_dossier(
            family.household,
            by=worker,
            now=at,
            on=at.date(),
            about=people,
            legal_basis="jeugdwet",
            purpose="casusregie",
            question=f"Vraag {CANARY}",
        )
        facts = {"by": worker, "now": at, "about": people, **RECORD}
        family.entry = actions.write_entry(
            dossier, kind="telefoon", happened_on=at.date(), text=f"Eerst {CANARY}", **facts
        )
        family.document = actions.add_document(
            dossier, upload=Upload(f"{CANARY}.txt", "text/plain", LETTER), title=f"Brief {CANARY}", **facts
        )
        family.task = actions.add_task(dossier, title=f"Bel {CANARY}", assigned_to=worker, due_on=at.date(), **facts)
        family.grant = Grant.objects.get(content_object=dossier)


def let_in(cast):
    """Cem, Mees and Paula as the rules have it; Leo and Nora, whom the rules would refuse today, before them."""
    dossier, now = cast.family.dossier, cast.now
    with acting(cast.roos):
        for worker, role in ((cast.cem, "hulpverlener"), (cast.mees, "meelezer"), (cast.paula, "hulpverlener")):
            actions.grant(
                dossier,
                to=worker,
                by=cast.roos,
                now=now,
                role=role,
                reason=f"Nodig {CANARY}",
                valid_from=now,
                secrecy_version=1,
            )
        for worker in (cast.leo, cast.nora):
            grant_past_the_rules(dossier, worker, by=cast.roos, valid_from=now)


def grant_past_the_rules(dossier, worker, *, by, valid_from, role="hulpverlener", valid_until=None) -> Grant:
    """A row as it may stand there from before: written without asking the rules."""
    given = Grant(
        content_object=dossier,
        user=worker,
        permission=Permission.objects.get(codename=role),
        granted_by=by,
        reason=f"Nodig {CANARY}",
        secrecy_version=1,
        valid_from=valid_from,
        valid_until=valid_until,
    )
    given.save(force_insert=True)
    return given


def ids_of(family) -> dict:
    """Everything of this family that an address can name."""
    records = {
        name: getattr(family, name).pk for name in ("dossier", "entry", "document", "task", "household", "grant")
    }
    return records | {name: person.pk for name, person in family.people.items()}


# --- in whose name ---


@contextmanager
def acting(worker, now=None):
    """What the middleware does for a request of this person."""
    with transaction.atomic():
        set_context(user_id=worker.pk if worker else None, now=now or timezone.now())
        yield


@contextmanager
def as_system(purpose=Purpose.MIGRATION):
    with system(purpose, timezone.now()):
        yield


def opened(instance):
    """Fresh from the database, with its seals open, whoever asks."""
    with as_system():
        fresh = type(instance)._base_manager.get(pk=instance.pk)
    return Access("test").give(fresh)


def log_rows(**filters) -> list[AccessLog]:
    """The access log, oldest first."""
    with as_system(Purpose.LOG_SEAL):
        return list(AccessLog.objects.filter(**filters).order_by("id"))
