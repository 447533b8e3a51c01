"""§ 4.2 Casusregiedossier: the answer is made in the background, composed of what may be shown, and looked through
before it is released. Each step may be done twice: what was interrupted begins anew. docs/adr/0108-releasing.md
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from audit.choices import Action
from audit.context import system
from audit.purposes import Purpose
from cases.access import access_for_system
from casework.masking import Masker
from consent.states import step
from inzage import leaks, material, parcel
from inzage.actions import letters
from inzage.actions.common import locked, next_state, note_request, save_request
from inzage.actions.deciding import HANDED_OVER
from inzage.actions.requests import release_holds
from inzage.bundle import Bundle, Item
from inzage.choices import IS_YES, LetterKind
from inzage.errors import NotPossible
from inzage.guarding import guarded_from
from inzage.leaks import Hit, Secret
from inzage.models import Release, Request, RequestPart, Shielding
from inzage.papers import letter
from inzage.papers.letter import Decision
from inzage.parcel import ParcelTooLarge
from inzage.showing import shown, withheld_in
from inzage.states import NEXT_RELEASE, ReleaseState, RequestState
from sealing import files, keys, signature

PURPOSE = Purpose.INSIGHT
# Fetched within this, or it is gone and can be asked for anew.
READY_FOR = timedelta(days=30)
# So long after its last sign of life a worker is taken for dead.
DEAD_AFTER = timedelta(minutes=5)
AT_ONCE = 200
TOO_LARGE = _lazy("Het is te veel voor één antwoord. Vraag de inwoner over welke tijd het moet gaan.")
READING, MAKING, CHECKING = "lezen", "maken", "controleren"
Clock = Callable[[], datetime]


def make(release_id: UUID, clock: Clock) -> ReleaseState | None:
    """Of one answer; None when another works on it, or it is made already."""
    release = _claim(release_id, clock())
    if release is None:
        return None
    try:
        made = _made(release, clock)
        found = _leaks(release, made, clock)
    except ParcelTooLarge:
        return _stop(release, [str(TOO_LARGE)], clock())
    except Exception:
        _put_back(release)
        raise
    return _stop(release, found, clock()) if found else _keep(release, made.content, clock())


def _claim(release_id: UUID, now: datetime) -> Release | None:
    with system(PURPOSE, now):
        waiting = Release.objects.to_make().select_for_update(of=("self",), skip_locked=True)
        release = waiting.select_related("request__person", "request__mandate").filter(pk=release_id).first()
        if release is None or _is_alive(release, now):
            return None
        if release.state == ReleaseState.MAKING:
            release.state = step(NEXT_RELEASE, release.state, ReleaseState.WAITING)
        release.state = step(NEXT_RELEASE, release.state, ReleaseState.MAKING)
        release.done, release.total, release.step, release.beat_at = 0, 0, READING, now
        release.save()
        return release


def _is_alive(release: Release, now: datetime) -> bool:
    return release.state == ReleaseState.MAKING and release.beat_at is not None and now - release.beat_at < DEAD_AFTER


def _put_back(release: Release) -> None:
    """What went wrong is tried again by the hourly job, from the start."""
    with system(PURPOSE, release.beat_at):
        Release.objects.filter(pk=release.pk, state=ReleaseState.MAKING).update(state=ReleaseState.WAITING, step="")


def _tell(release: Release, now: datetime, **facts) -> None:
    """How far it is, for who waits: in a transaction of its own."""
    with system(PURPOSE, now):
        release.beat_at = now
        Release.objects.filter(pk=release.pk).update(beat_at=now, **facts)


# --- making ---


@dataclass(frozen=True)
class Made:
    """The parcel, of which bundle it was made (None: the letter alone), and of each record whose part it is of."""

    content: bytes
    bundle: Bundle | None
    part_of: dict[UUID, UUID]


def _made(release: Release, clock: Clock) -> Made:
    request = release.request
    found = list(_items(release, clock)) if hands_over(request) else []
    items, part_of = tuple(item for _part, item in found), {item.id: part.pk for part, item in found}
    _tell(release, clock(), step=MAKING)
    now = clock()
    with system(PURPOSE, now):
        access_for_system(PURPOSE).give_all([request, request.person])
        whose = request.person.full_name
        bundle = None
        if hands_over(request):
            bundle = Bundle(request.number, whose, str(request.get_kind_display()), localdate(now), items)
        paper = letter.as_pdf(decision_of(request, localdate(now)), settings.MUNICIPALITY_NAME)
        content = parcel.packed(
            bundle,
            settings.MUNICIPALITY_NAME,
            lambda file: files.read(file.record_id, keys.find([file.record_id])[file.record_id]),
            letter=signature.seal(paper, reason=_("Besluit op een verzoek"), at=now),
        )
        return Made(content, bundle, part_of)


def decision_of(request: Request, on: date) -> Decision:
    """Of a request that is opened, with its person; under the purpose `inzage`."""
    return Decision(
        number=request.number,
        name=request.asked_by or request.person.full_name,
        kind=request.kind,
        asked_on=request.came_on,
        wish=request.wish,
        outcome=request.outcome,
        reasons=request.reasons,
        decree=request.mandate.decree,
        decided_on=localdate(request.decided_at),
        made_on=on,
        referred=any(material.has_treatment_file(part) for part in _parts(request)),
    )


def hands_over(request: Request) -> bool:
    return request.kind in HANDED_OVER and request.outcome in IS_YES


def _parts(request: Request) -> list[RequestPart]:
    parts = list(request.parts.select_related("dossier").order_by("pk"))
    for part in parts:
        part.request = request
    return parts


def _items(release: Release, clock: Clock) -> Iterator[tuple[RequestPart, Item]]:
    """Of every dossier, so many at a time, so that who waits sees how far it is."""
    with system(PURPOSE, clock()):
        lines = [(part, material.lines_of(part), withheld_in(part.dossier)) for part in _parts(release.request)]
        before = _answered_before(release.request)
    total, done = sum(len(there) for _part, there, _withheld in lines), 0
    for part, there, withheld in lines:
        for start in range(0, len(there), AT_ONCE):
            some = there[start : start + AT_ONCE]
            yield from ((part, item) for item in _items_of(part, some, withheld, before, clock()))
            done += len(some)
            _tell(release, clock(), done=done, total=total)


def _items_of(part: RequestPart, lines, withheld, before: datetime | None, now: datetime) -> list[Item]:
    """Of records somebody looked at; what came after that is not in this answer. `before`: of `_answered_before`."""
    looked = set(part.looked)
    with system(PURPOSE, now):
        access = access_for_system(PURPOSE)
        records = access.give_all(material.records_at(part, [line for line in lines if line.id in looked]))
        shieldings = _shieldings_of(part, access, [record.pk for record in records])
        return [
            replace(material.released(shown(one, withheld=withheld), shieldings[one.pk]), change=_change(one, before))
            for one in records
        ]


def _answered_before(request: Request) -> datetime | None:
    """When the same person last got an answer about the same."""
    earlier = Request.objects.filter(person=request.person_id, asker=request.asker_id, kind__in=HANDED_OVER)
    earlier = earlier.filter(outcome__in=IS_YES, decided_at__lt=request.decided_at)
    return earlier.aggregate(last=Max("decided_at"))["last"]


def _change(record, before: datetime | None) -> str:
    """What is other than in the earlier answer, in words; empty where nothing is, or there was none."""
    if before is None or record.substantively_changed_at <= before:
        return ""
    return (
        _("Nieuw sinds het vorige antwoord") if record.created_at > before else _("Gewijzigd sinds het vorige antwoord")
    )


def _shieldings_of(part: RequestPart, access, ids) -> dict[UUID, list[Shielding]]:
    found = defaultdict(list)
    for one in access.give_all(Shielding.objects.toward(part.request).filter(record_id__in=ids)):
        found[one.record_id].append(one)
    return found


# --- looking through ---


def _leaks(release: Release, made: Made, clock: Clock) -> list[str | dict]:
    """Where something is in it that must not be, whatever was decided about it: in words; of a record (`_pointed_out`).

    Empty: it may leave.
    """
    _tell(release, clock(), step=CHECKING)
    with system(PURPOSE, clock()):
        parts = _parts(release.request)
        secrets = [one for part in parts for one in _secrets(part)]
        dossiers, give = [part.dossier_id for part in parts], access_for_system(PURPOSE).give_all
        guarded = guarded_from(release.request, dossiers, give).masker()
    hits = leaks.check(made.content, secrets, guarded).hits
    return _pointed_out(made, hits, secrets, guarded) if hits else []


def _pointed_out(made: Made, hits: list[Hit], secrets: list[Secret], guarded: Masker) -> list[str | dict]:
    """At which records of the answer it is, so that somebody can go there; and what stands in none of them.

    What is on paper and in the JSON is one thing, looked for again in the texts of which both were made.
    """
    items = made.bundle.in_order if made.bundle else []
    texts = [(item, label, text) for item in items for label, text in item.said]
    found = [
        _place_of(made, item, label, hit)
        for (item, label, _text), there in zip(
            texts, leaks.among([text for _item, _label, text in texts], secrets, guarded), strict=True
        )
        for hit in there
    ]
    files = {name: item for item in items if item.file for name, _file in [made.bundle.files[item.id]]}
    composed = (parcel.PAPER, parcel.PORTABLE) if found else ()
    for hit in hits:
        if item := files.get(hit.where[0]):
            found.append(_place_of(made, item, _("het bestand zelf"), hit))
        elif hit.where[0] not in composed:
            found.append(str(hit))
    return [one for at, one in enumerate(found) if one not in found[:at]]


def _place_of(made: Made, item: Item, label: str, hit: Hit) -> dict:
    """Ids and words of ours: never a word of what may not be in it."""
    return {
        "part": str(made.part_of[item.id]),
        "record": str(item.id),
        "kind": item.kind,
        "on": date_format(item.on, "j F Y"),
        "text": label,
        "what": hit.what,
    }


def _secrets(part: RequestPart) -> Iterator[Secret]:
    """What is shielded, and all that is withheld."""
    access = access_for_system(PURPOSE)
    lines = material.lines_of(part)
    shieldings = _shieldings_of(part, access, [line.id for line in lines])
    lines = [line for line in lines if line.id in shieldings]
    withheld = withheld_in(part.dossier)
    for record in access.give_all(material.records_at(part, lines)):
        yield from material.secrets_in(record, shown(record, withheld=withheld), shieldings[record.pk])
    for record in access.give_all(material.withheld_records(part)):
        yield from material.withheld_in_words(record, shown(record, withheld=()))


# --- the end ---


def _stop(release: Release, found: list[str | dict], now: datetime) -> ReleaseState:
    with system(PURPOSE, now), transaction.atomic():
        release = Release.objects.select_for_update(of=("self",)).get(pk=release.pk)
        release.state = step(NEXT_RELEASE, release.state, ReleaseState.STOPPED)
        release.leaks = found
        release.step = ""
        release.save()
        return release.state


def _keep(release: Release, content: bytes, now: datetime) -> ReleaseState:
    with system(PURPOSE, now), transaction.atomic():
        release = Release.objects.select_for_update(of=("self",)).get(pk=release.pk)
        release.state = step(NEXT_RELEASE, release.state, ReleaseState.READY)
        release.step, release.size, release.sha256 = "", len(content), hashlib.sha256(content).hexdigest()
        release.ready_at, release.expires_at = now, now + READY_FOR
        release.save()
        files.store(release.pk, keys.find([release.pk])[release.pk], content)
        return release.state


@transaction.atomic
def fetch(release: Release, *, now: datetime, log_as: UUID | None = None, by=None) -> bytes:
    """Once: then it is gone here, and the request is over. Raises NotPossible."""
    with system(PURPOSE, now):
        request = locked(release.request)
        release = Release.objects.select_for_update(of=("self",)).get(pk=release.pk)
        content = content_of(release, now)
        _is_there(release, now)
        letters.drop(request)
        _close(request, by=by, now=now, log_as=log_as)
        note_request(Action.DOWNLOAD, request, by=by, now=now, log_as=log_as)
        return content


def content_of(release: Release, now: datetime) -> bytes:
    """The parcel as it lies there. Under the purpose `inzage`. Raises NotPossible."""
    if release.state != ReleaseState.READY or release.expires_at <= now:
        raise NotPossible(_("Dit is al opgehaald, of de dag om het op te halen is voorbij."))
    return files.read(release.pk, keys.find([release.pk])[release.pk])


def reached(request: Request, *, by, now: datetime, printed: bool) -> None:
    """It was posted, given in somebody's hand or read together: then it is gone here, and the request is over.

    `request`: locked, under the purpose `inzage`. `printed`: on paper before its day had come. Raises NotPossible.
    """
    release = Release.objects.select_for_update(of=("self",)).filter(request=request).first()
    there = (ReleaseState.READY, ReleaseState.EXPIRED) if printed else (ReleaseState.READY,)
    if release is None or release.state not in there:
        raise NotPossible(_("Het antwoord ligt niet klaar. Kijk op de bladzijde van het verzoek hoe ver het is."))
    _is_there(release, now)
    _close(request, by=by, now=now, log_as=None)


def _is_there(release: Release, now: datetime) -> None:
    release.state, release.fetched_at = step(NEXT_RELEASE, release.state, ReleaseState.FETCHED), now
    release.save()
    _forget_file(release)


def expire(now: datetime) -> int:
    """Nightly: what was not fetched in time is gone; it can be made anew."""
    with system(PURPOSE, now):
        expired = list(Release.objects.expired(now).select_for_update(of=("self",), skip_locked=True))
        for release in expired:
            release.state = step(NEXT_RELEASE, release.state, ReleaseState.EXPIRED)
            release.save()
            _forget_file(release)
        return len(expired)


@transaction.atomic
def make_anew(request: Request, *, by, now: datetime) -> Release:
    """After something more was shielded, or it was not fetched in time. Raises NotPossible."""
    with system(PURPOSE, now):
        request = locked(request)
        release = Release.objects.select_for_update(of=("self",)).filter(request=request).first()
        if (
            release is None
            or request.state != RequestState.DECIDED
            or ReleaseState.WAITING not in NEXT_RELEASE[release.state]
        ):
            raise NotPossible(_("Dit antwoord wordt al gemaakt, of staat al klaar."))
        release.state, release.leaks, release.expires_at = ReleaseState.WAITING, None, None
        release.save()
        # What was printed of it is thrown away: this one is read again before it may leave.
        letters.drop_printed(request, LetterKind.DECISION)
        letters.ask(request, LetterKind.DECISION, on=localdate(now), last=request.due_on)
        note_request(Action.CHANGE, request, by=by, now=now)
        return release


def _close(request: Request, *, by, now: datetime, log_as: UUID | None) -> None:
    if request.state == RequestState.DECIDED:
        request.state = next_state(request, RequestState.CLOSED)
        release_holds(request, by=by, now=now)
        save_request(Action.CHANGE, request, by=by, now=now, log_as=log_as)


def _forget_file(release: Release) -> None:
    transaction.on_commit(lambda: files.delete(release.pk), robust=True)
