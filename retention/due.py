"""§ 2.3 Bewaartermijnen: which dossiers, records, persons and households are due. Asked of the database each time anew.

Everything here runs under the system purpose `vernietiging`; it reads ids, dates and categories, no content.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, datetime
from functools import cache
from itertools import islice
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, Model, OuterRef, Q

from cases.closing import carriers, rows_of
from cases.models import Dossier, DossierPerson, Household, HouseholdMember, Lookup, Merge, Person, Relation
from cases.records import DossierRecord, Tie, record_models, ties
from retention import policy
from retention.models import Brake, Hold
from retention.policy import InForce, RecordFacts, Wait
from retention.states import Kind
from terms import categories
from terms.current import Book, NoTerm

PERSONS_AT_ONCE = 1000
OF_ITSELF = categories.CASUSREGIE.code
FACTS = ("category", "legal_basis", "term_started_on", "destroy_on")


# --- dossiers --------------------------------------------------------------------------------------------------


def dossiers_due(on: date):
    """Closed dossiers whose day has come and that nothing holds; the oldest first."""
    return dossiers_free(on).filter(destroy_on__lte=on).order_by("destroy_on", "pk")


def dossiers_free(on: date):
    """Of which no brake and no hold concerns anything: where one does, the dossier itself stays."""
    brakes = Brake.objects.holding().filter(dossier=OuterRef("pk"))
    holds = Hold.objects.holding(on).filter(dossier=OuterRef("pk"))
    return Dossier.objects.filter(~Exists(brakes), ~Exists(holds))


def facts_of(dossiers: Iterable[Dossier]) -> dict[UUID, set[RecordFacts]]:
    """Dossier id → the facts of its records. A dossier without records is itself a record of care coordination."""
    dossiers = list(dossiers)
    found = defaultdict(set)
    for carrier in carriers():
        rows = rows_of(carrier, dossier__in=[dossier.pk for dossier in dossiers]).order_by()
        for dossier_id, *facts in rows.values_list("dossier_id", *FACTS).distinct():
            found[dossier_id].add(RecordFacts(*facts))
    for dossier in dossiers:
        if not found[dossier.pk]:
            found[dossier.pk].add(_of_itself(dossier))
    return found


def _of_itself(dossier: Dossier) -> RecordFacts:
    return RecordFacts(OF_ITSELF, dossier.legal_basis, dossier.closed_on, dossier.destroy_on)


def in_force(book: Book, record: RecordFacts, on: date) -> InForce | None:
    try:
        standing = book.standing(record.category, on, record.legal_basis)
    except NoTerm:
        return None
    return InForce(standing.term.length, standing.choice_needed)


def waits_of(records: Iterable[RecordFacts], book: Book, on: date) -> dict[str, Wait]:
    """Category → what makes it wait, for the categories that do."""
    found = {}
    for record in records:
        wait = policy.wait_of(record, in_force(book, record, on), on)
        if wait and (record.category not in found or wait == Wait.LAW_LONGER):
            found[record.category] = wait
    return found


def may_go(dossiers: Iterable[Dossier], book: Book, on: date) -> set[UUID]:
    """Of these dossiers, under their lock, the ones that may be destroyed today: closed, due, and nothing waits.

    Looks at the records themselves and not only at the dossier's own date, and at the terms as they are now:
    whatever the nightly brakes may have missed, is stopped here.
    """
    ids = [dossier.pk for dossier in dossiers if dossier.closed_on and dossier.destroy_on]
    free = set(dossiers_due(on).filter(pk__in=ids).values_list("pk", flat=True))
    dossiers = [dossier for dossier in dossiers if dossier.pk in free]
    facts = facts_of(dossiers)
    return {
        dossier.pk
        for dossier in dossiers
        if policy.is_due(facts[dossier.pk], on) and not waits_of(facts[dossier.pk], book, on)
    }


def persons_of(dossier_ids: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """Dossier id → the persons who may follow it: its own, those its records are about, and who stood near them."""
    found = {dossier_id: set() for dossier_id in dossier_ids}
    dossier_ids = list(found)
    for dossier_id, person_id in DossierPerson.objects.filter(dossier__in=dossier_ids).values_list(
        "dossier_id", "person_id"
    ):
        found[dossier_id].add(person_id)
    for carrier in carriers():
        for dossier_id, about in rows_of(carrier, dossier__in=dossier_ids).values_list("dossier_id", "about"):
            found[dossier_id].update(about)
    members = HouseholdMember.objects.filter(household__dossiers__in=dossier_ids)
    for dossier_id, person_id in members.values_list("household__dossiers", "person_id"):
        found[dossier_id].add(person_id)
    return _with_neighbours(found)


def _with_neighbours(found: dict[UUID, set[UUID]]) -> dict[UUID, set[UUID]]:
    near = neighbours({person for persons in found.values() for person in persons})
    for persons in found.values():
        persons.update(*(near[person] for person in list(persons)))
    return found


def by_ids(dossier_ids: Iterable[UUID]):
    return Dossier.objects.filter(pk__in=list(dossier_ids))


def homes_of(person_ids: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """Person → the households they live or lived in."""
    found = defaultdict(set)
    rows = HouseholdMember.objects.filter(person__in=list(person_ids)).values_list("person_id", "household_id")
    for person_id, household_id in rows:
        found[person_id].add(household_id)
    return found


def households_of(persons: dict[UUID, set[UUID]]) -> dict[UUID, set[UUID]]:
    """Dossier id → the households that may follow: its own, and those its persons (`persons_of`) live or lived in."""
    found = defaultdict(set)
    for dossier_id, household_id in Dossier.objects.filter(pk__in=persons).values_list("pk", "household_id"):
        found[dossier_id].add(household_id)
    lives_in = homes_of(set().union(*persons.values()))
    for dossier_id, members in persons.items():
        found[dossier_id].update(*(lives_in[person] for person in members))
    return found


# --- records ---------------------------------------------------------------------------------------------------


def records_due(on: date) -> list[UUID]:
    """The records whose day has come, of open dossiers too, and that no brake holds; what was taken back among them.
    What hangs on others comes before what it hangs on."""
    found, not_held = [], ~held(on)
    for carrier in hanging_first():
        free = rows_of(carrier, destroy_on__lte=on).filter(not_held)
        found += free.order_by("destroy_on", "id").values_list("id", flat=True)
    return found


def number_due(on: date) -> Counter:
    """How many dossiers, and how many records of other dossiers: what a run will look at."""
    going = dossiers_due(on).order_by()
    waiting = ~held(on) & ~Q(dossier__in=going)
    records = [rows_of(carrier, destroy_on__lte=on).filter(waiting) for carrier in carriers()]
    return Counter({Kind.DOSSIER: going.count(), Kind.RECORD: sum(rows.count() for rows in records)})


@cache
def hanging_first() -> tuple[type[Model], ...]:
    """Every carrier of dates; what hangs on others before what it hangs on."""
    return tuple(sorted(carriers(), key=lambda carrier: _height(getattr(carrier, "instance_type", carrier))))


def _height(model: type[DossierRecord]) -> int:
    """How many kinds of record stand on top of each other on this one."""
    hanging = {tie.hangs for tie in ties() if tie.holder is model and tie.hangs is not model}
    return 1 + max(map(_height, hanging), default=0)


def held(on: date) -> Q:
    """A brake or a hold concerns this record: its category, and somebody it is about."""
    brakes = Brake.objects.holding().filter(dossier=OuterRef("dossier"), category=OuterRef("category"))
    holds = Hold.objects.holding(on).filter(
        Q(category="") | Q(category=OuterRef("category")),
        Q(about=[]) | Q(about__overlap=OuterRef("about")),
        dossier=OuterRef("dossier"),
    )
    return Q(Exists(brakes) | Exists(holds))


def lock_records(ids: Iterable[UUID]) -> tuple[dict[UUID, UUID], dict[UUID, RecordFacts]]:
    """Record → dossier of those that are there, and the facts of those that nobody holds: with their dossier, so that
    no brake and no reopening comes in between."""
    ids = list(ids)
    there = {}
    for carrier in carriers():
        there.update(rows_of(carrier, id__in=ids).values_list("id", "dossier_id"))
    dossiers = Dossier.objects.filter(pk__in=set(there.values())).order_by("pk")
    ours = set(dossiers.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True))
    facts = {}
    for carrier in carriers():
        rows = rows_of(carrier, id__in=ids, dossier__in=ours).select_for_update(skip_locked=True, of=("self",))
        facts.update({one: RecordFacts(*found) for one, *found in rows.values_list("id", *FACTS)})
    return there, facts


def records_that_may_go(
    facts: dict[UUID, RecordFacts], book: Book, on: date, granted: Collection[UUID] = frozenset()
) -> set[UUID]:
    """Of these records, under their lock, the ones that may be destroyed today: due, by the terms as they are now, with
    no brake and with nothing that still hangs on them. `granted`: those that go because somebody asked, whatever their
    term."""
    ids = [
        one
        for one, record in facts.items()
        if one in granted or (policy.is_due([record], on) and not waits_of([record], book, on))
    ]
    stopped, held_now = set(), held(on)
    for carrier in carriers():
        stopped |= set(rows_of(carrier, id__in=ids).filter(held_now).values_list("id", flat=True))
    return _with_nothing_hanging(set(ids) - stopped)


def _with_nothing_hanging(going: set[UUID]) -> set[UUID]:
    while stuck := {holder for tie in ties() for holder in _held_up(tie, going)}:
        going = going - stuck
    return going


def _held_up(tie: Tie, going: set[UUID]) -> Iterator[UUID]:
    """What must stay because something hangs on it that does not go with it."""
    rows = tie.through._base_manager.filter(**{f"{tie.column}__in": going}).values_list(tie.column, tie.dependent)
    return (holder for holder, hanging in rows if hanging not in going)


def dated(ids: Iterable[UUID]) -> dict[UUID, tuple[RecordFacts, date | None]]:
    """Record → its facts, and the day by whose terms it got its day: of its event, or of the closing."""
    found = {}
    for carrier in carriers():
        rows = rows_of(carrier, id__in=list(ids)).values_list("id", "event_on", "dossier__closed_on", *FACTS)
        found.update({one: (RecordFacts(*facts), event_on or closed_on) for one, event_on, closed_on, *facts in rows})
    return found


def records_of(codenames: set[str], ids: Iterable[UUID]) -> set[UUID]:
    """Of these records the ones in dossiers of these names."""
    ids, found = list(ids), set()
    for carrier in carriers():
        found |= set(rows_of(carrier, id__in=ids, dossier__codename__in=codenames).values_list("id", flat=True))
    return found


def persons_of_records(ids: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """Record id → the persons who may follow it: those it is about, and who stood near them."""
    found = {}
    for carrier in carriers():
        rows = rows_of(carrier, id__in=list(ids)).values_list("id", "about")
        found.update({one: set(about) for one, about in rows})
    return _with_neighbours(found)


# --- persons ---------------------------------------------------------------------------------------------------


def neighbours(person_ids: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """Person → relatives in the register, both ways, who lives in the same household now, and as whom they were
    registered twice: while that can be undone, one is kept as long as the other, and not longer."""
    person_ids = set(person_ids)
    near = defaultdict(set)
    pairs = Relation.objects.filter(
        Q(person__in=person_ids) | Q(relative__in=person_ids), relative__isnull=False
    ).values_list("person_id", "relative_id")
    twice = Merge.objects.filter(Q(kept__in=person_ids) | Q(gone__in=person_ids)).values_list("kept_id", "gone_id")
    for one, other in (*pairs, *twice):
        near[one].add(other)
        near[other].add(one)
    homes = HouseholdMember.objects.filter(person__in=person_ids, until__isnull=True).values_list(
        "person_id", "household__members__person_id", "household__members__until"
    )
    for one, other, until in homes:
        if until is None and other != one:
            near[one].add(other)
    return near


# Of these persons, those with whom a room above works: it adds who knows.
further_uses: list[Callable[[set[UUID]], Iterable[UUID]]] = []


def used(person_ids: Iterable[UUID], now: datetime) -> set[UUID]:
    """The persons somebody works with: in a dossier, in the household of one, in the `about` of a record, just found
    by somebody who may be about to open a dossier, or known to a room above to be in use."""
    person_ids = set(person_ids)
    found = set(DossierPerson.objects.filter(person__in=person_ids).values_list("person_id", flat=True))
    found |= set(
        HouseholdMember.objects.filter(person__in=person_ids, household__dossiers__isnull=False).values_list(
            "person_id", flat=True
        )
    )
    found |= set(Lookup.objects.filter(person__in=person_ids, until__gt=now).values_list("person_id", flat=True))
    for in_use in further_uses:
        found |= set(in_use(person_ids))
    for model in record_models():
        left = person_ids - found
        if left:
            abouts = model._base_manager.filter(about__overlap=list(left)).values_list("about", flat=True)
            found |= {person for about in abouts.iterator() for person in about if person in left}
    return found


def referred_to(person_ids: Iterable[UUID], now: datetime) -> set[UUID]:
    """The persons who are used, or who stand near somebody who is: the father whose authority counts, a partner."""
    person_ids = set(person_ids)
    near = neighbours(person_ids)
    in_use = used(person_ids.union(*near.values()), now)
    return {person for person in person_ids if person in in_use or near[person] & in_use}


def persons_unused(on: date, now: datetime) -> Iterator[UUID]:
    """Persons taken up some weeks ago (UNUSED_PERSON_WEEKS) to whom nothing refers."""
    in_dossier = DossierPerson.objects.filter(person=OuterRef("pk"))
    in_household = HouseholdMember.objects.filter(person=OuterRef("pk"), household__dossiers__isnull=False)
    last_day = policy.unused_before(on, settings.UNUSED_PERSON_WEEKS)
    candidates = Person.objects.filter(~Exists(in_dossier), ~Exists(in_household), created_at__date__lte=last_day)
    for ids in in_parts(candidates.order_by("pk").values_list("pk", flat=True), PERSONS_AT_ONCE):
        yield from sorted(set(ids) - referred_to(ids, now))


# --- households ------------------------------------------------------------------------------------------------


def empty_households():
    """Households without a dossier and without anybody who lives or lived there."""
    members = HouseholdMember.objects.filter(household=OuterRef("pk"))
    dossiers = Dossier.objects.filter(household=OuterRef("pk"))
    return Household.objects.filter(~Exists(members), ~Exists(dossiers))


def households_unused(on: date):
    return empty_households().filter(created_on__lte=policy.unused_before(on, settings.UNUSED_PERSON_WEEKS))


def in_parts(values: Iterable, size: int) -> Iterator[list]:
    """Lists of at most `size`; reads the source only as far as asked."""
    values = iter(values)
    while part := list(islice(values, size)):
        yield part
