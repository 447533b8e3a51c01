"""§ 2.3 Bewaartermijnen: what a dossier held when it went, by category and term, in numbers of records; the same of a
record that goes by itself: for the declaration of destruction (Archiefbesluit 1995, art. 8). No ids, dates or names.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Count

from cases.closing import carriers, rows_of
from retention import due
from retention.grounds import term_on
from retention.models import Destruction
from retention.policy import RecordFacts
from retention.states import Kind
from terms.current import Book


def of_units(kind: Kind, units: Iterable[Destruction], book: Book) -> dict[UUID, list[dict]]:
    """Unit → its parts: category, term, term set, source, number of records. The rows must still be there.

    A person and a household have no category of their own: of them it says nothing, and one of them counts as one.
    """
    if kind == Kind.RECORD:
        found = due.dated([unit.unit_id for unit in units])
        return {one: _parts(Counter([record]), day, book) for one, (record, day) in found.items()}
    if kind != Kind.DOSSIER:
        return {}
    dossiers = due.by_ids([unit.unit_id for unit in units]).in_bulk()
    numbers = _numbers(dossiers)
    return {one: _parts(numbers[one], dossier.closed_on, book) for one, dossier in dossiers.items()}


def _numbers(dossiers) -> dict[UUID, Counter]:
    """Dossier → (category, legal basis, begin of the term) → records. Without records it is itself one."""
    found = defaultdict(Counter)
    for carrier in carriers():
        rows = rows_of(carrier, dossier__in=list(dossiers)).order_by()
        facts = rows.values_list("dossier_id", *due.FACTS)
        for dossier_id, *record, number in facts.annotate(number=Count("pk")):
            found[dossier_id][RecordFacts(*record)] += number
    for one, facts in due.facts_of(dossier for one, dossier in dossiers.items() if not found[one]).items():
        found[one].update(facts)
    return found


def _parts(numbers: Counter, day: date | None, book: Book) -> list[dict]:
    """`day`: by whose terms they got their own day."""
    parts = Counter()
    for record, number in numbers.items():
        term = term_on(book, record, day)
        told = (str(term.length), str(term.term_set), term.source) if term else ("", "", "")
        parts[(record.category, *told)] += number
    names = ("category", "term", "term_set", "source", "number")
    return [dict(zip(names, (*part, number), strict=True)) for part, number in sorted(parts.items())]
