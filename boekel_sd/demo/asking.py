"""What residents of the demo ask about their data, and who decides on it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from audit.context import set_context
from cases.access import access_for_system
from cases.models import Dossier, DossierPerson, Person
from inzage.actions import requests
from inzage.choices import RequestKind
from inzage.models import Mandate

DECREE = "Mandaatbesluit sociaal domein, artikel 4"


def give_mandate(user, now: datetime) -> None:
    since = localdate(now) - timedelta(days=300)
    Mandate.objects.create(user=user, kinds=RequestKind.values, decree=DECREE, valid_from=since)


def ask(dossier: Dossier, by, now: datetime) -> None:
    """Somebody of this family wants to see what there is, asked at the desk ten days ago."""
    with transaction.atomic():
        set_context(user_id=by.pk, now=now)
        about = DossierPerson.objects.filter(dossier=dossier).values("person")
        person = access_for_system("demo").give(Person.objects.filter(pk__in=about).order_by("pk").first())
        requests.register(
            person,
            kind=RequestKind.INSIGHT,
            came_on=localdate(now) - timedelta(days=10),
            now=now,
            by=by,
            asker_id=person.pk,
            asked_by=person.full_name,
            wish="Ik wil lezen wat er over mij is opgeschreven sinds de zomer.",
            way="balie",
        )
