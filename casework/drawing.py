"""§ 4.2 Casusregiedossier: the matrix as a spider and as small lines, with the same figures for a table.

No database here: domains and moments in, words and whole pixels out. Nothing is said by colour alone: each line has its
own dashes and its own mark. The pictures say nothing that the table does not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from casework.domains import Domain, Level
from casework.zrm import Moment, Score

SIDE, MIDDLE, REACH, LABEL_AT = 520, 260, 170, 196
# Fewer corners make no web.
FEWEST_AXES = 3
WIDTH, HEIGHT, EDGE = 132, 56, 8
# How many days a table shows, and how many a small line.
MOST_DAYS = 6
# A label left or right of this, of the width of the picture, is set against the web.
BESIDE = 20
MARKS = ("circle", "square", "diamond")


@dataclass(frozen=True)
class Point:
    x: int
    y: int
    mark: str

    @property
    def corner_x(self) -> int:
        return self.x - 5

    @property
    def corner_y(self) -> int:
        return self.y - 5


@dataclass(frozen=True)
class Line:
    """One of the two or three that are compared. `number`: which dashes and which mark."""

    label: str
    number: int
    path: str
    points: list[Point]

    @property
    def mark(self) -> str:
        return MARKS[self.number]


@dataclass(frozen=True)
class Axis:
    number: int
    label: str
    x: int
    y: int
    label_x: int
    label_y: int
    anchor: str


@dataclass(frozen=True)
class Spider:
    title: str
    text: str
    code: str
    rings: list[str]
    axes: list[Axis]
    lines: list[Line]


@dataclass(frozen=True)
class Trend:
    """Of one domain; `text` says what the two lines show."""

    text: str
    lines: list[Line]


@dataclass(frozen=True)
class Row:
    """Of the table: a domain with its score on each day that is shown, oldest first."""

    number: int
    domain: Domain
    scores: list[Score]
    trend: Trend | None

    @property
    def last(self) -> Score:
        return self.scores[-1]


def pictures(domains: Sequence[Domain], moments: Sequence[Moment]) -> list[Spider]:
    """What is worth comparing: now with the first time and the time before, and worker with resident."""
    if not moments or len(domains) < FEWEST_AXES:
        return []
    latest = moments[-1]
    webs = []
    if len(moments) > 1:
        days = [moments[0], *([moments[-2]] if len(moments) > 2 else []), latest]
        series = [(_day(moment), _levels(domains, moment, "worker")) for moment in reversed(days)]
        webs.append(_spider(_("Toen en nu, volgens de medewerker"), "tijd", domains, series))
    both = [(_("Medewerker"), _levels(domains, latest, "worker")), (_("Inwoner"), _levels(domains, latest, "resident"))]
    title = _("Medewerker en inwoner op %(day)s") % {"day": _day(latest)}
    return [*webs, _spider(title, "samen", domains, both)]


def rows(domains: Sequence[Domain], moments: Sequence[Moment]) -> list[Row]:
    shown = moments[-MOST_DAYS:]
    return [
        Row(number, domain, [moment.of(domain) for moment in shown], _trend(domain, shown))
        for number, domain in enumerate(domains, start=1)
    ]


# --- the web ---


def _spider(title, code, domains, series) -> Spider:
    count = len(domains)
    axes = [_axis(number, domain, count) for number, domain in enumerate(domains)]
    rings = [_closed([_at(number, level, count) for number in range(count)]) for level in Level]
    lines = [_web_line(label, number, levels) for number, (label, levels) in enumerate(series)]
    return Spider(title, _in_words(domains, series), code, rings, axes, lines)


def _axis(number: int, domain: Domain, count: int) -> Axis:
    x, y = _at(number, Level.FULL, count)
    label_x, label_y = _place(number, LABEL_AT, count)
    anchor = "middle" if abs(label_x - MIDDLE) < BESIDE else "start" if label_x > MIDDLE else "end"
    return Axis(number + 1, str(domain.short), x, y, label_x, label_y, anchor)


def _web_line(label: str, number: int, levels: Sequence[int | None]) -> Line:
    """Where a domain was not discussed the line is open."""
    count = len(levels)
    places = [_at(place, level, count) if level else None for place, level in enumerate(levels)]
    path = [
        f"M{one[0]} {one[1]}L{other[0]} {other[1]}"
        for one, other in zip(places, [*places[1:], places[0]], strict=True)
        if one and other
    ]
    return Line(label, number, "".join(path), [Point(x, y, MARKS[number]) for x, y in filter(None, places)])


def _at(number: int, level: int, count: int) -> tuple[int, int]:
    return _place(number, REACH * level / Level.FULL, count)


def _place(number: int, reach: float, count: int) -> tuple[int, int]:
    """The first straight up, the others with the clock."""
    angle = 2 * pi * number / count
    return round(MIDDLE + reach * sin(angle)), round(MIDDLE - reach * cos(angle))


def _closed(places: Iterable[tuple[int, int]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in places) + "Z"


def _in_words(domains, series) -> str:
    return " ".join(
        f"{domain.label}: " + ", ".join(f"{label} {levels[place] or '–'}" for label, levels in series) + "."
        for place, domain in enumerate(domains)
    )


def _levels(domains, moment: Moment, who: str) -> list[int | None]:
    return [moment.of(domain).by(who) for domain in domains]


def _day(moment: Moment) -> str:
    return date_format(moment.on, "j F Y")


# --- the small lines ---


def _trend(domain: Domain, moments: Sequence[Moment]) -> Trend | None:
    """None where there is nothing to compare."""
    if len(moments) < 2:
        return None
    series = [
        (label, [moment.of(domain).by(who) for moment in moments])
        for label, who in ((_("Medewerker"), "worker"), (_("Inwoner"), "resident"))
    ]
    lines = [_trend_line(label, number, levels) for number, (label, levels) in enumerate(series)]
    said = "; ".join(f"{label} {', '.join(str(level or '–') for level in levels)}" for label, levels in series)
    return Trend(f"{domain.label}: {said}", lines)


def _trend_line(label: str, number: int, levels: Sequence[int | None]) -> Line:
    """Days stand as far apart as any; what was not discussed is passed over."""
    step = (WIDTH - 2 * EDGE) / (len(levels) - 1)
    rise = (HEIGHT - 2 * EDGE) / (Level.FULL - Level.ACUTE)
    places = [
        (round(EDGE + place * step), round(HEIGHT - EDGE - (level - Level.ACUTE) * rise))
        for place, level in enumerate(levels)
        if level
    ]
    path = "M" + "L".join(f"{x} {y}" for x, y in places) if places else ""
    return Line(label, number, path, [Point(x, y, MARKS[number]) for x, y in places])
