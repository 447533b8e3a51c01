"""§ 4.1 Casusregie: a family as a genogram, with the same facts in words.

No database here: persons and relations in, shapes and lines in whole pixels out; equal input gives an equal drawing,
in whatever order it comes. A man is a square, a woman a circle, anybody else a diamond, with the age in it and a cross
through who died; partners stand beside each other on a line, broken where it is over, and children hang below it. The
drawing says nothing that the words do not. docs/adr/0095-glance-table-and-visit.md
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from cases.choices import Gender, RelationKind

STEP, SIZE, EDGE = 116, 56, 12
HALF = SIZE // 2
# Below a shape: the name, and room before anything else begins.
NAME_AT, BELOW = 20, 28
GAP, LANE, BESIDE = 28, 14, 12
# How high a line goes over somebody who stands between two partners.
OVER = 10
SWEEPS = 3
# A wider row runs off the screen: then all begin at the left, or the parents would stand out of sight.
MOST_CENTRED = 6
SHAPES = {Gender.MALE: "square", Gender.FEMALE: "circle"}
LAST = date.max


@dataclass(frozen=True)
class Someone:
    """`name`: short, to draw; `full_name`: to list. `born`: the exact day, where it is known. `age`: today."""

    pk: Hashable
    name: str
    full_name: str = ""
    gender: str = ""
    age: int | None = None
    born: date | None = None
    is_deceased: bool = False


@dataclass(frozen=True)
class Related:
    """`other` is the parent, child or partner (`kind`) of `one`. `is_over`: of partners who separated."""

    one: Hashable
    kind: str
    other: Hashable
    is_over: bool = False


@dataclass
class Figure:
    """Somebody in the drawing; `x`, `y`: the middle of their shape. The others: what they are to each other."""

    someone: Someone
    row: int = 0
    x: int = 0
    y: int = 0
    parents: list["Figure"] = field(default_factory=list)
    children: list["Figure"] = field(default_factory=list)
    partners: list["Figure"] = field(default_factory=list)
    former: list["Figure"] = field(default_factory=list)
    twins: list["Figure"] = field(default_factory=list)

    @property
    def shape(self) -> str:
        return SHAPES.get(self.someone.gender, "diamond")

    @property
    def left(self) -> int:
        return self.x - HALF

    @property
    def top(self) -> int:
        return self.y - HALF

    @property
    def bottom(self) -> int:
        return self.y + HALF

    @property
    def right(self) -> int:
        return self.x + HALF

    @property
    def age_y(self) -> int:
        return self.y + 5

    @property
    def name_y(self) -> int:
        return self.bottom + NAME_AT

    @property
    def outline(self) -> str:
        """Of a diamond."""
        return f"M{self.x} {self.top}L{self.right} {self.y}L{self.x} {self.bottom}L{self.left} {self.y}Z"

    @property
    def cross(self) -> str:
        return f"M{self.left} {self.top}L{self.right} {self.bottom}M{self.right} {self.top}L{self.left} {self.bottom}"

    @property
    def words(self) -> str:
        """ "Kind van Ruud en Samira, partner van Piet"; empty where nothing is known."""
        said = (
            (_("kind van %s"), self.parents),
            (_("ouder van %s"), self.children),
            (_("partner van %s"), self.partners),
            (_("was partner van %s"), self.former),
            (_("tweeling met %s"), self.twins),
        )
        words = ", ".join(text % get_text_list([one.someone.name for one in who], _("en")) for text, who in said if who)
        return words[:1].upper() + words[1:]


@dataclass(frozen=True)
class Line:
    """`kind`: partners, former or child. `ends`: the pairs it connects, a parent before a child."""

    kind: str
    path: str
    ends: frozenset[tuple[Hashable, Hashable]]


@dataclass(frozen=True)
class Genogram:
    """`figures`: everybody, row by row and from left to right."""

    figures: list[Figure]
    lines: list[Line]
    width: int
    height: int

    @property
    def is_drawn(self) -> bool:
        """Where nobody is known to be anything to anybody, there is nothing to draw."""
        return bool(self.lines)


def of(people: Iterable[Someone], relations: Iterable[Related]) -> Genogram:
    """Of whoever is among `people`; a relation to anybody else is not there."""
    figures = {one.pk: Figure(one) for one in sorted(people, key=_first_born)}
    _relate(figures, relations)
    _find_twins(figures.values())
    clusters = _clusters(figures)
    _set_rows(figures, clusters)
    rows = _ordered_rows(figures, clusters)
    families = _families(figures.values())
    _place(rows, families)
    ordered = [figure for row in rows for figure in row]
    lines = [*_couples(ordered), *_descents(families), *_impossible(ordered)]
    width = max((len(row) * STEP for row in rows), default=0) + 2 * EDGE
    height = max((figure.bottom + BELOW for figure in ordered), default=0) + EDGE
    return Genogram(ordered, lines, width, height)


def _first_born(one: Someone) -> tuple:
    """Of whom no day is known the age tells; then the id, so that the order is always the same."""
    return one.born or LAST, -(one.age or 0), str(one.pk)


# --- who is what to whom ---


def _relate(figures, relations) -> None:
    """Either side may tell it; it is known once. Partners are over where everybody who tells of them says so."""
    running = defaultdict(bool)
    parents = set()
    for told in relations:
        if told.one not in figures or told.other not in figures or told.one == told.other:
            continue
        if told.kind == RelationKind.PARTNER:
            running[frozenset({told.one, told.other})] |= not told.is_over
        else:
            parents.add((told.other, told.one) if told.kind == RelationKind.PARENT else (told.one, told.other))
    place = {pk: number for number, pk in enumerate(figures)}
    for parent, child in sorted(parents, key=lambda pair: (place[pair[0]], place[pair[1]])):
        figures[parent].children.append(figures[child])
        figures[child].parents.append(figures[parent])
    for pair in sorted((sorted(pair, key=place.get) for pair in running), key=lambda pair: [place[pk] for pk in pair]):
        one, other = (figures[pk] for pk in pair)
        known = "partners" if running[frozenset(pair)] else "former"
        getattr(one, known).append(other)
        getattr(other, known).append(one)


def _find_twins(figures) -> None:
    born = defaultdict(list)
    for figure in figures:
        if figure.someone.born and figure.parents:
            born[figure.someone.born, _ids(figure.parents)].append(figure)
    for together in born.values():
        for figure in together:
            figure.twins = [other for other in together if other is not figure]


def _mates(figure: Figure) -> list[Figure]:
    return [*figure.partners, *figure.former]


def _ids(figures) -> frozenset:
    return frozenset(figure.someone.pk for figure in figures)


# --- rows: partners side by side, children lower than their parents ---


def _clusters(figures) -> dict[Hashable, list[Figure]]:
    """Person → who must stand in one row with them: their partners, and theirs."""
    clusters = {pk: [figure] for pk, figure in figures.items()}
    for figure in figures.values():
        for mate in _mates(figure):
            mine, other = clusters[figure.someone.pk], clusters[mate.someone.pk]
            if mine is not other and not _is_lineal(figure, mate):
                mine += other
                for one in other:
                    clusters[one.someone.pk] = mine
    return clusters


def _is_lineal(one: Figure, other: Figure) -> bool:
    """A register that makes a parent somebody's partner is wrong about one of the two: then they stay parent."""
    return other in one.parents or other in one.children


