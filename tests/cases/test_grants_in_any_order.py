"""Whatever colleagues do in whatever order: never two roles at a time, and never a dossier that nobody leads."""

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.context import system
from audit.purposes import Purpose
from cases import actions
from cases.errors import CaseError
from cases.models import Grant
from cases.roles import CASE_ROLES, Regisseur
from tests.cases.colleagues import make_team
from tests.cases.conftest import RolledBack
from tests.cast import acting, as_system

pytestmark = [pytest.mark.policy("1.1"), pytest.mark.policy("4.1")]
many = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
NAMES = ("roos", "cem", "bas")
people, days = st.sampled_from(NAMES), st.integers(0, 6)
steps = st.one_of(
    st.tuples(st.just("grant"), people, st.sampled_from(sorted(CASE_ROLES)), days, days),
    st.tuples(st.just("cover"), people, people, days, days),
    st.tuples(st.just("end"), st.integers(0, 20)),
    st.tuples(st.just("stop"), people, people),
    st.tuples(st.just("lapse")),
    st.tuples(st.just("pass"), st.integers(1, 40)),
)


class Story:
    """One dossier, three colleagues and their lead, and a clock that only goes forward."""

    def __init__(self, cast, team):
        self.dossier, self.team, self.now = cast.family.dossier, team, cast.now + timedelta(hours=1)
        self.people = {name: getattr(team, name) for name in NAMES}
        with as_system():
            Grant.objects.filter(content_object=self.dossier).exclude(user__in=[team.roos, team.cem]).delete()

    def rows(self):
        with as_system():
            rows = Grant.objects.filter(content_object=self.dossier).select_related("permission", "user")
            return list(rows.order_by("pk"))

    def running_of(self, who):
        return [
            row
            for row in self.rows()
            if row.user_id == who.pk and row.valid_from <= self.now < (row.valid_until or self.later(1))
        ]

    def later(self, number):
        return self.now + timedelta(days=number)

    def grant(self, who, role, start, lasts):
        facts = {"reason": "x", "secrecy_version": 1, "valid_from": self.later(start)}
        facts["valid_until"] = self.later(start + lasts) if lasts else None
        with acting(self.team.lia, self.now):
            actions.grant(self.dossier, to=self.people[who], by=self.team.lia, now=self.now, role=role, **facts)

    def cover(self, absent, to, start, lasts):
        absent, to = self.people[absent], self.people[to]
        own = self.running_of(absent)
        cover = actions.Cover(absent, to, self.later(start), self.later(start + lasts + 1), "x", 1)
        with acting(absent if own else self.team.lia, self.now):
            actions.hand_over(own, cover, by=absent, now=self.now)

    def end(self, number):
        rows = self.rows()
        with acting(self.team.lia, self.now):
            actions.end_grant(rows[number % len(rows)], by=self.team.lia, now=self.now)

    def stop(self, absent, to):
        """By who covers, when it runs: from where row security is strictest."""
        to = self.people[to]
        running = [row for row in self.running_of(to) if row.cover_for_id == self.people[absent].pk]
        with acting(to, self.now):
            actions.stop_cover(running, by=to, now=self.now)

    def lapse(self):
        with system(Purpose.UPKEEP, self.now):
            actions.lapse(self.now)

    def tell(self, step, *arguments):
        if step == "pass":
            self.now = self.later(arguments[0])
            return
        with suppress(CaseError):
            getattr(self, step)(*arguments)
        self.now += timedelta(minutes=1)

    def check(self):
        for moment in [self.now + timedelta(days=day, minutes=1) for day in range(0, 16, 3)]:
            with as_system():
                running = list(Grant.objects.running(moment).filter(content_object=self.dossier))
            assert len({row.user_id for row in running}) == len(running)

    def is_led(self):
        with as_system():
            leads = Grant.objects.running(self.now).filter(content_object=self.dossier)
            return leads.filter(permission__codename=Regisseur.code).exists()


@many
@given(st.lists(steps, min_size=1, max_size=9))
def test_one_role_at_a_time_and_always_a_regisseur(cast, story_steps):
    with RolledBack():
        story = Story(cast, make_team(cast))
        for step in story_steps:
            was_led = story.is_led()
            story.tell(*step)
            story.check()
            # Time itself may end the access of a regisseur who had a last day; nothing that somebody does may.
            assert story.is_led() or not was_led or step[0] == "pass"
