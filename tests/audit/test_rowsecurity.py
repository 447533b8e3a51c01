import pytest
from django.db import ProgrammingError, connection

from audit.context import set_context, system
from audit.purposes import Purpose
from audit.rowsecurity import HINTS, protect
from tests.audit import NOW

MINE = "owner_id::text = NULLIF(current_setting('app.user', true), '')"
ANNA = "00000000-0000-0000-0000-000000000001"
BEN = "00000000-0000-0000-0000-000000000002"


@pytest.fixture
def notes(db):
    """A protected table with a note of Anna's and one of Ben's. It is our own: FORCE holds for owners too."""
    run("CREATE TEMP TABLE notes (owner_id uuid NOT NULL)", f"INSERT INTO notes VALUES ('{ANNA}'), ('{BEN}')")
    for operation in protect("notes", MINE, purposes=[Purpose.DESTRUCTION]):
        assert operation.hints == HINTS
        run(*operation.sql)


def run(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def count():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM notes")
        return cursor.fetchone()[0]


def test_one_sees_ones_own(notes):
    assert count() == 0
    set_context(user_id=ANNA, now=NOW)
    assert count() == 1


@pytest.mark.parametrize(("purpose", "seen"), [(Purpose.DESTRUCTION, 2), (Purpose.TERMS, 0)])
def test_a_system_purpose_sees_all_when_it_is_named(notes, purpose, seen):
    with system(purpose, NOW):
        assert count() == seen


def test_nobody_writes_what_they_may_not_see(notes):
    set_context(user_id=ANNA, now=NOW)
    run(f"INSERT INTO notes VALUES ('{ANNA}')")
    with pytest.raises(ProgrammingError, match="row-level security"):
        run(f"INSERT INTO notes VALUES ('{BEN}')")


def test_it_can_be_undone(notes):
    for operation in protect("notes", MINE):
        run(*operation.reverse_sql)
    assert count() == 2


def test_an_unknown_purpose_is_refused():
    with pytest.raises(ValueError, match="gewoon"):
        protect("notes", MINE, purposes=["gewoon"])
