import sys
from types import ModuleType

import pytest

from audit import tables
from audit.tables import Decision, Found, UndecidedError

DOSSIER = "(dossier_id = ANY (( SELECT my_dossiers() AS my_dossiers)::uuid[]))"
PURPOSE = "(( SELECT current_setting('app.purpose'::text, true)) = 'vernietiging'::text)"
WALLED = Found(True, (DOSSIER,))


@pytest.fixture
def room(monkeypatch):
    def make(name, walls):
        package, module = ModuleType(name), ModuleType(f"{name}.walls")
        package.__path__, module.WALLS = [], walls
        module.__spec__ = object()
        monkeypatch.setitem(sys.modules, name, package)
        monkeypatch.setitem(sys.modules, f"{name}.walls", module)
        return name

    return make


def test_decisions_are_gathered_from_the_rooms_that_have_any(room):
    found = tables.gather([room("hall", {"hall_coat": ("own", "omdat")}), "json", "audit"])
    assert found["hall_coat"] == Decision("own", "omdat")
    assert found["audit_accesslog"].wall == "log"


@pytest.mark.parametrize("wall", [("moat", "omdat"), ("dossier", "")], ids=["unknown kind", "no reason"])
def test_a_decision_has_a_known_kind_and_a_reason(room, wall):
    with pytest.raises(UndecidedError):
        tables.gather([room("hall", {"hall_coat": wall})])


def test_two_rooms_cannot_decide_on_one_table(room):
    one = room("hall", {"hall_coat": ("own", "omdat")})
    with pytest.raises(UndecidedError):
        tables.gather([one, room("attic", {"hall_coat": ("none", "omdat")})])


@pytest.mark.parametrize(
    ("wall", "found", "fits"),
    [
        ("dossier", WALLED, True),
        ("dossier", Found(True, (DOSSIER, PURPOSE)), True),
        ("dossier", Found(False, (DOSSIER,)), False),
        ("dossier", Found(True, (PURPOSE,)), False),
        ("dossier", Found(True, (DOSSIER, "true")), False),
        ("person", WALLED, False),
        ("none", Found(False, ()), True),
        ("none", WALLED, False),
        ("keys", Found(False, ()), False),
    ],
)
def test_what_the_database_does_must_fit_the_decision(wall, found, fits):
    told = tables.problems({"cases_entry": Decision(wall, "omdat")}, {"cases_entry": found})
    assert (told == []) == fits


def test_a_table_without_a_decision_is_told():
    assert tables.problems({}, {"cases_entry": WALLED}) == ["cases_entry: geen besluit over de muur."]


def test_the_tables_of_this_room_are_as_decided(db):
    mine = {name: what for name, what in tables.found().items() if name.startswith("audit_")}
    assert set(mine) == {"audit_accesslog", "audit_seal", "audit_logstate"}
    assert tables.problems(tables.gather(["audit"]), mine) == []
