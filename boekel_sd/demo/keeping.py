"""What is kept in the demo: a complaint that runs, and somebody who asked for destruction."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from audit.context import set_context
from cases.access import access_for_system
from cases.models import Dossier, DossierPerson, Person
from retention import holds, requests
from retention.models import HoldKind


def keep(dossier: Dossier, by, now: datetime) -> None:
    """A complaint about one conversation, and a request at the desk to decide about."""
    on = localdate(now)
    with transaction.atomic():
        set_context(user_id=by.pk, now=now)
        about = DossierPerson.objects.filter(dossier=dossier).values("person")
        grown_up = Person.objects.filter(pk__in=about).order_by("pk").first()
        name = access_for_system("demo").give(grown_up).full_name
        holds.place(
            dossier,
            HoldKind.COMPLAINT,
            by=by,
            now=now,
            on=on,
            reason="Klacht over het gesprek van vorige maand. De klachtencommissie kijkt ernaar.",
            review_on=on + timedelta(days=42),
        )
        requests.register(
            dossier,
            grown_up.pk,
            by=by,
            now=now,
            on=on,
            came_on=on - timedelta(days=20),
            asked_by=name,
            wish="De verslagen van de gesprekken die alleen over mij gaan, mogen weg.",
            way="balie",
        )
