"""§ 2.3 Bewaartermijnen: does the ledger hold, and is what it says is gone really gone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from retention import declarations, ledger, residue, traces
from retention.errors import LedgerBroken
from retention.ledger import Gap
from retention.models import Destruction
from retention.states import Kind
from sealing import files

# A file that is being written has another name until it is whole.
YOUNG = timedelta(hours=1)


@dataclass(frozen=True)
class Finding:
    """Counts, never ids: the report may be kept and shown."""

    lines: int
    ledger_error: str
    gap: Gap
    unfinished: int
    units_left: dict[str, int]
    rows_without_key: int
    files_without_key: int
    stray_files: int
    search_without_key: int
    remembered: dict[str, int]
    declarations_broken: int

    @property
    def is_clean(self) -> bool:
        left = sum(self.units_left.values()) + self.rows_without_key + self.search_without_key
        left += self.files_without_key + self.stray_files + sum(self.remembered.values())
        return not (self.ledger_error or self.gap or self.unfinished or left or self.declarations_broken)


def verify(now: datetime) -> Finding:
    lines, error = _chain()
    left = residue.units_left(now)
    return Finding(
        lines=lines,
        ledger_error=error,
        gap=Gap(False, False) if error else ledger.gap(),
        unfinished=Destruction.objects.running().count(),
        units_left={kind.value: len(left[kind]) for kind in Kind},
        rows_without_key=len(residue.rows_without_key(now)),
        files_without_key=len(residue.files_without_key()),
        stray_files=len(files.strays(now - YOUNG)),
        search_without_key=residue.search_without_key(now),
        remembered=traces.left(),
        declarations_broken=declarations.broken(),
    )


def _chain() -> tuple[int, str]:
    try:
        return ledger.verify(), ""
    except LedgerBroken as error:
        return 0, str(error)
