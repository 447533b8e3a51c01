"""The database's own wall: what it shows and takes when the application has forgotten to ask."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from psycopg import sql

from audit import tables
from audit.context import NAMES
from cases import actions
from cases.access import core, dossiers, persons, records
from cases.models import Dossier, Grant, Lookup, Person
from cases.models.dossier import DossierQuerySet
from sealing.models import new_id
from tests.addresses import ANYTHING, addresses_with_ids
from tests.cast import CANARY, acting, sign_in

pytestmark = pytest.mark.policy("4.2")
DECIDED = tables.gather(config.name for config in apps.get_app_configs())
# Of a resident alone, so no colleague sees a row of theirs: tests/inzage/test_walls.py.
OF_RESIDENTS = {"inzage_resident"}
WALLED = sorted(
    table
    for table, decision in DECIDED.items()
    if decision.wall in ("record", "dossier", "person", "household", "own") and table not in OF_RESIDENTS
)
MODELS = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
NO_WAY_IN = "row-level security"


@contextmanager
def whoever(worker, now=None):
    """`None`: nobody, and nothing set at all, as in a query beside every request."""
    if worker:
        with acting(worker, now):
            yield
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            for name in NAMES:
                cursor.execute("SELECT set_config(%s, '', true)", [name])
            yield


def rows(table, where="true", parameters=()):
    """All a raw statement gets to see, as dictionaries."""
    statement = sql.SQL("SELECT * FROM {} WHERE " + where).format(sql.Identifier(table))
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(), parameters)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def key(table):
    return MODELS[table]._meta.pk.column


def keys_of(table, seen):
    return {row[key(table)] for row in seen}


def of_roos(cast, table):
    """The rows that belong to the dossier of Roos: her own eyes see them, and in no wall's table are there none."""
    with acting(cast.roos):
        seen = rows(table)
    assert seen, f"{table}: the cast has nothing in it, so the test would show nothing"
    return seen


def test_the_walk_covers_every_table_with_content_and_its_history():
    assert len(WALLED) >= 23
    assert {"cases_entry", "cases_historicalentry", "cases_person", "person_search", "consent_authority"} <= set(WALLED)


def test_the_tests_run_as_the_app_and_not_as_its_owner(cast):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == ("boekel_app", False, False)


@pytest.mark.parametrize("table", WALLED)
def test_raw_sql_shows_another_nothing_and_nobody_nothing_at_all(cast, table):
    theirs = keys_of(table, of_roos(cast, table))
    for worker in (cast.otto, cast.hugo, cast.pia, cast.sjoerd):
        with whoever(worker):
            assert not theirs & keys_of(table, rows(table)), worker
    with whoever(None):
        assert rows(table) == []


@pytest.mark.parametrize("table", WALLED)
def test_the_orm_without_any_door_shows_another_nothing(cast, table):
    manager = MODELS[table]._base_manager
    theirs = keys_of(table, of_roos(cast, table))
    with whoever(cast.otto):
        assert not manager.filter(pk__in=theirs).exists()
        assert not theirs & set(manager.values_list("pk", flat=True))
    with whoever(None):
        assert manager.count() == 0


@pytest.mark.parametrize("table", WALLED)
def test_another_changes_and_deletes_nothing(cast, table):
    theirs = list(keys_of(table, of_roos(cast, table)))
    name, pk = sql.Identifier(table), sql.Identifier(key(table))
    with whoever(cast.otto), connection.cursor() as cursor:
        for statement in ("UPDATE {0} SET {1} = {1} WHERE {1} = ANY(%s)", "DELETE FROM {0} WHERE {1} = ANY(%s)"):
            cursor.execute(sql.SQL(statement).format(name, pk).as_string(), [theirs])
            assert cursor.rowcount == 0
    assert keys_of(table, of_roos(cast, table)) == set(theirs)


@pytest.mark.parametrize("table", WALLED)
def test_another_adds_nothing(cast, table):
    """A row as Roos has it, under a new id, offered by somebody outside: refused by the policy itself."""
    row = of_roos(cast, table)[0]
    if MODELS[table]._meta.pk.get_internal_type() == "UUIDField":
        row[key(table)] = row[key(table)] if table == "person_search" else new_id()
    else:
        del row[key(table)]
    with whoever(cast.otto), pytest.raises(DatabaseError, match=NO_WAY_IN):
        insert(table, row)


def insert(table, row):
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, row)),
        sql.SQL(", ").join([sql.Placeholder()] * len(row)),
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.as_string(), list(row.values()))


RECORDS = sorted(
    table for table in WALLED if table in MODELS and hasattr(MODELS[table], "dossier") and "historical" not in table
)


