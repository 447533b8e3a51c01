"""What can go wrong with destruction. Messages name counts and line numbers, never what was destroyed."""


class RetentionError(Exception):
    """Destruction cannot go on; nothing was destroyed by this run that the ledger does not know of."""


class NotYet(RetentionError):
    """What starts a term has not happened yet."""


class Busy(RetentionError):
    """Another run holds the ledger; it does the same work."""


class LedgerBroken(RetentionError):
    """A line of the ledger was altered, deleted or moved, or table and file tell different stories."""


class NotAtHead(RetentionError):
    """A database is older than the ledger file: a back-up was put back and must be destroyed again first."""


class NotRestored(RetentionError):
    """A back-up is being put back, or that was interrupted: what is there now is not what it will be."""