def _set_rows(figures, clusters) -> None:
    """The lowest row that is needed; who begins a line stands right above the first of their children."""
    below = _below(figures, clusters)
    rows = dict.fromkeys(below, 0)
    for name in _downward(below):
        for child in below[name]:
            rows[child] = max(rows[child], rows[name] + 1)
    has_parents = {child for children in below.values() for child in children}
    for name, children in below.items():
        if children and name not in has_parents:
            rows[name] = min(rows[child] for child in children) - 1
    for pk, figure in figures.items():
        figure.row = rows[_name(clusters[pk])]


def _name(cluster: list[Figure]) -> Hashable:
    return cluster[0].someone.pk


def _below(figures, clusters) -> dict[Hashable, list[Hashable]]:
    """Cluster → those of the children; what would make somebody their own ancestor is left out."""
    below = {_name(cluster): [] for cluster in clusters.values()}
    for figure in figures.values():
        for child in figure.children:
            here, there = _name(clusters[figure.someone.pk]), _name(clusters[child.someone.pk])
            if here != there and there not in below[here] and not _leads_to(below, there, here):
                below[here].append(there)
    return below


def _leads_to(below, start, end) -> bool:
    seen, to_see = set(), [start]
    while to_see:
        name = to_see.pop()
        if name == end:
            return True
        if name not in seen:
            seen.add(name)
            to_see += below[name]
    return False


