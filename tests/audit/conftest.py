"""Tests of the log commit for real: what seals look at, transaction numbers, is not there before a commit."""

import pytest

from audit import roles
from tests.audit import NOW


@pytest.fixture
def now():
    return NOW


@pytest.fixture(autouse=True)
def anchor_file(settings, tmp_path):
    settings.ANCHOR_FILE = tmp_path / "outside" / "anchor.jsonl"
    return settings.ANCHOR_FILE


@pytest.fixture
def owner(committed):
    """Who owns the tables, beside the application: a meddler, or an administrator. NOW has its partition."""
    with committed.connect(role=roles.OWNER) as meddler:
        meddler.execute("SELECT audit_make_partition('2026-11-01')")
        yield meddler
