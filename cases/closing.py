"""§ 2.3 Bewaartermijnen: which term starts for which records when a dossier closes. Computed forward, then stored."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.db.models.functions import TruncDate

from cases.models import Dossier
from cases.records import DossierRecord, record_models
from terms.current import Book
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


def preview(dossier: Dossier, on: date) -> list[Dates]:
    """What closing on this day would set, latest first: shown before somebody closes."""
    dates = [group for model in record_models() for group in dates_of(model, dossier, on)]
    return sorted(dates, key=lambda group: (group.destroy_on, group.category), reverse=True)
