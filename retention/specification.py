"""§ 2.3 Bewaartermijnen: what a dossier held when it went, by category and term, in numbers of records: for the
declaration of destruction (Archiefbesluit 1995, art. 8). No ids, no dates, no names.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count

from cases.records import record_models
from retention import due
from retention.grounds import term_at_closing
from retention.models import Destruction
from retention.policy import RecordFacts
from retention.states import Kind
from terms.current import Book


def of_units(kind: Kind, units: Iterable[Destruction], book: Book) -> dict[UUID, list[dict]]:
    """Unit → its parts: category, term, term set, source, number of records. The rows must still be there.

    A person and a household have no category of their own: of them it says nothing, and one of them counts as one.
    """
    if kind != Kind.DOSSIER:
        return {}
    dossiers = due.by_ids([unit.unit_id for unit in units]).in_bulk()
    numbers = _numbers(dossiers)
    return {one: _parts(dossier, numbers[one], book) for one, dossier in dossiers.items()}


def _numbers(dossiers) -> dict[UUID, Counter]:
    """Dossier → (category, legal basis, begin of the term) → records. Without records it is itself one."""
    found = defaultdict(Counter)
    for model in record_models():
        rows = model._base_manager.filter(dossier__in=list(dossiers)).order_by()
        facts = rows.values_list("dossier_id", "category", "legal_basis", "term_started_on", "destroy_on")
        for dossier_id, *record, number in facts.annotate(number=Count("pk")):
            found[dossier_id][RecordFacts(*record)] += number
    for one, facts in due.facts_of(dossier for one, dossier in dossiers.items() if not found[one]).items():
        found[one].update(facts)
    return found


def _parts(dossier, numbers: Counter, book: Book) -> list[dict]:
    parts = Counter()
    for record, number in numbers.items():
        term = term_at_closing(book, record, dossier.closed_on)
        told = (str(term.length), str(term.term_set), term.source) if term else ("", "", "")
        parts[(record.category, *told)] += number
    names = ("category", "term", "term_set", "source", "number")
    return [dict(zip(names, (*part, number), strict=True)) for part, number in sorted(parts.items())]
