"""The cast of tests/cast.py is made once per module; each test puts back what it changed.

Files of a test lie in a directory of the module's own.
"""

from contextlib import ExitStack
from importlib import import_module

import pytest
from django.db import connections, transaction
from django.test import override_settings

ALIASES = ("default", "keys")


@pytest.fixture(scope="module")
def _stage(django_db_setup, django_db_blocker, tmp_path_factory):
    """One transaction around the module. The cast is imported here: models wait for Django to be set up."""
    with ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        stack.enter_context(override_settings(FILES_DIR=tmp_path_factory.mktemp("files")))
        stack.enter_context(RolledBack())
        yield import_module("tests.cast").build()


class RolledBack(ExitStack):
    """What happens inside, in both databases, has not happened afterwards."""

    def __enter__(self):
        for alias in ALIASES:
            self.enter_context(transaction.atomic(using=alias))
        return super().__enter__()

    def __exit__(self, *error):
        for alias in ALIASES:
            transaction.set_rollback(True, using=alias)
        return super().__exit__(None, None, None)


@pytest.fixture
def cast(_stage):
    """The cast; whatever a test does to it is undone. Objects in it are as they were made: fetch what changed anew."""
    with RolledBack():
        yield _stage
        for alias in ALIASES:
            connections[alias].check_constraints()


@pytest.fixture
def lasting(committed, settings, tmp_path):
    """The cast in databases of the test's own, for threads and for failures. Never in a module that uses `cast`."""
    settings.FILES_DIR = tmp_path / "files"
    return import_module("tests.cast").build()
