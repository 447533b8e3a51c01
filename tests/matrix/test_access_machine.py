"""§ 1.1 Geheimhoudingsplicht, § 2.5 Toegankelijkheid, § 4.2 Casusregiedossier: whatever colleagues do, in whatever
order, a model in plain Python and the application agree on who may read what: its querysets, the database's own wall,
and the pages."""

from collections import Counter, defaultdict
from contextlib import contextmanager
from copy import deepcopy
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from accounts import actions as accounts
from accounts.models import Agreement, User
from audit.context import set_context, system
from audit.purposes import Purpose
from cases import actions, emergency, teams
from cases.errors import CaseError
from cases.models import Dossier, Emergency, Entry, Grant
from terms.categories import ORDINARY, SEPARATE
from tests.cases.conftest import RolledBack
from tests.cast import acting, as_system, sign_in
from tests.matrix import stage
from tests.matrix.who_may_read import FOREVER, RIGHTS, Model, Period, day

pytestmark = [pytest.mark.policy("1.1"), pytest.mark.policy("2.5"), pytest.mark.policy("4.2")]
WORKERS = {name: {"internal"} for name in ("roos", "cem", "otto", "nina")} | {"paula": {"partner"}}
TEAM = ("roos", "cem", "otto")
DOSSIERS = ("a", "b")
LAPSED = timedelta(seconds=1)
AT_FIRST = (
    ("cem", "a", "hulpverlener", {"behandeling"}),
    ("paula", "a", "meelezer", set()),
    ("otto", "b", "regisseur", set()),
)
PASSING = (
    timedelta(minutes=40), timedelta(hours=3), timedelta(days=1), timedelta(days=20), timedelta(days=80),
    timedelta(days=220),
)  # fmt: skip
who, which = st.sampled_from(sorted(WORKERS)), st.sampled_from(DOSSIERS)
# One of what there is at that moment.
one_of_them = st.integers(0, 1000)
HAPPENS = ("given", "ended", "covered", "glass broken", "authorised", "left", "read", "not read", "confirmed")
roles = st.sampled_from(
    ["hulpverlener", "hulpverlener", "meelezer", "procescoordinator", "plaatsvervanger", "regisseur"]
)
apart = st.sets(st.sampled_from(SEPARATE), max_size=2)
days = st.sampled_from([0, 0, 0, 1, 7])
lasts = st.sampled_from([None, 1, 8, 40])


@pytest.fixture
def town(scene):
    """Two families of which Roos leads the dossiers, and nobody else has anything to do with them."""
    with RolledBack():
        families = {name: stage.fill(scene, f"woord{name}{name}", f"Huis{name}", insiders={}) for name in DOSSIERS}
        User.objects.filter(pk=scene.people["otto"].pk).update(team=scene.team)
        Agreement.objects.update(valid_until=None)
        people = {user.name.lower(): user for user in User.objects.select_related("organisation")}
        entries = {family.entry.pk: (name, "casusregie") for name, family in families.items()}
        for name, family in families.items():
            entries |= {here.entry.pk: (name, category) for category, here in family.apart.items()}
        yield SimpleNamespace(families=families, people=people, entries=entries, now=scene.now + LAPSED)


