"""§ 2.4 Triage: doors to questions that have no dossier yet. They are of their author alone."""

from uuid import UUID

from audit.choices import Action
from cases.access import Refused, access_of
from cases.access.core import opened
from casework import triage
from casework.models import Enquiry


def my_enquiries(request) -> list[Enquiry]:
    """One's own, the first to go first; one row in the log for the list."""
    access_of(request)
    enquiries = _mine(request).order_by("expires_on", "pk")
    return _shown(request, enquiries, Action.LIST)


def enquiry_to_weigh(request, pk) -> Enquiry:
    access_of(request)
    found = _shown(request, _mine(request).filter(pk=pk), Action.CHANGE)
    if not found:
        raise Refused("enquiry", pk)
    return found[0]


def enquiry_to_open_from(request, pk: UUID | None) -> Enquiry | None:
    """One's own question that a dossier is to be opened from; None when there is none (any more) of that id."""
    access_of(request)
    enquiries = _mine(request).filter(pk=pk, decision__in=triage.TO_DOSSIER)
    return next(iter(_shown(request, enquiries, Action.CHANGE)), None)


def _mine(request):
    return Enquiry.objects.running(request.today).filter(user=request.user)


def _shown(request, enquiries, action) -> list[Enquiry]:
    enquiries = opened(request, enquiries)
    if enquiries:
        request.readings.add(action, object_type="enquiry", record_ids=[enquiry.pk for enquiry in enquiries])
    return enquiries
