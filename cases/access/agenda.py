"""The door to somebody's own agenda, for a program that has no session: the address itself is the key."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils.timezone import localdate

from accounts import calendars
from accounts.access import may_open_personal_data
from accounts.policy import grant_refusal
from audit import log
from audit.choices import Action, Outcome
from audit.context import set_context
from cases.dues import Due
from cases.models import Grant
from cases.workday import duties_of

BACK, AHEAD = timedelta(days=30), timedelta(days=365)
OBJECT_TYPE = "agenda"


class NoAgenda(Exception):
    """No such address, or nothing may be opened with it now: to whoever asks that is the same."""


class TooOften(Exception):
    """This agenda was asked for more often than any calendar program does."""


@dataclass(frozen=True)
class Cover:
    """A period in which somebody stands in for a colleague. `last`: the last day, None while it has no end."""

    id: UUID
    first: date
    last: date | None
    dossiers: int


@dataclass(frozen=True)
class Agenda:
    dues: list[Due]
    covers: list[Cover]


def agenda_to_read(request, token: str) -> Agenda:
    """§ 2.5 Toegankelijkheid: the one list of what is to be done, and one's covers, from a month ago to a year ahead,
    without anything sealed.

    From here on the database knows whose request this is. Logs the reading, and the refusal of an account that may
    open nothing now. Raises NoAgenda, TooOften.
    """
    user = calendars.owner_of(token)
    if user is None:
        raise NoAgenda
    if calendars.asks_too_often(str(user.pk)):
        raise TooOften
    if may_open_personal_data(user, request.now) or grant_refusal(user.roles):
        _log(request, user, outcome=Outcome.REFUSED)
        raise NoAgenda
    set_context(user_id=user.pk, now=request.now)
    since, until = request.today - BACK, request.today + AHEAD
    dues = [due for due in duties_of(user, request.now) if since <= due.due_on <= until]
    agenda = Agenda(dues=dues, covers=_covers(user, since, until))
    _log(request, user, record_ids=[due.task.pk for due in dues if due.task])
    return agenda


def _covers(user, since: date, until: date) -> list[Cover]:
    """One for each colleague and period, however many dossiers."""
    together = defaultdict(list)
    for grant in Grant.objects.filter(user=user, cover_for__isnull=False).order_by("pk"):
        first, last = localdate(grant.valid_from), grant.last_day
        # Ended before it began: it was called off.
        if first <= until and (last is None or last >= max(since, first)):
            together[grant.cover_for_id, first, last].append(grant)
    return [
        Cover(grants[0].pk, first, last, len({grant.content_object_id for grant in grants}))
        for (_colleague, first, last), grants in together.items()
    ]


def _log(request, user, *, outcome=Outcome.ALLOWED, record_ids=()):
    log.write(
        action=Action.CALENDAR,
        outcome=outcome,
        at=request.now,
        user_id=user.pk,
        object_type=OBJECT_TYPE,
        record_ids=record_ids,
    )
