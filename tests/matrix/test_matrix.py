"""§ 4.2 Casusregiedossier, § 2 Need to know, § 1.1 Geheimhoudingsplicht: no way around. Every address × everybody ×
every situation × every method, against the table of tests/matrix/expectations.py. docs/adr/0079-the-matrix.md
"""

from collections import defaultdict
from functools import cache
from importlib import import_module

import pytest

from tests.addresses import every_address
from tests.matrix import cells
from tests.matrix.expectations import DISAGREEMENTS, REGISTER_ROWS, TABLES, WHO

pytestmark = [pytest.mark.policy("4.2"), pytest.mark.policy("2"), pytest.mark.policy("1.1")]
ADDRESSES = cells.named(every_address())
IN_TABLE = {name: address for name, address in ADDRESSES.items() if cells.block_of(name)}
# What takes longest first, so that all processes are busy until the end.
MOST_FIRST = sorted(IN_TABLE, key=lambda name: -len(list(cells.places_of(IN_TABLE[name]))))
PARTS = sorted({(cells.block_of(name), family) for name in IN_TABLE for family, _ in cells.places_of(IN_TABLE[name])})


# --- the table and the site are about the same pages ---


def test_every_address_has_a_row_in_the_table():
    missing = [name for name in ADDRESSES if not cells.block_of(name)]
    assert missing == [], f"decide in tests/matrix/expectations.py who gets what here, and add its row: {missing}"


def test_every_row_of_the_table_is_an_address():
    rows = {name for block in TABLES.values() for name in block}
    assert sorted(rows - ADDRESSES.keys()) == [], "these rows are of no page any more: take them out"


def test_every_cell_of_the_table_says_something_that_is_known():
    judging = import_module("tests.matrix.judging")
    for row in TABLES["dossiers"].values():
        said = {name: value.partition(">")[0] for name, value in row.cells.items()}
        assert {said[name] for name in ("open", "closed", "danger", "looked", "hidden", "lead")} <= WHO.keys(), row
        assert {said[name] for name in ("others", "destroyed", "nobody")} <= judging.IS.keys(), row
    for row in TABLES["pages"].values():
        assert {value for name, value in row.cells.items() if name != "methods"} <= judging.IS.keys(), row


def test_every_register_of_beheer_has_a_row(scene):
    assert import_module("tests.matrix.stage").registers().keys() == REGISTER_ROWS.keys()


# --- and the site does as the table says ---


def check(asker, chosen, record_property):
    judge = import_module("tests.matrix.judging").Judge(asker)
    wrong = [line for cell in chosen for line in judge.wrong_in(ADDRESSES[cell.address], cell) if not is_known(cell)]
    record_property("cells of the matrix", len(chosen))
    assert wrong == [], f"{len(wrong)} of {len(chosen)} cells:\n" + "\n".join(wrong[:80])


def is_known(cell) -> bool:
    return (cell.address, cell.who, cell.where) in DISAGREEMENTS


@cache
def sampled() -> dict[tuple[str, str], list]:
    """(block, family) → its cells in the sample."""
    found = defaultdict(list)
    for cell in cells.sample(cells.every_cell(IN_TABLE.values())):
        found[cells.block_of(cell.address), cell.family].append(cell)
    return found


@pytest.mark.parametrize("part", PARTS, ids="-".join)
def test_a_sample_in_which_every_pair_occurs(asker, part, record_property):
    assert sampled().keys() == set(PARTS)
    check(asker, sampled()[part], record_property)


@pytest.mark.proof
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", MOST_FIRST)
def test_every_cell(asker, name, record_property):
    check(asker, list(cells.cells_of(ADDRESSES[name])), record_property)


def test_what_is_known_to_differ_still_does(asker):
    """So that its line in the table goes once the application is mended."""
    judge = import_module("tests.matrix.judging").Judge(asker)
    for address, who, where in DISAGREEMENTS:
        asked = [cell for cell in cells.cells_of(ADDRESSES[address]) if (cell.who, cell.where) == (who, where)]
        differs = any(judge.wrong_in(ADDRESSES[address], cell) for cell in asked)
        assert differs, f"mended: take {address}, {who}, {where} out of the table"
