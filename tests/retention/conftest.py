"""The ledger file and the file store outlive a rolled-back test: each test gets its own."""

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
def backends(committed):
    """The processes of the database servers that serve somebody in our databases now, but for the one that asks."""

    def look() -> set:
        found = set()
        for alias in ("default", "keys"):
            with committed.connect(alias) as connection:
                found |= {(alias, pid) for (pid,) in connection.execute(BACKENDS).fetchall()}
        return found

    return look
