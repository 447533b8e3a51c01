"""§ 4.1 Casusregie: two households become one: one dossier goes on, with one plan and one regisseur.

Who is in the other household comes along; what was written there stays there, in a dossier that closes.
docs/adr/0097-life-changes.md
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import User
from audit.choices import Action
from audit.context import system
from audit.purposes import Purpose
from cases import actions as cases
from cases import search
from cases.actions.common import hold_open, note
from cases.models import Dossier, DossierPerson, HouseholdMember
from cases.regie import one_regisseur
from casework import changes
from casework.actions import plans
from casework.actions.common import locked
from casework.actions.ending_agreed import ask_again, end_agreed, hold_agreed, refuse_changed
from casework.changes import Joined, Together
from casework.errors import PlanRefused
from casework.following import agreed_in
from casework.models import Plan
from casework.states import PlanStatus
from consent.actions.withdrawal import Notices


@dataclass(frozen=True)
class Pair:
    """`stays` goes on; `closes` does not. Whoever does it leads both."""

    stays: Dossier
    closes: Dossier


def foreseen(pair: Pair, *, by: User, now: datetime) -> Joined:
    """What the join would do. Raises PlanRefused when it cannot be done like this."""
    people = {one.pk: _people(one) for one in (pair.stays, pair.closes)}
    pieces, unread = agreed_in(pair.closes, by=by, now=now)
    here = Together(
        same_household=pair.stays.household_id == pair.closes.household_id,
        marked=any(one.safety_marked or one.restricted for one in (pair.stays, pair.closes)),
        hides=bool(search.hiding(set().union(*people.values()))),
        apart_unread=unread,
    )
    if refused := changes.join_refusal(here):
        raise PlanRefused(refused)
    plan = Plan.objects.filter(dossier=pair.closes, status=PlanStatus.ACTIVE).values_list("pk", flat=True).first()
    goes_on = Plan.objects.filter(dossier=pair.stays, status=PlanStatus.ACTIVE).exists()
    return Joined(people[pair.closes.pk], tuple(pieces), plan, goes_on)


def _people(dossier: Dossier) -> frozenset[UUID]:
    return frozenset(DossierPerson.objects.filter(dossier=dossier).values_list("person", flat=True))


def join(pair: Pair, *, mark: str, by: User, now: datetime, notices: Notices) -> Dossier:
    """Raises PlanRefused, OneRegisseur, AlreadyClosed, and Overtaken when by now it would do something else."""
    with one_regisseur():
        hold_agreed(pair.closes)
        hold_open(pair.stays.pk, pair.closes.pk)
        seen = foreseen(pair, by=by, now=now)
        refuse_changed(seen, mark)
        _Joining(pair, seen, by, now, notices).do()
    return pair.stays


class _Joining:
    def __init__(self, pair: Pair, seen: Joined, by: User, now: datetime, notices: Notices):
        self.pair, self.seen, self.notices, self.on = pair, seen, notices, localdate(now)
        self.access, self.who = pair.closes._access, {"by": by, "now": now}
        self.why = _("Dit gezin is één gezin geworden met een ander.")

    def do(self) -> None:
        end_agreed(self.pair.closes, self.seen.pieces, why=self.why, notices=self.notices, **self.who)
        if self.seen.plan:
            plans.end(locked(Plan(pk=self.seen.plan), self.access), reason=self.why, **self.who)
        self._bring_people()
        self._move_house()
        ask_again(self.pair.stays, self.seen.pieces, about=self.seen.people, **self.who)
        cases.close(self.pair.closes, on=self.on, reason=self.why, **self.who)

    def _bring_people(self) -> None:
        """Of a child with two homes, of which these are both, one is left."""
        here = {one.person_id: one for one in DossierPerson.objects.filter(dossier=self.pair.stays)}
        for link in DossierPerson.objects.filter(dossier=self.pair.closes).order_by("pk"):
            shut = {"address_closed": link.address_closed, "other_home": link.other_home}
            known = here.get(link.person_id)
            if known is None:
                DossierPerson.objects.create(dossier=self.pair.stays, person_id=link.person_id, **shut)
            elif known.other_home and not link.other_home:
                DossierPerson.objects.filter(pk=known.pk).update(**shut)
        for dossier in (self.pair.stays, self.pair.closes):
            facts = {"object_type": "persoon", "record_ids": sorted(self.seen.people)}
            note(Action.CHANGE, dossier.pk, **facts, **self.who)

    def _move_house(self) -> None:
        """Who lived in the household that is no more lives in the one that is; who lives in a third stays there."""
        with system(Purpose.IMPORT, self.who["now"]):
            living = HouseholdMember.objects.filter(household=self.pair.closes.household_id, until__isnull=True)
            people = sorted(living.filter(person__in=self.seen.people).values_list("person", flat=True))
            living.filter(person__in=people).update(until=self.on)
            for person in people:
                facts = {"person_id": person, "since": self.on}
                HouseholdMember.objects.create(household_id=self.pair.stays.household_id, **facts)
