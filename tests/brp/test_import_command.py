"""`manage.py import_brp` with whatever somebody gives it: a clear sentence and exit 1, or one result."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connections
from django.utils import timezone

from audit.context import system
from brp import importer
from brp.answer import parse
from brp.generated import families
from cases import search
from cases.models import HouseholdMember, Person, Relation
from sealing import keys
from tests.brp.people import CHILD, MOTHER, TODAY, answer, body, relative, someone

ROOT = Path(__file__).resolve().parents[2]
WHOLE = body(someone(), someone(CHILD, "Noor", born="2015-01-01", ouders=[relative(MOTHER)]))


def saved():
    with system("import", timezone.now()):
        return [model.objects.count() for model in (Person, Relation, HouseholdMember, Person.history.model)]


@pytest.fixture
def file(tmp_path):
    def write(content):
        path = tmp_path / "antwoord.json"
        path.write_bytes(content)
        return path

    return write


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "afgebroken of is geen JSON"),
        (WHOLE[:-40], "afgebroken of is geen JSON"),
        (b"%PDF-1.7", "afgebroken of is geen JSON"),
        (b"\x00\xff", "geen leesbare tekst"),
        (b"{}", "“type” ontbreekt"),
        (json.dumps({**answer(), "personen": "geen"}).encode(), "“personen”"),
        (body(someone(), someone("123456789")), "persoon 2: “burgerservicenummer” is geen geldig BSN"),
        (body(someone(born="2999-01-01")), "ligt in de toekomst"),
        (body(someone(born="1985-02-30")), "is geen bestaande datum"),
        (body(someone(), someone(surname="Smit")), "staat twee keer in het bestand, met een andere naam"),
    ],
)
def test_a_bad_file_is_told_in_dutch_and_nothing_is_saved(file, content, told):
    with pytest.raises(CommandError, match=told) as caught:
        call_command("import_brp", str(file(content)))
    assert caught.value.returncode == 1
    assert saved() == [0, 0, 0, 0]


@pytest.mark.django_db
def test_a_file_that_is_not_there_or_no_file_is_told(tmp_path):
    with pytest.raises(CommandError, match="bestaat niet"):
        call_command("import_brp", str(tmp_path / "weg.json"))
    with pytest.raises(CommandError, match="niet te lezen"):
        call_command("import_brp", str(tmp_path))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("where", "what"),
    [(keys, "prepare"), (search, "put"), (importer, "settle"), (importer, "save_authority")],
    ids=["keys database", "search data", "households", "authority"],
)
def test_a_database_that_fails_halfway_leaves_nothing(file, monkeypatch, where, what):
    def down(*_anything):
        raise OperationalError

    monkeypatch.setattr(where, what, down)
    with pytest.raises(CommandError, match="Er is niets ingelezen"):
        call_command("import_brp", str(file(WHOLE)))
    assert saved() == [0, 0, 0, 0]


def manage(*arguments):
    command = [sys.executable, "manage.py", "import_brp", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_as_a_process_it_exits_1_with_stdout_left_clean(committed, file):
    wrong = manage(file(body(someone(), someone("123456789"))), "--json")
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert "is geen geldig BSN" in wrong.stderr
    assert "Traceback" not in wrong.stderr
    right = manage(file(WHOLE), "--json")
    assert right.returncode == 0
    assert json.loads(right.stdout) == {
        "persons": 2,
        "households": 1,
        "relations": 1,
        "authority": 0,
        "created": 2,
        "changed": 0,
        "skipped": [],
    }


def test_two_at_the_same_time_make_everybody_once(committed):
    people = parse(body(*families(1)), TODAY)

    def load(_turn):
        try:
            return importer.load(people, now=timezone.now(), on=TODAY).created
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        created = list(pool.map(load, range(2)))
    assert sorted(created) == [0, len(people.persons)]
    assert saved()[0] == len(people.persons)
