"""The form in which rows and seals are hashed. Property: different logs never look the same."""

import json
import uuid
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as some

from audit import canonical
from audit.choices import Kind
from audit.models import Seal

KEY = b"k" * 32

ids = some.uuids().map(str)
texts = some.text(some.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
cells = some.one_of(some.none(), some.booleans(), some.integers(0, 2**63), texts, some.lists(texts, max_size=3), ids)
rows = some.tuples(cells, cells, cells)
logs = some.lists(rows, max_size=4)


@given(rows)
def test_a_line_can_be_read_back_and_ends_once(row):
    line = canonical.line(row)
    assert json.loads(line) == list(row)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1


def same(one, other):
    """Equal, with True apart from 1."""
    return repr(one) == repr(other)


@given(logs, logs)
def test_two_logs_have_the_same_digest_only_when_they_are_the_same(one, other):
    assert (canonical.digest(KEY, one) == canonical.digest(KEY, other)) == same(one, other)


@given(some.lists(rows, min_size=2, max_size=4, unique_by=repr))
def test_the_order_counts(log):
    assert canonical.digest(KEY, log) != canonical.digest(KEY, log[::-1])


@given(logs)
def test_another_key_gives_another_digest(log):
    assert canonical.digest(KEY, log)[0] == len(log)
    assert canonical.digest(KEY, log)[1] != canonical.digest(b"x" * 32, log)[1]


def a_seal(**changed):
    facts = {
        "seq": 7,
        "kind": Kind.ROWS.value,
        "epoch": 1,
        "month": date(2026, 11, 1),
        "from_xid": 10,
        "to_xid": 20,
        "rows": 3,
        "digest": b"d" * 32,
        "sealed_at": datetime(2026, 11, 20, 12, 0, 0, 1, tzinfo=UTC),
    }
    return Seal(**(facts | changed))


def test_every_part_of_a_seal_is_under_its_head():
    changes = [
        {"seq": 8},
        {"kind": Kind.DROP.value},
        {"epoch": 2},
        {"month": None},
        {"from_xid": 11},
        {"to_xid": 21},
        {"rows": 2},
        {"digest": b"e" * 32},
        {"sealed_at": datetime(2026, 11, 20, 12, 0, 0, 2, tzinfo=UTC)},
    ]
    heads = {canonical.head(KEY, b"p", a_seal(**change)) for change in [{}, *changes]}
    heads.add(canonical.head(KEY, b"q", a_seal()))
    assert len(heads) == len(changes) + 2


def test_seals_made_before_still_verify():
    """Known answers: who changes these breaks every seal ever made."""
    row = (1, "12", str(uuid.UUID(int=1)), 1_795_176_000_000_000, None, "é", None, False, ["a"], [])
    assert canonical.line(row) == (
        b'[1,"12","00000000-0000-0000-0000-000000000001",1795176000000000,null,"\\u00e9",null,false,["a"],[]]\n'
    )
    assert canonical.digest(KEY, [row])[1].hex() == "67578714d753f1cd74484d93a484c89e30795fafbae8b2579e363f850ee3c657"
    assert (
        canonical.head(KEY, b"p", a_seal()).hex() == "6799afb5e912cc98e963b39a948d5b05e0f6fed1c6efa2b0197bb5a12e7f8901"
    )
