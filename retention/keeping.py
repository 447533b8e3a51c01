"""§ 2.3 Bewaartermijnen: how long each part of a dossier is kept and why, for whoever may read that part."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from cases.models import Dossier
from cases.records import record_models
from retention.grounds import term_on
from retention.policy import RecordFacts
from terms.current import Book
from terms.models import Term

# Above each bar stands its name; below all of them the first and the last day, and today.
WIDTH, ROW, AXIS = 720, 44, 24


@dataclass(frozen=True)
class Stage:
    """Records of one category with the same dates. Without dates the term has not started; `term` is the one that
    gave the date."""

    category: str
    term: Term | None
    started_on: date | None
    destroy_on: date | None
    count: int


@dataclass(frozen=True)
class Bar:
    """Of a stage with dates: where its term begins and ends in a picture WIDTH wide, `y` from its top."""

    stage: Stage
    x: float
    y: int
    width: float


@dataclass(frozen=True)
class Picture:
    """`today`: where it stands; None where that is outside the picture."""

    bars: list[Bar]
    first: date
    last: date
    today: float | None

    @property
    def height(self) -> int:
        return len(self.bars) * ROW + AXIS


def stages(dossier: Dossier, opens: Collection[str]) -> list[Stage]:
    """Of a dossier that a door handed out; what goes first comes first, what has no day last."""
    counts: Counter = Counter()
    book = Book()
    for model in record_models():
        rows = model.objects.filter(dossier=dossier, category__in=opens).order_by()
        dates = ("category", "legal_basis", "event_on", "term_started_on", "destroy_on")
        for category, basis, event_on, *days, number in rows.values_list(*dates).annotate(number=Count("pk")):
            record = RecordFacts(category, basis, *days)
            term = term_on(book, record, event_on or dossier.closed_on) if record.destroy_on else None
            counts[category, term, record.started_on, record.destroy_on] += number
    found = [Stage(*which, number) for which, number in counts.items()]
    return sorted(found, key=lambda stage: (stage.destroy_on is None, stage.destroy_on or date.max, stage.category))


def picture(found: Collection[Stage], today: date) -> Picture | None:
    """A bar for each stage with dates, from the begin of its term to its last day; None where there are none yet."""
    dated = [stage for stage in found if stage.started_on and stage.destroy_on]
    if not dated:
        return None
    first, last = min(stage.started_on for stage in dated), max(stage.destroy_on for stage in dated)
    scale = WIDTH / max((last - first).days, 1)

    def at(day: date) -> float:
        return round((day - first).days * scale, 1)

    bars = [
        Bar(stage, at(stage.started_on), number * ROW, round(at(stage.destroy_on) - at(stage.started_on), 1))
        for number, stage in enumerate(dated)
    ]
    return Picture(bars, first, last, at(today) if first <= today <= last else None)
