"""A model of access in plain Python: who may read which category of which dossier at what moment.

Written from the policy (§ 1.1 Geheimhoudingsplicht, § 2.5 Toegankelijkheid, § 4.1 Casusregie), with nothing of the
program but its words for roles and categories. tests/matrix/test_access_machine.py holds it against the application.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from terms.categories import ORDINARY

FOREVER = datetime.max.replace(tzinfo=UTC)
HERE = ZoneInfo("Europe/Amsterdam")
# § 2.5: told after so many days without use, ended so many days later; asked about after so many days, and no answer
# for so long is an answer too.
UNUSED, NOTICE, ASKED, NO_ANSWER = timedelta(days=90), timedelta(days=14), timedelta(days=180), timedelta(days=30)
# A role → what it allows. Nobody gives more than they have.
RIGHTS = {
    "regisseur": {"write", "grant", "close"},
    "plaatsvervanger": {"write", "grant"},
    "hulpverlener": {"write"},
    "procescoordinator": {"write"},
    "meelezer": set(),
    "noodtoegang": set(),
}
NEVER_APART = {"procescoordinator", "noodtoegang"}


@dataclass(eq=False)
class Period:
    """Somebody's access to a dossier. `goes_on_after`: it gave way to that one, and goes on once that ends early.

    `stopped`: somebody or something put an end to it; it never goes on.
    """

    who: str
    dossier: str
    role: str
    starts: datetime
    ends: datetime
    categories: set[str] = field(default_factory=set)
    covers: str = ""
    goes_on_after: "Period | None" = None
    born: datetime | None = None
    used: date | None = None
    confirmed: date | None = None
    lapses: date | None = None
    stopped: bool = False

    def runs(self, at: datetime) -> bool:
        return self.starts <= at < self.ends

    def not_ended(self, at: datetime) -> bool:
        return self.ends > at


class Model:
    def __init__(self, now: datetime, workers: dict[str, set[str]]):
        """`workers`: name → "internal", "partner"."""
        self.now, self.workers = now, workers
        self.periods: list[Period] = []
        self.inactive, self.closed, self.hidden = set(), set(), set()
        self.agreement = True

    # --- what may be read ---

    def running(self, who: str, dossier: str) -> Period | None:
        return next((one for one in self.of(who, dossier) if one.runs(self.now)), None)

    def of(self, who: str, dossier: str) -> list[Period]:
        return [one for one in self.periods if (one.who, one.dossier) == (who, dossier)]

    def granted(self, who: str, dossier: str) -> set[str]:
        """Categories that a grant opens, whatever the state of the account."""
        found = self.running(who, dossier)
        return {*ORDINARY, *found.categories} if found else set()

    def may_open(self, who: str) -> bool:
        return who not in self.inactive and ("partner" not in self.workers[who] or self.agreement)

    def readable(self, who: str, dossier: str) -> set[str]:
        return self.granted(who, dossier) if self.may_open(who) else set()

    # --- who leads ---

    def leads(self, dossier: str) -> list[Period]:
        here = [one for one in self.periods if one.dossier == dossier and one.runs(self.now)]
        return [one for one in here if one.role == "regisseur" and one.who not in self.inactive]

    def is_only_lead(self, period: Period) -> bool:
        if period.role != "regisseur" or not period.runs(self.now):
            return False
        return not [one for one in self.leads(period.dossier) if one is not period]

    # --- what happens ---

    def give(self, who, dossier, role, starts, ends, categories, **facts) -> Period:
        for one in self.of(who, dossier):
            if one.role == "noodtoegang" and one.runs(starts):
                one.ends = starts
        kept = set() if role in NEVER_APART else set(categories)
        period = Period(who, dossier, role, starts, ends, kept, born=starts, **facts)
        self.periods.append(period)
        return period

    def refuses(self, giver: str, who: str, dossier: str, role: str, starts, ends, categories) -> bool:
        """Whether the policy says that this may not be given."""
        own = self.running(giver, dossier)
        if own is None or not RIGHTS[own.role] >= RIGHTS[role] or not self.may_open(who):
            return True
        if ends > own.ends or (role == "plaatsvervanger" and ends == FOREVER):
            return True
        if self.refuses_categories(giver, who, dossier, role, categories):
            return True
        return any(
            one.starts < ends and starts < one.ends
            for one in self.of(who, dossier)
            if one.ends > one.starts and not (one.role == "noodtoegang" and one.runs(starts))
        )

    def refuses_categories(self, giver: str, who: str, dossier: str, role: str, added) -> bool:
        """Nobody for themselves; a deputy passes on what they have, who leads whatever is needed."""
        own = self.running(giver, dossier)
        beyond = own is None or (own.role != "regisseur" and not set(added) <= own.categories)
        return bool(added) and (who == giver or role in NEVER_APART or beyond)

    def authorise(self, period: Period, categories) -> None:
        period.categories = set(categories)

    def cover(self, own: Period, to: str, starts, ends) -> None:
        """Not a stronger role and not longer than one's own; what the other had and is weaker gives way meanwhile."""
        role = "plaatsvervanger" if own.role == "regisseur" else own.role
        begins, ends = max(self.now, starts), min(ends, own.ends)
        theirs = self._within(to, own.dossier, begins, ends)
        strong = [one for one in theirs if RIGHTS[one.role] >= RIGHTS[role]]
        for first, last in gaps(begins, ends, strong):
            weaker = self._within(to, own.dossier, first, last)
            categories = own.categories.union(*(one.categories for one in weaker))
            waiting = [self._give_way(one, first, last) for one in weaker]
            given = self.give(to, own.dossier, role, first, last, categories, covers=own.who)
            for one in waiting:
                one.goes_on_after = given

    def _within(self, who, dossier, begins, ends) -> list[Period]:
        here = [one for one in self.of(who, dossier) if one.ends > max(begins, one.starts) and one.starts < ends]
        return sorted(here, key=lambda one: one.starts)

    def _give_way(self, period: Period, starts, ends) -> Period:
        later = min(ends, period.ends)
        if period.starts >= starts:
            period.starts = later
            return period
        rest = Period(
            period.who, period.dossier, period.role, later, period.ends, set(period.categories), period.covers,
            born=later, used=period.used, confirmed=period.confirmed,
        )  # fmt: skip
        period.ends = starts
        self.periods.append(rest)
        return rest

    def end(self, period: Period, at: datetime | None = None, an_instant: timedelta = timedelta(0)) -> None:
        at = at or self.now
        if not period.not_ended(at):
            return
        waiting = [one for one in self.periods if one.goes_on_after is period and not one.stopped]
        period.stopped = True
        period.ends = max(at + an_instant if waiting and period.starts <= at else at, period.starts)
        for one in waiting:
            begins = period.ends if one.born == one.starts else max(period.ends, one.born)
            if one.ends > begins:
                one.starts = begins
                if one.born > begins:
                    self._join(one)
        if period.role != "regisseur":
            self._end_what_was_passed_on(period)

    def _join(self, rest: Period) -> None:
        """A cover that never was leaves no gap: the part before it goes on, with what that opens."""
        same = [
            one
            for one in self.of(rest.who, rest.dossier)
            if one.role == rest.role and one.ends == rest.starts and not one.stopped
        ]
        for first in same:
            first.ends, rest.ends = rest.ends, rest.starts

    def _end_what_was_passed_on(self, period: Period) -> None:
        """Who covers for somebody without access has none; who covers for a regisseur is needed more than ever."""
        theirs = [one for one in self.of(period.who, period.dossier) if one.not_ended(period.ends)]
        if any(one.starts <= period.ends for one in theirs if one is not period):
            return
        for one in list(self.periods):
            if one.dossier == period.dossier and one.covers == period.who and one.not_ended(period.ends):
                self.end(one, max(self.now, period.ends))

    # --- is it still needed? ---

    def use(self, period: Period) -> None:
        if period.used is None or period.used < self.today:
            period.used = self.today
            period.lapses = period.lapses if self.is_overdue(period) else None

    def confirm(self, period: Period) -> None:
        period.confirmed, period.lapses = self.today, None

    @property
    def today(self) -> date:
        return day(self.now)

    def is_overdue(self, period: Period) -> bool:
        return self.today > (period.confirmed or day(period.starts)) + ASKED + NO_ANSWER

    def is_unused(self, period: Period) -> bool:
        needed = max(one for one in (period.used, period.confirmed, day(period.starts)) if one)
        return self.today >= needed + UNUSED - NOTICE

    def lapse(self) -> None:
        """The nightly job. Never the only one who leads."""
        for one in [one for one in self.periods if one.runs(self.now)]:
            if not (self.is_unused(one) or self.is_overdue(one)) or self.is_only_lead(one):
                one.lapses = None
            elif one.lapses is None:
                one.lapses = self.today + NOTICE
            elif one.lapses <= self.today:
                self.end(one)

    # --- in danger ---

    def break_glass(self, who: str, dossier: str) -> None:
        coming = [one.starts for one in self.of(who, dossier) if one.starts > self.now]
        ends = min([self.now + timedelta(hours=2), *coming])
        self.periods.append(Period(who, dossier, "noodtoegang", self.now, ends, born=self.now))

    def may_break_glass(self, who: str, dossier: str) -> bool:
        told = dossier not in self.closed and dossier not in self.hidden
        return told and self.may_open(who) and "internal" in self.workers[who] and not self.running(who, dossier)

    def leave(self, who: str, successor: str | None) -> None:
        if successor:
            for dossier in sorted({one.dossier for one in self.periods}):
                own = self.running(who, dossier)
                if own and self.is_only_lead(own):
                    self.appoint(successor, dossier, own.categories)
        for one in sorted(self.periods, key=lambda one: one.starts):
            if one.who == who and one.not_ended(self.now):
                self.end(one)
        self.inactive.add(who)

    def appoint_where_nobody_leads(self, who: str, dossier: str) -> None:
        """Whoever led it with an account that was closed since, leads it no more."""
        for one in sorted(self.periods, key=lambda one: one.starts):
            gone = one.who in self.inactive and one.role == "regisseur"
            if one.dossier == dossier and gone and one.not_ended(self.now):
                self.end(one)
        self.appoint(who, dossier, set())

    def appoint(self, who: str, dossier: str, categories) -> None:
        kept = set(categories)
        for one in sorted(self.of(who, dossier), key=lambda one: one.starts):
            if not one.not_ended(self.now):
                continue
            if one.role == "regisseur" and one.runs(self.now) and one.ends == FOREVER:
                return
            kept |= one.categories
            self.end(one)
        self.give(who, dossier, "regisseur", self.now, FOREVER, kept)


def gaps(begins, ends, taken) -> list[tuple]:
    """The parts of a period that these leave open."""
    found = []
    for one in taken:
        if one.starts > begins:
            found.append((begins, one.starts))
        begins = one.ends
    return [*found, (begins, ends)] if begins < ends else found


def day(moment: datetime) -> date:
    return moment.astimezone(HERE).date()
