"""Two small ways to ask the default database something that the ORM has no words for."""

from collections.abc import Iterator

from django.db import connection

FETCH = 2000


def one(sql: str, *values):
    """The single value of a query that gives one row."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]


def stream(sql: str, values: list) -> Iterator[tuple]:
    """The rows of a query, fetched in batches: the log does not fit in memory. Needs a transaction."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, values)
        while batch := cursor.fetchmany(FETCH):
            yield from batch
