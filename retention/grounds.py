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
    if kind == Kind.RECORD:
        found = due.dated([unit.unit_id for unit in units])
        return [_in_words(unit, [found[unit.unit_id]] if unit.unit_id in found else [], book) for unit in units]
    if kind != Kind.DOSSIER:
        return [(str(Reason(unit.reason).label), "") for unit in units]
    dossiers = due.by_ids([unit.unit_id for unit in units]).in_bulk()
    facts = due.facts_of(dossiers.values())
    return [
        _in_words(unit, [(record, dossiers[unit.unit_id].closed_on) for record in facts.get(unit.unit_id, ())], book)
        for unit in units
    ]


def _in_words(unit, records: list[tuple[RecordFacts, date | None]], book) -> tuple[str, str]:
    """`records`: each with the day by whose terms it got its own day."""
    lines, sets = set(), set()
    for record, day in records:
        term = term_on(book, record, day)
        if term:
            sets.add(str(term.term_set))
            lines.add(f"{CATEGORIES[record.category].label} {term.length} sinds {record.started_on}: {term.source}")
    return "; ".join([str(Reason(unit.reason).label), *sorted(lines)]), ", ".join(sorted(sets))[:40]


def term_on(book: Book, record: RecordFacts, day: date | None) -> Term | None:
    """The term the stored date was computed with, then or since; None where there is none yet. `day`: that of the
    closing or of the event."""
    if day is None:
        return None
    try:
        return book.term_of_closed(record.category, day, record.legal_basis)
    except NoTerm:
        return None
