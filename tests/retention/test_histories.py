"""§ 2.3 Bewaartermijnen: over thousands of generated lives of dossiers nothing goes before its day, and nothing after.

The lives go through the application's own actions; what should follow is worked out apart, from what happened alone,
with the terms as the policy and the law have them.
"""

import calendar
import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from cases import actions
from cases.closing import carriers, rows_of
from cases.models import Dossier, Entry, Household, Person, Task
from retention import engine, events
from terms.actions import put_into_force
from terms.models import TermSet
from tests.retention import town
from tests.retention.town import as_owner, at

pytestmark = pytest.mark.policy("2.3")
BOEKEL = ZoneInfo("Europe/Amsterdam")
LIVES, PARTS = 10_000, 10
# Category → what it counts from, and how long: by the policy, and by the law that is put into force on CHOSEN.
YEARS, DAYS = "years", "days"
TERMS = {
    "casusregie": ("closing", (YEARS, 5), (YEARS, 5)),
    "politie": ("closing", (YEARS, 5), (YEARS, 5)),
    "sociale_zaken": ("closing", (YEARS, 7), (YEARS, 10)),
    "behandeling": ("change", (YEARS, 15), (YEARS, 20)),
    "wmo": ("made", (YEARS, 15), (YEARS, 15)),
    "bopz": ("event", (YEARS, 5), (YEARS, 5)),
    "ingetrokken_aanvraag": ("event", (DAYS, 42), (DAYS, 42)),
    "signaal": ("event", (DAYS, 28), (DAYS, 28)),
}
CHOSEN = date(2024, 1, 1)
# The last that happens in a life; from here on days pass and nobody does anything.
FROM = date(2023, 6, 1)
ODD = [(2, 28), (2, 29), (3, 1), (1, 31), (12, 31), (3, 31), (10, 31), (4, 30)]


def after(start: date, length) -> date:
    unit, number = length
    if unit == DAYS:
        return start + timedelta(days=number)
    last = calendar.monthrange(start.year + number, start.month)[1]
    return date(start.year + number, start.month, min(start.day, last))


@dataclass
class Written:
    """A record, as it was written: the day in Boekel, whatever the hour in Greenwich."""

    id: UUID
    category: str
    made_on: date
    changed_on: date


@dataclass
class Life:
    dossier: UUID
    records: list[Written] = field(default_factory=list)
    events: dict[str, date] = field(default_factory=dict)
    closed_on: date | None = None

    def start_of(self, record) -> date | None:
        what = TERMS[record.category][0]
        if record.category in self.events:
            return self.events[record.category]
        if self.closed_on is None:
            return None
        if what == "change":
            return max(one.changed_on for one in self.records if one.category == record.category)
        return record.made_on if what == "made" else self.closed_on

    def stored_day_of(self, record) -> date | None:
        start = self.start_of(record)
        return start and after(start, TERMS[record.category][1])

    def is_there(self, record, on: date) -> bool:
        """Whether it must still be there in the night of that day."""
        start, (_what, policy, law) = self.start_of(record), TERMS[record.category]
        if start is None:
            return True
        if policy != law and on < CHOSEN:
            return True  # nobody has chosen yet between the policy and the longer term of the law
        return max(after(start, policy), after(start, law)) > on

    def goes_on(self) -> date | None:
        """The dossier itself: care coordination, and no earlier than anything in it."""
        days = [self.stored_day_of(record) for record in self.records]
        return self.closed_on and max([after(self.closed_on, TERMS["casusregie"][1]), *days])


