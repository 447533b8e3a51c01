"""docs/security.md says of every requirement where it is met and what tests it; this holds it to that."""

import logging
import re

import pytest
from django.conf import settings

from boekel_sd import logs
from tests.browser import ROOT

TEXT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
# Levels 1 and 2 of version 5.0.0: of each section how many requirements from 1 on, less those of level 3.
SECTIONS = {
    "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1,
    "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3,
    "6.1": 3, "6.2": 11, "6.3": 3, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4,
    "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2,
    "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1,
    "14.1": 2, "14.2": 4, "14.3": 3,
    "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3,
}  # fmt: skip
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([12]) \| (.+?) \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
ROWS = ROW.findall(TEXT)
PATH = re.compile(r"`([\w.-]+/[\w./-]+\.\w+)(?:::(\w+))?`")


def test_every_requirement_of_these_chapters_is_answered_once():
    asked = [f"{section}.{number + 1}" for section, most in SECTIONS.items() for number in range(most)]
    assert [row[0] for row in ROWS] == asked
    assert len(asked) == len(re.findall(r"^\| \d+\.\d+\.\d+ ", TEXT, re.MULTILINE))


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_what_is_met_names_where_and_its_test(row):
    _number, _level, _asks, answer, where, tests = row
    assert answer in {"met", "partly", "not met", "documented", "n/a"}
    if answer in {"met", "partly"}:
        assert PATH.search(where)
        assert PATH.search(tests)
    assert all(path.startswith("tests/") for path, _name in PATH.findall(tests))


def test_every_file_and_test_that_is_named_exists():
    named = set(PATH.findall(TEXT))
    assert len(named) > 80
    assert [path for path, _name in named if not (ROOT / path).is_file()] == []
    missing = [
        (path, name) for path, name in named
        if name and f"def {name}(" not in (ROOT / path).read_text(encoding="utf-8")
    ]  # fmt: skip
    assert missing == []


def test_every_link_leads_somewhere():
    links = re.findall(r"\]\(([^)]+)\)", TEXT)
    assert links
    assert [link for link in links if not (ROOT / "docs" / link).is_file()] == []


# --- claims that have no test of their own elsewhere ---


def test_no_script_of_ours_keeps_anything_in_the_browser():
    scripts = sorted((ROOT / "static" / "js").glob("*.js"))
    assert len(scripts) > 5
    for script in scripts:
        text = script.read_text(encoding="utf-8")
        assert not re.search(r"localStorage|sessionStorage|indexedDB|document\.cookie|caches\.", text), script


def plain() -> logging.Formatter:
    options = settings.LOGGING["formatters"]["plain"]
    return logs.Plain(options["format"], options["datefmt"])


def test_the_process_log_tells_the_offset_of_its_time():
    record = logging.LogRecord("boekel_sd", logging.ERROR, "", 0, "iets", (), None)
    assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} ERROR boekel_sd iets$", plain().format(record))


def test_nobody_writes_a_line_of_their_own_into_the_process_log(rf):
    path = "/x\n2026-01-01T00:00:00+0100 ERROR boekel_sd niets aan de hand"
    request = rf.get("/")
    request.path, request.resolver_match = path, None
    for said in (path, path.encode("unicode_escape").decode()):
        record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Not Found: %s", (said,), None)
        record.request = request
        logs.NoValues().filter(record)
        assert plain().format(record).endswith("Not Found: (no such page)")
        assert "\n" not in plain().format(record)


# --- secrets and uploads ---


def test_no_secret_stands_in_a_setting_that_a_page_of_an_error_would_show():
    assert settings.DEBUG is False
    assert settings.ADMINS == []


def test_uploads_are_in_no_folder_that_is_served():
    served = [settings.STATIC_ROOT, *(one[1] if isinstance(one, tuple) else one for one in settings.STATICFILES_DIRS)]
    for folder in served:
        assert not settings.FILES_DIR.is_relative_to(folder)
        assert not settings.LEDGER_FILE.is_relative_to(folder)
    assert settings.MEDIA_ROOT == ""
    assert settings.FILE_UPLOAD_HANDLERS == ["boekel_sd.uploads.InMemoryOnly"]
