"""People and dossiers for the tests of destruction: made directly, as of days in the past.

Petra is privacy officer, Hanna helps. A family has two parents and a child who live together, and a grandmother who
lives elsewhere and is only known as a relative.
"""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.contrib.auth.models import Permission
from django.utils.timezone import localdate

from accounts.models import Organisation, User
from audit.context import system
from audit.purposes import Purpose
from cases import actions, search
from cases.models import (
    Document,
    Dossier,
    DossierPerson,
    Entry,
    Grant,
    Household,
    HouseholdMember,
    Person,
    Relation,
    Task,
)
from retention.models import Hold, HoldKind
from sealing import files, keys
from sealing.index import bsn_index
from sealing.models import new_id

CLOSED_ON = date(2021, 2, 28)
DUE_ON = date(2026, 2, 28)
CANARY = "kanarie-vogel-geel"


def at(day: date) -> datetime:
    return datetime.combine(day, time(9), tzinfo=UTC)


@dataclass
class Family:
    household: Household
    anna: Person
    ben: Person
    bo: Person
    oma: Person

    @property
    def all(self):
        return [self.anna, self.ben, self.bo, self.oma]


@contextmanager
def as_owner(now=None):
    with system(Purpose.MIGRATION, now or at(DUE_ON)):
        yield


def make_users() -> tuple[User, User]:
    organisation = Organisation.objects.get_or_create(name="Gemeente Boekel", kind="municipality")[0]
    return tuple(
        User.objects.create_user(f"{name.lower()}@boekel.example", name=name, organisation=organisation, roles=[role])
        for name, role in (("Hanna", "regievoerder"), ("Petra", "privacy_officer"))
    )


def make_person(name: str, *, on=date(2020, 1, 1), bsn: str = "") -> Person:
    with as_owner():
        person = Person(
            id=new_id(), given_names=name, surname=f"Jansen {CANARY}", birth=[1990, 5, 17], source_date=on,
            created_at=at(on), bsn=bsn, bsn_index=bsn_index(bsn) if bsn else None,
            bsn_reason="" if bsn else "eenvoudig", address={"text": f"Straat 1 {CANARY}"},
        )  # fmt: skip
        row = search.row_of(person)
        person.save()
        row.save(force_insert=True)
    return person


def make_family(*, on=date(2020, 1, 1)) -> Family:
    persons = {name: make_person(name.title(), on=on) for name in ("anna", "ben", "bo", "oma")}
    with as_owner():
        household = Household.objects.create(name=f"Jansen {CANARY}", safety_line=f"Hond {CANARY}", created_on=on)
        for name in ("anna", "ben", "bo"):
            HouseholdMember.objects.create(household=household, person=persons[name], since=on)
        for child, parent in (("bo", "anna"), ("bo", "ben"), ("anna", "oma")):
            Relation.objects.create(
                person=persons[child], relative=persons[parent], kind="ouder", relative_name=f"Jansen {CANARY}",
                recorded_on=on,
            )  # fmt: skip
            Relation.objects.create(person=persons[parent], relative=persons[child], kind="kind", recorded_on=on)
    return Family(household, **persons)


def make_dossier(
    family: Family,
    hanna: User,
    *,
    closed_on: date | None = CLOSED_ON,
    category: str = "casusregie",
    legal_basis: str = "jeugdwet",
    codename: str = "",
    records: bool = True,
) -> Dossier:
    """A closed dossier on Anna and Bo with an entry that was changed and one that was removed, a document with its
    file, a task and a grant."""
    opened = at((closed_on or CLOSED_ON) - timedelta(days=30))
    with as_owner(opened):
        dossier = bare_dossier(family, localdate(opened), legal_basis=legal_basis, codename=codename)
        for person in (family.anna, family.bo):
            DossierPerson.objects.create(dossier=dossier, person=person)
        Grant(
            content_object_id=dossier.pk, user=hanna, granted_by=hanna, reason=f"Reden {CANARY}", valid_from=opened,
            secrecy_version=1, permission=Permission.objects.get(codename="regisseur"),
        ).save(force_insert=True)  # fmt: skip
        if records:
            _records(dossier, family, hanna, opened, category)
    if closed_on:
        with as_owner(at(closed_on)):
            actions.close(dossier, by=hanna, now=at(closed_on), on=closed_on, reason=f"Klaar {CANARY}")
            dossier.refresh_from_db()
    return dossier


