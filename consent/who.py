"""§ 3.3 Zorgvuldigheid: who takes what has to be done, and who is the second person.

Row security must know who asks.
"""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import Organisation, User
from cases.models import Grant
from cases.roles import MAY_GRANT, Regisseur


def sort_of(organisation: Organisation | None) -> str:
    """What sort of organisation this is (accounts); empty when nobody said, which opens nothing."""
    return organisation.sort if organisation else ""


def grants_reading(dossier_id: UUID, category: str, now: datetime) -> list[Grant]:
    """The grants that run and open this category, who leads the dossier first; nobody who broke the glass."""
    grants = Grant.objects.running(now).filter(content_object=dossier_id, user__is_active=True)
    grants = grants.select_related("permission", "user__organisation").order_by("valid_from", "pk")
    reading = [grant for grant in grants if category in grant.opens and not grant.role.is_emergency]
    return sorted(reading, key=lambda grant: (grant.role is not Regisseur, grant.role.code not in MAY_GRANT))


def may_read(user: User, dossier_id: UUID, category: str, now: datetime) -> bool:
    return any(grant.user_id == user.pk for grant in grants_reading(dossier_id, category, now))


def lead_of(dossier_id: UUID, category: str, now: datetime, *, otherwise: User | None) -> User | None:
    """Who leads the dossier and can read this category; else the deputy; else whoever is named, if anybody."""
    leading = [grant for grant in grants_reading(dossier_id, category, now) if grant.role.may_grant]
    return leading[0].user if leading else otherwise


def dossiers_led_by(user: User, now: datetime) -> QuerySet:
    """Their ids, open or closed, where this colleague leads or deputises."""
    leading = Grant.objects.running(now).filter(user=user, permission__codename__in=MAY_GRANT)
    return leading.values("content_object")


def second_persons(dossier_id: UUID, category: str, now: datetime, *, first_id: UUID) -> list[User]:
    """§ 3.3 Zorgvuldigheid: colleagues of the municipality inside this dossier, who leads it first; never oneself.

    No privacy officer: who cannot read the answers cannot judge them.
    """
    inside = [grant.user for grant in grants_reading(dossier_id, category, now)]
    return [user for user in inside if user.pk != first_id and user.is_internal]
