"""The ledger file and the file store outlive a rolled-back test: each test gets its own."""

import pytest


@pytest.fixture(autouse=True)
def _own_ledger_and_files(tmp_path, settings, monkeypatch):
    for name, path in {"LEDGER_FILE": tmp_path / "ledger.jsonl", "FILES_DIR": tmp_path / "files"}.items():
        setattr(settings, name, path)
        monkeypatch.setenv(name, str(path))
