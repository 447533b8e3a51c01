"""§ 1.1 Geheimhoudingsplicht: what stood on an organisation is in the register, and nothing is lost."""

import os
import subprocess
import sys
from datetime import date

import pytest

from sealing.models import new_id
from tests.browser import ROOT

BEFORE = "0007_home_index"
STARTED = date(2026, 1, 1)
OLD = {
    "Zorg": ("convenant", STARTED, date(2026, 12, 31)),
    "School": ("dienstverleningsovereenkomst", STARTED, None),
    "Gemeente": ("", None, None),
}


def migrate(committed, *to):
    command = [sys.executable, "manage.py", "migrate", "accounts", *to]
    environment = {**os.environ, **committed.environment, "PYTHONWARNINGS": ""}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr


def columns(database):
    found = database.execute(
        "SELECT name, agreement_kind, agreement_valid_from, agreement_valid_until FROM accounts_organisation"
    )
    return {name: tuple(facts) for name, *facts in found}


def rows(database):
    found = database.execute(
        "SELECT o.name, a.kind, a.valid_from, a.valid_until, a.taken_over, a.structural "
        "FROM accounts_agreement a JOIN accounts_organisation o ON o.id = a.organisation_id"
    )
    return {name: tuple(facts) for name, *facts in found}


@pytest.mark.proof
@pytest.mark.timeout(300)
@pytest.mark.policy("1.1")
def test_agreements_move_to_the_register_and_back_without_loss(committed):
    migrate(committed, BEFORE)
    with committed.connect() as database:
        for name, facts in OLD.items():
            database.execute(
                "INSERT INTO accounts_organisation (id, name, kind, agreement_kind, agreement_valid_from, "
                "agreement_valid_until) VALUES (%s, %s, %s, %s, %s, %s)",
                (new_id(), name, "partner" if facts[0] else "municipality", *facts),
            )
        migrate(committed)
        moved = {name: (*facts, True, False) for name, facts in OLD.items() if facts[0]}
        assert rows(database) == moved
        migrate(committed, BEFORE)
        assert columns(database) == OLD