def bare_dossier(family: Family, opened_on: date, *, legal_basis: str = "jeugdwet", codename: str = "") -> Dossier:
    """An open dossier on their household, of nobody and with nothing in it. To be called as owner."""
    dossier = Dossier(
        id=new_id(), codename=codename or f"dossier {new_id().hex[-8:]}", household=family.household,
        legal_basis=legal_basis, purpose="hulpverlening", question=f"Vraag {CANARY}", opened_on=opened_on,
        updated_at=at(opened_on),
    )  # fmt: skip
    dossier.save(force_insert=True)
    return dossier


def _records(dossier, family, hanna, opened, category):
    facts = {
        "dossier": dossier, "about": [family.anna.pk, family.bo.pk], "purpose": "hulpverlening",
        "legal_basis": dossier.legal_basis, "category": category, "created_at": opened, "created_by": hanna,
        "substantively_changed_at": opened,
    }  # fmt: skip
    entry = Entry.objects.create(kind="telefoon", happened_on=localdate(opened), text=f"Gesprek {CANARY}", **facts)
    entry.text = f"Beter gesprek {CANARY}"
    entry.save()
    Entry.objects.create(kind="telefoon", happened_on=localdate(opened), text=f"Weg {CANARY}", **facts).delete()
    document = Document.objects.create(
        title=f"Brief {CANARY}", file_name=f"{CANARY}.pdf", content_type="application/pdf", size=5, **facts
    )
    files.store(document.pk, keys.find([document.pk])[document.pk], f"inhoud {CANARY}".encode())
    Task.objects.create(title=f"Bel {CANARY}", assigned_to=hanna, due_on=localdate(opened), **facts)


def withdrawn_in(dossier: Dossier, hanna: User) -> UUID:
    """A note about an application that was withdrawn, in an open dossier, that is due on DUE_ON."""
    made = at(DUE_ON - timedelta(days=60))
    with as_owner(made):
        entry = Entry.objects.create(
            dossier=dossier, about=list(dossier.dossier_persons.values_list("person", flat=True)),
            purpose="hulpverlening", legal_basis=dossier.legal_basis, category="ingetrokken_aanvraag",
            created_at=made, created_by=hanna, substantively_changed_at=made, kind="telefoon",
            happened_on=localdate(made), text=f"Ingetrokken {CANARY}", event_on=DUE_ON - timedelta(days=42),
            term_started_on=DUE_ON - timedelta(days=42), destroy_on=DUE_ON,
        )  # fmt: skip
    return entry.pk


def let_in(dossier: Dossier, user: User) -> None:
    """As a colleague who writes in it, from the day it was opened."""
    with as_owner():
        Grant(
            content_object_id=dossier.pk, user=user, granted_by=user, reason="Helpt mee",
            valid_from=at(dossier.opened_on), secrecy_version=1,
            permission=Permission.objects.get(codename="hulpverlener"),
        ).save(force_insert=True)  # fmt: skip


def due_note(
    dossier: Dossier, hanna: User, category: str, about: list[UUID], *, destroy_on: date | None = DUE_ON
) -> Entry:
    """A note of CLOSED_ON, in a closed dossier due on DUE_ON. To be called as owner."""
    made = at(CLOSED_ON)
    return Entry.objects.create(
        dossier=dossier, about=about, purpose="hulpverlening", legal_basis=dossier.legal_basis, category=category,
        created_at=made, created_by=hanna, substantively_changed_at=made, kind="telefoon", happened_on=CLOSED_ON,
        text=f"Notitie {CANARY}", term_started_on=destroy_on and CLOSED_ON, destroy_on=destroy_on,
    )  # fmt: skip


def make_hold(dossier: Dossier, hanna: User, category: str, about: list[UUID], ends_on: date | None) -> Hold:
    """Of a procedure, or with an end an extension that was agreed to. To be called as owner."""
    extension = {"second": make_second(hanna), "approved_at": at(CLOSED_ON), "ends_on": ends_on} if ends_on else {}
    return Hold.objects.create(
        dossier=dossier, kind=HoldKind.EXTENSION if ends_on else HoldKind.COURT, category=category, about=about,
        reason=f"Reden {CANARY}", review_on=ends_on or DUE_ON, placed_at=at(CLOSED_ON), placed_by=hanna, **extension,
    )  # fmt: skip


def make_second(first: User) -> User:
    return User.objects.get_or_create(
        email="gijs@boekel.example", defaults={"name": "Gijs", "organisation": first.organisation}
    )[0]


def ids_of(dossier: Dossier, *persons: Person) -> set[UUID]:
    """Everything that must not be found any more, by id."""
    return {dossier.pk, *(person.pk for person in persons)}