class Colleagues(RuleBasedStateMachine):
    """`town` and `as_it_began`, a model of it, are set by the test; what a run does to the town is undone."""

    town = clock = happened = as_it_began = None

    def __init__(self):
        super().__init__()
        self.undone = RolledBack()
        self.undone.__enter__()
        self.model = deepcopy(self.as_it_began)

    def teardown(self):
        self.undone.__exit__(None, None, None)

    # --- the application ---

    @property
    def now(self):
        return self.model.now

    def person(self, name) -> User:
        return self.town.people[name]

    def dossier(self, name) -> Dossier:
        return self.town.families[name].dossier

    def rows(self) -> list[Grant]:
        with as_system():
            rows = Grant.objects.filter(content_object__in=[self.dossier(name) for name in DOSSIERS])
            rows = rows.exclude(user=self.person("iris")).select_related("permission", "user")
            return list(rows.order_by("pk"))

    def row_of(self, period: Period) -> Grant:
        """The row of this period."""
        found = [row for row in self.rows() if facts_of(self, row) == facts_of_period(period)]
        assert found, f"the application knows nothing of {period}"
        return found[0]

    @contextmanager
    def agrees_to_refuse(self, expected: bool):
        """What the model refuses the application refuses, and nothing else. Time goes on all the same."""
        refused = None
        try:
            yield
        except CaseError as error:
            refused = error
        assert (refused is not None) == expected, f"the model says {expected}, the application {refused!r}"

    def giver(self, dossier: str) -> str | None:
        """Somebody who may give access to it now, the strongest first."""
        able = [one for one in WORKERS if self.model.readable(one, dossier)]
        able = [one for one in able if "grant" in RIGHTS[self.model.running(one, dossier).role]]
        return min(able, key=lambda one: (self.model.running(one, dossier).role != "regisseur", one), default=None)

    def running(self, *, danger=False) -> list[Period]:
        """What somebody gave; or with `danger` what somebody took. The oldest first."""
        return [one for one in self.model.periods if one.runs(self.now) and (one.role == "noodtoegang") == danger]

    def later(self, number) -> object:
        return self.now + timedelta(days=number)

    # --- what colleagues do ---

    @rule(to=who, dossier=which, role=roles, start=days, lasts=lasts, categories=apart)
    def grant(self, to, dossier, role, start, lasts, categories):
        starts, ends = self.later(start), self.later(start + lasts) if lasts else FOREVER
        self._give(to, dossier, role, starts, ends, categories)

    def _give(self, to, dossier, role, starts, ends, categories):
        by = self.giver(dossier)
        if by is None:
            return
        refused = self.model.refuses(by, to, dossier, role, starts, ends, categories)
        facts = {"reason": "x", "secrecy_version": 1, "valid_from": starts, "categories": categories}
        facts["valid_until"] = None if ends == FOREVER else ends
        with self.agrees_to_refuse(refused), acting(self.person(by), self.now):
            actions.grant(
                self.dossier(dossier), to=self.person(to), by=self.person(by), now=self.now, role=role, **facts
            )
        if not refused:
            self.happened["given"] += 1
            self.model.give(to, dossier, role, starts, ends, categories)

    @precondition(lambda self: self.running())
    @rule(number=one_of_them)
    def end(self, number):
        self._end(pick(self.running(), number))

    @precondition(lambda self: self.covered())
    @rule(number=one_of_them)
    def end_what_is_covered(self, number):
        """Of somebody for whom a colleague stands in: by chance that would seldom happen."""
        self._end(pick(self.covered(), number))

    def covered(self) -> list[Period]:
        standing_in = {(one.covers, one.dossier) for one in self.model.periods if one.not_ended(self.now)}
        return [one for one in self.running() if (one.who, one.dossier) in standing_in]

    def _end(self, period):
        by = self.giver(period.dossier)
        if by is None:
            return
        refused = self.model.is_only_lead(period)
        with self.agrees_to_refuse(refused), acting(self.person(by), self.now):
            actions.end_grant(self.row_of(period), by=self.person(by), now=self.now)
        if not refused:
            self.happened["ended"] += 1
            self.model.end(period, an_instant=timedelta(microseconds=1 if by == period.who else 0))

    @precondition(lambda self: self.running())
    @rule(number=one_of_them, to=who, start=days, lasts=st.sampled_from([1, 7, 30]))
    def cover(self, number, to, start, lasts):
        self._cover(pick(self.running(), number), to, self.later(start), self.later(start + lasts))

    def _cover(self, own, to, starts, ends):
        may = own.dossier not in self.model.closed and self.model.may_open(own.who) and self.model.may_open(to)
        if own.who == to or not may:
            return
        handed = actions.Cover(self.person(own.who), self.person(to), starts, ends, "x", 1)
        with acting(self.person(own.who), self.now):
            actions.hand_over([self.row_of(own)], handed, by=self.person(own.who), now=self.now)
        self.happened["covered"] += 1
        self.model.cover(own, to, starts, ends)

    @precondition(lambda self: [one for one in self.running() if one.covers])
    @rule(number=one_of_them)
    def stop_cover(self, number):
        """By who covers: from where row security is strictest."""
        period = pick([one for one in self.running() if one.covers], number)
        to = period.who
        if not self.model.may_open(to):
            return
        with acting(self.person(to), self.now):
            actions.stop_cover([self.row_of(period)], by=self.person(to), now=self.now)
        self.model.end(period, an_instant=timedelta(microseconds=1))

    @rule(by=who, dossier=which)
    def ask_in_danger(self, by, dossier):
        """Whether the glass could be broken, is told to whom it may be."""
        told = self._told(by, dossier)
        assert bool(told) == self.model.may_break_glass(by, dossier), (by, dossier, told)

    @precondition(lambda self: self.who_may_break_glass())
    @rule(number=one_of_them)
    def break_glass(self, number):
        by, dossier = pick(self.who_may_break_glass(), number)
        nobody = SimpleNamespace(delay=lambda *ids: None)
        facts = {"danger": "x", "regisseur_tried_at": self.now, "task": nobody}
        told = self._told(by, dossier)
        with acting(self.person(by), self.now):
            actions.break_glass(told, user=self.person(by), now=self.now, **facts)
        self.happened["glass broken"] += 1
        self.model.break_glass(by, dossier)

    def who_may_break_glass(self) -> list[tuple[str, str]]:
        return [(by, dossier) for by in WORKERS for dossier in DOSSIERS if self.model.may_break_glass(by, dossier)]

    def _told(self, by, dossier):
        user, person = self.person(by), self.town.families[dossier].esra
        with acting(user, self.now):
            actions.look_up(person.pk, by=user, now=self.now, lasts=timedelta(hours=24), purpose="veiligheid")
            return emergency.dossiers_of(person.pk)

    @precondition(lambda self: self.running(danger=True))
    @rule(number=one_of_them)
    def end_emergency(self, number):
        period = pick(self.running(danger=True), number)
        by = period.who
        if not self.model.may_open(by):
            return
        with acting(self.person(by), self.now):
            grant = self.row_of(period)
            with as_system():
                found = Emergency.objects.filter(grant=grant).first()
            if found:
                actions.end_emergency(found, by=self.person(by), now=self.now)
                period.ends = self.now

    @precondition(lambda self: self.running())
    @rule(number=one_of_them, categories=apart)
    def authorise(self, number, categories):
        period = pick(self.running(), number)
        of, by = period.who, self.giver(period.dossier)
        if by is None:
            return
        refused = self.model.refuses_categories(by, of, period.dossier, period.role, categories - period.categories)
        with self.agrees_to_refuse(refused), acting(self.person(by), self.now):
            actions.authorise(self.row_of(period), categories, by=self.person(by), now=self.now, reason="x")
        if not refused:
            self.happened["authorised"] += 1
            self.model.authorise(period, categories)

    @rule(what=st.sampled_from(["close", "hide", "account", "agreement", "lapse"]), of=who, dossier=which)
    def something_changes(self, what, of, dossier):
        """One rule for all of these, or they would be most of what happens."""
        changes = {
            "close": lambda: self.close_or_reopen(dossier),
            "hide": lambda: self.hide_or_show(dossier),
            "account": lambda: self.shut_or_open_account(of),
            "agreement": self.end_or_renew_the_agreement,
            "lapse": self.lapse,
        }
        changes[what]()

    def close_or_reopen(self, dossier):
        by = self.giver(dossier)
        if by is None or self.model.running(by, dossier).role != "regisseur":
            return
        with acting(self.person(by), self.now):
            fresh = Dossier.objects.get(pk=self.dossier(dossier).pk)
            if dossier in self.model.closed:
                actions.reopen(fresh, by=self.person(by), now=self.now)
            else:
                actions.close(fresh, by=self.person(by), now=self.now, on=day(self.now), reason="x")
        self.model.closed ^= {dossier}

    def hide_or_show(self, dossier):
        with as_system():
            Dossier.objects.filter(pk=self.dossier(dossier).pk).update(restricted=dossier not in self.model.hidden)
        self.model.hidden ^= {dossier}

    def shut_or_open_account(self, of):
        User.objects.filter(pk=self.person(of).pk).update(is_active=of in self.model.inactive)
        self.model.inactive ^= {of}

    def end_or_renew_the_agreement(self):
        until = day(self.now) - timedelta(days=1) if self.model.agreement else None
        Agreement.objects.update(valid_until=until)
        self.model.agreement = not self.model.agreement

    @precondition(lambda self: len(set(TEAM) - self.model.inactive) > 1)
    @rule(of=st.sampled_from(TEAM), successor=st.sampled_from(TEAM), number=one_of_them)
    def leave(self, of, successor, number):
        """Now and then, or soon nobody would be left. Without a successor when that is who leaves, or who left before:
        then perhaps nobody leads a dossier."""
        if of in self.model.inactive or number % 3:
            return
        successor = successor if successor not in self.model.inactive | {of} else None
        lead, to = self.person("lia"), self.person(successor) if successor else None
        with acting(lead, self.now):
            facts = {"by": lead, "at": self.now, "on": day(self.now), "successor": to}
            actions.leave(User.objects.get(pk=self.person(of).pk), close=accounts.close_member, **facts)
        self.happened["left"] += 1
        self.model.leave(of, successor)

    @precondition(lambda self: [one for one in DOSSIERS if not self.model.leads(one)])
    @rule(to=st.sampled_from(TEAM), number=one_of_them)
    def appoint(self, to, number):
        """By the lead of the team, where nobody leads any more."""
        dossier = pick([one for one in DOSSIERS if not self.model.leads(one)], number)
        lead = self.person("lia")
        with acting(lead, self.now):
            assert teams.dossiers_of_my_team()[self.dossier(dossier).pk].left_behind
        if not self.model.may_open(to):
            return
        with acting(lead, self.now):
            facts = {"by": lead, "now": self.now, "on": day(self.now), "reason": "x"}
            actions.appoint(self.dossier(dossier).pk, to=self.person(to), **facts)
        self.happened["appointed"] += 1
        self.model.appoint_where_nobody_leads(to, dossier)

    @precondition(lambda self: self.running())
    @rule(number=one_of_them)
    def confirm(self, number):
        period = pick(self.running(), number)
        by = self.giver(period.dossier)
        if by in (None, period.who):
            return
        with acting(self.person(by), self.now):
            actions.confirm(self.row_of(period), by=self.person(by), now=self.now)
        self.happened["confirmed"] += 1
        self.model.confirm(period)

    def lapse(self):
        with system(Purpose.UPKEEP, self.now):
            actions.lapse(self.now)
        self.model.lapse()

    @rule(passed=st.sampled_from(PASSING))
    def time_passes(self, passed):
        self.model.now += passed

    @rule(by=who, dossier=which, category=st.sampled_from(["", "casusregie", *SEPARATE]))
    def read(self, by, dossier, category):
        """A page of the site itself, at this moment."""
        readable = self.model.readable(by, dossier)
        family, expected = self.town.families[dossier], category in readable if category else bool(readable)
        here = family.apart.get(category, family)
        path = f"/notities/{here.entry.pk}/" if category else f"/dossiers/{family.dossier.pk}/"
        self.clock.now = self.now
        answer = sign_in(User.objects.get(pk=self.person(by).pk)).get(path)
        assert (answer.status_code == 200) == expected, (by, path, answer.status_code)
        assert (here.word in answer.content.decode()) == expected
        self.happened["read" if expected else "not read"] += 1
        if expected:
            self.model.use(self.model.running(by, dossier))

    @precondition(lambda self: self.running())
    @rule(number=one_of_them, category=st.sampled_from(["", *SEPARATE]))
    def read_ones_own(self, number, category):
        """Of the dossiers somebody has; by chance few would ever be read."""
        period = pick(self.running() + self.running(danger=True), number)
        self.read(period.who, period.dossier, category)

    # --- after each of these ---

    @invariant()
    def everybody_agrees(self):
        self.model.now += LAPSED
        self.happened["steps"] += 1
        running = sorted(facts_of(self, row) for row in self.rows() if row.valid_from <= self.now < until_of(row))
        assert running == sorted(facts_of_period(one) for one in self.model.periods if one.runs(self.now))
        should = {name: {dossier: self.model.granted(name, dossier) for dossier in DOSSIERS} for name in WORKERS}
        assert self.by_querysets() == should, "the querysets"
        assert self.by_the_database() == should, "the wall of the database"

    def by_querysets(self) -> dict[str, dict[str, set[str]]]:
        """Wall one alone: the system sees all, so that row security hides nothing."""
        with as_system():
            return {name: self.as_categories(self._visible_to(self.person(name))) for name in WORKERS}

    def _visible_to(self, user) -> set:
        dossiers = Dossier.objects.visible_to(user, self.now).values_list("pk")
        return {pk for (pk,) in dossiers.union(Entry.objects.readable_by(user, self.now).values_list("pk"))}

    def by_the_database(self) -> dict[str, dict[str, set[str]]]:
        """Wall two alone: a statement that asks nothing of the program."""
        with transaction.atomic():
            return {name: self.as_categories(self._let_through(self.person(name))) for name in WORKERS}

    def _let_through(self, user) -> set:
        set_context(user_id=user.pk, now=self.now)
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM cases_dossier UNION ALL SELECT id FROM cases_entry")
            return {pk for (pk,) in cursor.fetchall()}

    def as_categories(self, seen) -> dict[str, set[str]]:
        """Of an ordinary category there is one note here; it stands for them all."""
        found = defaultdict(set)
        for pk in seen & self.town.entries.keys():
            dossier, category = self.town.entries[pk]
            found[dossier] |= set(ORDINARY) if category in ORDINARY else {category}
        opened = {dossier for dossier in DOSSIERS if self.dossier(dossier).pk in seen}
        assert opened == found.keys(), "a dossier without its notes, or notes without their dossier"
        return {dossier: found[dossier] for dossier in DOSSIERS}


