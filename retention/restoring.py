"""§ 2.3 Bewaartermijnen: that a back-up is being put back is on record, outside both databases, until it is finished.

Until then a database may be half there, and what the ledger says is gone may be back. Nobody may look, and nothing may
be destroyed by what is not found: keys without rows would be taken for orphans.
"""

from pathlib import Path

from django.conf import settings

from retention.errors import NotRestored
from sealing.disk import flush_folder


def mark() -> Path:
    """Its place, beside the ledger's file."""
    return Path(settings.LEDGER_FILE).with_name("restoring")


def begin() -> None:
    mark().parent.mkdir(parents=True, exist_ok=True)
    mark().touch()
    flush_folder(mark().parent)


def end() -> None:
    mark().unlink()
    flush_folder(mark().parent)


def is_unfinished() -> bool:
    return mark().exists()


def refuse_while_unfinished() -> None:
    """Raises NotRestored."""
    if is_unfinished():
        raise NotRestored("Het terugzetten van een back-up is niet afgemaakt: doe het opnieuw met `make restore`.")
