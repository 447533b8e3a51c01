"""The stage is built once, in one transaction; each request on it is undone (tests/matrix/asking.py)."""

from contextlib import ExitStack
from importlib import import_module

import pytest
from django.test import override_settings

from tests.cases.conftest import RolledBack


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """The first of these builds the stage, and on a busy machine that takes a while. Proofs say how long they may."""
    for item in items:
        if "/matrix/" in item.path.as_posix() and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(600))


@pytest.fixture(scope="package")
def scene(django_db_setup, django_db_blocker, tmp_path_factory):
    with ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        directory = tmp_path_factory.mktemp("matrix")
        stack.enter_context(override_settings(FILES_DIR=directory / "files", LEDGER_FILE=directory / "ledger.jsonl"))
        stack.enter_context(RolledBack())
        yield import_module("tests.matrix.stage").build()


@pytest.fixture
def asker(scene):
    """Signed in anew for each test: a session ends after half an hour without a click."""
    with RolledBack():
        yield import_module("tests.matrix.asking").Asker(scene)