class FirstDay(Colleagues):
    """What happened in town before every run."""

    def __init__(self):
        RuleBasedStateMachine.__init__(self)
        self.model = Model(self.town.now, WORKERS)
        for name in DOSSIERS:
            self.model.periods.append(self._as_it_stands(name))
        for to, dossier, role, categories in AT_FIRST:
            self._give(to, dossier, role, self.now, FOREVER, categories)
        self._cover(self.model.running("cem", "a"), "otto", self.now, self.later(30))
        self._cover(self.model.running("cem", "a"), "nina", self.later(2), self.later(9))

    def _as_it_stands(self, name) -> Period:
        row = next(row for row in self.rows() if row.content_object_id == self.dossier(name).pk)
        opened = self.model.give("roos", name, "regisseur", row.valid_from, FOREVER, row.categories)
        self.model.periods.remove(opened)
        return opened


def pick(things: list, number: int):
    return things[number % len(things)]


def until_of(row):
    return row.valid_until or FOREVER


def facts_of(machine, row) -> tuple:
    names = {machine.dossier(name).pk: name for name in DOSSIERS}
    dossier, until = names[row.content_object_id], until_of(row)
    return (row.user.name.lower(), dossier, row.role.code, row.valid_from, until, tuple(sorted(row.categories)))


