"""§ 3.1 Toestemmingsverklaring: who may share what with whom until when, as a table one can read."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from accounts.models import Organisation
from cases.models import Person
from consent.access.consents import consents_of
from consent.models import Consent
from consent.names import told_apart
from consent.planned import planned_in
from consent.states import ConsentStatus

WAITS = (ConsentStatus.DRAFT, ConsentStatus.TO_SIGN)


@dataclass
class Cell:
    """Of one resident and one organisation: what holds, what waits, and what ended last where nothing else is.

    `planned`: whether the signed plan names the organisation for this resident.
    """

    person: Person
    name: str
    organisation: Organisation
    holding: list[Consent] = field(default_factory=list)
    waiting: list[Consent] = field(default_factory=list)
    ended: Consent | None = None
    planned: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.holding or self.waiting or self.ended or self.planned)


@dataclass(frozen=True)
class Overview:
    """`rows`: each name with a cell for each of `organisations`, in their order."""

    organisations: list[Organisation]
    rows: list[tuple[str, list[Cell]]]


def overview_of(request, dossier, people: list[Person]) -> Overview:
    """Of a dossier and its people that doors handed out."""
    consents = consents_of(request, dossier)
    planned = {
        (one.person, one.organisation) for one in planned_in(dossier.pk, [one.pk for one in people], request.now)
    }
    found = {consent.organisation_id: consent.organisation for consent in consents}
    found |= Organisation.objects.in_bulk({organisation for _person, organisation in planned} - found.keys())
    organisations = sorted(found.values(), key=lambda one: one.name)
    rows = [
        (name, [_cell(person, name, one, consents, request.today) for one in organisations])
        for person, name in told_apart(people)
    ]
    for cell in (cell for _name, cells in rows for cell in cells):
        cell.planned = (cell.person.pk, cell.organisation.pk) in planned
    return Overview(organisations, rows)


def _cell(person: Person, name: str, organisation: Organisation, consents: Iterable[Consent], on: date) -> Cell:
    cell = Cell(person, name, organisation)
    mine = [one for one in consents if (one.person_id, one.organisation_id) == (person.pk, organisation.pk)]
    cell.holding = [one for one in mine if one.holds_on(on)]
    cell.waiting = [one for one in mine if one.status in WAITS]
    over = [one for one in mine if one not in cell.holding and one not in cell.waiting]
    if not (cell.holding or cell.waiting) and over:
        cell.ended = max(over, key=lambda one: (one.ended_at is not None, one.ended_at or one.created_at))
    return cell
