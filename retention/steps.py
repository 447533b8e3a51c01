"""The points of a destruction between which everything may stop: power, network, a killed process.

`reached` does nothing. The proof replaces it by something that kills the process, at each point in turn, and
then lets the next run finish.
"""

PLANNED = "planned"
LOCKED = "locked"
INTENT_COMMITTED = "intent_committed"
INTENT_FILED = "intent_filed"
ROWS_DELETED = "rows_deleted"
ROWS_COMMITTED = "rows_committed"
ROWS_GONE_COMMITTED = "rows_gone_committed"
ROWS_GONE_FILED = "rows_gone_filed"
FILES_DELETED = "files_deleted"
KEYS_DESTROYED = "keys_destroyed"
KEYS_GONE_COMMITTED = "keys_gone_committed"
KEYS_GONE_FILED = "keys_gone_filed"
DONE_COMMITTED = "done_committed"
DONE_FILED = "done_filed"

POINTS = (
    PLANNED,
    LOCKED,
    INTENT_COMMITTED,
    INTENT_FILED,
    ROWS_DELETED,
    ROWS_COMMITTED,
    ROWS_GONE_COMMITTED,
    ROWS_GONE_FILED,
    FILES_DELETED,
    KEYS_DESTROYED,
    KEYS_GONE_COMMITTED,
    KEYS_GONE_FILED,
    DONE_COMMITTED,
    DONE_FILED,
)


def reached(kind: str, point: str) -> None:
    """A destruction of units of this kind has come to this point."""
