import contextlib

import pytest

from tests.gone.house import House, brp


@pytest.fixture
def house(committed, tmp_path, settings, monkeypatch):
    """Where everything of one installation is written, also by what runs in this process."""
    house = House(tmp_path / "house", log_level="DEBUG")
    settings.FILES_DIR = house.files / "store"
    settings.LEDGER_FILE = house.files / "ledger" / "ledger.jsonl"
    settings.ANCHOR_FILE = house.files / "anchor" / "anchor.jsonl"
    monkeypatch.setenv("TASK_WORKERS", "1")
    return house


@pytest.fixture
def knows(tmp_path, monkeypatch):
    """A BRP that knows a family; the processes that start later ask it."""
    with contextlib.ExitStack() as stack:

        def start(family):
            monkeypatch.setenv("BRP_URL", stack.enter_context(brp(family.write(tmp_path / "brp.json"))))

        yield start


@pytest.fixture
def breaks(committed):
    """While inside, the database refuses every new row of a table, and says the whole row in its message."""

    @contextlib.contextmanager
    def broken(table, code):
        with committed.connect() as superuser:
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
