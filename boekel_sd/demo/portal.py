"""The portal of the demo: open for who can sign in at its DigiD, with a child for whom they may look."""

from datetime import datetime, timedelta

from django.utils.timezone import localdate

from boekel_sd.demo.consents import acting_as, find_safe
from boekel_sd.demo.contact import ask_for_portal
from boekel_sd.demo.provider.people import bsns_of_residents
from boekel_sd.demo.workday import NobodyIsTold
from cases.access import access_for_system
from cases.choices import RelationKind
from cases.models import Dossier, Person, Relation
from consent.actions import record_authority
from consent.actions.withdrawal import Notices
from consent.policy import DECIDES_WITH_PARENTS
from sealing.index import bsn_index


def open_portals(dossiers: list[Dossier], regisseur, now: datetime) -> None:
    """Of those who can sign in, who is in one of these dossiers; asked yesterday."""
    indexes, at = [bsn_index(bsn) for bsn in bsns_of_residents()], now - timedelta(days=1)
    for dossier in dossiers:
        with acting_as(regisseur, at):
            people = Person.objects.filter(dossier_persons__dossier=dossier).order_by("pk")
            people = access_for_system("demo").give_all(people)
            for person in people:
                if person.bsn_index and bytes(person.bsn_index) in indexes:
                    ask_for_portal(person, by=regisseur, now=at)
                    _let_look(dossier, person, people, regisseur, at)


def _let_look(dossier: Dossier, parent: Person, people: list[Person], by, at: datetime) -> None:
    """For the youngest of their children who is not twelve yet, with whoever else is a parent of that child here."""
    known = {person.pk: person for person in people}
    parents = Relation.objects.filter(kind=RelationKind.PARENT, relative__in=known, person__in=known)
    of_child: dict = {}
    for child, relative in parents.values_list("person", "relative"):
        of_child.setdefault(child, set()).add(relative)
    young = [pk for pk in of_child if parent.pk in of_child[pk] and _is_young(known[pk], at)]
    if not young:
        return
    child = max((known[pk] for pk in young), key=lambda one: (one.birth, one.pk))
    holders = [
        {"name": known[pk].full_name, "bsn_index": None, "person": str(pk), "role": "ouder", "known": True}
        for pk in sorted(of_child[child.pk])
    ]
    kind = "GezamenlijkOuderlijkGezag" if len(holders) > 1 else "EenhoofdigOuderlijkGezag"
    facts = {"kind": kind, "explanation": "", "in_research": False, "source": "gezagsregister"}
    notices = Notices(NobodyIsTold, NobodyIsTold)
    record_authority(child, now=at, holders=holders, recorded_on=localdate(at), notices=notices, **facts)
    find_safe(dossier, child, by, at)


def _is_young(person: Person, at: datetime) -> bool:
    age = person.age_on(localdate(at))
    return not person.death and age is not None and age < DECIDES_WITH_PARENTS
