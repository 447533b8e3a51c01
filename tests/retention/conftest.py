"""The people of `town`. The ledger file and the file store outlive a rolled-back test: each test gets its own."""

from importlib import import_module

import pytest

BACKENDS = """
    SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""


@pytest.fixture(autouse=True)
def _own_ledger_and_files(tmp_path, settings, monkeypatch):
    for name, path in {"LEDGER_FILE": tmp_path / "ledger.jsonl", "FILES_DIR": tmp_path / "files"}.items():
        setattr(settings, name, path)
        monkeypatch.setenv(name, str(path))


@pytest.fixture
def town(db):
    """Imported here: models wait for Django to be set up."""
    return import_module("tests.retention.town")


@pytest.fixture
def users(town):
    return town.make_users()


@pytest.fixture
def hanna(users):
    """Helps, and leads what she opens."""
    return users[0]


@pytest.fixture
def petra(users):
    """Privacy officer."""
    return users[1]


@pytest.fixture
def family(town):
    return town.make_family()


@pytest.fixture
def backends(committed):
    """The processes of the database servers that serve somebody in our databases now, but for the one that asks."""

    def look() -> set:
        found = set()
        for alias in ("default", "keys"):
            with committed.connect(alias) as connection:
                found |= {(alias, pid) for (pid,) in connection.execute(BACKENDS).fetchall()}
        return found

    return look
