"""Looking for an id in every column of every table, with the eyes of the superuser: row security hides nothing here.

An id can lie in a uuid, in an array, in text with or without dashes, in JSON, or as bytes.
"""

from collections.abc import Iterable
from uuid import UUID

COLUMNS = """
    SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY 1, 2
"""


def places(connection, ids: Iterable[UUID]) -> dict[str, int]:
    """table.column → how many rows mention one of these ids."""
    spellings = [text for one in ids for text in (str(one), one.hex)]
    found = {}
    for table, column in connection.execute(COLUMNS).fetchall():
        query = f"SELECT count(*) FROM \"{table}\" WHERE replace(\"{column}\"::text, '\\x', '') ~ %s"
        number = connection.execute(query, ["|".join(spellings)]).fetchone()[0]
        if number:
            found[f"{table}.{column}"] = number
    return found
