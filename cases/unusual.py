"""§ 2.5 Toegankelijkheid, beveiliging: which reading is unusual enough for somebody to look at.

Facts in, answers out; no database here (cases.control gathers them). Unusual is not wrong: a person looks, and says
what it was. docs/adr/0077-who-looked.md
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings

from cases.search import folded

ONE_HOUR = timedelta(hours=1)
BETWEEN_NAMES = re.compile(r"[\s-]+")


@dataclass(frozen=True)
class Opening:
    """One time that somebody opened something of a dossier."""

    at: datetime
    dossier_id: UUID


def bears_name(user_name: str, surnames: Iterable[str]) -> bool:
    """Whether a colleague bears one of these surnames. A name of two parts is two names: "Jansen-de Boer" is both.

    A colleague's name is one line, so its end is looked at: a given name that is somebody's surname is none.
    """
    words = BETWEEN_NAMES.split(folded(user_name))
    own = {" ".join(words[start:]) for start in range(1, len(words))} | _before_dash(user_name)
    return any(part in own for surname in surnames for part in _parts(surname))


def _parts(surname: str) -> set[str]:
    """The whole name, and each of its halves."""
    whole = folded(surname)
    return {part for part in (whole.replace("-", " "), *whole.split("-")) if part}


def _before_dash(user_name: str) -> set[str]:
    """Of "Noor Jansen-de Boer" also the first half, with as much of it as could be a surname."""
    first, dash, _last = folded(user_name).rpartition("-")
    words = first.split()
    return {" ".join(words[start:]) for start in range(1, len(words))} if dash else set()


def lives_there(home_index: bytes | None, addresses: Collection[bytes]) -> bool:
    """Whether a colleague's own address is one of these; both as keyed hashes. Unknown is no."""
    return home_index is not None and bytes(home_index) in addresses


def most_in_an_hour(openings: Iterable[Opening], since: datetime) -> int:
    """The largest number of different dossiers opened within any one hour that ends at `since` or later."""
    recent: list[Opening] = []
    most = 0
    for opening in sorted(openings, key=lambda one: one.at):
        recent = [one for one in recent if opening.at - one.at < ONE_HOUR] + [opening]
        if opening.at >= since:
            most = max(most, len({one.dossier_id for one in recent}))
    return most


def is_many(number: int) -> bool:
    return number > settings.UNUSUAL_DOSSIERS_PER_HOUR


def is_night(hour: int) -> bool:
    """By the hour on a Dutch clock. The night goes over midnight, unless the settings put it on one side of it."""
    start, end = settings.UNUSUAL_NIGHT_FROM, settings.UNUSUAL_NIGHT_UNTIL
    return start <= hour < end if start < end else hour >= start or hour < end


def around() -> timedelta:
    """How long before and after a reading work in the same dossier explains it."""
    return timedelta(days=settings.UNUSUAL_WITHOUT_WORK_DAYS)


def can_judge_work(day: date, today: date) -> bool:
    """Only once those days have passed: what somebody writes afterwards explains it too."""
    return day + around() < today


def worked_around(day: date, worked: Iterable[tuple[date, date]]) -> bool:
    """Whether something of one's own lies near: (first day, last day) of each task, note and document."""
    return any(start <= day + around() and end >= day - around() for start, end in worked)
