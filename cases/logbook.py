"""Who looked in a dossier, for who leads it. The access log is read inside a function of the database, which answers
them alone, and leaves out what is about a category they may not read. docs/adr/0077-who-looked.md"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from accounts.models import User
from audit.choices import Action

PAGE = 50


@dataclass(frozen=True)
class Look:
    """One colleague on one day. `actions`: the kinds of it, as one reads them."""

    user: User
    day: date
    actions: list[str]
    times: int
    first_at: datetime
    last_at: datetime
    break_glass: bool


class Looks:
    """All of one dossier, newest first, for a `Paginator`: it asks how many lines there are, and for a slice."""

    def __init__(self, dossier_id: UUID):
        self._dossier_id = dossier_id

    def count(self) -> int:
        rows = self._ask(1, 0)
        return rows[0][-1] if rows else 0

    def __getitem__(self, part: slice) -> list[Look]:
        rows = self._ask(part.stop - part.start, part.start)
        users = User.objects.select_related("organisation").in_bulk({row[1] for row in rows})
        return [
            Look(users[user_id], day, _labels(actions), *facts)
            for day, user_id, actions, *facts, _lines in rows
            if user_id in users
        ]

    def _ask(self, most: int, skipped: int) -> list[tuple]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT day, user_id, actions, times, first_at, last_at, break_glass, lines"
                " FROM who_looked(%s, %s, %s)",
                [self._dossier_id, most, skipped],
            )
            return cursor.fetchall()


def _labels(codes: list[str]) -> list[str]:
    """In the order of the vocabulary; a code that is not in it any more stays a code."""
    known = [str(action.label) for action in Action if action.value in codes]
    return known + sorted(code for code in codes if code not in Action.values)
