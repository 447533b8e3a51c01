import pytest

from retention.states import FINAL, MEANING, NEXT_STATES, State, states_as_markdown

pytestmark = pytest.mark.policy("2.3")


def test_every_state_is_in_the_table_and_explained():
    assert set(NEXT_STATES) == set(MEANING) == set(State)


def test_from_every_state_there_is_a_way_to_an_end():
    for state in State:
        seen, reached = set(), {state}
        while reached - seen:
            seen |= reached
            reached = {after for one in reached for after in NEXT_STATES[one]}
        assert seen & set(FINAL)


def test_after_rows_are_gone_there_is_no_way_back():
    assert NEXT_STATES[State.ROWS_GONE] == [State.KEYS_GONE]
    assert NEXT_STATES[State.KEYS_GONE] == [State.DONE]


def test_the_diagram_draws_every_arrow():
    text = states_as_markdown()
    for state, following in NEXT_STATES.items():
        for after in following:
            assert f"{state.name} --> {after.name}" in text
