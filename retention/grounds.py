"""§ 2.3 Bewaartermijnen: the ground of a destruction in words, for the ledger. Categories and terms, never persons."""

from collections.abc import Iterable
from datetime import date

from retention.policy import RecordFacts
from retention.states import Reason
from terms.categories import CATEGORIES
from terms.current import Book, NoTerm
from terms.models import Term


def in_words(reason: Reason, records: Iterable[RecordFacts], day: date | None, book: Book) -> tuple[str, str]:
    """(ground, term sets) of a unit with these records. `day`: that by whose terms they got their own day; None for
    what has no records."""
    lines, sets = set(), set()
    for record in records:
        term = term_on(book, record, day)
        if term:
            sets.add(str(term.term_set))
            lines.add(f"{CATEGORIES[record.category].label} {term.length} sinds {record.started_on}: {term.source}")
    return "; ".join([str(reason.label), *sorted(lines)]), ", ".join(sorted(sets))[:40]


def term_on(book: Book, record: RecordFacts, day: date | None) -> Term | None:
    """The term the stored date was computed with, then or since; None where there is none yet. `day`: that of the
    closing or of the event."""
    if day is None:
        return None
    try:
        return book.term_of_closed(record.category, day, record.legal_basis)
    except NoTerm:
        return None
