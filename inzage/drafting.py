"""AVG art. 12: nothing a resident types is lost: what the page of a request sends along, and how it is kept.

`opened`: signed, who opened it to ask what about whom, and which page that is; so that what is sent after the session
ended still is theirs. `revision`: which version of the draft the page goes on with.
"""

from dataclasses import asdict, dataclass
from functools import wraps
from uuid import UUID

from django.core import signing
from django.db import IntegrityError
from django.shortcuts import redirect

from audit import log
from audit.choices import Action
from audit.context import for_resident, system
from audit.purposes import Purpose
from cases.choices import Portal
from cases.typing import revision_in, storable
from inzage import access, session
from inzage import request_access as doors
from inzage.actions import drafts
from inzage.actions.drafts import Kept, Mine, Typed
from inzage.models import RequestDraft, Resident
from sealing.models import new_id

SALT = "inzage.drafting"
# A page that stood open for a night is still somebody's.
LASTS = 24 * 60 * 60
FIELDS = ("wish", "from_on", "until_on")
# Longer than a request may be, so that what is too long to send is not lost.
LONGEST = 20_000


@dataclass(frozen=True)
class Opened:
    resident_id: UUID
    person_id: UUID
    kind: str
    page: UUID


def sign(resident_id: UUID, person_id: UUID, kind: str) -> str:
    opened = Opened(resident_id, person_id, kind, new_id())
    return signing.dumps({name: str(value) for name, value in asdict(opened).items()}, salt=SALT)


def word_of(post, resident_id: UUID, person_id: UUID, kind: str) -> str:
    """The same as the page sent along, if that was this page; else a new one."""
    opened = opened_in(post)
    same = opened and (opened.resident_id, opened.person_id, opened.kind) == (resident_id, person_id, kind)
    return post["opened"] if same else sign(resident_id, person_id, kind)


def opened_in(post) -> Opened | None:
    """None without a signature of ours, or with one that is too old."""
    try:
        told = signing.loads(post.get("opened", ""), salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    ids = {name: UUID(told[name]) for name in ("resident_id", "person_id", "page")}
    return Opened(kind=told["kind"], **ids)


def typed_in(post, opened: Opened | None = None) -> Typed:
    """What was typed, as it stands: a draft need not be right."""
    content = {name: storable(post[name]) for name in FIELDS if name in post}
    return Typed(content, opened.page if opened else None, revision_in(post))


def is_too_long(post) -> bool:
    return any(len(post.get(name, "")) > LONGEST for name in FIELDS)


def keep(request, mine: Mine, typed: Typed) -> Kept:
    try:
        return drafts.keep(doors.draft_to_change(request, mine), mine, typed, now=request.now)
    except IntegrityError:
        # Another screen began it at the same moment.
        return drafts.keep(doors.draft_to_change(request, mine), mine, typed, now=request.now)


def to_draft(request, opened: Opened):
    """There, or to sign in first."""
    if session.resident_id(request) is None:
        session.come_back_to(request, opened.resident_id, opened.kind, opened.person_id)
        return redirect("inzage:start")
    return redirect(RequestDraft(kind=opened.kind, person_id=opened.person_id))


# --- after the session ended ---


def after_session(answer):
    """For a page that is sent to: where nobody is signed in any more, what was typed is kept for who opened it.

    `answer`: whether it was kept → what to say. Outside the guard, which knows nobody any more.
    """

    def decorated(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if request.method != "POST" or session.resident_id(request):
                return view(request, *args, **kwargs)
            opened = keep_posted(request)
            if opened:
                session.come_back_to(request, opened.resident_id, opened.kind, opened.person_id)
            return answer(bool(opened))

        return guarded

    return decorated


def keep_posted(request) -> Opened | None:
    """What was sent by a page of theirs, by the right they have now; None when nothing was kept, or it is another's."""
    opened = opened_in(request.POST)
    if opened is None or session.resident_id(request) not in (None, opened.resident_id) or is_too_long(request.POST):
        return None
    with system(Purpose.PORTAL, request.now):
        resident = Resident.objects.filter(pk=opened.resident_id).first()
    if resident is None:
        return None
    resident.portal = access.portal_of(resident, now=request.now)
    if resident.portal != Portal.FULL:
        return None
    with for_resident(resident.pk, request.now):
        return opened if _kept(request, resident, opened) else None


def _kept(request, resident: Resident, opened: Opened) -> bool:
    access.look_up(resident, now=request.now, on=request.today)
    if opened.person_id not in {person.pk for person in doors.may_ask(request, resident)}:
        return False
    mine = Mine(doors.themselves(request, resident).pk, opened.person_id, opened.kind)
    draft = keep(request, mine, typed_in(request.POST, opened)).draft
    if draft is None:
        return False
    what = {"object_type": doors.DRAFT, "record_ids": [draft.pk]}
    log.write(at=request.now, action=Action.CHANGE, user_id=resident.pk, **what)
    return True
