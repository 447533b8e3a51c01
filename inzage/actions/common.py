"""What every action on a request does beside its own work. docs/adr/0106-inzage.md"""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from audit import log
from cases.actions.common import note
from cases.errors import Overtaken
from consent.states import NotNext, step
from inzage.errors import NotPossible
from inzage.models import Request, RequestPart
from inzage.states import NEXT_PART, NEXT_REQUEST, PartState, RequestState


def locked(request: Request) -> Request:
    """As it stands now; nobody changes it before this is done. Raises Overtaken."""
    found = Request.objects.select_for_update(of=("self",)).select_related("person").filter(pk=request.pk).first()
    if found is None:
        raise Overtaken(_("Dit verzoek is er niet meer."))
    found._access = request._access
    return found


def locked_part(part: RequestPart) -> RequestPart:
    """With its request, which is locked too: in that order, for everybody. Raises Overtaken."""
    request = locked(part.request)
    found = RequestPart.objects.select_for_update(of=("self",)).select_related("dossier").filter(pk=part.pk).first()
    if found is None:
        raise Overtaken(_("Dit verzoek is er niet meer."))
    found._access, found.request = part._access, request
    return found


def next_state(request: Request, state: RequestState) -> RequestState:
    try:
        return step(NEXT_REQUEST, request.state, state)
    except NotNext:
        raise NotPossible(_("Dat kan nu niet meer: over dit verzoek is al besloten, of het is ingetrokken.")) from None


def next_part_state(part: RequestPart, state: PartState) -> PartState:
    try:
        return step(NEXT_PART, part.state, state)
    except NotNext:
        raise NotPossible(_("Dat kan nu niet: iemand anders is met dit verzoek bezig.")) from None


def note_request(action, request: Request, *, by: User | None, now: datetime, log_as: UUID | None = None) -> None:
    """`log_as`: the pseudonym of the resident whose doing it is."""
    log.write(
        action=action,
        at=now,
        user_id=by.pk if by else log_as,
        object_type="verzoek",
        record_ids=[request.pk],
    )


def save_request(action, request: Request, *, by: User | None, now: datetime, log_as: UUID | None = None) -> Request:
    request.save()
    note_request(action, request, by=by, now=now, log_as=log_as)
    return request


def save_part(action, part: RequestPart, *, by: User, now: datetime, record_ids=()) -> RequestPart:
    part.substantively_changed_at = now
    part.save()
    note(action, part.dossier_id, by=by, now=now, object_type="verzoek", record_ids=[part.pk, *record_ids])
    return part
