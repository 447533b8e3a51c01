"""§ 2.3 Bewaartermijnen: does the ledger hold, and is what it says is gone really gone."""

from dataclasses import dataclass
from datetime import datetime

from retention import ledger, residue
from retention.errors import LedgerBroken
from retention.ledger import Gap
from retention.models import Destruction
from retention.states import Kind


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

    @property
    def is_clean(self) -> bool:
        left = sum(self.units_left.values()) + self.rows_without_key + self.files_without_key
        return not (self.ledger_error or self.gap or self.unfinished or left)


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
    )


def _chain() -> tuple[int, str]:
    try:
        return ledger.verify(), ""
    except LedgerBroken as error:
        return 0, str(error)
