"""The access log by period: rows, readings a day, and how many of those were by break-glass.

The log has millions of rows in partitions by month. What is asked here always names a stretch of time, so that only
its partitions are read, and one query counts it all, by the day.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate

from audit.choices import Action, Outcome
from audit.models import AccessLog

# What shows somebody the content of one dossier.
OPENINGS = (Action.READ, Action.DOWNLOAD, Action.PRINT, Action.EXPORT, Action.REVEAL_BSN)
IS_OPENING = Q(action__in=OPENINGS, outcome=Outcome.ALLOWED, dossier_id__isnull=False)


@dataclass(frozen=True)
class Day:
    day: date
    rows: int = 0
    openings: int = 0
    emergencies: int = 0


@dataclass(frozen=True)
class Totals:
    """Of a period, day by day, the days without a row too."""

    days: list[Day]

    @property
    def rows(self) -> int:
        return sum(day.rows for day in self.days)

    @property
    def openings(self) -> int:
        return sum(day.openings for day in self.days)

    @property
    def emergencies(self) -> int:
        return sum(day.emergencies for day in self.days)

    @property
    def share(self) -> float:
        """§ 2.5 Toegankelijkheid: of all openings how many were by break-glass, in percent."""
        return 100 * self.emergencies / self.openings if self.openings else 0.0


def totals(rows: QuerySet[AccessLog], since: date, until: date) -> Totals:
    """Of these rows, already narrowed to the days from `since` up to and including `until`. One query."""
    counted = rows.order_by().annotate(day=TruncDate("at")).values("day")
    counted = counted.annotate(
        rows=Count("*"),
        openings=Count("id", filter=IS_OPENING),
        emergencies=Count("id", filter=IS_OPENING & Q(break_glass=True)),
    )
    found = {one["day"]: Day(**one) for one in counted}
    number = (until - since).days + 1
    return Totals([found.get(day, Day(day)) for day in (since + timedelta(days=count) for count in range(number))])
