"""A back-up is put back: the site opens only after what came back has been destroyed again."""

import pytest
from django.db import connections
from django.utils import timezone
from psycopg import sql

from accounts.models import User
from cases.models import Dossier, Entry, Person
from retention import engine, ledger, startup
from retention.errors import NotAtHead
from retention.states import Kind
from retention.verification import verify
from sealing import keys
from sealing.models import DataKey
from tests.conftest import RUN
from tests.retention import town
from tests.retention.everywhere import places
from tests.retention.town import DUE_ON, as_owner

pytestmark = pytest.mark.policy("2.3")
now = timezone.now  # keys carry the real time of their making


class BackUp:
    """Copies of the databases of one test, by name, made and put back by the superuser."""

    def __init__(self, what):
        self.what = what

    def make(self, alias):
        name = RUN.database(alias, self.what)
        connections[alias].close()
        self._execute(alias, "DROP DATABASE IF EXISTS {} WITH (FORCE)", f"{name}_old")
        self._execute(alias, "CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", f"{name}_old", name)

    def put_back(self, alias):
        name = RUN.database(alias, self.what)
        connections[alias].close()
        self._execute(alias, "DROP DATABASE {} WITH (FORCE)", name)
        self._execute(alias, "ALTER DATABASE {} RENAME TO {}", f"{name}_old", name)

    def clear(self):
        for alias in ("default", "keys"):
            self._execute(alias, "DROP DATABASE IF EXISTS {} WITH (FORCE)", f"{RUN.database(alias, self.what)}_old")

    def _execute(self, alias, statement, *names):
        with RUN.admin(alias) as admin:
            admin.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@pytest.fixture
def back_up(committed):
    copies = BackUp(committed.what)
    yield copies
    copies.clear()


@pytest.fixture
def town_before(committed):
    """A family whose dossier is due, and neighbours whose dossier stays."""
    hanna, _petra = town.make_users()
    family, neighbours = town.make_family(), town.make_family()
    due = town.make_dossier(family, hanna)
    stays = town.make_dossier(neighbours, hanna, closed_on=None)
    units = {due.pk, family.household.pk, *(person.pk for person in family.all)}
    with as_owner():
        units |= set(Entry.history.filter(dossier_id=due.pk).values_list("id", flat=True))
    return units, stays


def seen(committed, ids):
    with committed.connect() as connection:
        return {place for place in places(connection, ids) if not place.startswith("audit_accesslog")}


def alive_keys(ids):
    return DataKey.objects.filter(pk__in=ids, destroyed_at__isnull=True).count()


def the_rest_is_whole(stays):
    with as_owner():
        entry = Entry.objects.get(dossier=stays)
        assert keys.find([stays.pk, entry.pk, *entry.about])
        assert Dossier.objects.count() == 1
        assert Person.objects.count() == 4


def all_is_well(committed, gone, stays):
    assert seen(committed, gone) == set()
    assert alive_keys(gone) == 0
    assert not ledger.gap()
    found = verify(now())
    assert found.is_clean, found
    the_rest_is_whole(stays)


def test_rows_that_came_back_are_destroyed_again(town_before, back_up, committed):
    gone, stays = town_before
    back_up.make("default")
    engine.destroy_due(on=DUE_ON, now=now())
    assert seen(committed, gone) == set()
    back_up.put_back("default")
    assert seen(committed, gone)
    assert alive_keys(gone) == 0, "what came back cannot be read"
    assert ledger.gap().default_behind
    assert not verify(now()).is_clean
    with pytest.raises(NotAtHead):
        engine.destroy_due(on=DUE_ON, now=now())

    outcome = startup.check(on=DUE_ON, now=now())
    assert outcome.destroyed == 1 + 4 + 1
    all_is_well(committed, gone, stays)


def test_keys_that_came_back_are_destroyed_again(town_before, back_up, committed):
    gone, stays = town_before
    back_up.make("keys")
    engine.destroy_due(on=DUE_ON, now=now())
    back_up.put_back("keys")
    assert alive_keys(gone) > 0
    assert ledger.gap().keys_behind
    with pytest.raises(NotAtHead):
        engine.destroy_due(on=DUE_ON, now=now())

    outcome = startup.check(on=DUE_ON, now=now())
    assert outcome.lines_restored == 4 * 6
    all_is_well(committed, gone, stays)


def test_both_came_back(town_before, back_up, committed):
    gone, stays = town_before
    back_up.make("default")
    back_up.make("keys")
    engine.destroy_due(on=DUE_ON, now=now())
    back_up.put_back("default")
    back_up.put_back("keys")
    assert seen(committed, gone)
    assert alive_keys(gone) > 0
    startup.check(on=DUE_ON, now=now())
    all_is_well(committed, gone, stays)


def test_a_back_up_in_which_only_history_came_back(town_before, back_up, committed):
    gone, stays = town_before
    back_up.make("default")
    engine.destroy_due(on=DUE_ON, now=now())
    back_up.put_back("default")
    with committed.connect() as owner:
        owner.execute("SET session_replication_role = replica")
        owner.execute("DELETE FROM cases_dossier WHERE id = ANY(%s)", [list(gone)])
    startup.check(on=DUE_ON, now=now())
    all_is_well(committed, gone, stays)


def test_it_is_known_when_only_later_destructions_are_missing(town_before, back_up, committed):
    """A back-up made between two runs misses the second only."""
    gone, stays = town_before
    engine.destroy_due(on=DUE_ON, now=now())
    later = town.make_dossier(town.make_family(), User.objects.get(name="Hanna"))
    back_up.make("default")
    engine.destroy_due(on=DUE_ON, now=now())
    back_up.put_back("default")
    outcome = startup.check(on=DUE_ON, now=now())
    assert outcome.destroyed == 6
    assert seen(committed, {later.pk}) == set()
    all_is_well(committed, gone, stays)


def test_a_site_at_the_head_opens_at_once(town_before, committed):
    engine.destroy_due(on=DUE_ON, now=now())
    head = ledger.table_head()
    outcome = startup.check(on=DUE_ON, now=now())
    assert not outcome.gap
    assert ledger.table_head() == head


def test_starting_finishes_what_was_interrupted(town_before, committed):
    gone, stays = town_before
    run = engine.Run(DUE_ON, now())
    with as_owner():
        due = Dossier.objects.get(destroy_on=DUE_ON).pk
    engine.plan(Kind.DOSSIER, [due], "termijn", run)
    startup.check(on=DUE_ON, now=now())
    all_is_well(committed, gone, stays)
