"""Doors for acute danger (§ 2.5 Toegankelijkheid): who may break the glass, for whom, and who judges it afterwards."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from accounts.roles import Achterwacht
from audit.choices import Action
from cases import emergency
from cases.access.colleagues import may_be_granted
from cases.access.core import Refused, access_of, may_ask_directory, opened
from cases.access.dossiers import dossier_to_grant
from cases.access.persons import person_to_read
from cases.choices import Purpose
from cases.models import Emergency, Person

TO_LIST = ("dossier_id", "user__name", "opened_by_id", "at", "outcome")


@dataclass(frozen=True)
class Danger:
    """Whom somebody fears for, the dossiers that could be opened, and whether a deputy could be called."""

    person: Person
    dossier_ids: list[UUID]
    has_deputy: bool


def danger_to_declare(request, person_pk) -> Danger:
    """A person one looked up today, of whom the directory would tell; else as if there were nobody.

    That there is a dossier is told here as it is there, so it leaves the same row.
    """
    if not may_ask_directory(request):
        raise Refused("noodtoegang", person_pk)
    person = person_to_read(request, person_pk, action=Action.DIRECTORY, purpose=Purpose.SAFETY)
    dossier_ids = emergency.dossiers_of(person_pk)
    if not dossier_ids:
        raise Refused("noodtoegang", person_pk)
    return Danger(person, dossier_ids, emergency.has_deputy(person_pk))


def may_be_on_call(request) -> bool:
    access_of(request)
    return request.user.is_internal and request.user.has_role(Achterwacht.code)


def on_call(request) -> None:
    """The page of who is on call; refuses everybody else."""
    if not may_be_on_call(request):
        raise Refused("achterwacht")


def workers_in_danger(request) -> QuerySet[User]:
    """For whom the one on call could open a dossier: colleagues of the municipality, never oneself."""
    on_call(request)
    return may_be_granted(request).exclude(pk=request.user.pk)


def my_emergencies(request) -> list[Emergency]:
    """What this person opened in danger and can read now, the first to end first."""
    running = Emergency.objects.running(request.now).filter(user=request.user)
    return list(running.select_related("dossier", "grant").order_by("grant__valid_until"))


def emergency_to_end(request, pk) -> Emergency:
    """One's own, while it runs."""
    access_of(request)
    found = Emergency.objects.running(request.now).filter(user=request.user, pk=pk).select_related("grant").first()
    if found is None:
        raise Refused("noodtoegang", pk)
    return found


def reviews_of(request, dossier) -> list[Emergency]:
    """Every time a dossier that a door handed out was opened in danger, the latest first; for who leads it alone.

    When, by whom and how it was judged: nothing of the danger.
    """
    if not dossier.why.grant.role.may_grant:
        return []
    found = dossier.emergencies.select_related("user").only(*TO_LIST).order_by()
    return sorted(found, key=lambda one: one.at, reverse=True)


def emergency_to_review(request, dossier_pk, pk) -> Emergency:
    """For who leads the dossier and did not do it themselves; `.dossier` is the opened dossier."""
    dossier = dossier_to_grant(request, dossier_pk)
    found = dossier.emergencies.select_related("user", "opened_by", "grant", "reviewed_by").filter(pk=pk).first()
    if found is None or request.user.pk in (found.user_id, found.opened_by_id):
        raise Refused("noodtoegang", pk, dossier_id=dossier.pk)
    found.dossier = dossier
    request.readings.add(Action.READ, dossier_id=dossier.pk, grant=dossier.why.grant, record_ids=[found.pk])
    return opened(request, [found])[0]
