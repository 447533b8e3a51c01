"""§ 2.5 Toegankelijkheid, beveiliging: the nightly look at who read what. The rules are in cases.unusual.

Break-glass is judged elsewhere and left out. A dossier that is gone tells nothing any more, and is not judged.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import ExtractHour, TruncDate
from django.utils.timezone import localdate, make_aware

from accounts.models import User
from audit import log
from audit.choices import Action
from audit.models import AccessLog
from audit.purposes import Purpose
from audit.report import IS_OPENING
from cases import unusual
from cases.access import access_for_system
from cases.models import Document, Dossier, DossierPerson, Entry, Person, Rule, Task, UnusualReading
from cases.models.unusual import REVIEW_WITHIN
from sealing.index import home_index

# A night that was missed is looked at again, for two weeks.
LOOKS_BACK = 14
A_DAY = timedelta(days=1)
AT_A_TIME = 500


@dataclass(frozen=True)
class Pair:
    """One colleague who opened one dossier on a day, so many times."""

    user: User
    dossier_id: UUID
    times: int


def find(now: datetime) -> int:
    """Write down what stood out on the days that can be judged by now; how many rows are new. Again does no harm."""
    today = localdate(now)
    before = UnusualReading.objects.count()
    for found in _found(today):
        _write_down(found, now)
    log.write(action=Action.INSPECT, at=now, purpose=Purpose.READING_CONTROL, object_type="leesgedrag")
    return UnusualReading.objects.count() - before


def _found(today: date) -> Iterator[list[UnusualReading]]:
    for day in _last(today):
        pairs = _pairs(day)
        yield [*_at_night(day), *_many(day), *_own(day, pairs)]
    for day in _last(today - unusual.around()):
        if unusual.can_judge_work(day, today):
            yield _without_work(day, _pairs(day))


def _last(until: date) -> list[date]:
    """The days before this one, the first of them first."""
    return [until - count * A_DAY for count in range(LOOKS_BACK, 0, -1)]


def _write_down(found: list[UnusualReading], now: datetime) -> None:
    for one in found:
        one.found_at, one.review_due_on = now, localdate(now + REVIEW_WITHIN)
    UnusualReading.objects.bulk_create(found, ignore_conflicts=True)


# --- what was opened ---


def _start(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))


def _openings(since: datetime, until: datetime) -> QuerySet[AccessLog]:
    """Of colleagues, without break-glass."""
    rows = AccessLog.objects.order_by().filter(IS_OPENING, at__gte=since, at__lt=until, break_glass=False)
    return rows.filter(user_id__isnull=False)


def _on(day: date) -> QuerySet[AccessLog]:
    return _openings(_start(day), _start(day + A_DAY))


def _pairs(day: date) -> list[Pair]:
    """Of accounts and dossiers that are there."""
    rows = list(_on(day).values_list("user_id", "dossier_id").annotate(times=Count("*")))
    users = User.objects.in_bulk({user_id for user_id, *_rest in rows})
    there = set(Dossier.objects.filter(pk__in={row[1] for row in rows}).values_list("pk", flat=True))
    return [Pair(users[user], one, times) for user, one, times in rows if user in users and one in there]


# --- what stood out ---


def _at_night(day: date) -> list[UnusualReading]:
    hours = _on(day).annotate(hour=ExtractHour("at")).values_list("user_id", "hour").annotate(times=Count("*"))
    times: dict[UUID, int] = defaultdict(int)
    for user_id, hour, number in hours:
        if unusual.is_night(hour):
            times[user_id] += number
    return _of_days(Rule.NIGHT, day, times)


def _many(day: date) -> list[UnusualReading]:
    """Who opened too few that day for it is not looked at any closer."""
    since, until = _start(day) - unusual.ONE_HOUR, _start(day + A_DAY)
    counted = _openings(since, until).values("user_id").annotate(number=Count("dossier_id", distinct=True))
    busy = [one["user_id"] for one in counted if unusual.is_many(one["number"])]
    openings = defaultdict(list)
    for user_id, at, one in _openings(since, until).filter(user_id__in=busy).values_list("user_id", "at", "dossier_id"):
        openings[user_id].append(unusual.Opening(at, one))
    most = {user_id: unusual.most_in_an_hour(mine, _start(day)) for user_id, mine in openings.items()}
    return _of_days(Rule.MANY, day, {user_id: number for user_id, number in most.items() if unusual.is_many(number)})


def _of_days(rule: Rule, day: date, times: dict[UUID, int]) -> list[UnusualReading]:
    known = set(User.objects.filter(pk__in=times).values_list("pk", flat=True))
    return [
        UnusualReading(user_id=user_id, rule=rule, day=day, times=number)
        for user_id, number in times.items()
        if user_id in known
    ]


def _own(day: date, pairs: list[Pair]) -> list[UnusualReading]:
    found = []
    for some in _in_parts(pairs):
        about = _people_of({pair.dossier_id for pair in some})
        for pair in some:
            names, addresses = about[pair.dossier_id]
            if unusual.bears_name(pair.user.name, names):
                found.append(_of(pair, Rule.OWN_NAME, day))
            if unusual.lives_there(pair.user.home_index, addresses):
                found.append(_of(pair, Rule.OWN_ADDRESS, day))
    return found


def _people_of(dossier_ids: set[UUID]) -> dict[UUID, tuple[set[str], set[bytes]]]:
    """Dossier → surnames and addresses (as keyed hashes) of whom it is about. Opened for this alone, and dropped."""
    links = list(DossierPerson.objects.filter(dossier__in=dossier_ids).values_list("dossier_id", "person_id"))
    people = Person.objects.filter(pk__in={person for _dossier, person in links})
    opened = {person.pk: person for person in access_for_system(Purpose.READING_CONTROL).give_all(people)}
    about = {one: (set(), set()) for one in dossier_ids}
    for dossier_id, person_id in links:
        names, addresses = about[dossier_id]
        names.add(opened[person_id].surname)
        addresses |= _home_of(opened[person_id])
    return about


def _home_of(person: Person) -> set[bytes]:
    address = person.address or {}
    postcode, number = address.get("postcode"), address.get("number")
    return {home_index(postcode, str(number))} if postcode and number else set()


def _without_work(day: date, pairs: list[Pair]) -> list[UnusualReading]:
    found = []
    for some in _in_parts(pairs):
        worked = _worked(some, day)
        found += [
            _of(pair, Rule.NO_WORK, day)
            for pair in some
            if not unusual.worked_around(day, worked[pair.user.pk, pair.dossier_id])
        ]
    return found


def _worked(pairs: list[Pair], day: date) -> dict[tuple[UUID, UUID], list[tuple[date, date]]]:
    """(colleague, dossier) → first and last day of each task, note, mail or document of theirs near this day."""
    since, until = _start(day - unusual.around()), _start(day + unusual.around() + A_DAY)
    near = Q(created_at__gte=since, created_at__lt=until)
    open_then = Q(created_at__lt=until) & (Q(done_at=None) | Q(done_at__gte=since))
    mine = (
        (Entry, near, "created_by", "created_at", "created_at"),
        (Document, near, "created_by", "created_at", "created_at"),
        (Task, near, "created_by", "created_at", "created_at"),
        (Task, Q(done_at__gte=since, done_at__lt=until), "done_by", "done_at", "done_at"),
        (
            Task,
            open_then,
            "assigned_to",
            "created_at",
            "done_at",
        ),
    )
    worked = defaultdict(list)
    dossiers, users = {pair.dossier_id for pair in pairs}, {pair.user.pk for pair in pairs}
    for model, when, who, start, end in mine:
        rows = model.objects.filter(when, dossier__in=dossiers, **{f"{who}__in": users})
        rows = rows.annotate(first=TruncDate(start), last=TruncDate(end), whose=F(f"{who}_id"))
        for user_id, dossier_id, first, last in rows.values_list("whose", "dossier_id", "first", "last"):
            worked[user_id, dossier_id].append((first, last or date.max))
    return worked


def _of(pair: Pair, rule: Rule, day: date) -> UnusualReading:
    return UnusualReading(user=pair.user, rule=rule, dossier_id=pair.dossier_id, day=day, times=pair.times)


def _in_parts(pairs: list[Pair]) -> Iterator[list[Pair]]:
    for start in range(0, len(pairs), AT_A_TIME):
        yield pairs[start : start + AT_A_TIME]
