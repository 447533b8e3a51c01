"""Who decides, in the demo: a neighbour with a volmacht about whom somebody worries, and a child under supervision."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from audit.context import set_context
from cases.models import Person
from consent import actions
from consent.tasks import NOTICES

NEIGHBOUR = "Mevrouw De Wit"
WORRY = "Zij praat voor de inwoner, en wilde twee keer niet dat wij de inwoner alleen spraken."


def make_deciding(dossier, regisseur, now: datetime) -> None:
    """About the first and the last of the people of a dossier."""
    with transaction.atomic():
        set_context(user_id=regisseur.pk, now=now)
        people = list(Person.objects.filter(dossier_persons__dossier=dossier).order_by("pk"))
        facts = {"by": regisseur, "now": now, "notices": NOTICES}
        _let_neighbour_attend(people[0], localdate(now), facts)
        _order_supervision(people[-1], localdate(now), facts)


def _let_neighbour_attend(person: Person, today: date, facts: dict) -> None:
    actions.record_representation(
        person,
        name=NEIGHBOUR,
        contact="0492 32 00 00",
        capacity="gemachtigde",
        parts=["overleg"],
        evidence="volmacht",
        evidence_on=today - timedelta(days=30),
        scope="Gaat mee naar gesprekken over de Wmo.",
        valid_from=today - timedelta(days=30),
        valid_until=today + timedelta(days=335),
        **facts,
    )
    actions.raise_flag(person, name=NEIGHBOUR, reason=WORRY, flagged_on=today - timedelta(days=2), **facts)


def _order_supervision(person: Person, today: date, facts: dict) -> None:
    actions.record_measure(
        person,
        kind="ots",
        order="C/01/123456",
        institution="Jeugdbescherming Brabant",
        ordered_on=today - timedelta(days=60),
        starts_on=today - timedelta(days=60),
        ends_on=today + timedelta(days=305),
        **facts,
    )
