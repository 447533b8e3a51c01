"""§ 2.3 Bewaartermijnen: what a dossier held when it went, by category and term, in numbers of records; the same of a
record that goes by itself: for the declaration of destruction (Archiefbesluit 1995, art. 8). No ids, dates or names.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Count

from cases.closing import carriers, rows_of
from retention import due
from retention.grounds import term_on
from retention.policy import RecordFacts
from retention.states import Kind
from terms.current import Book


@dataclass(frozen=True)
class Held:
    """What a unit holds: how many records of the same facts, and the day by whose terms they got their own day."""

    records: Counter[RecordFacts] = field(default_factory=Counter)
    day: date | None = None


def held_by(kind: Kind, ids: Iterable[UUID]) -> dict[UUID, Held]:
    """Of dossiers and records. The rows must still be there. A person and a household have no records of their own."""
    if kind == Kind.RECORD:
        return {one: Held(Counter([record]), day) for one, (record, day) in due.dated(ids).items()}
    if kind != Kind.DOSSIER:
        return {}
    dossiers = due.by_ids(ids).in_bulk()
    numbers = _numbers(dossiers)
    return {one: Held(numbers[one], dossier.closed_on) for one, dossier in dossiers.items()}


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


def in_parts(held: Held, book: Book) -> list[dict]:
    """Its parts: category, term, term set, source, number of records."""
    parts = Counter()
    for record, number in held.records.items():
        term = term_on(book, record, held.day)
        told = (str(term.length), str(term.term_set), term.source) if term else ("", "", "")
        parts[(record.category, *told)] += number
    names = ("category", "term", "term_set", "source", "number")
    return [dict(zip(names, (*part, number), strict=True)) for part, number in sorted(parts.items())]
