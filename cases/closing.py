"""§ 2.3 Bewaartermijnen: which term starts for which records when a dossier closes. Computed forward, then stored."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, QuerySet
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


def dates_of(model: type[DossierRecord], dossier: Dossier, on: date, **only) -> Iterator[Dates]:
    """The dates of one kind of record if the dossier closes on `on`. Raises NoTerm where no term holds.

    `only`: what to narrow the records to.
    """
    book = Book()
    records = model.objects.filter(dossier=dossier, **only).annotate(
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


def visible_end(dossier: Dossier, opens: Collection[str]) -> date | None:
    """The day by which all of a closed dossier is gone in the categories somebody may read; None while it is open.

    The day of the whole would tell them of a treatment that is kept for longer.
    """
    if dossier.destroy_on is None:
        return None
    own = own_clock(dossier, dossier.closed_on).destroy_on
    readable = [model.objects.filter(dossier=dossier, category__in=opens) for model in record_models()]
    ends = [records.aggregate(last=Max("destroy_on"))["last"] for records in readable]
    return max([own, *(end for end in ends if end)])


def preview(dossier: Dossier, on: date, opens: Collection[str]) -> list[Foreseen]:
    """What closing on this day would set, the dossier itself included, latest first: shown before somebody closes.

    `opens`: the categories that person may read; closing itself starts the terms of all of it.
    """
    own = own_clock(dossier, on)
    counts = Counter({(CASUSREGIE.code, own.term, own.started_on, own.destroy_on): 1})
    for model in record_models():
        for group in dates_of(model, dossier, on, category__in=opens):
            counts[group.category, group.term, group.started_on, group.destroy_on] += group.count
    foreseen = [Foreseen(*which, count) for which, count in counts.items()]
    return sorted(foreseen, key=lambda group: (group.destroy_on, group.category), reverse=True)
