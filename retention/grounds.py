"""§ 2.3 Bewaartermijnen: the ground of a destruction in words, for the ledger. Categories and terms, never persons."""

from collections.abc import Iterable
from datetime import date

from retention import due
from retention.models import Destruction
from retention.policy import RecordFacts
from retention.states import Kind, Reason
from terms.categories import CATEGORIES
from terms.current import Book, NoTerm
from terms.models import Term


def grounds_of(kind: Kind, units: Iterable[Destruction], book: Book) -> list[tuple[str, str]]:
    """(ground, term set) of each unit, in the same order. The rows must still be there."""
    units = list(units)
    if kind != Kind.DOSSIER:
        return [(str(Reason(unit.reason).label), "") for unit in units]
    dossiers = due.by_ids([unit.unit_id for unit in units]).in_bulk()
    facts = due.facts_of(dossiers.values())
    return [_of_dossier(unit, dossiers.get(unit.unit_id), facts.get(unit.unit_id, ()), book) for unit in units]


def _of_dossier(unit, dossier, records, book) -> tuple[str, str]:
    lines, sets = set(), set()
    for record in records:
        term = term_at_closing(book, record, dossier.closed_on)
        if term:
            sets.add(str(term.term_set))
            lines.add(f"{CATEGORIES[record.category].label} {term.length} sinds {record.started_on}: {term.source}")
    return "; ".join([str(Reason(unit.reason).label), *sorted(lines)]), ", ".join(sorted(sets))[:40]


def term_at_closing(book: Book, record: RecordFacts, closed_on: date | None) -> Term | None:
    """The term the stored date was computed with; None for a record of a dossier that is open."""
    if closed_on is None:
        return None
    try:
        return book.standing(record.category, closed_on, record.legal_basis).term
    except NoTerm:
        return None
