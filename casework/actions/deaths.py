"""§ 4.1 Casusregie: somebody dies. What they agreed to ends, the plan goes on without them, and nothing goes to them
any more; the dossier of the family stays, with its terms. docs/adr/0097-life-changes.md

The same whoever recorded it: a colleague, who sees one dossier of theirs, or the BRP. So the system does it, in every
dossier. That no letter goes out and the portal is closed follows from the fact itself (cases.actions.address_for).
"""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from audit.choices import Action
from audit.context import system
from audit.purposes import Purpose
from cases import actions as cases
from cases.access import access_for_system
from cases.access.contact import has_died
from cases.actions.common import note
from cases.emergency import working_day_after
from cases.models import HouseholdMember, Person
from casework.actions import plans
from casework.actions.common import locked
from casework.actions.ending import end_if_others_decide
from casework.actions.versions import as_divided, parts_of
from casework.changes import Fate, divided, of_who_died
from casework.following import at_death, awaited, tied
from casework.models import Plan, PlanSignature, PlanVersion
from consent.actions.consents import locked as locked_consent
from consent.actions.followup import tell_lead
from consent.actions.withdrawal import Notices, end_by_rule, end_signed_by_others
from consent.states import ConsentStatus
from consent.who import lead_of


@transaction.atomic
def record(person: Person, died_on: date, *, by, now: datetime, notices: Notices) -> Person:
    """By whoever writes in a dossier about them. Raises SearchNotReady."""
    death = [died_on.year, died_on.month, died_on.day]
    person = cases.change_person(person, death=death)
    note(Action.CHANGE, None, by=by, now=now, object_type="persoon", record_ids=[person.pk])
    settle(person.pk, now=now, notices=notices, by=by)
    return person


@transaction.atomic
def take_back(person: Person, *, by, now: datetime) -> Person:
    """It was somebody else. Letters and the portal follow the profile again; what ended is asked anew."""
    person = cases.change_person(person, death=None)
    note(Action.CHANGE, None, by=by, now=now, object_type="persoon", record_ids=[person.pk])
    return person


def settle_known(now: datetime, *, notices: Notices) -> int:
    """Nightly, for the system: of whom the BRP said it. Whoever has nothing left that runs is passed by; how many."""
    with system(Purpose.SHARING, now):
        dead = Person.objects.filter(pk__in=awaited(lambda model: model.objects), death_sealed__isnull=False)
        waiting = list(dead.order_by("pk").values_list("pk", flat=True))
    for pk in waiting:
        settle(pk, now=now, notices=notices)
    return len(waiting)


@transaction.atomic
def settle(person_id: UUID, *, now: datetime, notices: Notices, by=None) -> None:
    """In every dossier, once; done twice it does nothing more."""
    with system(Purpose.SHARING, now):
        found = [
            piece
            for piece in at_death(person_id, lambda model: model.objects)
            if of_who_died(piece, person_id) == Fate.ENDS
        ]
    _end_consents((piece.id for piece in found if piece.kind == "consent"), by, now, notices)
    with system(Purpose.UPKEEP, now):
        for piece in found:
            if piece.kind == "plan":
                _go_on_without(piece.id, person_id, by, now)
    end_signed_by_others([person_id], now=now, notices=notices)
    with system(Purpose.SHARING, now):
        # What they signed for a child: by who must sign now.
        theirs = PlanSignature.objects.filter(signer=person_id).values_list("version", flat=True)
        for pk in sorted(set(theirs)):
            end_if_others_decide(pk, now)
    with system(Purpose.IMPORT, now):
        HouseholdMember.objects.filter(person=person_id, until__isnull=True).update(until=localdate(now))


def _end_consents(ids: Iterable[UUID], by, now: datetime, notices: Notices) -> None:
    with system(Purpose.SHARING, now):
        for pk in sorted(ids):
            consent = locked_consent(pk, access_for_system(Purpose.SHARING))
            why = _("Iemand die dit gaf of moest tekenen, is overleden.")
            end_by_rule(consent, ConsentStatus.LAPSED, reason=why, by=by, now=now, notices=notices)
            if not has_died(consent.person_id):
                title = _("Een toestemming is vervallen: kijk wie beslist, en vraag het zo nodig opnieuw")
                due_on = working_day_after(localdate(now))
                tell_lead(consent, title, due_on=due_on, now=now, rule="gezin_veranderd", by=by)


def _go_on_without(plan_id: UUID, person_id: UUID, by, now: datetime) -> None:
    """A new version to sign, without what was theirs; a plan of them alone ends."""
    access = access_for_system(Purpose.SHARING)
    plan = locked(Plan(pk=plan_id), access)
    by = by or lead_of(plan.dossier_id, plan.category, now, otherwise=plan.created_by)
    who, here = {"by": by, "now": now}, [person for person in plan.about if person != person_id]
    why = _("Iemand in dit plan is overleden.")
    last = access.give(PlanVersion.objects.filter(plan=plan).order_by("-number").first())
    last.plan = plan
    parts = parts_of(last)
    theirs = as_divided(parts, divided(map(tied, parts), here))
    plans.go_on_with(here, last, theirs, gone=why, over=why, anew=why, **who)
    if not here:
        return
    title = _("Iemand in het plan is overleden: kijk de nieuwe versie na, en laat die tekenen")
    tell_lead(plan, title, due_on=working_day_after(localdate(now)), rule="plan_overleden", **who)
