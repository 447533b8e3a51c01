"""§ 4.1 Casusregie: the genogram and the timeline as drawings, without a database."""

from datetime import date, timedelta
from itertools import combinations, product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from casework import genogram, timeline
from casework.genogram import Related, Someone
from casework.timeline import Period

pytestmark = pytest.mark.policy("4.1")
FEW = settings(max_examples=60, deadline=None)
KINDS = st.sampled_from(["ouder", "kind", "partner"])


@st.composite
def families(draw):
    """Up to 14 people with any relations at all, also those that cannot be."""
    number = draw(st.integers(1, 14))
    pks = st.integers(0, number - 1)
    days = st.none() | st.dates(date(1940, 1, 1), date(1940, 1, 3))
    people = [
        Someone(pk, f"P{pk}", "", draw(st.sampled_from("MVO")), 30, draw(days), draw(st.booleans()))
        for pk in range(number)
    ]
    relations = draw(st.lists(st.builds(Related, pks, KINDS, pks, st.booleans()), max_size=30))
    return people, relations


@st.composite
def possible_families(draw):
    """As above, in which a parent always comes before the child."""
    people, relations = draw(families())
    return people, [Related(max(told.one, told.other), "ouder", min(told.one, told.other)) for told in relations]


def pairs(people, relations):
    """What must be drawn: each pair once, a parent before the child; partners in either order."""
    known = {one.pk for one in people}
    for told in relations:
        if {told.one, told.other} <= known and told.one != told.other:
            yield (told.one, told.other) if told.kind == "kind" else (told.other, told.one)


def drawn(made):
    return {pair for line in made.lines for pair in line.ends}


def people_named(*names, **facts):
    return [Someone(name, name, **facts) for name in names]


def at(made):
    return {figure.someone.name: figure for figure in made.figures}


@FEW
@given(families())
def test_nobody_overlaps_and_everybody_is_inside(family):
    made = genogram.of(*family)
    assert len(made.figures) == len(family[0])
    for one, other in combinations(made.figures, 2):
        assert abs(one.x - other.x) >= genogram.STEP or abs(one.y - other.y) >= genogram.SIZE + genogram.BELOW
    for figure in made.figures:
        assert 0 <= figure.left <= figure.right <= made.width
        assert 0 <= figure.top <= figure.bottom + genogram.NAME_AT <= made.height


@FEW
@given(families())
def test_every_relation_is_drawn_and_told_and_nothing_else_is(family):
    people, relations = family
    made = genogram.of(people, relations)
    wanted = set(pairs(people, relations))
    assert {frozenset(pair) for pair in drawn(made)} == {frozenset(pair) for pair in wanted}
    parents = {
        (told.other, told.one) if told.kind == "ouder" else (told.one, told.other)
        for told in relations
        if told.kind != "partner"
    }
    parents = {pair for pair in parents if pair[0] != pair[1]}
    assert {pair for line in made.lines if line.kind == "child" for pair in line.ends} == parents
    told_of = {figure.someone.pk for figure in made.figures if figure.words}
    assert told_of >= {pk for pair in wanted for pk in pair}


@FEW
@given(possible_families())
def test_a_child_stands_lower_than_the_parents(family):
    made = genogram.of(*family)
    for figure in made.figures:
        assert all(child.top > figure.bottom for child in figure.children)


@FEW
@given(families(), st.randoms(use_true_random=False))
def test_the_drawing_does_not_depend_on_the_order_of_the_data(family, random):
    people, relations = family
    told = [
        Related(one.other, {"ouder": "kind", "kind": "ouder"}.get(one.kind, one.kind), one.one, one.is_over)
        for one in relations
    ]
    random.shuffle(told)
    shuffled = random.sample(people, len(people))
    one, other = genogram.of(people, relations), genogram.of(shuffled, told)
    assert [(figure.someone, figure.x, figure.y, figure.words) for figure in one.figures] == [
        (figure.someone, figure.x, figure.y, figure.words) for figure in other.figures
    ]
    assert one.lines == other.lines


