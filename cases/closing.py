"""§ 2.3 Bewaartermijnen: which term starts for which records when a dossier closes. Computed forward, then stored."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.db.models.functions import TruncDate

from cases.models import Dossier
from cases.records import DossierRecord, record_models
from terms.categories import CASUSREGIE
from terms.current import Book, Clock
from terms.models import Term
from terms.policy import Facts

GROUPED_BY = ("category", "legal_basis", "changed_on", "made_on")


@dataclass(frozen=True)
class Dates:
    """Records of one kind, one category and one start day, with the term that holds for them."""

    records: QuerySet
    count: int
    category: str
    term: Term
    started_on: date
    destroy_on: date


@dataclass(frozen=True)
class Foreseen:
    """What closing would set for everything of one category with the same dates, whatever kind of record it is."""

    category: str
    term: Term
    started_on: date
    destroy_on: date
    count: int


def dates_of(model: type[DossierRecord], dossier: Dossier, on: date) -> Iterator[Dates]:
    """The dates of one kind of record if the dossier closes on `on`. Raises NoTerm where no term holds."""
    book = Book()
    records = model.objects.filter(dossier=dossier).annotate(
        changed_on=TruncDate("substantively_changed_at"), made_on=TruncDate("created_at")
    )
    for category, basis, changed_on, made_on in set(records.values_list(*GROUPED_BY)):
        facts = Facts(closed_on=on, last_changed_on=changed_on, made_on=made_on)
        clock = book.clock(category, facts, basis)
        group = records.filter(category=category, legal_basis=basis, changed_on=changed_on, made_on=made_on)
        yield Dates(group, group.count(), category, clock.term, clock.started_on, clock.destroy_on)


def own_clock(dossier: Dossier, on: date) -> Clock:
    """The dossier itself is casusregie: an empty one has a term too. Raises NoTerm."""
    return Book().clock(CASUSREGIE.code, Facts(closed_on=on), dossier.legal_basis)


def preview(dossier: Dossier, on: date) -> list[Foreseen]:
    """What closing on this day would set, the dossier itself included, latest first: shown before somebody closes."""
    own = own_clock(dossier, on)
    counts = Counter({(CASUSREGIE.code, own.term, own.started_on, own.destroy_on): 1})
    for model in record_models():
        for group in dates_of(model, dossier, on):
            counts[group.category, group.term, group.started_on, group.destroy_on] += group.count
    foreseen = [Foreseen(*which, count) for which, count in counts.items()]
    return sorted(foreseen, key=lambda group: (group.destroy_on, group.category), reverse=True)
