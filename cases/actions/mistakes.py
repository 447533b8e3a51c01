"""What was written by mistake: taken back, or moved to the dossier where it belongs. docs/adr/0053-mistakes.md"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from audit.choices import Action
from cases.actions.common import hold, hold_open, note, touch
from cases.actions.drafts import NOTE_FIELDS, Typed, keep_draft
from cases.errors import AlreadyDecided, ReadMeanwhile, TooLate
from cases.mistakes import Reader, minutes_to_undo, who_read
from cases.models import Breach, Document, Dossier, Draft, Entry
from cases.models.breach import NEXT_BREACH_STATUSES
from cases.records import DossierRecord
from sealing import files, keys


@dataclass(frozen=True)
class TakenBack:
    """What is left of a record that was taken back. `attachments`: how many went with it."""

    draft: Draft | None
    attachments: int
    readers: list[Reader]
    breach: Breach | None


@dataclass(frozen=True)
class Moved:
    """What became of a record that was moved; `breach` is None when nobody read it and nobody asked for one.

    `was_there`: the other dossier had this mail already. Then `record` is that one, and the misfiled copy is gone.
    """

    record: DossierRecord
    readers: list[Reader]
    breach: Breach | None
    was_there: bool = False


@transaction.atomic
def undo(record: DossierRecord, *, by, now: datetime, misfiled: bool | None = None) -> TakenBack:
    """Take back what somebody wrote by mistake: rows, history, attachments, files and keys. Raises TooLate, Overtaken,
    and ReadMeanwhile when a colleague read it and `misfiled` does not say whether it was about another family.

    AVG art. 33 lid 5: if it was, who read it is written down for the privacy officer. Of a note the text comes back as
    a draft; not of a mail, which can be added again, and never of what did not belong in this dossier.
    Rows go first; files and keys once that is certain. What a crash leaves in between is swept at night.
    """
    hold(record)
    if not minutes_to_undo(record, by=by, now=now):
        raise TooLate(_("De tien minuten zijn voorbij. Wijzig wat u schreef, of verplaats het."))
    if _others_in_history(record, by):
        raise TooLate(_("Een collega heeft dit intussen gewijzigd. U kunt het niet meer ongedaan maken."))
    readers = who_read(record, besides={by.pk})
    if readers and misfiled is None:
        raise ReadMeanwhile(_("Collega's hebben dit intussen gelezen."), readers)
    breach = _write_down(record, readers, record.dossier, None, by, now) if misfiled else None
    draft = _as_draft(record, by, now) if not misfiled and _is_own_words(record) else None
    Draft.objects.filter(record_id=record.pk).update(record_id=None)
    gone = take_out(record, by=by, now=now)
    return TakenBack(draft, len(gone) - 1, readers, breach)


def _others_in_history(record: DossierRecord, by) -> bool:
    """Whether a colleague wrote in it: those words are not the writer's to take back."""
    return record.history.filter(history_user__isnull=False).exclude(history_user=by).exists()


def _is_own_words(record: DossierRecord) -> bool:
    """A mail is somebody else's, unless who added it has changed the text since."""
    return isinstance(record, Entry) and (record.mail_digest is None or _is_changed(record))


def _is_changed(record: DossierRecord) -> bool:
    return record.substantively_changed_at > record.created_at


def take_out(record: DossierRecord, *, by, now: datetime) -> list[UUID]:
    """Out of its dossier for good, with its attachments; the ids of all that went."""
    attachments = _attachments(record)
    _delete(Document, attachments)
    _delete(type(record), [record.pk])
    gone = [record.pk, *attachments]
    touch(record, now)
    note(Action.UNDO, record.dossier_id, by=by, now=now, object_type=record._meta.model_name, record_ids=gone)
    transaction.on_commit(partial(_destroy, gone, now))
    return gone


def _as_draft(entry: Entry, by, now: datetime) -> Draft:
    typed = {name: getattr(entry, name) for name in NOTE_FIELDS}
    typed |= {"happened_on": entry.happened_on.isoformat(), "about": [str(person) for person in entry.about]}
    return keep_draft(entry.dossier, Typed(typed), by=by, now=now).draft


def _attachments(record: DossierRecord) -> list[UUID]:
    return list(Document.objects.filter(entry=record.pk).values_list("pk", flat=True))


def _delete(model, ids: list[UUID]) -> None:
    """Past the signals, which would write a last version of what must not be there any more."""
    model.history.filter(id__in=ids)._raw_delete("default")
    model.objects.filter(pk__in=ids)._raw_delete("default")


def _destroy(ids: list[UUID], at: datetime) -> None:
    for record_id in ids:
        files.delete(record_id)
    keys.destroy(ids, at=at)


