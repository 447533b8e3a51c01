import uuid

import pytest
from django.contrib.admin import AdminSite

from audit.context import system
from audit.modeladmin import AccessLogAdmin
from audit.models import AccessLog
from audit.purposes import Purpose
from tests.audit import NOW
from tests.audit.helpers import write

USER, DOSSIER, RECORD, REQUEST = (uuid.UUID(int=number) for number in range(1, 5))


@pytest.fixture
def page():
    return AccessLogAdmin(AccessLog, AdminSite())


@pytest.mark.parametrize("term", [str(USER), f" {DOSSIER} ", RECORD.hex, str(REQUEST).upper()])
def test_a_whole_id_finds_its_rows(db, page, term):
    found = write(user_id=USER, dossier_id=DOSSIER, record_ids=[RECORD], request_id=REQUEST)
    write(user_id=uuid.uuid4())
    with system(Purpose.BEHEER, NOW):
        rows, _ = page.get_search_results(None, AccessLog.objects.all(), term)
        assert [row.id for row in rows] == found


@pytest.mark.parametrize(("term", "count"), [("", 1), ("jansen", 0), (str(USER)[:8], 0)])
def test_anything_else_finds_nothing(db, page, term, count):
    write(user_id=USER)
    with system(Purpose.BEHEER, NOW):
        rows, _ = page.get_search_results(None, AccessLog.objects.all(), term)
        assert len(rows) == count


def test_nothing_can_be_changed(page):
    allowed = page.has_add_permission(None), page.has_change_permission(None), page.has_delete_permission(None)
    assert allowed == (False, False, False)
    assert page.actions is None
