"""§ 2.3 Bewaartermijnen: a log is kept as long as whoever keeps it likes, so it never says whose data it was."""

import logging
from types import SimpleNamespace

import pytest
from django.urls import resolve

from boekel_sd import logs

pytestmark = pytest.mark.policy("2.3")
DOSSIER = "01890000-1234-7000-8000-0123456789ab"


def line(message, *args, **facts):
    record = logging.LogRecord("test", logging.WARNING, "", 0, message, args, None)
    record.__dict__.update(facts)
    logs.NoValues().filter(record)
    return record.getMessage()


@pytest.mark.parametrize(
    ("path", "resolves", "said"),
    [
        (f"/dossiers/{DOSSIER}/", f"/dossiers/{DOSSIER}/", "/dossiers/<uuid:pk>/"),
        ("/", "/", "/"),
        ("/zoeken/Jansen", None, "(no such page)"),
        ("/zoeken/Çelik", None, "(no such page)"),
    ],
    ids=["page with an id", "home", "no page", "no page, with accents"],
)
def test_an_answer_is_logged_by_page_and_not_by_path(path, resolves, said):
    request = SimpleNamespace(path=path, resolver_match=resolves and resolve(resolves))
    escaped = path.encode("unicode_escape").decode()
    assert line("%s: %s", "Not Found", path, request=request) == line("%s: %s", "Not Found", escaped, request=request)
    assert line("%s: %s", "Not Found", path, request=request) == f"Not Found: {said}"


def test_a_task_that_failed_is_logged_without_what_the_database_said():
    context = {"name": "keep_search_ready", "id": "7", "description": "raised unexpected", "exc": "Error('(Jansen)')"}
    text = "Task %(name)s[%(id)s] %(description)s: %(exc)s"
    assert line(text, context) == "Task keep_search_ready[7] raised unexpected: Error"