def _downward(below) -> list[Hashable]:
    """Every cluster after those above it."""
    waiting = {name: sum(name in children for children in below.values()) for name in below}
    order = []
    while len(order) < len(below):
        name = next(name for name, number in waiting.items() if number == 0 and name not in order)
        order.append(name)
        for child in below[name]:
            waiting[child] -= 1
    return order


# --- from left to right ---


def _ordered_rows(figures, clusters) -> list[list[Figure]]:
    """Families stay together: each cluster stands where its parents, and then its children, stand."""
    used = sorted({figure.row for figure in figures.values()})
    units = [[] for _row in used]
    for cluster in {_name(cluster): cluster for cluster in clusters.values()}.values():
        units[used.index(cluster[0].row)].append(_side_by_side(cluster))
    for number, row in enumerate(units):
        for unit in row:
            for figure in unit:
                figure.row = number
    for sweep in range(SWEEPS):
        for row in units if sweep % 2 == 0 else reversed(units):
            _number(units)
            kin = "parents" if sweep % 2 == 0 else "children"
            row.sort(key=lambda unit, kin=kin: _wish(unit, kin))
    return [[figure for unit in row for figure in unit] for row in units]


def _side_by_side(cluster: list[Figure]) -> list[Figure]:
    """Who has most partners in the middle, the others on either side; of two the man on the left, as one draws it."""
    first = sorted(cluster, key=lambda one: _first_born(one.someone))
    if len(cluster) == 2:
        return sorted(first, key=lambda one: one.someone.gender != Gender.MALE)
    by_partners = sorted(first, key=lambda one: -len(_mates(one)))
    hub, others = by_partners[0], by_partners[1:]
    return [*others[1::2], hub, *others[0::2]]


def _number(units) -> None:
    for row in units:
        figures = [figure for unit in row for figure in unit]
        for place, figure in enumerate(figures):
            # Whole numbers, so that what is equal stays equal.
            figure.x = (2 * place + 1 - len(figures)) * STEP // 2


def _wish(unit: list[Figure], kin: str) -> float:
    """Where this unit would stand by its parents or children; where it stands, if it has none."""
    places = [other.x for figure in unit for other in getattr(figure, kin)] or [figure.x for figure in unit]
    return sum(places) / len(places)


@dataclass
class _Family:
    """Children of the same known parents, in one row; `lane`: which of the lines above that row is theirs."""

    parents: list[Figure]
    children: list[Figure]
    lane: int = 0

    @property
    def row(self) -> int:
        return self.children[0].row


def _families(figures) -> list[_Family]:
    """Of who stands lower than their parents."""
    families: dict[tuple, _Family] = {}
    for child in figures:
        parents = [parent for parent in child.parents if parent.row < child.row]
        if parents:
            families.setdefault((_ids(parents), child.row), _Family(parents, [])).children.append(child)
    return list(families.values())


