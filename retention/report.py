"""§ 2.3 Bewaartermijnen: what was destroyed in a year, by month, category and ground, and what waits today and why.

Read from the ledger and the brakes: numbers, and nobody.
"""

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date, datetime, time

from django.db.models import Count, Q
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext as _

from accounts.roles import ROLES
from cases.roles import Regisseur
from retention import declarations
from retention.models import Brake, Declaration, Destruction, Hold, HoldKind, LedgerLine
from retention.papers.declaration import Part
from retention.policy import Wait
from retention.states import Kind, State
from terms.categories import CATEGORIES

WIDTH, HEIGHT, GAP = 720, 120, 12


@dataclass(frozen=True)
class Month:
    """`units`: in the order of `Kind`, for a table."""

    first: date
    units: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.units)


@dataclass(frozen=True)
class Waiting:
    """`late`: of how many the day to look at them has passed."""

    category: str
    reason: str
    owner: str
    number: int
    late: int


@dataclass(frozen=True)
class Bar:
    month: Month
    x: float
    width: float
    top: float
    height: float


@dataclass(frozen=True)
class Report:
    year: int
    months: tuple[Month, ...]
    parts: tuple[Part, ...]
    rows: int
    waiting: tuple[Waiting, ...]
    unfinished: int
    declarations: tuple[int, ...]

    @property
    def kinds(self) -> list:
        return [kind.label for kind in Kind]

    @property
    def totals(self) -> list[tuple]:
        return list(zip(self.kinds, map(sum, zip(*(month.units for month in self.months), strict=True)), strict=True))

    def as_dict(self) -> dict:
        months = [
            {"month": f"{month.first:%Y-%m}"} | {kind.value: one for kind, one in zip(Kind, month.units, strict=True)}
            for month in self.months
        ]
        return {
            "year": self.year,
            "months": months,
            "parts": [asdict(part) for part in self.parts],
            "rows": self.rows,
            "waiting_now": [asdict(one) for one in self.waiting],
            "unfinished_now": self.unfinished,
            "declarations": list(self.declarations),
        }


def of_year(year: int, *, today: date) -> Report:
    """Of a year that may not be over yet. Six queries, whatever there is."""
    lines = LedgerLine.objects.filter(state=State.DONE, at__gte=_begin(year), at__lt=_begin(year + 1)).order_by("seq")
    summary = declarations.summary(lines)
    made = Declaration.objects.filter(made_at__gte=_begin(year), made_at__lt=_begin(year + 1))
    return Report(
        year=year,
        months=tuple(_months(year, lines)),
        parts=tuple(declarations.as_part(part) for part in summary["parts"]),
        rows=summary["rows"],
        waiting=tuple(_waiting(today)),
        unfinished=Destruction.objects.running().count(),
        declarations=tuple(made.order_by("number").values_list("number", flat=True)),
    )


def years(today: date) -> list[int]:
    """Those there is something to tell about, the newest first."""
    first = LedgerLine.objects.order_by("seq").values_list("at", flat=True).first()
    return list(range(today.year, (localdate(first).year if first else today.year) - 1, -1))


def _begin(year: int) -> datetime:
    return make_aware(datetime.combine(date(year, 1, 1), time()))


def _months(year: int, lines):
    found = Counter((localdate(at).month, kind) for at, kind in lines.values_list("at", "kind").iterator())
    for number in range(1, 13):
        yield Month(date(year, number, 1), tuple(found[number, kind.value] for kind in Kind))


def _waiting(today: date):
    """What the terms themselves make wait, and then what a procedure or good care does."""
    numbers = {"number": Count("pk"), "late": Count("pk", filter=Q(review_on__lt=today))}
    brakes = Brake.objects.holding().order_by("category", "reason", "owner_role")
    for category, reason, owner, *counts in brakes.values_list("category", "reason", "owner_role").annotate(**numbers):
        yield Waiting(_category(category), str(Wait(reason).label), str(ROLES[owner].label), *counts)
    held = Hold.objects.holding(today).order_by("category", "kind")
    for category, kind, *counts in held.values_list("category", "kind").annotate(**numbers):
        yield Waiting(_category(category), str(HoldKind(kind).label), str(Regisseur.label), *counts)


def _category(code: str) -> str:
    return str(CATEGORIES[code].label) if code else _("Alle gegevens")


def bars(report: Report) -> list[Bar]:
    """A bar a month, the highest as high as the picture."""
    most = max(month.total for month in report.months) or 1
    step = WIDTH / len(report.months)
    heights = [round(HEIGHT * month.total / most, 1) for month in report.months]
    return [
        Bar(month, round(at * step + GAP / 2, 1), round(step - GAP, 1), round(HEIGHT - height, 1), height)
        for at, (month, height) in enumerate(zip(report.months, heights, strict=True))
    ]


@dataclass(frozen=True)
class YearBars:
    """Two bars beside each other: how many are destroyed in this year as it is, and as it becomes."""

    year: int
    now: int
    then: int
    x: float
    then_x: float
    width: float
    now_top: float
    now_height: float
    then_top: float
    then_height: float


def year_bars(years) -> list[YearBars]:
    """A pair a year, the highest as high as the picture. `years`: with a year, `now` and `then` each."""
    most = max((max(one.now, one.then) for one in years), default=0) or 1
    step = WIDTH / len(years) if years else 0
    width = round(step * 0.4, 1)
    found = []
    for at, one in enumerate(years):
        x, now, then = round(at * step + step * 0.1, 1), *(round(HEIGHT * n / most, 1) for n in (one.now, one.then))
        places = {"x": x, "then_x": round(x + width, 1), "width": width}
        heights = {"now_top": HEIGHT - now, "now_height": now, "then_top": HEIGHT - then, "then_height": then}
        found.append(YearBars(one.year, one.now, one.then, **places, **heights))
    return found
