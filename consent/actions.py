"""What changes the record of authority."""

from datetime import date, datetime

from django.db import transaction

from cases.models import Person
from consent.models import Authority


@transaction.atomic
def record_authority(
    person: Person, *, now: datetime, kind: str, holders: list[dict], explanation: str, in_research: bool, source: str,
    recorded_on: date,
) -> Authority:  # fmt: skip
    """§ 1.5 Minderjarigen en wilsonbekwamen: a new outcome replaces the running one, which stays readable until the person goes."""
    Authority.objects.filter(person=person, replaced_at__isnull=True).update(replaced_at=now)
    return Authority.objects.create(
        person=person,
        kind=kind,
        holders=holders,
        explanation=explanation,
        in_research=in_research,
        source=source,
        recorded_on=recorded_on,
        created_at=now,
    )
