"""A row of bars, as an SVG is drawn: places and heights, without style."""

from dataclasses import dataclass

from audit.report import Day, Totals

WIDTH, HEIGHT, GAP = 720, 120, 1


@dataclass(frozen=True)
class Bar:
    """`top` and `height` of all openings of a day; `low` and `depth` of those by break-glass, in the same bar."""

    day: Day
    x: float
    width: float
    top: float
    height: float
    low: float
    depth: float


def bars(totals: Totals) -> list[Bar]:
    """A bar a day, the highest as high as the picture."""
    most = max((day.openings for day in totals.days), default=0) or 1
    step = WIDTH / max(len(totals.days), 1)
    return [_bar(day, number * step, step, most) for number, day in enumerate(totals.days)]


def _bar(day: Day, x: float, step: float, most: int) -> Bar:
    height, depth = (round(HEIGHT * count / most, 1) for count in (day.openings, day.emergencies))
    width = round(max(step - GAP, step / 2), 2)
    return Bar(day, round(x, 2), width, round(HEIGHT - height, 1), height, round(HEIGHT - depth, 1), depth)
