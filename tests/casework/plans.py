"""Plans of the cast, made by the actions that make real ones; and what the database holds of who leads."""

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from cases.models import Grant
from casework.actions import plans, regisseur
from casework.models import Handover, Plan
from tests.cast import acting, as_system, opened


def begin(dossier, by, *, now=None, about=()) -> Plan:
    now = now or timezone.now()
    with acting(by, now):
        day = timezone.localdate(now) + timedelta(days=90)
        return plans.begin(opened(dossier), by=by, now=now, about=list(about), wish="Rust in huis", evaluate_on=day)


def offer(plan, to, by, *, now=None, keeps="") -> Handover:
    now = now or timezone.now()
    with acting(by, now):
        return regisseur.offer(opened(plan), to=to, by=by, now=now, reason="Ik ga weg", keeps=keeps)


def accept(handover, by, *, now=None) -> Handover:
    now = now or timezone.now()
    with acting(by, now):
        return regisseur.accept(opened(handover), by=by, now=now)


def regisseurs(dossier, now=None) -> list[Grant]:
    """Whose regie has not ended."""
    with as_system():
        rows = Grant.objects.not_ended(now or timezone.now()).filter(content_object=dossier)
        rows = rows.filter(permission__codename="regisseur").select_related("user").order_by("pk")
        return [row for row in rows if row.valid_until is None or row.valid_until > row.valid_from]


def looked_at() -> None:
    """The database looks now, as it would at the end of a transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS a_plan_has_one_regisseur IMMEDIATE")
        cursor.execute("SET CONSTRAINTS a_plan_has_one_regisseur DEFERRED")
