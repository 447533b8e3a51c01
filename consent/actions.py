"""What changes the record of authority."""

from datetime import datetime

from django.db import transaction

from cases.models import Person
from consent.models import Authority


@transaction.atomic
def record_authority(person: Person, *, now: datetime, **facts) -> Authority:
    """§ 1.5 Minderjarigen en wilsonbekwamen: a new outcome replaces the running one, which stays readable.

    `facts`: kind, holders, explanation, in_research, source, recorded_on.
    """
    Authority.objects.filter(person=person, replaced_at__isnull=True).update(replaced_at=now)
    return Authority.objects.create(person=person, created_at=now, **facts)
