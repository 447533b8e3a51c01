"""Two at once, with real commits: who moves or takes back, and who changes meanwhile. One of them waits, then sees."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from time import monotonic, sleep

import pytest
from django.db import connections
from django.utils import timezone

from cases import actions
from cases.errors import Overtaken
from cases.models import Entry
from sealing.models import DataKey
from tests.cast import RECORD, acting, as_system, grant_past_the_rules, opened

pytestmark = pytest.mark.policy("4.2")
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
PATIENCE = 20


@pytest.fixture
def two(lasting):
    """Cem writes in both dossiers; so does Otto, who may change what Cem wrote."""
    for dossier, by, to in (
        (lasting.other.dossier, lasting.otto, lasting.cem),
        (lasting.family.dossier, lasting.roos, lasting.otto),
    ):
        with acting(by):
            grant_past_the_rules(dossier, to, by=by, valid_from=lasting.now)
    lasting.note = write(lasting, lasting.family)
    return lasting


def write(cast, family) -> Entry:
    about = [person.pk for person in family.people.values()]
    with acting(cast.cem):
        return actions.write_entry(
            family.dossier, by=cast.cem, now=timezone.now(), kind="telefoon", happened_on=cast.today, text="Eerst",
            about=about, **RECORD,
        )  # fmt: skip


def move(cast, entry, to):
    about = [person.pk for person in to.people.values()]
    actions.move(entry, to=to.dossier, about=about, by=cast.cem, now=timezone.now())


def change(cast, entry):
    actions.change_entry(entry, by=cast.otto, now=timezone.now(), text="Daarna")


def undo(cast, entry):
    actions.undo(entry, by=cast.cem, now=timezone.now())


@contextmanager
def while_this_is_not_committed(worker, committed, second):
    """`second` starts inside, in a thread of its own, and waits for what was done first; its future."""
    with ThreadPoolExecutor(1) as pool:
        with acting(worker):
            waiting = []
            yield waiting
            waiting.append(pool.submit(closing, second))
            wait_until_blocked(committed)
        # Committed: now the second goes on.
        waiting[0].exception(PATIENCE)


def closing(work):
    try:
        return work()
    finally:
        connections.close_all()


def wait_until_blocked(committed):
    until = monotonic() + PATIENCE
    with committed.connect() as superuser:
        while not superuser.execute(WAITING).fetchone()[0]:
            assert monotonic() < until, "nobody waits"
            sleep(0.02)


def as_worker(worker, work, *arguments):
    def run():
        with acting(worker):
            work(*arguments)

    return run


def standing(entry):
    """Where the note and all its versions stand, and the texts, the last first."""
    with as_system():
        versions = list(Entry.history.filter(id=entry.pk).order_by("-history_date"))
        dossiers = {row.dossier_id for row in (*Entry.objects.filter(pk=entry.pk), *versions)}
    return dossiers, len(versions)


def test_who_changes_while_it_is_moved_is_told_and_nothing_goes_back(two, committed):
    stale = opened(two.note)
    second = as_worker(two.otto, change, two, stale)
    with while_this_is_not_committed(two.cem, committed, second) as waiting:
        move(two, opened(two.note), two.other)
    assert isinstance(waiting[0].exception(), Overtaken)
    assert standing(two.note) == ({two.other.dossier.pk}, 1)
    assert opened(two.note).text == "Eerst"


def test_who_moves_while_it_is_changed_takes_the_change_along(two, committed):
    stale = opened(two.note)
    second = as_worker(two.cem, move, two, stale, two.other)
    with while_this_is_not_committed(two.otto, committed, second) as waiting:
        change(two, opened(two.note))
    assert waiting[0].exception() is None
    assert standing(two.note) == ({two.other.dossier.pk}, 2)
    assert opened(two.note).text == "Daarna"


def test_who_changes_while_it_is_taken_back_brings_nothing_back_to_life(two, committed):
    stale = opened(two.note)
    second = as_worker(two.otto, change, two, stale)
    with while_this_is_not_committed(two.cem, committed, second) as waiting:
        undo(two, opened(two.note))
    assert isinstance(waiting[0].exception(), Overtaken)
    assert standing(two.note) == (set(), 0)
    # With a real commit: only now the key is gone.
    assert DataKey.objects.using("keys").get(pk=two.note.pk).destroyed_at


def test_who_moves_while_the_other_dossier_closes_is_told(two, committed):
    stale = opened(two.note)
    second = as_worker(two.cem, move, two, stale, two.other)
    with while_this_is_not_committed(two.otto, committed, second) as waiting:
        actions.close(two.other.dossier, by=two.otto, now=timezone.now(), on=two.today, reason="Klaar")
    assert isinstance(waiting[0].exception(), Overtaken)
    assert standing(two.note) == ({two.family.dossier.pk}, 1)


def test_two_who_move_towards_each_other_do_not_wait_for_ever(two):
    there = write(two, two.other)
    pairs = [(opened(two.note), two.other), (opened(there), two.family)]
    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(closing, as_worker(two.cem, move, two, *pair)) for pair in pairs]
        assert [future.exception(PATIENCE) for future in done] == [None, None]
    assert standing(two.note)[0] == {two.other.dossier.pk}
    assert standing(there)[0] == {two.family.dossier.pk}
