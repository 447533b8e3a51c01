"""Doors to what keeps a dossier, or a part of it, past its day."""

from uuid import UUID

from django.db.models import QuerySet

from audit.choices import Action
from cases.access import Refused, access_of, dossier_to_grant, dossier_to_read
from cases.access.core import opened
from cases.models import Dossier
from consent.access.grounds import may_decide
from consent.who import second_persons
from retention.models import Announcement, Brake, DestructionRequest, Hold
from retention.states import RequestState
from terms.categories import CASUSREGIE

NAMED = ("placed_by", "second", "released_by")
DECIDING = ("made_by", "prepared_by", "second")


def dossier_to_keep(request, pk) -> Dossier:
    """Open or closed, for who leads it or deputises: the responsible hulpverlener (§ 2.3 Bewaartermijnen)."""
    return dossier_to_grant(request, pk)


def holds_of(request, dossier: Dossier) -> list[Hold]:
    """Of a dossier that a door handed out, what runs first; of the categories one may read."""
    found = Hold.objects.readable_by(request.user, request.now).filter(dossier=dossier).select_related(*NAMED)
    return _shown(request, dossier, found.order_by("-released_at", "review_on", "pk"))


def brakes_of(dossier: Dossier) -> list[Brake]:
    """What the terms themselves make wait; of the categories one may read."""
    return list(Brake.objects.holding().filter(dossier=dossier, category__in=dossier.why.opens))


def announced_of(request, dossier: Dossier) -> list[Announcement]:
    """What goes in the weeks that come and nobody has looked at yet; of the categories one may read."""
    unseen = Announcement.objects.readable_by(request.user, request.now).unseen(request.today)
    return list(unseen.filter(dossier=dossier).order_by("destroy_on", "category"))


def hold_to_read(request, pk: UUID) -> Hold:
    """One of a dossier and a category one may read; `hold.dossier` is opened."""
    access_of(request)
    holds = Hold.objects.readable_by(request.user, request.now).select_related(*NAMED)
    return _read(request, holds, "hold", pk)


def may_judge(request, hold: Hold) -> bool:
    """Whether this is the second person an extension waits for."""
    asked = hold.waits_for_second and hold.second_id == request.user.pk
    return asked and hold.ends_on > request.today


def may_look(hold: Hold) -> bool:
    """Whether who reads it may say that it is over, or runs still. What runs here ends by its own page."""
    return hold.released_at is None and hold.procedure is None and may_decide(hold.dossier)


def seconds_of(request, dossier: Dossier, category: str) -> list:
    return second_persons(dossier.pk, category or CASUSREGIE.code, request.now, first_id=request.user.pk)


def requests_of(request, dossier: Dossier) -> list[DestructionRequest]:
    """Of a dossier that a door handed out, what runs first."""
    found = DestructionRequest.objects.filter(dossier=dossier).select_related(*DECIDING)
    return _shown(request, dossier, found.order_by("decided_at", "due_on", "pk"))


def request_to_read(request, pk: UUID) -> DestructionRequest:
    """Of a dossier one may read; `found.dossier` is opened. What was decided of a category apart is not for each."""
    access_of(request)
    return _read(request, DestructionRequest.objects.select_related(*DECIDING), "destruction_request", pk)


def request_to_lead(request, pk: UUID) -> DestructionRequest:
    """For who leads the dossier or deputises."""
    found = request_to_read(request, pk)
    if not may_decide(found.dossier):
        raise Refused("destruction_request", pk, dossier_id=found.dossier_id)
    return found


def may_agree(request, found: DestructionRequest) -> bool:
    """Whether this is the second person it waits for."""
    return found.state == RequestState.PREPARED and found.second_id == request.user.pk


def may_prepare(found: DestructionRequest) -> bool:
    return found.state == RequestState.OPEN and may_decide(found.dossier)


def _read(request, records: QuerySet, kind: str, pk: UUID):
    found = records.filter(pk=pk).first()
    if found is None:
        raise Refused(kind, pk)
    found.dossier = dossier_to_read(request, found.dossier_id)
    return _shown(request, found.dossier, [found])[0]


def _shown(request, dossier, found) -> list:
    found = opened(request, found)
    ids = [one.pk for one in found]
    request.readings.add(Action.READ, dossier_id=dossier.pk, grant=dossier.why.grant, record_ids=ids)
    return found
