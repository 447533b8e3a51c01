"""§ 4.1 Casusregie: the life of a dossier as a picture, with the same figures for a table.

No database here: days and periods in, words, counts and whole pixels out. It counts and never says what was written.
A dossier of years is told by quarter or by year, so that it stays a picture one can read.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

# More columns than this nobody reads at a glance.
MOST_COLUMNS = 24
MONTH, QUARTER, YEAR = 1, 3, 12
COLUMN, EDGE = 40, 12
# The names of the lanes must fit, also in a dossier of this month.
NARROWEST = 280
# Of a lane: its name, room for the figure above a bar, the highest bar, and room below it.
NAME, FIGURE, BAR, BELOW = 24, 18, 40, 14
LANE = NAME + FIGURE + BAR + BELOW
SPAN, AXIS = 30, 28
# A bar is narrower than its column.
BESIDE = 6
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """`last` is its last day; None: it still runs. `name`: what stands with it."""

    first: date
    last: date | None = None
    name: str = ""

    def meets(self, first: date, last: date) -> bool:
        return self.first <= last and (self.last is None or self.last >= first)


@dataclass(frozen=True)
class Bar:
    x: int
    y: int
    width: int
    height: int
    count: int

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def count_y(self) -> int:
        return self.y - 4


@dataclass(frozen=True)
class Lane:
    name: str
    name_y: int
    floor: int
    bars: list[Bar]


@dataclass(frozen=True)
class Span:
    """Somebody's time, as a bar of its own height. `text_x`: where the name begins."""

    name: str
    x: int
    y: int
    width: int

    @property
    def text_x(self) -> int:
        return self.x + 6

    @property
    def text_y(self) -> int:
        return self.y + 17


@dataclass(frozen=True)
class Column:
    """`label`: in full, for the table; `short`: under the picture, empty where there is no room for it."""

    first: date
    last: date
    label: str
    short: str
    x: int


@dataclass(frozen=True)
class Row:
    """Of the table. `counts`: in the order of the lanes; `names`: who led it then."""

    label: str
    counts: list[int]
    names: list[str]


@dataclass(frozen=True)
class Timeline:
    columns: list[Column]
    lanes: list[Lane]
    spans_name: str
    spans_y: int
    spans: list[Span]
    rows: list[Row]
    width: int
    height: int

    @property
    def axis_y(self) -> int:
        return self.height - EDGE


def of(
    first: date, last: date, days: Mapping[str, Iterable[date]], periods: Mapping[str, Iterable[Period]], led, led_by
) -> Timeline:
    """From `first` up to and including `last`. `days`, `periods`: lane → what is counted in it: a period counts in
    every column it meets. `led`: what the last lane is called, `led_by`: the periods in it, drawn as they are.

    A day outside counts with the first or the last column, so that nothing is left out.
    """
    columns = _columns(first, max(first, last))
    counted = {name: _of_days(columns, its) for name, its in days.items()}
    counted |= {name: _of_periods(columns, list(its)) for name, its in periods.items()}
    lanes = [_lane(name, counts, number) for number, (name, counts) in enumerate(counted.items())]
    led_by = sorted(led_by, key=lambda one: (one.first, one.name))
    spans_y = EDGE + len(lanes) * LANE
    spans = [_span(one, columns, spans_y + NAME + number * SPAN) for number, one in enumerate(led_by)]
    rows = [
        Row(
            column.label,
            [counts[number] for counts in counted.values()],
            list(dict.fromkeys(one.name for one in led_by if one.meets(column.first, column.last))),
        )
        for number, column in enumerate(columns)
    ]
    width = max(NARROWEST, len(columns) * COLUMN + 2 * EDGE)
    height = spans_y + NAME + len(spans) * SPAN + AXIS
    return Timeline(columns, lanes, led, spans_y + NAME - 8, spans, rows, width, height)


def _columns(first: date, last: date) -> list[Column]:
    step = next((step for step in (MONTH, QUARTER) if _how_many(first, last, step) <= MOST_COLUMNS), YEAR)
    columns, start = [], date(first.year, (first.month - 1) // step * step + 1, 1)
    while start <= last:
        after = _later(start, step)
        label, short = _labels(start, step)
        # Of a month the first and each January carry the year.
        if step == MONTH and (not columns or start.month == 1):
            short = f"{short} ’{start:%y}"
        columns.append(Column(start, after - ONE_DAY, label, short, EDGE + len(columns) * COLUMN))
        start = after
    return columns


def _how_many(first: date, last: date, step: int) -> int:
    """Periods of so many months from the one that holds the first day to the one that holds the last."""
    begins, ends = ((day.year * 12 + day.month - 1) // step for day in (first, last))
    return ends - begins + 1


def _later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)


def _labels(start: date, step: int) -> tuple[str, str]:
    if step == MONTH:
        return date_format(start, "F Y"), date_format(start, "b")
    if step == QUARTER:
        number = (start.month - 1) // QUARTER + 1
        words = {"number": number, "year": start.year}
        return _("kwartaal %(number)s van %(year)s") % words, f"{start.year}" if number == 1 else f"K{number}"
    return str(start.year), str(start.year)


def _column_of(columns: list[Column], day: date) -> int:
    after = (number for number, column in enumerate(columns) if day <= column.last)
    return next(after, len(columns) - 1)


def _of_days(columns, days) -> list[int]:
    counts = Counter(_column_of(columns, day) for day in days)
    return [counts[number] for number in range(len(columns))]


def _of_periods(columns, periods) -> list[int]:
    return [sum(one.meets(column.first, column.last) for one in periods) for column in columns]


def _lane(name: str, counts: list[int], number: int) -> Lane:
    top = EDGE + number * LANE
    floor = top + NAME + FIGURE + BAR
    most = max([*counts, 1])
    bars = []
    for place, count in enumerate(counts):
        if count:
            height = max(BAR * count // most, 3)
            x = EDGE + place * COLUMN + BESIDE
            bars.append(Bar(x, floor - height, COLUMN - 2 * BESIDE, height, count))
    return Lane(name, top + NAME - 8, floor, bars)


def _span(one: Period, columns: list[Column], y: int) -> Span:
    """Whole columns: a picture of months says nothing of days."""
    start = _column_of(columns, one.first)
    end = len(columns) - 1 if one.last is None else _column_of(columns, one.last)
    x = EDGE + start * COLUMN
    return Span(one.name, x, y, (max(end, start) - start + 1) * COLUMN - 2)
