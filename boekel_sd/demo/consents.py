"""Consents of the demo, by the same actions that make real ones: one that runs, one that waits for a second parent, one
that has still to be explained, and one that somebody refused.
"""

from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from accounts.agreements import PartnerSort
from accounts.models import Organisation
from audit.context import set_context, system
from audit.purposes import Purpose
from boekel_sd.demo.workday import NobodyIsTold
from cases.access import access_for_system
from cases.models import Dossier, Person
from consent.actions import record_authority, record_check
from consent.actions.consents import compose, explain
from consent.actions.signing import Signed, refuse, sign
from consent.actions.withdrawal import Notices
from consent.models import Consent, Signature
from consent.models.signing import SigningMethod
from consent.signers import deciding

SCHOOL, DEBTS = "Basisschool De Wilg", "Kredietbank Peelland"
TOLD = {
    "language": "nl",
    "own_words": "Dan weten ze het daar ook, en hoef ik het niet nog een keer te vertellen.",
    "present": "alleen de inwoner",
    "child_informed": "Verteld met een tekening van wie met wie praat.",
}
AT_SCHOOL = {
    "kinds": ["school", "voortgang"],
    "detail": "hoe het in de klas gaat en welke hulp er is",
    "goal": "thuis en op school hetzelfde afspreken",
    "may_ask": True,
    "professional": "de intern begeleider",
}
OF_DEBTS = {
    "kinds": ["geld", "contact"],
    "detail": "welke schulden er zijn en welke regeling er loopt",
    "goal": "één regeling maken die vol te houden is",
}


def make_consents(dossier: Dossier, regisseur, now: datetime) -> None:
    """In a dossier of a family with two grown-ups and a child."""
    grown, children = people_of(dossier, localdate(now))
    school, bank = (
        Organisation.objects.get_or_create(name=name, kind="partner", defaults={"sort": sort})[0]
        for name, sort in ((SCHOOL, PartnerSort.SCHOOL), (DEBTS, PartnerSort.OTHER))
    )
    days_ago = [now - timedelta(days=days) for days in (6, 4, 3, 1)]
    facts = {"dossier": dossier, "by": regisseur}
    _all_sign(_ask(grown[0], bank, OF_DEBTS, at=days_ago[0], **facts), regisseur, days_ago[0])
    if len(grown) > 1:
        _refuse(_ask(grown[1], bank, OF_DEBTS, at=days_ago[1], **facts), regisseur, days_ago[1])
    if children and len(grown) > 1:
        _both_decide(children[0], grown[:2], regisseur, days_ago[2])
        _first_signs(_ask(children[0], school, AT_SCHOOL, at=days_ago[2], **facts), regisseur, days_ago[2])
    _ask(grown[0], school, AT_SCHOOL, at=days_ago[3], explained=False, **facts)


def people_of(dossier, on) -> tuple[list[Person], list[Person]]:
    """Who is grown up, and who is not yet twelve."""
    with system(Purpose.DEMO, dossier.updated_at):
        people = Person.objects.filter(dossier_persons__dossier=dossier).order_by("pk")
        people = access_for_system(Purpose.DEMO).give_all(people)
    ages = [(person, person.age_on(on)) for person in people if not person.death]
    grown = [person for person, age in ages if age is not None and age >= 18]
    return grown, [person for person, age in ages if age is not None and age < 12]


@contextmanager
def acting_as(worker, at):
    with transaction.atomic():
        set_context(user_id=worker.pk, now=at)
        yield


def _ask(person, organisation, scope, *, dossier, by, at, explained=True) -> Consent:
    on = localdate(at)
    period = {"valid_from": on, "valid_until": on + timedelta(days=180)}
    with acting_as(by, at):
        made = compose(dossier, by=by, now=at, person=person.pk, organisation=organisation, **scope, **period)
        made = opened(made)
        find_safe(dossier, person, by, at)
        return opened(explain(made, by=by, now=at, **TOLD)) if explained else made


def find_safe(dossier, person, by, at):
    facts = {"law": dossier.legal_basis, "now": at, "on": localdate(at)}
    for one in deciding(dossier.pk, person.pk, **facts).signers:
        approached = Person(pk=one.person) if one.person else None
        what = {"name": one.name, "approached": approached, "reason": "Apart gesproken, aan de telefoon."}
        record_check(person, by=by, now=at, safe=True, checked_on=localdate(at), **what)


def opened(row):
    return access_for_system(Purpose.DEMO).give(row)


def _signatures(consent) -> list[Signature]:
    return [opened(one) for one in Signature.objects.filter(consent=consent).order_by("created_at", "pk")]


def _all_sign(consent, by, at):
    with acting_as(by, at):
        for one in _signatures(consent):
            sign(one, Signed(SigningMethod.SCREEN, typed_name=one.name), now=at, witness=by)


def _first_signs(consent, by, at):
    with acting_as(by, at):
        one = _signatures(consent)[0]
        sign(one, Signed(SigningMethod.SCREEN, typed_name=one.name), now=at, witness=by)


def _refuse(consent, by, at):
    with acting_as(by, at):
        reason = "Ik regel mijn geldzaken liever zelf."
        refuse(_signatures(consent)[0], method=SigningMethod.SCREEN, reason=reason, now=at, witness=by)


def _both_decide(child, parents, by, at):
    holders = [
        {"name": one.full_name, "bsn_index": None, "person": str(one.pk), "role": "ouder", "known": True}
        for one in parents
    ]
    facts = {"kind": "GezamenlijkOuderlijkGezag", "explanation": "", "in_research": False}
    facts |= {"source": "gezagsregister", "recorded_on": localdate(at), "notices": Notices(NobodyIsTold, NobodyIsTold)}
    with acting_as(by, at):
        record_authority(child, now=at, holders=holders, **facts)
