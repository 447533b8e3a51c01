"""§ 4.1 Casusregie: the rule that says what follows whom, by itself."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.records import record_models
from casework import changes
from casework.changes import FOLLOWS, Chosen, Circumstances, Fate, Part, Piece

pytestmark = pytest.mark.policy("4.1")
PEOPLE = [UUID(int=number) for number in range(1, 6)]
PARTS = [UUID(int=number) for number in range(10, 18)]
groups = st.frozensets(st.sampled_from(PEOPLE), max_size=5)
pieces = st.builds(
    Piece,
    kind=st.sampled_from([*FOLLOWS, "iets nieuws"]),
    id=st.uuids(),
    about=groups,
    fixed=st.booleans(),
    runs=st.booleans(),
)


@st.composite
def plans(draw):
    """Parts of which each may be tied to ones before it, as goals and replacements are."""
    made = []
    for number, pk in enumerate(PARTS[: draw(st.integers(0, 8))]):
        tied = draw(st.frozensets(st.sampled_from(PARTS[:number]), max_size=2)) if number else frozenset()
        made.append(Part(pk, draw(groups.filter(bool)), tied))
    return made


def test_of_every_kind_of_record_it_was_decided_whom_it_follows():
    assert {model._meta.model_name for model in record_models()} == set(FOLLOWS)


@given(piece=pieces, leaving=groups)
def test_nothing_goes_along_that_is_about_who_stays(piece, leaving):
    fate = changes.fate_of(piece, leaving)
    assert (fate == Fate.GOES) <= (bool(piece.about) and piece.about <= leaving and not piece.fixed)
    assert (fate == Fate.ENDS) <= bool(piece.about & leaving)
    assert (piece.kind == "iets nieuws") <= (fate == Fate.STAYS)


@given(piece=pieces, leaving=groups)
def test_nothing_agreed_or_planned_goes_on_for_who_left(piece, leaving):
    touched = piece.kind in {"consent", "ground", "conference"} and piece.runs and piece.about & leaving
    assert bool(touched) == (changes.fate_of(piece, leaving) == Fate.ENDS)


@given(parts=plans(), leaving=groups)
def test_neither_side_of_a_plan_names_who_is_on_the_other(parts, leaving):
    staying = frozenset(PEOPLE) - leaving
    here, there = changes.divided(parts, staying), changes.divided(parts, leaving)
    assert all(about and about <= staying for about in here.values())
    assert all(about and about <= leaving for about in there.values())
    for side in (here, there):
        assert all(one.tied_to <= set(side) for one in parts if one.id in side)
    loose = [one for one in parts if not one.tied_to]
    assert all(one.id in here or one.id in there for one in loose)


@given(safety=st.booleans(), along=groups, both=groups, reason=st.sampled_from(["", " ", "Overdracht"]), leads=groups)
def test_nobody_keeps_both_on_safety_grounds_without_a_name_and_a_reason(safety, along, both, reason, leads):
    doer, child, mother = PEOPLE[0], UUID(int=99), UUID(int=98)
    chosen = Chosen(frozenset({child}), safety, along, both, reason, next(iter(leads), None))
    here = Circumstances(frozenset({child, mother}), doer, frozenset(PEOPLE[1:]), led_otherwise=bool(leads))
    if changes.refusal(chosen, here):
        return
    seen = changes.foresee(chosen, here, [], [])
    keep = seen.comes - seen.goes_out
    assert seen.comes == along | {doer}
    assert keep == (both if safety else seen.comes)
    assert not safety or not keep or reason.strip()
