"""§ 4.1 Casusregie: doors to who was called when a treating professional was not reached."""

from audit.choices import Action
from cases.access import Refused, access_of, dossier_to_change, dossier_to_read, in_dossier
from cases.models import Dossier
from casework.access.common import shown
from casework.models import Escalation


def escalations_in(request, dossier: Dossier) -> list[Escalation]:
    """Of a dossier that a door handed out, the latest first."""
    records = in_dossier(Escalation, dossier).select_related("created_by", "organisation", "ended_by")
    return shown(request, records.order_by("-created_at", "pk"), dossier, Action.READ)


def escalation_to_read(request, pk) -> Escalation:
    return _only(request, pk, dossier_to_read, Action.READ)


def escalation_to_change(request, pk) -> Escalation:
    return _only(request, pk, dossier_to_change, Action.CHANGE)


def _only(request, pk, door, action) -> Escalation:
    access_of(request)
    known = Escalation.objects.readable_by(request.user, request.now).filter(pk=pk)
    found = known.select_related("created_by", "organisation", "ended_by").first()
    if found is None:
        raise Refused("escalation", pk)
    found.dossier = door(request, found.dossier_id)
    return shown(request, [found], found.dossier, action)[0]
