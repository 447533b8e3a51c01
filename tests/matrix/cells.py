"""The cells of the matrix and what the table says of each: who asks, at which address, about which family, how.

`every_cell` gives all of them; `sample` a selection in which every pair of (address, family, category, kind of person,
method) that can occur together, does. Why that is not the package for it: docs/adr/0079-the-matrix.md
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from terms.categories import SEPARATE
from tests.addresses import Address
from tests.matrix import stage
from tests.matrix.expectations import REGISTER_ROWS, TABLES, WHO, Row

METHODS = ("GET", "POST", "PUT", "DELETE")
RARE = ("HEAD", "PATCH", "OPTIONS")
FAMILIES = ("open", "closed", "hidden", "another", "destroyed")
# Addresses of one record, which may be of a category apart; first word → which record.
RECORDS = {
    "notities": "entry",
    "documenten": "document",
    "taken": "task",
    "toestemmingen": "consent",
    "handtekeningen": "signature",
    "gronden": "ground",
    "gekregen": "incoming",
    "verstrekkingen": "disclosure",
    "niet-bereikt": "escalation",
}
REGISTER_PAGES = ("changelist", "add", "change", "history", "delete", "export")

# What is answered.
PAGE, AWAY, OWN, OPEN = "page", "away", "own", "open"
NOTHING, NOT_ALLOWED, FORBIDDEN = "none", "not allowed", "forbidden"
SIGN_IN, DECLARATION, NO_ACCESS = "sign-in", "declaration", "no-access"

# One kind of person behaves alike in all of the table; a sample takes its members in turn.
KINDS_OF_PEOPLE = {
    "leads": ("roos", "dana"),
    "writes": ("cem", "rik", "arie", "pim", "paula"),
    "reads": ("mees",),
    "authorised": ("vera", "maud"),
    "in danger": ("nina", "luuk"),
    "looked up": ("lotte",),
    "elsewhere": ("otto", "iris", "abel"),
    "team lead": ("lia",),
    "never": ("hugo", "toon", "sjoerd"),
    "officer": ("pia", "fons", "anna"),
    "stopped": ("leo", "nora", "karel"),
    "nobody": ("anonymous", "resident"),
}
EVERYBODY = tuple(who for members in KINDS_OF_PEOPLE.values() for who in members)
KIND_OF = {who: kind for kind, members in KINDS_OF_PEOPLE.items() for who in members}


@dataclass(frozen=True)
class Cell:
    address: str
    family: str
    category: str
    who: str
    method: str

    @property
    def where(self) -> str:
        return f"{self.family}/{self.category}" if self.category else self.family

    def __str__(self):
        return f"{self.who} {self.method} {self.address} [{self.where}]"


# --- which there are ---


def named(addresses: Iterable[Address]) -> dict[str, Address]:
    """By name; a page without a name by its route."""
    return {address.view_name or address.route: address for address in addresses}


def block_of(name: str) -> str:
    """Which block of the table an address stands in; empty when in none."""
    if name.startswith("beheer") and register_of(name):
        return "registers"
    if name.startswith("beheer/"):
        return "desk"
    return next((block for block, rows in TABLES.items() if name in rows), "")


def register_of(name: str) -> tuple[str, str] | None:
    """(register, page) of an address of /beheer/; a page without a name leads to the page of a change."""
    if name.startswith("beheer/") and name.count("/") == 4:
        _beheer, app, model, *_rest = name.split("/")
        return f"{app}_{model}", "away"
    register, _, page = name.removeprefix("beheer:").rpartition("_")
    return (register, page) if page in REGISTER_PAGES and register in REGISTER_ROWS else None


def cells_of(address: Address) -> Iterator[Cell]:
    name = address.view_name or address.route
    places = list(places_of(address))
    for who in EVERYBODY:
        for family, category in places:
            if (who, family) != ("otto", "another"):
                methods = METHODS + RARE if family == "open" and not category else METHODS
                for method in methods:
                    yield Cell(name, family, category, who, method)


def places_of(address: Address) -> Iterator[tuple[str, str]]:
    """(family, category) an address can be asked about."""
    if block_of(address.view_name) not in ("dossiers", "pages", "inspections"):
        yield "open", ""
        return
    for family in FAMILIES:
        yield family, ""
        if is_of_record(address) and family != "destroyed":
            yield from ((family, category) for category in SEPARATE)


def is_of_record(address: Address) -> bool:
    return bool(address.ids) and address.route.partition("/")[0] in RECORDS


def every_cell(addresses: Iterable[Address]) -> list[Cell]:
    return [cell for address in addresses for cell in cells_of(address)]


# --- a selection in which every pair occurs ---


def facts_of(cell: Cell) -> tuple:
    """Of a register which register and which page are two things, as are family and category of a record, or they
    would be half of the sample."""
    block = block_of(cell.address)
    where = register_of(cell.address) or (cell.address, "")
    return (block, *where, cell.family, cell.category, kind_in(block, cell.who), cell.method)


def kind_in(block: str, who: str) -> str:
    """Where the table tells apart no more than who is signed in, stopped, or an officer, neither does the sample; in
    /beheer/ each officer is one of a kind, and who never comes in anywhere is asked for apart."""
    kind = KIND_OF[who]
    if block not in ("account", "desk", "open", "registers"):
        return kind
    if block == "registers" and kind in ("officer", "never"):
        return who if kind == "officer" else kind
    return kind if kind in ("stopped", "nobody", "officer") else "anybody"


def sample(cells: Iterable[Cell]) -> list[Cell]:
    """First the cells that bring the most new pairs, then what the rest needs. The same each time."""
    alike = {}
    for cell in cells:
        # What else a browser can ask, only where it can be asked of a family; `every_cell` has it all.
        if cell.method in METHODS or block_of(cell.address) in ("dossiers", "pages", "inspections"):
            alike.setdefault(facts_of(cell), []).append(cell)
    left = [(set(combinations(enumerate(facts[1:]), 2)), facts) for facts in spread(alike)]
    seen, chosen = set(), []
    for enough in range(15, 0, -1):
        for pairs, facts in left:
            pairs.difference_update(seen)
            if len(pairs) >= enough:
                seen |= pairs
                # In turn, so that everybody of a kind comes by.
                chosen.append(alike[facts][len(chosen) % len(alike[facts])])
        left = [(pairs, facts) for pairs, facts in left if pairs]
    return chosen


def spread(values: Iterable) -> list:
    """In an order that takes from everywhere, and is the same on every machine."""
    listed = list(values)
    step = next(number for number in (7919, 7927, 7933) if len(listed) % number)
    return [listed[(place * step) % len(listed)] for place in range(len(listed))]


# --- what the table says ---


def expected(cell: Cell) -> str:
    return EXPECTED[block_of(cell.address)](cell)


def in_dossiers(cell: Cell) -> str:
    row = TABLES["dossiers"][cell.address]
    if stopped := at_the_gate(cell):
        return stopped
    if not takes(row, cell.method):
        return NOT_ALLOWED
    return answer_in(row, cell)


def answer_in(row: Row, cell: Cell) -> str:
    for column, as_who in columns_for(cell):
        who, _, answer = row.cells[column].partition(">")
        if as_who & WHO[who]:
            return answer or PAGE
    return row.cells["destroyed" if cell.family == "destroyed" else "others"]


def columns_for(cell: Cell) -> Iterator[tuple[str, set[str]]]:
    """(column, as whom) that this person may be read in, for this family."""
    if cell.family == "destroyed":
        return
    if cell.who in stage.INSIDE and cell.family != "another":
        yield from inside(cell)
    elif cell.who in in_danger_at(cell.family):
        if not cell.category:
            yield "danger", {"yes"}
    elif cell.who == "lotte":
        if not cell.category:
            yield ("hidden" if cell.family in ("closed", "hidden") else "looked"), {"yes"}
    elif cell.who == "lia" and cell.family != "another" and not cell.category:
        yield "lead", {"yes"}


def inside(cell: Cell) -> Iterator[tuple[str, set[str]]]:
    _roles, role, authorised = stage.INSIDE[cell.who]
    if not cell.category:
        as_who = {role, "author"} if cell.who == "roos" else {role}
    elif authorised and TABLES["dossiers"][cell.address].cells["apart"] == "named":
        as_who = {role, "author"} if cell.who == "vera" else {role}
    else:
        return
    yield ("closed" if cell.family == "closed" else "open"), as_who


def in_danger_at(family: str) -> set[str]:
    return {"open": {"nina", "luuk"}, "hidden": {"nina"}}.get(family, set())


def in_pages(cell: Cell) -> str:
    row = TABLES["pages"][cell.address]
    if stopped := at_the_gate(cell):
        return stopped
    return row.cells[column_of(cell.who)] if takes(row, cell.method) else NOT_ALLOWED


def column_of(who: str) -> str:
    special = {"paula": "partner", "lia": "lead", "abel": "on-call", "arie": "on-call", "sjoerd": "superuser"}
    if who in special:
        return special[who]
    if who in stage.NEVER:
        return "officer" if who in stage.OFFICERS else "overseer"
    return "worker"


def in_inspections(cell: Cell) -> str:
    row = TABLES["inspections"][cell.address]
    if stopped := at_the_gate(cell):
        return stopped
    if not takes(row, cell.method):
        return NOT_ALLOWED
    if stage.OFFICERS.get(cell.who) != "f":
        return row.cells["others"]
    return row.cells["destroyed" if cell.family == "destroyed" else "fg"]


def in_account(cell: Cell) -> str:
    """About the account itself: with what is sent here anything can be wrong, so long as nothing of anybody shows."""
    row = TABLES["account"][cell.address].cells
    if row["nobody"] == OPEN and not signed_in(cell.who):
        return OPEN
    if cell.who in ("leo", "nora") and (row["stopped"] == OPEN or (cell.address, cell.who) == ("secrecy", "nora")):
        return OPEN
    return at_the_gate(cell) or OPEN


def in_registers(cell: Cell) -> str:
    """Who comes in at all, then what they may there."""
    register, page = register_of(cell.address)
    if stopped := at_the_gate(cell, in_beheer=True):
        return stopped
    letter, row = stage.OFFICERS.get(cell.who), REGISTER_ROWS[register].cells
    if letter is None:
        return NOTHING
    if page == "away":
        return AWAY
    column = {"add": "add", "delete": "none", "export": "export"}.get(page, "look")
    if page == "change" and cell.method == "POST":
        column = "change"
    may = letter in row.get(column, "") or (column == "look" and letter in row["change"])
    return OWN if may else FORBIDDEN


def in_desk(cell: Cell) -> str:
    if stopped := at_the_gate(cell, in_beheer=True):
        return stopped
    return OPEN if cell.who in stage.OFFICERS else NOTHING


def at_the_gate(cell: Cell, *, in_beheer: bool = False) -> str:
    """What is answered before any page is reached (1.1a, 1.1c, 2.5c)."""
    if not signed_in(cell.who):
        return SIGN_IN
    return {"leo": NO_ACCESS, "nora": DECLARATION}.get(cell.who, "")


def signed_in(who: str) -> bool:
    return who not in ("anonymous", "resident", "karel")


def takes(row: Row, method: str) -> bool:
    """HEAD goes with a page that is only looked at; one with a form does not take it."""
    return method in row.methods or (method == "HEAD" and row.methods == ("GET",))


EXPECTED = {
    "dossiers": in_dossiers,
    "pages": in_pages,
    "inspections": in_inspections,
    "account": in_account,
    "open": lambda cell: OPEN,
    "registers": in_registers,
    "desk": in_desk,
}
