"""§ 4 Betrokkenheid cliënt: the doors of the portal to what a resident asked: their own requests, and no others."""

from uuid import UUID

from django.db.models import QuerySet

from audit.choices import Action
from audit.context import system
from audit.purposes import Purpose
from cases.access import Refused
from cases.choices import Portal
from cases.models import Person
from inzage.access import my_persons, opened_for
from inzage.models import Release, Request

OBJECT = "verzoek"


def requests_to_read(request, resident) -> list[Request]:
    """What they asked, what runs first. Nothing in a portal that was made smaller for somebody's safety."""
    return _opened(request, _mine(resident).order_by("decided_at", "due_on", "pk"))


def request_to_read(request, resident, pk: UUID) -> Request:
    """With `release`: the answer, or None."""
    found = _opened(request, _mine(resident).filter(pk=pk))
    if not found:
        raise Refused(OBJECT, pk)
    found[0].answer = Release.objects.filter(request=found[0]).first()
    return found[0]


def may_ask(request, resident) -> list[Person]:
    """About whom they may ask in the portal, opened for their name; themselves first."""
    if resident.portal != Portal.FULL:
        return []
    # Before the system takes over: who they are is told to them alone.
    persons = my_persons()
    with system(Purpose.INSIGHT, request.now):
        people = Person.objects.filter(pk__in=persons).order_by("pk")
        return opened_for(request, people)


def _mine(resident) -> QuerySet[Request]:
    return Request.objects.filter(asker__in=my_persons()) if resident.portal == Portal.FULL else Request.objects.none()


def _opened(request, found: QuerySet[Request]) -> list[Request]:
    found = opened_for(request, found)
    request.readings.add(Action.READ, object_type=OBJECT, record_ids=[one.pk for one in found])
    return found
