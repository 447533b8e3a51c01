"""§ 4.1 Casusregie: when to put what may be done on any day of some weeks: where there is room. Nothing waits longer.

docs/adr/0096-tasks-and-deadlines.md
"""

from collections import Counter
from datetime import date, timedelta
from uuid import UUID

from cases.emergency import is_working_day
from cases.models import Task


def day_with_room(first: date, last: date, busy: Counter[date]) -> date:
    """A working day from `first` up to and including `last`, in the week in which least is due; the latest of equals.

    `busy`: Monday → how many things are due in its week. `last` itself where there is no working day before it.
    """
    days = [last - timedelta(days=back) for back in range((last - first).days + 1)]
    working = [day for day in days if is_working_day(day)]
    return min(working, key=lambda day: busy[monday(day)], default=last)


def busy_weeks(user_id: UUID, first: date, last: date) -> Counter[date]:
    """Monday → how many tasks this colleague has that week. Row security must know who asks."""
    weeks = (monday(first), monday(last) + timedelta(days=6))
    days = Task.objects.filter(assigned_to=user_id, done_at=None, due_on__range=weeks).values_list("due_on", flat=True)
    return Counter(map(monday, days))


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