@transaction.atomic
def move(
    record: DossierRecord, *, to: Dossier, about: Iterable[UUID], by, now: datetime, report: bool = False
) -> Moved:
    """File a note or document where it belongs, with its history and attachments. Raises Overtaken.

    AVG art. 33 lid 5: when anybody else read it in the wrong dossier, or `report` says so, a data breach is written
    down for the privacy officer. No substantive change: no new version, and no term moves. Of a mail that stands there
    already the misfiled copy goes, or, when there is more in it, stands beside it as a note.
    """
    source, about = record.dossier, list(about)
    hold_open(source.pk, to.pk)
    hold(record)
    readers = who_read(record, besides={by.pk, record.created_by_id})
    breach = _write_down(record, readers, source, to, by, now) if readers or report else None
    twin = _twin_in(to, record)
    if twin is not None and _has_all_of(twin, record):
        Draft.objects.filter(record_id=record.pk).update(dossier=to, about=about, record_id=None)
        take_out(record, by=by, now=now)
        return Moved(twin, readers, breach, was_there=True)
    if twin is not None:
        # With what was written into it here it is no longer the same mail.
        Entry.objects.filter(pk=record.pk).update(mail_digest=None)
    moved = [record.pk, *_attachments(record)]
    _refile(record, moved, to, about)
    touch(record, now, source, to)
    for dossier in (source, to):
        note(Action.MOVE, dossier.pk, by=by, now=now, object_type=record._meta.model_name, record_ids=moved)
    record.dossier = to
    return Moved(record, readers, breach)


def _twin_in(dossier: Dossier, record: DossierRecord) -> Entry | None:
    """The same mail in another dossier that is held: nobody adds it there meanwhile."""
    known = getattr(record, "mail_digest", None)
    same = {"dossier": dossier, "category": record.category, "mail_digest": known}
    return Entry.objects.filter(**same).first() if known else None


def _has_all_of(twin: Entry, copy: Entry) -> bool:
    """Nothing is lost when the copy goes: nobody wrote in it, and its attachments came in there as well."""
    return not _is_changed(copy) and len(_attachments(twin)) >= len(_attachments(copy))


def _refile(record: DossierRecord, ids: list[UUID], to: Dossier, about: list[UUID]) -> None:
    """History too, and with it whom it is about: a version about one family would show it to the other."""
    here = {"dossier": to, "about": about}
    as_there = {"purpose": to.purpose, "legal_basis": to.legal_basis}
    for model in {type(record), Document}:
        model.objects.filter(pk__in=ids).update(**here, **as_there)
        model.history.filter(id__in=ids).update(**here)
    if isinstance(record, Document):
        _detach(record.pk)
    Draft.objects.filter(record_id=record.pk).update(**here)


def take_along(model: type[DossierRecord], ids: Iterable[UUID], *, to: Dossier) -> None:
    """§ 4.1 Casusregie: records go to the dossier their people went to, with their history; whom they are about stays.

    As part of a change that says who goes; every earlier version is from here on about no more people than the last.
    """
    as_there = {"dossier": to, "purpose": to.purpose, "legal_basis": to.legal_basis}
    together: dict[tuple, list[UUID]] = {}
    for pk, about in model.objects.filter(pk__in=ids).values_list("pk", "about"):
        together.setdefault(tuple(about), []).append(pk)
    for about, pks in together.items():
        model.history.filter(id__in=pks).update(dossier=to, about=list(about))
        model.objects.filter(pk__in=pks).update(**as_there)


def _detach(document_id: UUID) -> None:
    """An attachment that is moved by itself no longer hangs on the note it came with."""
    Document.objects.filter(pk=document_id).update(entry=None)
    Document.history.filter(id=document_id).update(entry=None)


def _write_down(record, readers: list[Reader], source: Dossier, to: Dossier | None, by, now: datetime) -> Breach:
    return Breach.objects.create(
        record_id=record.pk,
        from_dossier_id=source.pk,
        from_codename=source.codename,
        to_dossier_id=to.pk if to else None,
        to_codename=to.codename if to else "",
        readers=[reader.user.pk for reader in readers],
        wrong_since=record.created_at,
        moved_at=now,
        user=by,
    )


@transaction.atomic
def decide_breach(breach: Breach, *, by, now: datetime, status: str, assessment: str) -> Breach:
    """AVG art. 33: whether a data breach is reported, and why (not). Raises AlreadyDecided."""
    breach = Breach.objects.select_for_update().get(pk=breach.pk)
    if status not in NEXT_BREACH_STATUSES[breach.status]:
        raise AlreadyDecided(_("Over dit datalek is al beslist."))
    breach.status, breach.assessment, breach.decided_by, breach.decided_at = status, assessment, by, now
    breach.save()
    note(Action.CHANGE, None, by=by, now=now, object_type="datalek", record_ids=[breach.pk])
    return breach
