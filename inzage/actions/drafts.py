"""AVG art. 12: a request that a resident has not sent yet: kept, sent, thrown away, or forgotten.

In the resident's own eyes, so that the database looks each time whether they may ask about this person; jobs under a
purpose of their own. docs/adr/0110-unsent-and-unknown.md
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import groupby
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from audit.context import for_resident, system
from audit.purposes import Purpose
from cases.models import Person
from casework.actions import merging
from consent.looking import those_looked_for
from inzage.access import whom_the_database_knows
from inzage.models import DRAFT_LASTS, RequestDraft, Resident
from sealing import keys

# Of what other screens wrote so much stays beside it.
MOST_BESIDE = 5


@dataclass(frozen=True)
class Mine:
    """Who asks what about whom: there is one draft of it."""

    asker_id: UUID
    person_id: UUID
    kind: str


@dataclass(frozen=True)
class Typed:
    """What a page sends along. `content`: field → what was typed; `page`, `revision`: the draft as it last knew it."""

    content: dict
    page: UUID | None = None
    revision: int = 0

    @property
    def is_empty(self) -> bool:
        return not any(value.strip() for value in self.content.values())


@dataclass(frozen=True)
class Kept:
    """`draft` is None when nothing is written. `beside`: another screen had written something else; that stays too."""

    draft: RequestDraft | None
    beside: bool = False


@transaction.atomic
def keep(draft: RequestDraft | None, mine: Mine, typed: Typed, *, now: datetime) -> Kept:
    """`draft`: the one there is, locked and opened by a door. An emptied page overwrites nothing: what was there is
    thrown away by its own button. Raises IntegrityError when another screen began it at the same moment."""
    if typed.is_empty:
        return Kept(draft)
    if draft is None:
        draft = RequestDraft(asker_id=mine.asker_id, person_id=mine.person_id, kind=mine.kind, begun_at=now)
        _fill(draft, typed.content, typed, now)
        draft.save(force_insert=True)
        return Kept(draft)
    was = draft.content
    beside, is_new = _beside(was, typed, is_ours=_is_up_to_date(draft, typed) or draft.expires_at <= now)
    draft.revision += 1
    _fill(draft, typed.content | ({"beside": beside} if beside else {}), typed, now)
    draft.save()
    return Kept(draft, beside=is_new)


def _beside(was: dict, typed: Typed, *, is_ours: bool) -> tuple[list[str], bool]:
    """What other screens wrote, and whether this page did not know of the last of it."""
    beside, other = was.get("beside", []), was.get("wish", "")
    if is_ours or not other.strip() or other == typed.content.get("wish"):
        return beside, False
    return [*beside, other][-MOST_BESIDE:], True


def _is_up_to_date(draft: RequestDraft, typed: Typed) -> bool:
    """Whether no other page wrote in it after this one last knew it. An answer may have got lost on the way."""
    return draft.revision == typed.revision or (draft.page is not None and draft.page == typed.page)


def _fill(draft: RequestDraft, content: dict, typed: Typed, now: datetime) -> None:
    draft.content, draft.page = content, typed.page
    draft.saved_at, draft.expires_at = now, now + DRAFT_LASTS


@transaction.atomic
def finish(draft: RequestDraft | None, typed: Typed, *, now: datetime) -> None:
    """It was sent: its draft goes, unless another screen wrote on in it, in words that are in no request yet."""
    if draft is not None and (_is_up_to_date(draft, typed) or draft.content.get("wish") == typed.content.get("wish")):
        _forget([draft.pk], now)


@transaction.atomic
def drop(draft: RequestDraft, *, now: datetime) -> None:
    """Its writer throws it away."""
    _forget([draft.pk], now)


def forget(*, now: datetime, on: date) -> int:
    """Four weeks after the last word, or when its writer may ask about that person no more; how many went."""
    with system(Purpose.UPKEEP, now):
        going = set(RequestDraft.objects.filter(expires_at__lte=now).values_list("pk", flat=True))
    going |= _without_access(now, on)
    with system(Purpose.UPKEEP, now):
        return _forget(going, now)


def _without_access(now: datetime, on: date) -> set[UUID]:
    """§ 1.5 Minderjarigen en wilsonbekwamen: as the door asks it, of each writer. In doubt it goes."""
    with system(Purpose.UPKEEP, now):
        others = RequestDraft.objects.exclude(person=F("asker")).order_by("asker")
        rows = list(others.values_list("asker", "person", "pk"))
    residents = _residents_of({asker for asker, _person, _pk in rows}, now)
    going = set()
    for asker, theirs in groupby(rows, key=lambda row: row[0]):
        may_ask = _may_ask_about(residents.get(asker), now, on)
        going |= {pk for _asker, person, pk in theirs if person not in may_ask}
    return going


def _residents_of(askers: Collection[UUID], now: datetime) -> dict[UUID, UUID]:
    """Person → by which pseudonym they sign in."""
    with system(Purpose.SHARING, now):
        numbers = Person.objects.filter(pk__in=askers, bsn_index__isnull=False).values_list("pk", "bsn_index")
        numbers = {pk: bytes(index) for pk, index in numbers}
    with system(Purpose.PORTAL, now):
        known = Resident.objects.filter(bsn_index__in=numbers.values()).values_list("bsn_index", "pk")
        known = {bytes(index): pk for index, pk in known}
    return {pk: known[index] for pk, index in numbers.items() if index in known}


def _may_ask_about(resident_id: UUID | None, now: datetime, on: date) -> set[UUID]:
    if resident_id is None:
        return set()
    with for_resident(resident_id, now):
        persons, candidates = whom_the_database_knows()
        return {*persons, *(person.pk for person in those_looked_for(candidates, persons, now=now, on=on))}


def _forget(ids: Iterable[UUID], now: datetime) -> int:
    """Rows now, keys once that is certain; what a crash leaves in between is swept at night."""
    ids = list(ids)
    RequestDraft.objects.filter(pk__in=ids).delete()
    transaction.on_commit(partial(keys.destroy, ids, at=now))
    return len(ids)


def _one_of_each(gone: UUID, kept: UUID, now: datetime) -> None:
    """§ 4.1 Casusregie: two registrations become one person; of two drafts of one thing the last written stays."""
    people = [gone, kept]
    found = RequestDraft.objects.filter(Q(asker__in=people) | Q(person__in=people)).order_by("-saved_at", "pk")
    seen, going = set(), []
    for pk, asker, person, kind in found.values_list("pk", "asker", "person", "kind"):
        what = (kept if asker == gone else asker, kept if person == gone else person, kind)
        going += [pk] if what in seen else []
        seen.add(what)
    _forget(going, now)


merging.before_following.append(_one_of_each)
