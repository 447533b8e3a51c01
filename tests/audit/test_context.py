from datetime import datetime
from uuid import UUID

import pytest
from django.db import connection, transaction

from audit.context import NoContext, set_context, system
from audit.purposes import Purpose
from tests.audit import NOW

ANNA = UUID(int=1)
NOTHING = ["", "", "", ""]


def context():
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"coalesce(current_setting('app.{n}', true), '')" for n in NAMES))
        return list(cursor.fetchone())


NAMES = ["user", "purpose", "now", "account"]
OF_ANNA = [str(ANNA), "", NOW.isoformat(), "staff"]


def of_system(purpose):
    return ["", purpose, NOW.isoformat(), "system"]


def test_all_four_are_set_every_time(committed):
    with transaction.atomic():
        set_context(user_id=ANNA, purpose=Purpose.BEHEER, now=NOW)
        assert context() == [str(ANNA), "beheer", NOW.isoformat(), "staff"]
        set_context(now=NOW, account="resident")
        assert context() == ["", "", NOW.isoformat(), "resident"]
    assert context() == NOTHING


def test_the_context_survives_a_savepoint(db):
    with transaction.atomic():
        with transaction.atomic():
            set_context(user_id=ANNA, now=NOW)
        assert context() == OF_ANNA


def test_the_system_hands_back_what_was_there(committed):
    with transaction.atomic():
        set_context(user_id=ANNA, now=NOW)
        with system(Purpose.SEARCH_INDEX, NOW):
            assert context() == of_system("zoekindex")
        assert context() == OF_ANNA
        with pytest.raises(ZeroDivisionError), system(Purpose.SEARCH_INDEX, NOW):
            raise ZeroDivisionError
        assert context() == OF_ANNA
    assert context() == NOTHING


def test_a_user_cannot_act_for_the_system(db):
    with transaction.atomic(), pytest.raises(NoContext):
        set_context(user_id=ANNA, purpose="vernietiging", now=NOW)


@pytest.mark.parametrize("wrong", [{"now": datetime(2026, 1, 1)}, {"now": NOW}], ids=["no time zone", "no transaction"])
def test_it_refuses_what_would_be_lost_or_unclear(committed, wrong):
    with pytest.raises(NoContext):
        set_context(**wrong)


def test_the_system_needs_a_purpose_from_the_table(db):
    with pytest.raises(NoContext), system("gewoon", NOW):
        raise AssertionError
