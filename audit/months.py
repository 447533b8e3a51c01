"""Months of the log, in UTC: a batch never spans two, so that an expired one goes whole. Pure."""

from datetime import UTC, date, datetime

from django.conf import settings

FLOOR_YEARS = 5


def following(month: date, count: int = 1) -> date:
    """The first day of the month `count` months after the one that starts on `month`."""
    months = month.year * 12 + month.month - 1 + count
    return date(months // 12, months % 12 + 1, 1)


def start(month: date) -> datetime:
    return datetime(month.year, month.month, 1, tzinfo=UTC)


def bounds(month: date) -> list[datetime]:
    """Its first moment, and the first that is no longer of it."""
    return [start(month), start(following(month))]


def of(moment: datetime) -> date:
    return moment.astimezone(UTC).date().replace(day=1)


def kept_years() -> int:
    return settings.ACCESS_LOG_YEARS


def is_expired(month: date, now: datetime) -> bool:
    """NEN 7513: five years, or longer by setting, after the last moment of the month."""
    return start(following(month, 1 + 12 * kept_years())) <= now
