import threading

import psycopg
import pytest
from django.db import connections

ALIASES = ["default", "keys"]


@pytest.fixture(params=ALIASES)
def alias(request):
    return request.param


def test_tests_run_as_the_app_which_row_security_holds_for(db, alias):
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == ("boekel_app", False, False)


def test_the_app_owns_nothing(db, alias):
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = 'boekel_app'::regrole")
        assert cursor.fetchone() == (0,)


def test_both_databases_are_there_and_are_two(db):
    names = set()
    for alias in ALIASES:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT current_database()")
            names.add(cursor.fetchone()[0])
    assert len(names) == 2


def test_what_is_committed_is_seen_from_another_thread_and_from_beside_django(committed, alias):
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT set_config('app.user', '', false), current_database()")
        here = cursor.fetchone()[1]
    seen = []

    def look():
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT current_database()")
            seen.append(cursor.fetchone()[0])
        connections[alias].close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    with committed.connect(alias) as beside:
        assert seen == [here] == [beside.execute("SELECT current_database()").fetchone()[0]]


def test_the_environment_leads_subprocesses_to_the_same_databases(committed):
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT current_database()")
        here = cursor.fetchone()[0]
    with psycopg.connect(committed.environment["DATABASE_URL"]) as connection:
        assert connection.info.dbname == here