class Town:
    """Dossiers of one family, whose members are thus in many at once."""

    def __init__(self, seed: int, lives: int):
        self.chance = random.Random(seed)
        self.hanna, self.petra = town.make_users()
        self.family = town.make_family()
        self.lives = [self.live() for _ in range(lives)]

    def a_day(self, first: date, last: date) -> date:
        """Between these two; often an odd one."""
        day = first + timedelta(days=self.chance.randrange((last - first).days + 1))
        if self.chance.random() < 0.4:
            month, number = self.chance.choice(ODD)
            number = min(number, calendar.monthrange(day.year, month)[1])
            day = min(max(date(day.year, month, number), first), last)
        return day

    def moment(self, day: date) -> datetime:
        """Some time of that day in Boekel, also where it is another day in Greenwich."""
        hour = self.chance.choice([time(0, 10), time(1, 30), time(9), time(14), time(23, 55)])
        return datetime.combine(day, hour, tzinfo=BOEKEL).astimezone(UTC)

    def live(self) -> Life:
        opened = self.a_day(date(2004, 1, 1), date(2019, 12, 31))
        with as_owner(at(opened)):
            dossier = town.bare_dossier(self.family, opened)
        life = Life(dossier.pk)
        first = self.a_day(opened, FROM - timedelta(days=200))
        for _ in range(self.chance.randint(0, 4)):
            life.records.append(self.write(dossier, opened, first))
        if self.chance.random() < 0.9:
            self.close(life, dossier, first)
            if self.chance.random() < 0.2:
                self.reopen_and_close(life, dossier, first)
        for category in {record.category for record in life.records if TERMS[record.category][0] == "event"}:
            if self.chance.random() < 0.7:
                self.say(life, dossier, category, self.a_day(opened, FROM - timedelta(days=1)))
        return life

    def write(self, dossier, first, last) -> Written:
        made_on = self.a_day(first, last)
        changed_on = self.a_day(made_on, last) if self.chance.random() < 0.5 else made_on
        category = self.chance.choice(sorted(TERMS))
        facts = {
            "dossier": dossier, "about": [self.family.anna.pk], "purpose": "hulpverlening", "legal_basis": "jeugdwet",
            "category": category, "created_by": self.hanna, "created_at": self.moment(made_on),
            "substantively_changed_at": self.moment(changed_on),
        }  # fmt: skip
        with as_owner(at(made_on)):
            if self.chance.random() < 0.5:
                record = Task.objects.create(assigned_to=self.hanna, due_on=made_on, **facts)
            else:
                record = Entry.objects.create(kind="telefoon", happened_on=made_on, **facts)
            one = record.pk
            if self.chance.random() < 0.15:
                record.delete()
        return Written(one, category, made_on, changed_on)

    def close(self, life, dossier, on):
        with as_owner(at(on)):
            actions.close(dossier, by=self.hanna, now=at(on), on=on, reason="Klaar")
        life.closed_on = on

    def reopen_and_close(self, life, dossier, first):
        reopened = self.a_day(first, FROM - timedelta(days=100))
        with as_owner(at(reopened)):
            actions.reopen(dossier, by=self.hanna, now=at(reopened))
        life.closed_on = None
        if self.chance.random() < 0.8:
            if self.chance.random() < 0.5:
                life.records.append(self.write(dossier, reopened, reopened))
            self.close(life, dossier, self.a_day(reopened, FROM - timedelta(days=50)))

    def say(self, life, dossier, category, happened_on):
        events.say(dossier, category, happened_on=happened_on, by=self.hanna, now=at(FROM), today=FROM)
        life.events[category] = happened_on

    # --- what must be there, and what is ---

    def days_to_look_at(self, number: int) -> list[date]:
        """Days on which something goes and the days before, over the whole of what comes; the choice of terms among
        them."""
        days = {
            after(start, length)
            for life in self.lives
            for record in life.records
            if (start := life.start_of(record))
            for length in TERMS[record.category][1:]
        }
        chosen = self.chance.sample(sorted(day for day in days if day > FROM), number)
        return sorted(
            {FROM, CHOSEN - timedelta(days=1), CHOSEN}.union(*({day - timedelta(days=1), day} for day in chosen))
        )

    def expected(self, on: date) -> tuple[set[UUID], set[UUID]]:
        records = {record.id for life in self.lives for record in life.records if life.is_there(record, on)}
        dossiers = {
            life.dossier
            for life in self.lives
            if (day := life.goes_on()) is None or day > on or any(record.id in records for record in life.records)
        }
        return records, dossiers

    def pass_days(self, number: int) -> int:
        checked = 0
        for on in self.days_to_look_at(number):
            if on == CHOSEN:
                put_into_force(
                    TermSet.objects.get(code="wettelijk"), by=self.petra, at=at(on), on=on, reason="De wet is langer"
                )
            run = engine.destroy_due(on=on, now=at(on))
            assert not run.failed.total()
            assert what_is_there() == self.expected(on), on
            checked += 1
        return checked


def what_is_there() -> tuple[set[UUID], set[UUID]]:
    with as_owner():
        records = {one for carrier in carriers() for one in rows_of(carrier).values_list("id", flat=True)}
        return records, set(Dossier.objects.values_list("pk", flat=True))


@pytest.mark.timeout(600)
def test_nothing_goes_before_its_day_nor_after(db):
    assert Town(1, 40).pass_days(6) > 10


@pytest.mark.proof
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_goes_before_its_day_nor_after_over_ten_thousand_lives(db, part):
    assert Town(1000 + part, LIVES // PARTS).pass_days(12) > 20


def test_with_the_last_dossier_its_people_go(db):
    town_of_one = Town(5, 12)
    for life in town_of_one.lives:
        if life.closed_on is None:
            with as_owner(at(FROM)):
                town_of_one.close(life, Dossier.objects.get(pk=life.dossier), FROM)
    put_into_force(TermSet.objects.get(code="wettelijk"), by=town_of_one.petra, at=at(FROM), on=FROM, reason="x")
    engine.destroy_due(on=date(2060, 1, 1), now=at(date(2060, 1, 1)))
    assert what_is_there() == (set(), set())
    with as_owner():
        assert not Person.objects.exists()
        assert not Household.objects.exists()
