"""§ 4 Betrokkenheid cliënt: the doors of the portal to what a resident asked: their own requests, and no others."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from audit.choices import Action
from audit.context import system
from audit.purposes import Purpose
from cases.access import Refused
from cases.choices import Portal
from cases.models import Person
from consent.policy import DECIDES_WITH_PARENTS
from inzage.access import opened_for
from inzage.choices import Asker
from inzage.models import Release, Request, RequestDraft, Restriction

OBJECT, DRAFT = "verzoek", "verzoekconcept"


def requests_to_read(request, resident) -> list[Request]:
    """What they asked, what runs first. Nothing in a portal that was made smaller for somebody's safety."""
    return _opened(request, _mine(resident).order_by("decided_at", "due_on", "pk"))


def request_to_read(request, resident, pk: UUID) -> Request:
    """With `answer`: what can be fetched, or None; and `lifting`: the restrictions that stop or stopped."""
    found = _opened(request, _mine(resident).filter(pk=pk))
    if not found:
        raise Refused(OBJECT, pk)
    found[0].answer = Release.objects.filter(request=found[0]).first()
    # AVG art. 18 lid 3: what they were told before a restriction is lifted.
    told = Restriction.objects.filter(request=found[0], told_at__isnull=False)
    found[0].lifting = opened_for(request, told.order_by("told_at", "pk"))
    return found[0]


def request_to_confirm(request, resident, pk: UUID) -> Request:
    """While it runs; afterwards the letter with the decision says it all."""
    found = request_to_read(request, resident, pk)
    if not found.is_running:
        raise Refused(OBJECT, pk)
    request.readings.add(Action.DOWNLOAD, object_type=OBJECT, record_ids=[found.pk])
    return found


def may_ask(request, resident) -> list[Person]:
    """§ 1.5 Minderjarigen en wilsonbekwamen: about whom they may ask in the portal, opened; themselves first.

    From twelve somebody asks for themselves; for whom they may look (`inzage.access.for_whom`) they may ask too, and
    that is weighed before anything is decided.
    """
    if resident.portal != Portal.FULL:
        return []
    with system(Purpose.INSIGHT, request.now):
        own = opened_for(request, Person.objects.filter(pk__in=resident.persons).order_by("pk"))
    old_enough = [person for person in own if (person.age_on(request.today) or 0) >= DECIDES_WITH_PARENTS]
    return [*old_enough, *opened_for(request, resident.looks_for)]


# --- what is not sent yet ---


def drafts_to_read(request, resident) -> list[RequestDraft]:
    """What they are still writing, the last first; what is in it, is read on its own page. `draft.about`: another whom
    it is about, opened, or None."""
    found = RequestDraft.objects.filter(asker__in=resident.persons, expires_at__gt=request.now)
    found = list(found) if resident.persons else []
    if not found:
        return []
    people = {person.pk: person for person in may_ask(request, resident)}
    found = [draft for draft in found if draft.person_id in people]
    for draft in found:
        draft.about = people[draft.person_id] if draft.is_about_another else None
    request.readings.add(Action.LIST, object_type=DRAFT, record_ids=[draft.pk for draft in found])
    return found


def draft_to_read(request, mine) -> RequestDraft | None:
    """Of this kind about this person, opened; None when there is none, or its weeks are over."""
    found = opened_for(request, _drafts_of(mine).filter(expires_at__gt=request.now))
    request.readings.add(Action.READ, object_type=DRAFT, record_ids=[one.pk for one in found])
    return next(iter(found), None)


def draft_to_change(request, mine) -> RequestDraft | None:
    """The same, to write in; nobody else does before this is done. Shows nothing of it, so leaves no row: somebody
    types for an hour."""
    return next(iter(opened_for(request, _drafts_of(mine).select_for_update(of=("self",)))), None)


def draft_to_drop(request, resident, pk: UUID) -> RequestDraft:
    found = RequestDraft.objects.filter(pk=pk, asker__in=resident.persons).first() if resident.persons else None
    if found is None:
        raise Refused(DRAFT, pk)
    return found


def _drafts_of(mine) -> QuerySet[RequestDraft]:
    return RequestDraft.objects.filter(asker=mine.asker_id, person=mine.person_id, kind=mine.kind)


def themselves(request, resident) -> Person:
    """Whose name stands under what they ask. Of whom they may ask nothing this is asked by nobody."""
    with system(Purpose.INSIGHT, request.now):
        return opened_for(request, Person.objects.filter(pk__in=resident.persons).order_by("pk"))[0]


def capacity_of(person: Person, own: Person, on: date) -> str:
    """As whom they ask about this person."""
    if person.pk == own.pk:
        return Asker.SELF
    return Asker.PARENT if (person.age_on(on) or 0) < DECIDES_WITH_PARENTS else Asker.REPRESENTATIVE


def _mine(resident) -> QuerySet[Request]:
    return Request.objects.filter(asker__in=resident.persons)


def _opened(request, found: QuerySet[Request]) -> list[Request]:
    found = opened_for(request, found)
    request.readings.add(Action.READ, object_type=OBJECT, record_ids=[one.pk for one in found])
    return found