def test_partners_stand_side_by_side_and_half_siblings_hang_from_their_own_parents():
    people = [
        Someone("Ruud", "Ruud", gender="M", age=44),
        Someone("Samira", "Samira", gender="V", age=41),
        Someone("Kemal", "Kemal", gender="M", age=45),
    ]
    people += people_named("Esra", "Deniz", gender="V", age=9)
    relations = [
        Related("Ruud", "partner", "Samira"),
        Related("Samira", "partner", "Kemal", is_over=True),
        Related("Esra", "ouder", "Samira"),
        Related("Esra", "ouder", "Ruud"),
        Related("Deniz", "ouder", "Samira"),
        Related("Deniz", "ouder", "Kemal"),
    ]
    made = genogram.of(people, relations)
    figures = at(made)
    assert {figure.row for figure in figures.values()} == {0, 1}
    assert (
        abs(figures["Samira"].x - figures["Ruud"].x) == genogram.STEP == abs(figures["Samira"].x - figures["Kemal"].x)
    )
    assert sorted(line.kind for line in made.lines) == ["child", "child", "former", "partners"]
    assert figures["Samira"].words == "Ouder van Deniz en Esra, partner van Ruud, was partner van Kemal"
    assert [figures[name].shape for name in ("Ruud", "Samira")] == ["square", "circle"]


def test_twins_hang_from_one_point():
    born = date(2015, 3, 1)
    people = [Someone("Mo", "Mo", age=40), Someone("A", "A", born=born), Someone("B", "B", born=born)]
    made = genogram.of(people, [Related("A", "ouder", "Mo"), Related("B", "ouder", "Mo")])
    figures = at(made)
    assert figures["A"].words == "Kind van Mo, tweeling met B"
    (line,) = made.lines
    middle = (figures["A"].x + figures["B"].x) // 2
    assert line.path.count(f"M{middle} ") >= 2


def test_who_is_of_unknown_parents_and_who_is_nobodys_kin_are_still_there():
    made = genogram.of(people_named("A", "B"), [Related("A", "ouder", "elders")])
    assert (len(made.figures), made.lines, made.is_drawn) == (2, [], False)
    assert genogram.of([], []).figures == []


def test_the_parents_of_two_partners_stand_right_above_them():
    relations = [
        Related("A", "ouder", "Opa"),
        Related("Opa", "ouder", "Oud"),
        Related("A", "partner", "B"),
        Related("B", "ouder", "Oma"),
    ]
    figures = at(genogram.of(people_named("A", "B", "Opa", "Oma", "Oud"), relations))
    assert figures["Opa"].row == figures["Oma"].row == figures["A"].row - 1


# --- the timeline ---

DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31))


@FEW
@example(date(2017, 12, 1), date(2023, 10, 1), [])
@given(DAYS, DAYS, st.lists(DAYS, max_size=20))
def test_whatever_the_life_of_a_dossier_nothing_is_left_out_and_it_stays_a_picture(one, other, days):
    first, last = sorted((one, other))
    made = timeline.of(first, last, {"Notities": days}, {}, "Regisseur", [Period(first, None, "Roos")])
    assert len(made.columns) <= timeline.MOST_COLUMNS
    assert sum(row.counts[0] for row in made.rows) == len(days) == sum(bar.count for bar in made.lanes[0].bars)
    assert all(0 <= bar.x <= bar.x + bar.width <= made.width for bar in made.lanes[0].bars)
    assert all(row.names == ["Roos"] for row in made.rows)
    assert all(
        before.last + timedelta(days=1) == after.first
        for before, after in zip(made.columns, made.columns[1:], strict=False)
    )


@pytest.mark.parametrize(
    ("months", "columns", "label"), [(3, 4, "januari 2026"), (30, 11, "kwartaal 1 van 2026"), (90, 8, "2026")]
)
def test_a_long_life_is_told_by_quarter_or_by_year(months, columns, label):
    first = date(2026, 1, 10)
    made = timeline.of(first, first + timedelta(days=30 * months + 10), {}, {}, "Regisseur", [])
    assert (len(made.columns), made.columns[0].label) == (columns, label)


def test_a_period_counts_in_each_month_it_meets():
    periods = [Period(date(2026, 1, 31), date(2026, 2, 1)), Period(date(2026, 2, 10))]
    led = [Period(date(2026, 1, 1), date(2026, 2, 3), "Roos"), Period(date(2026, 2, 3), None, "Cem")]
    made = timeline.of(date(2026, 1, 1), date(2026, 3, 9), {}, {"Toestemmingen": periods}, "Regisseur", led)
    assert [row.counts for row in made.rows] == [[1], [2], [1]]
    assert [row.names for row in made.rows] == [["Roos"], ["Roos", "Cem"], ["Cem"]]


def test_pairs_are_what_the_tests_think_they_are():
    people = people_named(1, 2)
    for kind, (one, other) in product(("ouder", "kind"), ((1, 2), (2, 1))):
        assert list(pairs(people, [Related(one, kind, other)])) == [(other, one) if kind == "ouder" else (one, other)]
