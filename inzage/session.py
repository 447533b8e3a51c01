"""A resident's session: short, on its own, and no use on any page of a colleague."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.middleware.csrf import rotate_token

from accounts.session import RESIDENT

PORTAL = "/mijn/"
BACK = "terug_naar"
IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=1)


@dataclass(frozen=True)
class Visit:
    resident_id: UUID
    started: datetime
    seen: datetime

    def is_over(self, now: datetime) -> bool:
        return now - self.seen > IDLE or now - self.started > LONGEST


def is_portal(request) -> bool:
    return request.path_info.startswith(PORTAL)


def visit(request) -> Visit | None:
    """The visit that runs, else None: never beside a colleague who is signed in."""
    kept = request.session.get(RESIDENT)
    if not kept or request.user.is_authenticated:
        return None
    times = (datetime.fromisoformat(kept[name]) for name in ("started", "seen"))
    found = Visit(UUID(kept["id"]), *times)
    return None if found.is_over(request.now) else found


def resident_id(request) -> UUID | None:
    """Whose request this is: the database goes by it, and the log keeps it."""
    running = visit(request)
    return running.resident_id if running else None


def has_run_out(request) -> bool:
    return RESIDENT in request.session and visit(request) is None


def begin(request, resident):
    """Whoever was here before, a colleague too, is signed out: nothing of theirs lives on in this session."""
    end(request)
    now = request.now.isoformat()
    request.session[RESIDENT] = {"id": str(resident.pk), "started": now, "seen": now}
    request.session.cycle_key()
    rotate_token(request)


def go_on(request):
    request.session[RESIDENT] |= {"seen": request.now.isoformat()}
    request.session.modified = True


def chosen(request) -> UUID | None:
    """For whom they last said to look; None: for themselves. Whether they may, is asked at every request."""
    kept = request.session[RESIDENT].get("voor")
    return UUID(kept) if kept else None


def choose(request, person_id: UUID | None):
    request.session[RESIDENT] |= {"voor": str(person_id) if person_id else ""}
    request.session.modified = True


def come_back_to(request, resident_id: UUID, kind: str, person_id: UUID):
    """Somebody sent what they wrote after their visit had ended: if they sign in next here, they go on there."""
    if not request.user.is_authenticated:
        request.session.flush()
    request.session[BACK] = {"id": str(resident_id), "wat": kind, "over": str(person_id)}


def goes_on(request) -> bool:
    """Whether something that was written waits for whoever signs in."""
    return BACK in request.session


def way_back(request) -> dict:
    """Whose it is, what was asked, and about whom; empty when nothing waits. Before `begin`, which forgets it."""
    return request.session.get(BACK, {})


def end(request):
    if request.user.is_authenticated:
        get_adapter(request).logout(request)
    request.session.flush()
