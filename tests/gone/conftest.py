import contextlib

import pytest

from tests.gone.house import House


@pytest.fixture
def house(committed, tmp_path, settings, monkeypatch):
    """Where everything of one installation is written, also by what runs in this process."""
    house = House(tmp_path / "house", log_level="DEBUG")
    settings.FILES_DIR = house.files / "store"
    settings.LEDGER_FILE = house.files / "ledger" / "ledger.jsonl"
    settings.ANCHOR_FILE = house.files / "anchor" / "anchor.jsonl"
    monkeypatch.setenv("TASK_WORKERS", "1")
    # `make run` starts a BRP of its own where none is given.
    monkeypatch.setenv("BRP_URL", "http://127.0.0.1:9")
    return house


@pytest.fixture
def breaks(committed):
    """While inside, the database refuses every new row of a table, and says the whole row in its message."""

    @contextlib.contextmanager
    def broken(table, code, *, and_empty=False):
        with committed.connect() as superuser:
            if and_empty:
                superuser.execute(f"TRUNCATE {table}")
            superuser.execute(
                "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION USING"
                f" MESSAGE = 'refused ' || NEW::text, DETAIL = NEW::text, ERRCODE = '{code}'; END $$"
            )
            superuser.execute(f"CREATE TRIGGER refuse BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION refuse()")
            try:
                yield
            finally:
                superuser.execute("DROP FUNCTION refuse CASCADE")

    return broken
