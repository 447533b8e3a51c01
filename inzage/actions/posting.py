"""AVG art. 12: a letter is printed, and leaves: by post, over the desk, read together; or it is told, where nothing on
paper is safe. docs/adr/0113-letters-that-leave.md
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import User
from audit import log
from audit.choices import Action
from audit.context import system
from audit.purposes import Purpose
from cases.actions import address_for
from cases.choices import Channel
from cases.errors import MayNotBeReached
from consent.states import NotNext, step
from inzage import handing, parcel
from inzage.actions import releasing
from inzage.actions.common import locked
from inzage.choices import BY_POST, FACE_TO_FACE, Exit, LetterKind
from inzage.errors import NotPossible
from inzage.models import Letter, Release, Request
from inzage.papers import notice
from inzage.papers.notice import Notice
from inzage.states import NEXT_LETTER, LetterState
from sealing import signature

PURPOSE = Purpose.INSIGHT
OBJECT = "brief"
CHANNEL_OF = dict.fromkeys(BY_POST, Channel.POST) | {Exit.HANDED: Channel.IN_PERSON}
# With the letter of a decision: the sheet that says where it goes, and all of the answer at once.
ADDRESS, ALL = "adres", "alles"


@dataclass(frozen=True)
class Left:
    """How it reached them. `on`: the day; `shown`: what they showed; `trace`: the number of a registered letter."""

    way: str
    on: date
    shown: str = ""
    trace: str = ""


def why_not(request: Request, channel: str, now: datetime) -> str:
    """Why nothing on paper may go to who asked by this channel; empty when it may. Fails closed: who is no person of
    ours has no profile."""
    with system(PURPOSE, now):
        try:
            _reach(request, channel, now)
        except MayNotBeReached as error:
            return str(error)
    return ""


def _reach(request: Request, channel: str, now: datetime) -> tuple[str, ...]:
    """Where it goes, as lines. § 1.5 Minderjarigen en wilsonbekwamen: to who asked, never to whom it is about."""
    if request.asker_id is None:
        raise MayNotBeReached(_("Wie dit vroeg, staat niet in ons register. Er is geen profiel voor veilig contact."))
    return address_for(request.asker_id, channel, now=now).lines


def _name(request: Request) -> str:
    return request.asked_by or request.person.full_name


def facts_of(request: Request) -> dict:
    """Of a request that runs, for a `Notice`: what was asked, when, and what moved its day."""
    return {
        "number": request.number,
        "asked": request.kind,
        "came_on": request.came_on,
        "wish": request.wish,
        "waited": request.waited,
        "waits": request.waits_since is not None,
        "extended": request.extended_on is not None,
    }


def notice_of(request: Request, letter: Letter, *, on: date, phone: str, to: tuple[str, ...] = ()) -> Notice:
    """What is in a letter that is no decision. `request`: opened, with its person."""
    return Notice(
        **facts_of(request),
        kind=letter.kind,
        name=_name(request),
        answer_by=letter.answer_by,
        made_on=on,
        about=request.person.full_name if request.is_about_another else "",
        reasons=request.extension_reason if letter.kind == LetterKind.EXTENSION else "",
        phone=phone,
        to=to,
    )


@transaction.atomic
def printed(letter: Letter, channel: str, *, part: str, by: User, now: datetime) -> tuple[str, bytes]:
    """Its name and content, to print; from then on it lies ready. `part`: of an answer, which of its papers.

    The profile is asked now, for now somebody's address comes on paper. Raises MayNotBeReached, NotPossible and
    NotSealable.
    """
    with system(PURPOSE, now):
        request, letter = _held(letter)
        if not letter.is_to_do:
            raise NotPossible(_("Deze brief is de deur uit, of hoeft niet meer."))
        lines = _reach(request, channel, now)
        name, content = _paper(request, letter, part, (_name(request), *lines), by=by, now=now)
        if letter.state == LetterState.WAITING:
            letter.state = step(NEXT_LETTER, letter.state, LetterState.PRINTED)
        letter.printed_at, letter.printed_by = letter.printed_at or now, letter.printed_by or by
        letter.save()
        _note(Action.PRINT, letter, by=by, now=now)
        return name, content


def _paper(request: Request, letter: Letter, part: str, to: tuple[str, ...], *, by: User, now: datetime):
    on = localdate(now)
    if not letter.is_decision:
        made = notice.as_pdf(notice_of(request, letter, on=on, phone=by.phone, to=to), settings.MUNICIPALITY_NAME)
        return notice.file_name(on), signature.seal(made, reason=_("Brief over een verzoek"), at=now)
    if part == ADDRESS:
        return notice.file_name(on), notice.address_sheet(to, request.number, on, settings.MUNICIPALITY_NAME)
    answer = releasing.content_of(Release.objects.get(request=request), now)
    if part == ALL:
        return handing.ANSWER, answer
    return part, _part_of(answer, part)


def _part_of(answer: bytes, name: str) -> bytes:
    if name not in parcel.names_in(answer):
        raise NotPossible(_("Dat zit niet in dit antwoord."))
    return parcel.part_of(answer, name)


@transaction.atomic
def left(letter: Letter, how: Left, *, by: User, now: datetime, on: date) -> Letter:
    """It reached them, or is on its way; of the answer this ends the request. Raises NotPossible, MayNotBeReached."""
    with system(PURPOSE, now):
        request, letter = _held(letter)
        _refuse(request, letter, how, now=now, on=on)
        if letter.is_decision:
            releasing.reached(request, by=by, now=now, printed=letter.printed_at is not None)
        letter.state = _next(letter, LetterState.DONE)
        letter.way, letter.gone_on, letter.shown, letter.trace = how.way, how.on, how.shown, how.trace
        letter.noted_at, letter.gone_by = now, by
        letter.save()
        _note(Action.CHANGE, letter, by=by, now=now)
        return letter


def _refuse(request: Request, letter: Letter, how: Left, *, now: datetime, on: date) -> None:
    _refuse_day(letter, how.on, on)
    _refuse_way(request, letter, how.way, now)
    if how.way in FACE_TO_FACE and not how.shown:
        raise NotPossible(_("Kijk eerst wie u voor u hebt, en leg vast waarmee."))
    # What was posted before today left when it was allowed: that it did is written down, whatever was said since.
    if how.way in CHANNEL_OF and how.on == on:
        _reach(request, CHANNEL_OF[how.way], now)


def _refuse_day(letter: Letter, day: date, on: date) -> None:
    began = localdate(letter.printed_at) if letter.printed_at else letter.made_on
    if day > on:
        raise NotPossible(_("Deze dag ligt in de toekomst."))
    if day < began:
        raise NotPossible(_("Op deze dag was de brief er nog niet."))


def _refuse_way(request: Request, letter: Letter, way: str, now: datetime) -> None:
    if way in CHANNEL_OF and not letter.printed_at:
        raise NotPossible(_("Print de brief eerst."))
    if way not in ways_of(letter, request):
        raise NotPossible(_("Zo kan deze brief er niet komen."))
    if way == Exit.TOLD and may_have_paper(request, now):
        raise NotPossible(_("Deze inwoner mag een brief krijgen. Dan gaat dit op papier."))


def ways_of(letter: Letter, request: Request) -> tuple[Exit, ...]:
    """How such a letter may reach somebody. An answer with what is in a dossier goes registered, if it is posted."""
    if not letter.is_decision:
        return (Exit.POST, Exit.REGISTERED, Exit.HANDED, Exit.TOLD)
    if releasing.hands_over(request):
        return (Exit.REGISTERED, Exit.HANDED, Exit.READ)
    return (Exit.POST, Exit.REGISTERED, Exit.HANDED, Exit.READ)


def may_have_paper(request: Request, now: datetime) -> bool:
    return not all(why_not(request, channel, now) for channel in set(CHANNEL_OF.values()))


def _next(letter: Letter, state: LetterState) -> LetterState:
    try:
        return step(NEXT_LETTER, letter.state, state)
    except NotNext:
        raise NotPossible(_("Deze brief is de deur uit, of hoeft niet meer.")) from None


def _held(letter: Letter) -> tuple[Request, Letter]:
    """The request first, as every action on one does. Raises Overtaken."""
    request = locked(letter.request)
    found = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    request._access.give(request.person)
    found._access, found.request = letter._access, request
    return request, found


def _note(action: Action, letter: Letter, *, by: User, now: datetime) -> None:
    ids = [letter.pk, letter.request_id]
    log.write(action=action, at=now, user_id=by.pk, object_type=OBJECT, record_ids=ids)
