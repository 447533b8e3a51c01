"""Many families of one worker, for lists and for counting queries."""

from contextlib import ExitStack
from datetime import timedelta

from django.db import connections
from django.test.utils import CaptureQueriesContext

from audit.purposes import Purpose
from cases import actions
from tests.cast import RECORD, acting, as_system, make_household


def make_dossiers(cast, worker, number, *, name="Vele", safety_line="", due_in=1):
    """So many dossiers of this worker, each of a family of its own with a task due in so many days, or without one."""
    with as_system(Purpose.IMPORT):
        households = [make_household(f"{name} {count:02}", cast.now, {}, ()) for count in range(number)]
        for household in households:
            household.safety_line = safety_line
            household.save()
    return [open_with_task(cast, worker, household, due_in) for household in households]


def open_with_task(cast, worker, household, due_in):
    with acting(worker):
        dossier = actions.open_dossier(
            household, by=worker, now=cast.now, on=cast.today, about=[], legal_basis="wmo", purpose="casusregie",
            question="vraag",
        )  # fmt: skip
        if due_in is not None:
            due = cast.today + timedelta(days=due_in)
            facts = {"assigned_to": worker, "due_on": due, "about": [], **RECORD}
            actions.add_task(dossier, by=worker, now=cast.now, title="Bel het gezin", **facts)
    return dossier


def queries_of(ask) -> int:
    """How many statements both databases see while this is asked."""
    with ExitStack() as stack:
        counted = [stack.enter_context(CaptureQueriesContext(connections[alias])) for alias in connections]
        assert ask().status_code == 200
    return sum(map(len, counted))
