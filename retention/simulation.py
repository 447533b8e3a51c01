"""§ 2.3 Bewaartermijnen: what a run would do, without doing anything: what goes, when, why, and what waits."""

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date, datetime

from audit.context import system
from cases.models import Dossier
from retention import due, fates, policy
from retention.engine import PURPOSE
from retention.grounds import term_on
from retention.models import Brake, Hold
from retention.policy import RecordFacts
from retention.states import Kind
from terms.categories import CATEGORIES
from terms.current import Book

ALL = "alle gegevens"


@dataclass(frozen=True)
class Part:
    """The records of one category that share a start and an end."""

    category: str
    label: str
    started_on: date | None
    destroy_on: date | None
    length: str
    term_set: str
    source: str
    wait: str
    wait_label: str


@dataclass(frozen=True)
class Forecast:
    """One dossier: named by its codename, counted by model, explained by category."""

    dossier: str
    destroy_on: date
    goes: bool
    brakes: list[str]
    parts: list[Part]
    counts: dict[str, int]
    persons_near: int


@dataclass(frozen=True)
class Simulation:
    on: date
    dossiers: list[Forecast]
    records: dict[str, int]
    persons_unused: int
    households_unused: int

    def as_dict(self) -> dict:
        return asdict(self)


def simulate(*, on: date, now: datetime) -> Simulation:
    """What `destroy` would do on that day with what is known now. Names nobody, opens nothing."""
    book = Book()
    with system(PURPOSE, now):
        dossiers = list(Dossier.objects.filter(destroy_on__lte=on).order_by("destroy_on", "codename"))
        forecasts = []
        for part in due.in_parts(dossiers, 200):
            forecasts += _forecasts(part, book, on)
        whole = {forecast.dossier for forecast in forecasts if forecast.goes}
        records = _records(book, on, whole)
        persons = sum(1 for _ in due.persons_unused(on, now))
        households = due.households_unused(on).count()
    return Simulation(on, forecasts, records, persons, households)


def _forecasts(dossiers, book, on) -> list[Forecast]:
    ids = [dossier.pk for dossier in dossiers]
    facts, goes, persons = due.facts_of(dossiers), due.may_go(dossiers, book, on), due.persons_of(ids)
    held = {}
    for one in (*Brake.objects.holding().filter(dossier__in=ids), *Hold.objects.holding(on).filter(dossier__in=ids)):
        held.setdefault(one.dossier_id, []).append(f"{one.get_kind_display()}: {one.category or ALL}")
    counts = _counts(ids)
    return [
        Forecast(
            dossier=dossier.codename,
            destroy_on=dossier.destroy_on,
            goes=dossier.pk in goes,
            brakes=sorted(held.get(dossier.pk, [])),
            parts=[_part(book, record, dossier, on) for record in _in_order(facts[dossier.pk])],
            counts=counts[dossier.pk],
            persons_near=len(persons[dossier.pk]),
        )
        for dossier in dossiers
    ]


def _records(book: Book, on: date, whole: set[str]) -> dict[str, int]:
    """Category → how many records go by themselves, apart from the dossiers that go as a whole (their codenames)."""
    counts = Counter()
    for ids in due.in_parts(due.records_due(on), 1000):
        found = due.dated(ids)
        going = due.records_that_may_go({one: facts for one, (facts, _day) in found.items()}, book, on)
        counts.update(found[one][0].category for one in going - due.records_of(whole, going))
    return dict(sorted(counts.items()))


def _in_order(records):
    return sorted(records, key=lambda record: (record.category, record.destroy_on or date.max))


def _part(book: Book, record: RecordFacts, dossier: Dossier, on: date) -> Part:
    term = term_on(book, record, dossier.closed_on)
    wait = policy.wait_of(record, due.in_force(book, record, on), on)
    return Part(
        category=record.category,
        label=str(CATEGORIES[record.category].label),
        started_on=record.started_on,
        destroy_on=record.destroy_on,
        length=str(term.length) if term else "",
        term_set=str(term.term_set) if term else "",
        source=term.source if term else "",
        wait=wait.value if wait else "",
        wait_label=str(wait.label) if wait else "",
    )


def _counts(ids) -> dict:
    return {one: dict(sorted(found.items())) for one, found in fates.count(Kind.DOSSIER, ids).items()}
