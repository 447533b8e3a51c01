"""Whatever is done in whatever order, through the program or past it: a plan that runs has exactly one regisseur, and
the database and the rule in `casework.policy` say the same."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.context import system
from audit.purposes import Purpose
from cases import actions
from cases.actions.grants import permission_of
from cases.errors import CaseError
from cases.models import Grant
from casework.actions import plans, regisseur
from casework.models import Handover, Plan
from casework.policy import Lead, may_run
from tests.cases.conftest import RolledBack
from tests.casework.plans import looked_at
from tests.cast import acting, opened

pytestmark = pytest.mark.policy("4.1")
many = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
NAMES = ("roos", "otto", "cem")
people, roles = st.sampled_from(NAMES), st.sampled_from(["regisseur", "regisseur", "hulpverlener"])
steps = st.one_of(
    st.tuples(st.just("begin"), people),
    st.tuples(st.just("begin"), people),
    st.tuples(st.just("finish"), people),
    st.tuples(st.just("grant"), people, people, roles, st.integers(0, 2), st.integers(0, 3)),
    st.tuples(st.just("end"), people, st.integers(0, 9), st.booleans()),
    st.tuples(st.just("offer"), people, people),
    st.tuples(st.just("accept")),
    st.tuples(st.just("force_end"), st.integers(0, 9), st.integers(0, 2)),
    st.tuples(st.just("force_role"), st.integers(0, 9), roles),
    st.tuples(st.just("force_plan")),
    st.tuples(st.just("pass"), st.integers(1, 4)),
)


class Story:
    def __init__(self, cast):
        self.cast, self.dossier, self.now = cast, opened(cast.family.dossier), cast.now + timedelta(hours=1)
        with self.by_system():
            Grant.objects.filter(content_object=self.dossier).exclude(user__in=[cast.roos, cast.cem]).delete()

    def by_system(self):
        return system(Purpose.MIGRATION, self.now)

    def who(self, name):
        return getattr(self.cast, name)

    def later(self, days):
        return self.now + timedelta(days=days)

    def rows(self):
        return list(Grant.objects.filter(content_object=self.dossier).select_related("permission").order_by("pk"))

    # --- through the program ---

    def begin(self, name):
        by = self.who(name)
        facts = {"about": [], "wish": "Rust", "evaluate_on": (self.now + timedelta(days=99)).date()}
        with acting(by, self.now):
            plans.begin(self.dossier, by=by, now=self.now, **facts)

    def finish(self, name):
        by = self.who(name)
        with self.by_system():
            plan = Plan.objects.filter(status="actief").first()
        if plan:
            with acting(by, self.now):
                plans.end(opened(plan), by=by, now=self.now, reason="klaar")

    def grant(self, by, to, role, start, lasts):
        until = self.later(start + lasts) if lasts else None
        facts = {"reason": "x", "secrecy_version": 1, "valid_from": self.later(start), "valid_until": until}
        with acting(self.who(by), self.now):
            actions.grant(self.dossier, to=self.who(to), by=self.who(by), now=self.now, role=role, **facts)

    def end(self, by, number, even_last):
        with self.by_system():
            rows = self.rows()
        with acting(self.who(by), self.now):
            chosen = rows[number % len(rows)]
            if Grant.objects.filter(pk=chosen.pk).exists():
                actions.end_grant(chosen, by=self.who(by), now=self.now, even_last=even_last)

    def offer(self, by, to):
        with self.by_system():
            plan = Plan.objects.filter(status="actief").first()
        if plan:
            facts = {"to": self.who(to), "by": self.who(by), "now": self.now, "reason": "weg", "keeps": "meelezer"}
            with acting(self.who(by), self.now):
                regisseur.offer(opened(plan), **facts)

    def accept(self):
        with self.by_system():
            made = Handover.objects.filter(state="aangeboden").select_related("taker").first()
        if made:
            with acting(made.taker, self.now):
                regisseur.accept(opened(made), by=made.taker, now=self.now)

    # --- past it ---

    def force(self, change):
        """The database lets through exactly what the rule lets through."""
        try:
            with self.by_system(), transaction.atomic():
                change()
                allowed = self.agrees()
                looked_at()
        except IntegrityError as error:
            if "a plan that runs" not in str(error):
                return
            assert not allowed
        else:
            assert allowed

    def force_end(self, number, days):
        rows = self.rows()
        until = self.later(days) if days else self.now
        self.force(lambda: Grant.objects.filter(pk=rows[number % len(rows)].pk).update(valid_until=until))

    def force_role(self, number, role):
        rows = self.rows()
        row = Grant.objects.filter(pk=rows[number % len(rows)].pk)
        self.force(lambda: row.update(permission=permission_of(role)))

    def force_plan(self):
        over = Plan.objects.filter(dossier=self.dossier, status="afgerond")
        self.force(lambda: over.update(status="actief", ended_at=None, ended_by=None))

    # --- what must be true ---

    def agrees(self) -> bool:
        if not Plan.objects.filter(dossier=self.dossier, status="actief").exists():
            return True
        leads = [Lead(row.valid_from, row.valid_until) for row in self.rows() if row.role.code == "regisseur"]
        return may_run(leads, self.now)

    def tell(self, step, *arguments):
        if step == "pass":
            self.now = self.later(arguments[0])
        elif step.startswith("force"):
            with self.by_system():
                getattr(self, step)(*arguments)
        else:
            with suppress(CaseError):
                getattr(self, step)(*arguments)
        self.now += timedelta(minutes=1)

    def check(self):
        with self.by_system():
            looked_at()
            assert Plan.objects.filter(household=self.dossier.household_id, status="actief").count() <= 1
            assert self.agrees()


@many
@given(st.lists(steps, min_size=2, max_size=10))
def test_a_plan_that_runs_has_one_regisseur_whatever_was_done(cast, story):
    with RolledBack():
        told = Story(cast)
        for step in story:
            told.tell(*step)
            told.check()
