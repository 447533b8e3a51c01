"""Computing every seal again: is the log still what it was when it was sealed?

Messages are Dutch, for the privacy officer and the operator. What is found is told, never mended.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from math import inf

from django.db import connection

from audit import anchor, canonical, months, seals
from audit.choices import Kind
from audit.context import system
from audit.database import stream
from audit.errors import BrokenLog
from audit.models import Seal
from audit.purposes import Purpose

STALE = timedelta(minutes=5)

OF_MONTH = "FROM audit_accesslog log WHERE at >= %s AND at < %s"
ROWS = f"SELECT {', '.join(canonical.COLUMNS)} {OF_MONTH} ORDER BY log.epoch, log.xid, log.id"
MONTHS = "SELECT DISTINCT date_trunc('month', at AT TIME ZONE 'UTC')::date FROM audit_accesslog"
EPOCH, XID, AT = 0, 1, 3


@dataclass
class Report:
    """`errors`: the log is not what it was. `warnings`: what cannot be known, or was lost on record."""

    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    seals: int = 0
    rows: int = 0
    unsealed: int = 0
    oldest_unsealed: datetime | None = None

    @property
    def ok(self) -> bool:
        return not self.errors

    def as_dict(self) -> dict:
        oldest = self.oldest_unsealed and self.oldest_unsealed.isoformat()
        return {"ok": self.ok} | asdict(self) | {"oldest_unsealed": oldest}


def verify(now: datetime) -> Report:
    """Reads the whole log once, in constant memory but for the numbers and heads of the seals."""
    report = Report()
    anchored = _anchored(report)
    with system(Purpose.LOG_SEAL, now):
        # Held to the end: no expired month is dropped between reading its seals and reading its rows.
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE audit_accesslog IN ACCESS SHARE MODE")
        _check_chain(anchored, now, report)
        ends = _ends_of_epochs()
        for month in _months():
            _check_month(month, ends, report)
    _say_what_is_unsealed(now, report)
    return report


def _anchored(report: Report) -> dict[int, bytes]:
    # Read before the seals: what is anchored was committed by then.
    try:
        return anchor.read()
    except BrokenLog as error:
        report.errors.append(str(error))
        return {}


def _check_chain(anchored: dict[int, bytes], now: datetime, report: Report) -> None:
    key, seq, head, not_anchored = seals.key(), 0, b"", []
    newest = max(anchored, default=0)
    for seal in Seal.objects.order_by("seq").iterator():
        _check_gap(seq, seal, report)
        if canonical.head(key, head, seal) != bytes(seal.head):
            report.errors.append(f"Zegel {seal.seq}: de keten is hier verbroken of het zegel is veranderd.")
        if anchored.get(seal.seq, bytes(seal.head)) != bytes(seal.head):
            report.errors.append(f"Zegel {seal.seq} is anders dan in het ankerbestand.")
        if seal.seq not in anchored and (seal.seq < newest or seal.sealed_at < now - STALE):
            not_anchored.append(seal.seq)
        seq, head = seal.seq, seal.head
        report.seals += 1
    _check_ends(seq, newest, not_anchored, report)


def _check_ends(last: int, newest_anchored: int, not_anchored: list[int], report: Report) -> None:
    if last and not anchor.exists():
        report.errors.append("Het ankerbestand ontbreekt.")
    elif not_anchored:
        report.errors.append(
            f"{len(not_anchored)} zegels staan niet in het ankerbestand, als eerste zegel {not_anchored[0]}."
        )
    if newest_anchored > last:
        report.errors.append(
            f"Na zegel {last} ontbreken zegels: het ankerbestand gaat tot en met zegel {newest_anchored}."
        )


def _check_gap(seq: int, seal: Seal, report: Report) -> None:
    if seal.seq == seq + 1:
        return
    missing = f"{seq + 1} tot en met {seal.seq - 1}"
    if seal.kind == Kind.EPOCH:
        report.warnings.append(f"Zegels {missing} gingen verloren bij het terugzetten van {seal.sealed_at:%d-%m-%Y}.")
    else:
        report.errors.append(f"Zegels {missing} ontbreken.")


def _ends_of_epochs() -> dict[int, float]:
    """Epoch → the first transaction number that may still be unsealed: none in an epoch that was closed."""
    current = seals.current_epoch()
    return dict.fromkeys(range(current), inf) | {current: seals.horizon(current)}


def _months() -> list[date]:
    sealed = Seal.objects.filter(kind=Kind.ROWS).values_list("month", flat=True).distinct()
    return sorted({month for (month,) in stream(MONTHS, [])} | set(sealed))


def _check_month(month: date, ends: dict[int, float], report: Report) -> None:
    of_month = Seal.objects.filter(month=month)
    dropped = of_month.filter(kind=Kind.DROP).first()
    sealed = list(of_month.filter(kind=Kind.ROWS).order_by("epoch", "from_xid"))
    found = _seal_again(month, sealed, ends, report)
    if dropped:
        _check_dropped(dropped, found, sum(seal.rows for seal in sealed), report)
        return
    for seal in sealed:
        _check_rows(seal, *found.get(seal.seq, canonical.digest(seals.key(), [])), report)


def _seal_again(month: date, sealed: list[Seal], ends: dict[int, float], report: Report) -> dict[int, tuple]:
    """Number of the seal → (rows, digest) as they are now; rows under no seal go to the report."""
    found, strays = {}, 0
    for seal, rows in groupby(stream(ROWS, months.bounds(month)), key=_finder(sealed)):
        if seal:
            found[seal.seq] = canonical.digest(seals.key(), rows)
            report.rows += found[seal.seq][0]
        else:
            strays += _note_unsealed(rows, ends, report)
    if strays:
        report.errors.append(f"{month:%m-%Y}: {strays} regels staan in een verzegeld deel, maar onder geen zegel.")
    return found


def _finder(sealed: list[Seal]):
    """A function from row to its seal, or None. Rows and seals come in the same order, each passed once."""
    left = iter(sealed)
    current = next(left, None)

    def seal_of(row: tuple) -> Seal | None:
        nonlocal current
        place = (row[EPOCH], int(row[XID]))
        while current and place >= (current.epoch, current.to_xid):
            current = next(left, None)
        return current if current and place >= (current.epoch, current.from_xid) else None

    return seal_of


def _note_unsealed(rows: Iterator[tuple], ends: dict[int, float], report: Report) -> int:
    """How many of these cannot honestly be unsealed: below the last seal, or of an epoch long closed."""
    strays = 0
    for row in rows:
        if int(row[XID]) < ends.get(row[EPOCH], inf):
            strays += 1
            continue
        report.unsealed += 1
        at = canonical.EPOCH_START + timedelta(microseconds=row[AT])
        report.oldest_unsealed = min(at, report.oldest_unsealed or at)
    return strays


def _check_rows(seal: Seal, rows: int, digest: bytes, report: Report) -> None:
    where = f"Zegel {seal.seq} ({seal.month:%m-%Y})"
    if rows != seal.rows:
        report.errors.append(f"{where}: {seal.rows} regels verzegeld, {rows} gevonden.")
    elif digest != bytes(seal.digest):
        report.errors.append(f"{where}: een regel of de volgorde is veranderd.")


def _check_dropped(dropped: Seal, found: dict, sealed: int, report: Report) -> None:
    where = f"Zegel {dropped.seq} (vernietigde maand {dropped.month:%m-%Y})"
    if found:
        report.errors.append(f"{where}: er zijn toch nog regels van deze maand.")
    if dropped.rows != sealed:
        report.errors.append(f"{where}: {sealed} regels verzegeld, {dropped.rows} vernietigd.")
    if not months.is_expired(dropped.month, dropped.sealed_at):
        report.errors.append(f"{where}: vernietigd voor het einde van de bewaartermijn.")


def _say_what_is_unsealed(now: datetime, report: Report) -> None:
    if not report.unsealed:
        return
    report.warnings.append(
        f"{report.unsealed} regels zijn nog niet verzegeld: of daarin iets is veranderd of weggehaald, "
        "is niet vast te stellen."
    )
    if report.oldest_unsealed < now - STALE:
        report.warnings.append(
            f"De oudste is van {report.oldest_unsealed:%d-%m-%Y %H:%M} UTC: draait het verzegelen nog?"
        )
