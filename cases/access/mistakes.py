"""Doors to what was written by mistake, and to the dossiers it can be moved to."""

from cases.access.core import Refused, running_grants, visible_dossiers
from cases.access.finding import to_choose_from
from cases.models import Dossier, DossierStatus


def to_undo(request, record):
    """A record that a door handed out to be changed, if this person wrote it. How long ago, the action asks."""
    if record.created_by_id != request.user.pk:
        raise Refused(record._meta.model_name, record.pk, dossier_id=record.dossier_id)
    return record


def dossiers_to_move_to(request, record) -> list[Dossier]:
    """The other open dossiers this person writes in, this category included, by the name of the family; one row in
    the log for the list."""
    writing = [
        grant.content_object_id
        for grant in running_grants(request)
        if grant.role.may_write and record.category in grant.opens
    ]
    dossiers = visible_dossiers(request).filter(pk__in=writing, status=DossierStatus.OPEN)
    return to_choose_from(request, dossiers.exclude(pk=record.dossier_id))
