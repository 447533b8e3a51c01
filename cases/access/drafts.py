"""Doors to drafts. They are of their author alone, for as long as the dossier may be written in."""

from uuid import UUID

from audit.choices import Action
from cases.access.core import Refused, access_of, opened, running_grants, visible_dossiers
from cases.access.records import in_dossier
from cases.models import Document, Dossier, DossierStatus, Draft, Entry, Task


def dossier_to_draft_in(request, pk) -> Dossier:
    """A dossier this person may write in now. Shows nothing of it, so leaves no row: somebody types for an hour."""
    access_of(request)
    dossier = visible_dossiers(request).filter(pk=pk, status=DossierStatus.OPEN).first()
    grant = running_grants(request).filter(content_object=pk).first()
    if dossier is None or grant is None or not grant.role.may_add():
        raise Refused("dossier", pk, dossier_id=pk)
    return dossier


def drafts_in(request, dossier, *, record_id: UUID | None = None) -> list[Draft]:
    """One's own drafts of a new note, or of a change of one, in a dossier that a door handed out; the newest first.

    What was to change a note that is gone, or stands elsewhere now, goes on as a new one.
    """
    drafts = Draft.objects.filter(dossier=dossier, user=request.user, expires_at__gt=request.now)
    if record_id:
        drafts = drafts.filter(record_id=record_id)
    else:
        drafts = drafts.exclude(record_id__in=in_dossier(Entry, dossier).values("pk"))
    drafts = opened(request, drafts.order_by("-saved_at", "pk"))
    request.readings.add(
        Action.READ, dossier_id=dossier.pk, grant=dossier.why.grant, record_ids=[draft.pk for draft in drafts]
    )
    return drafts


def my_drafts(request) -> list[Draft]:
    """All one's own drafts, in dossiers one may write in now, with their families; one row in the log for the list.

    `draft.changes`: the note it changes, if that stands there still.
    """
    mine = visible_dossiers(request).filter(status=DossierStatus.OPEN)
    drafts = Draft.objects.filter(user=request.user, dossier__in=mine, expires_at__gt=request.now)
    drafts = opened(request, drafts.select_related("dossier__household").order_by("-saved_at", "pk"))
    opened(request, [draft.dossier.household for draft in drafts])
    _find_changes(request, drafts)
    request.readings.add(Action.LIST, object_type="dossier", record_ids=[draft.pk for draft in drafts])
    return drafts


def draft_to_drop(request, pk) -> Draft:
    access_of(request)
    draft = Draft.objects.filter(pk=pk, user=request.user, dossier__in=visible_dossiers(request)).first()
    if draft is None:
        raise Refused("draft", pk)
    _find_changes(request, [draft])
    return draft


def _find_changes(request, drafts) -> None:
    notes = Entry.objects.readable_by(request.user, request.now).filter(pk__in=[draft.record_id for draft in drafts])
    stand = set(notes.values_list("pk", "dossier"))
    for draft in drafts:
        draft.changes = draft.record_id if (draft.record_id, draft.dossier_id) in stand else None


def written_before(request, dossier, model: type[Entry | Document | Task], pk: UUID):
    """What this very form made when it was sent before; None when it was not, or is of another."""
    return in_dossier(model, dossier).filter(pk=pk, created_by=request.user).first()
