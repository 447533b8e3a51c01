"""Nothing typed is lost: drafts are kept while somebody types, and go with saving or when two weeks have passed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from cases.models import Dossier, DossierPerson, Draft, Entry
from cases.models.drafts import DRAFT_LASTS
from sealing import keys
from sealing.errors import KeyDestroyed
from sealing.models import new_id

# Of a note, what somebody types or chooses in its form beside whom it is about.
NOTE_FIELDS = ("text", "kind", "happened_on", "told_by", "statement", "source", "category", "purpose", "legal_basis")


@dataclass(frozen=True)
class Typed:
    """What a form sends along with what was typed.

    `content`: field → value(s). `record_id`: the note it changes. `entry_id`: what a new note will be called.
    `page`: the opened page, and what a draft that it begins will be called.
    `draft_id`, `revision`: the draft this page goes on with, as it last knew it.
    """

    content: dict
    record_id: UUID | None = None
    entry_id: UUID | None = None
    page: UUID | None = None
    draft_id: UUID | None = None
    revision: int = 0

    def about_in(self, dossier: Dossier) -> list[UUID]:
        """Whom it is about, of the people of this dossier."""
        named = DossierPerson.objects.filter(dossier=dossier, person__in=_uuids(self.content.get("about", [])))
        return list(named.values_list("person", flat=True))

    @property
    def is_empty(self) -> bool:
        return not self.content.get("text", "").strip()


@dataclass(frozen=True)
class Kept:
    """`draft` is None when the note is saved already, or nothing is written.

    `beside`: another tab wrote too, both texts are kept.
    """

    draft: Draft | None
    beside: bool = False


@transaction.atomic
def keep_draft(dossier: Dossier, typed: Typed, *, by, now: datetime) -> Kept:
    """Keep what somebody has typed so far. Two tabs never overwrite each other: the second gets a draft of its own.

    Nor does an emptied field: what was there is thrown away by its own button alone.
    """
    if typed.is_empty or (typed.entry_id and Entry.objects.filter(pk=typed.entry_id).exists()):
        return Kept(None)
    try:
        return _kept(dossier, typed, by, now)
    except IntegrityError:
        # The same page sent the same draft at the same moment.
        return _kept(dossier, typed, by, now)


def _kept(dossier: Dossier, typed: Typed, by, now: datetime) -> Kept:
    draft = _draft_of(dossier, typed, by)
    if draft is not None and _is_up_to_date(typed, draft):
        draft.revision += 1
        _fill(draft, typed, now)
        draft.save()
        return Kept(draft)
    # The first of a page has a name of its own: two of them at the same moment are one.
    first = typed.page if draft is None else None
    return Kept(_new_draft(dossier, typed, by, now, draft_id=first), beside=draft is not None)


def _draft_of(dossier: Dossier, typed: Typed, by) -> Draft | None:
    """The draft this page began, also when it never heard of that; else the one it goes on with."""
    mine = Draft.objects.select_for_update().filter(dossier=dossier, user=by)
    known = Q(page=typed.page) | Q(pk=typed.page) if typed.page else Q()
    if typed.draft_id:
        known |= Q(pk=typed.draft_id)
    found = list(mine.filter(known).order_by("-saved_at", "pk")) if known else []
    return next((draft for draft in found if draft.page == typed.page), next(iter(found), None))


def _is_up_to_date(typed: Typed, draft: Draft) -> bool:
    """Whether no other page wrote in this draft after this one last knew it. An answer may have got lost."""
    return draft.revision == typed.revision or (draft.page is not None and draft.page == typed.page)


def _new_draft(dossier: Dossier, typed: Typed, by, now: datetime, *, draft_id: UUID | None) -> Draft:
    facts = {"dossier": dossier, "user": by, "record_id": typed.record_id, "created_at": now}
    try:
        with transaction.atomic():
            draft = Draft(id=draft_id or new_id(), **facts)
            _fill(draft, typed, now)
            draft.save(force_insert=True)
    except KeyDestroyed:
        # Thrown away meanwhile, in another tab; here somebody goes on.
        draft = Draft(**facts)
        _fill(draft, typed, now)
        draft.save(force_insert=True)
    return draft


def _fill(draft: Draft, typed: Typed, now: datetime) -> None:
    draft.content, draft.about, draft.page = typed.content, typed.about_in(draft.dossier), typed.page
    draft.saved_at, draft.expires_at = now, now + DRAFT_LASTS


@transaction.atomic
def finish_draft(dossier: Dossier, typed: Typed, *, by, now: datetime) -> None:
    """The note is saved: its draft goes, unless another tab wrote on in it, in words that are in no note yet."""
    draft = _draft_of(dossier, typed, by)
    if draft is not None and _is_up_to_date(typed, draft):
        _forget([draft.pk], now)


@transaction.atomic
def drop_draft(draft_id: UUID | None, *, by, now: datetime) -> None:
    """Its writer throws it away. One that is not there (any more) is no matter."""
    if draft_id:
        _forget(Draft.objects.filter(pk=draft_id, user=by).values_list("pk", flat=True), now)


@transaction.atomic
def forget_drafts(now: datetime) -> int:
    """Two weeks after the last word; how many went. Runs with the purpose `onderhoud`."""
    return _forget(Draft.objects.filter(expires_at__lte=now).values_list("pk", flat=True), now)


def _forget(ids: Iterable[UUID], now: datetime) -> int:
    """Rows now, keys once that is certain; what a crash leaves in between is swept at night."""
    ids = list(ids)
    Draft.objects.filter(pk__in=ids).delete()
    transaction.on_commit(partial(keys.destroy, ids, at=now))
    return len(ids)


def _uuids(texts) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except (ValueError, AttributeError, TypeError):
            continue
    return found
