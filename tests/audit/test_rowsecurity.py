import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction

from audit.context import set_context, system
from audit.purposes import Purpose
from audit.rowsecurity import HINTS, protect
from tests.audit import NOW

MINE = "owner_id::text = NULLIF(current_setting('app.user', true), '')"
ANNA = "00000000-0000-0000-0000-000000000001"
BEN = "00000000-0000-0000-0000-000000000002"


@pytest.fixture
def notes(owner):
    """A table with a note of Anna's and one of Ben's, protected."""
    owner.execute("CREATE TABLE notes (owner_id uuid NOT NULL)")
    owner.execute("INSERT INTO notes VALUES (%s), (%s)", [ANNA, BEN])
    for operation in protect("notes", MINE, purposes=[Purpose.DESTRUCTION]):
        assert operation.hints == HINTS
        for statement in operation.sql:
            owner.execute(statement)
    return owner


def count():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM notes")
        return cursor.fetchone()[0]


def test_one_sees_ones_own(notes):
    with transaction.atomic():
        assert count() == 0
        set_context(user_id=ANNA, now=NOW)
        assert count() == 1


@pytest.mark.parametrize(("purpose", "seen"), [(Purpose.DESTRUCTION, 2), (Purpose.TERMS, 0)])
def test_a_system_purpose_sees_all_when_it_is_named(notes, purpose, seen):
    with system(purpose, NOW):
        assert count() == seen


def test_nobody_writes_what_they_may_not_see(notes):
    with transaction.atomic(), connection.cursor() as cursor:
        set_context(user_id=ANNA, now=NOW)
        with pytest.raises(ProgrammingError, match="row-level security"):
            cursor.execute("INSERT INTO notes VALUES (%s)", [BEN])


def test_the_owner_is_no_exception(notes):
    assert notes.execute("SELECT count(*) FROM notes").fetchone() == (0,)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        notes.execute("INSERT INTO notes VALUES (%s)", [BEN])


def test_it_can_be_undone(notes):
    for operation in protect("notes", MINE):
        for statement in operation.reverse_sql:
            notes.execute(statement)
    assert notes.execute("SELECT count(*) FROM notes").fetchone() == (2,)


def test_an_unknown_purpose_is_refused():
    with pytest.raises(ValueError, match="gewoon"):
        protect("notes", MINE, purposes=["gewoon"])
