"""§ 2.3 Bewaartermijnen: how long back-ups last, and so from when what was destroyed is gone from them too."""

from datetime import date, timedelta


def is_over(made_on: date, days: int, today: date) -> bool:
    """Whether a back-up made on that day is removed today: by days, for jobs do not start on the same second."""
    return made_on + timedelta(days=days) <= today


def gone_from(destroyed_on: date, days: int) -> date:
    """The first whole day without a back-up made before a destruction on that day."""
    return destroyed_on + timedelta(days=days + 1)