@pytest.mark.parametrize("table", RECORDS)
def test_nobody_moves_a_row_into_the_dossier_of_another(cast, table):
    with whoever(cast.otto):
        assert rows(table)
        with pytest.raises(DatabaseError, match=NO_WAY_IN):
            change(sql.SQL("UPDATE {} SET dossier_id = %s").format(sql.Identifier(table)), cast.family.dossier.pk)


def change(statement, *parameters):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.as_string(), parameters)


@pytest.mark.policy("1.1")
def test_nobody_grants_themselves_a_dossier_or_wakes_a_grant_that_ended(cast):
    with whoever(cast.roos):
        row = rows("cases_grant", "user_id = %s", [cast.cem.pk])[0]
        Grant.objects.filter(pk=row["id"]).update(valid_until=cast.now)
    with whoever(cast.otto), pytest.raises(DatabaseError, match=NO_WAY_IN):
        insert("cases_grant", row | {"id": new_id(), "user_id": cast.otto.pk})
    with whoever(cast.cem):
        assert not Dossier.objects.exists()
        with pytest.raises(DatabaseError, match=NO_WAY_IN):
            change(sql.SQL("UPDATE cases_grant SET valid_until = NULL WHERE id = %s"), row["id"])


@pytest.mark.policy("1.1")
def test_the_database_goes_by_the_clock_of_the_request(cast):
    """Before the grant began and after it ended there is nothing, whatever the time is on the server."""
    with whoever(cast.roos):
        Grant.objects.filter(user=cast.cem).update(valid_until=cast.now + timezone.timedelta(hours=2))
    seen = []
    for hours in (-1, 1, 2):
        with whoever(cast.cem, cast.now + timezone.timedelta(hours=hours)):
            seen.append(len(rows("cases_entry")))
    assert seen == [0, 1, 0]


@pytest.fixture
def doors_open(monkeypatch):
    """Every door forgets to ask: all dossiers are visible, every grant and look-up is one's own."""

    def grants(request):
        everybodys = Grant.objects.running(request.now)
        return everybodys.select_related("permission", "granted_by").order_by("valid_from")

    monkeypatch.setattr(DossierQuerySet, "visible_to", lambda queryset, user, now: queryset.all())
    for module in (core, dossiers, persons):
        monkeypatch.setattr(module, "running_grants", grants)
    monkeypatch.setattr(persons, "running_lookups", lambda request: Lookup.objects.all())
    monkeypatch.setattr(persons, "visible_persons", lambda request: Person.objects.values("pk"))
    for module in (core, dossiers, persons, records):
        if hasattr(module, "may_open_personal_data"):
            monkeypatch.setattr(module, "may_open_personal_data", lambda user, now: None)
        if hasattr(module, "grant_refusal"):
            monkeypatch.setattr(module, "grant_refusal", lambda roles: None)


@pytest.mark.parametrize("method", ["get", "post"])
def test_with_every_door_open_the_database_still_shows_nothing(cast, doors_open, method):
    client = sign_in(cast.otto)
    for address in addresses_with_ids():
        for path in address.paths([address.id_in(cast.family)]):
            answer = getattr(client, method)(path, ANYTHING)
            assert answer.status_code in (404, 405), path
            assert CANARY not in answer.content.decode(), path


def test_the_doors_were_open(cast, doors_open):
    """Positive control: inside the database's wall the same doors open, and ask nobody who is there."""
    assert CANARY in sign_in(cast.otto).get(f"/dossiers/{cast.other.dossier.pk}/").content.decode()
    with whoever(cast.roos):
        assert Dossier.objects.visible_to(cast.otto, cast.now).filter(pk=cast.family.dossier.pk).exists()


@pytest.mark.policy("2.5")
def test_a_look_up_changes_nobody_whatever_a_door_forgot(cast):
    """Cem looked up whom he has no dossier on; whoever is in his dossier he may correct."""
    now = cast.now
    with acting(cast.cem, now):
        actions.look_up(cast.family.neighbour.pk, by=cast.cem, now=now, lasts=timedelta(hours=1), purpose="triage")
        assert Person.objects.filter(pk=cast.family.neighbour.pk).exists()
        for statement in (
            "UPDATE cases_person SET source = source WHERE id = %s",
            "DELETE FROM cases_person WHERE id = %s",
        ):
            with connection.cursor() as cursor:
                cursor.execute(statement, [cast.family.neighbour.pk])
                assert cursor.rowcount == 0
        assert Person.objects.filter(pk=cast.family.ruud.pk).update(source="brp") == 1