def facts_of_period(period: Period) -> tuple:
    categories = tuple(sorted(period.categories))
    return (period.who, period.dossier, period.role, period.starts, period.ends, categories)


@pytest.fixture
def machine(town, monkeypatch):
    """The clock of a request is the model's: it is read in one place."""
    clock = SimpleNamespace(now=town.now)
    moved = SimpleNamespace(now=lambda: clock.now, localdate=timezone.localdate)
    monkeypatch.setattr("boekel_sd.middleware.timezone", moved)
    facts = {"town": town, "clock": clock}
    began = type("FirstDay", (FirstDay,), facts | {"happened": Counter()})().model
    return type("Colleagues", (Colleagues,), facts | {"happened": Counter(), "as_it_began": began})


def run(machine, record_property, *, runs, steps, same_each_time):
    chosen = settings(
        max_examples=runs, stateful_step_count=steps, deadline=None, database=None,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate], derandomize=same_each_time,
    )  # fmt: skip
    run_state_machine_as_test(machine, settings=chosen)
    record_property("runs of the access machine", runs)
    for what, times in machine.happened.items():
        record_property(f"· {what}", times)
    # Or it went round and round in a town where nobody has access to anything.
    assert all(machine.happened[what] for what in HAPPENS), machine.happened


def test_model_and_application_agree_on_who_may_read_what(machine, record_property):
    run(machine, record_property, runs=50, steps=12, same_each_time=True)


@pytest.mark.proof
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("hundred", range(10))
def test_model_and_application_agree_a_thousand_times(machine, record_property, hundred):
    """In ten parts, for as many processes as there are."""
    run(machine, record_property, runs=100, steps=25, same_each_time=False)