def _place(rows, families) -> None:
    """Rows under each other, with room above each for the lines of its families."""
    widest, y = max(map(len, rows), default=0), EDGE + OVER
    for number, row in enumerate(rows):
        left = (widest - len(row)) * STEP // 2 if widest <= MOST_CENTRED else 0
        mine = [family for family in families if family.row == number]
        for place, figure in enumerate(row):
            figure.x = EDGE + left + place * STEP + STEP // 2
        if number:
            y += GAP + LANE * (len(mine) + 1)
        for figure in row:
            figure.y = y + HALF
        for lane, family in enumerate(sorted(mine, key=lambda one: min(child.x for child in one.children))):
            family.lane = y - GAP // 2 - LANE * (lane + 1)
        y += SIZE + BELOW


# --- the lines ---


def _couples(figures) -> list[Line]:
    lines = []
    for number, figure in enumerate(figures):
        for mate in _mates(figure):
            if figures.index(mate) > number:
                kind = "partners" if mate in figure.partners else "former"
                ends = frozenset({(figure.someone.pk, mate.someone.pk)})
                lines.append(Line(kind, _between(figure, mate, figures), ends))
    return lines


def _between(one: Figure, other: Figure, figures) -> str:
    """Straight where they stand side by side; over whoever stands between them; aslant where a register is wrong."""
    if one.row != other.row:
        return f"M{one.x} {one.bottom}L{other.x} {other.top}"
    if _are_adjacent(one, other):
        return f"M{one.right} {one.y}L{other.left} {other.y}"
    over = one.top - OVER
    return f"M{one.x} {one.top}L{one.x} {over}L{other.x} {over}L{other.x} {other.top}"


def _are_adjacent(one: Figure, other: Figure) -> bool:
    return one.row == other.row and abs(one.x - other.x) == STEP


def _descents(families) -> list[Line]:
    mine = defaultdict(list)
    for family in families:
        if not _is_couple(family.parents):
            for parent in family.parents:
                mine[parent.someone.pk].append(family)
    return [_descent(family, mine) for family in families]


def _descent(family: _Family, mine) -> Line:
    """From the line of a couple, or from each parent; along the lane, and down to each child. Twins from one point."""
    lane, drops, ends = family.lane, [], []
    if _is_couple(family.parents):
        one, other = family.parents
        drops.append(((one.x + other.x) // 2, one.y))
    else:
        for parent in family.parents:
            families = mine[parent.someone.pk]
            beside = (2 * families.index(family) + 1 - len(families)) * BESIDE // 2
            drops.append((parent.x + beside, parent.bottom + BELOW - 2))
    path = [f"M{x} {y}L{x} {lane}" for x, y in drops]
    for born in _born_together(family.children):
        middle = sum(child.x for child in born) // len(born)
        ends.append(middle)
        path += [f"M{middle} {lane}L{child.x} {child.top}" for child in born]
    places = sorted([*(x for x, _y in drops), *ends])
    path.append(f"M{places[0]} {lane}L{places[-1]} {lane}")
    pairs = {(parent.someone.pk, child.someone.pk) for parent in family.parents for child in family.children}
    return Line("child", "".join(path), frozenset(pairs))


def _is_couple(parents: list[Figure]) -> bool:
    return len(parents) == 2 and parents[1] in _mates(parents[0]) and _are_adjacent(*parents)


def _born_together(children: list[Figure]) -> list[list[Figure]]:
    together: dict[frozenset, list[Figure]] = {}
    for child in children:
        together.setdefault(_ids([child, *child.twins]), []).append(child)
    return list(together.values())


def _impossible(figures) -> list[Line]:
    """A parent who stands no higher than the child, for the register says that somebody is their own ancestor."""
    return [
        Line("child", f"M{parent.x} {parent.y}L{child.x} {child.y}", frozenset({(parent.someone.pk, child.someone.pk)}))
        for child in figures
        for parent in child.parents
        if parent.row >= child.row
    ]
