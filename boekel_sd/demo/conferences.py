"""What the demo confers about: one planned conference, which the residents do not know of yet: so without names."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils.timezone import localdate, make_aware

from audit.context import set_context
from cases.access import access_for_system
from cases.emergency import working_day_after
from cases.models import Dossier, DossierPerson
from casework.actions import conferences as actions
from casework.conferences import Part

SAID = (
    "Wat vraagt de school, en wie helpt thuis met huiswerk en op tijd naar bed? We spreken af wie wat doet, zodat het "
    "gezin met één persoon te maken heeft."
)


def make_conference(dossier: Dossier, by, guests, now: datetime) -> None:
    """With a colleague and somebody of a partner; nobody reads anything until it is looked over."""
    day = working_day_after(localdate(now) + timedelta(days=7))
    starts_at = make_aware(datetime.combine(day, time(10)))
    with transaction.atomic():
        set_context(user_id=by.pk, now=now)
        about = list(DossierPerson.objects.filter(dossier=dossier).values_list("person", flat=True))
        made = actions.plan(
            dossier,
            by=by,
            now=now,
            starts_at=starts_at,
            is_online=False,
            place="Dorpshuis, zaal 2",
            goal="Hulp thuis en op school op elkaar afstemmen",
            legal_basis=dossier.legal_basis,
            about=about,
            careful={"nodig": "Drie mensen helpen, los van elkaar.", "minder": "Bellen met ieder apart is geprobeerd."},
        )
        access_for_system("demo").give(made)
        made.dossier = dossier
        for guest in guests:
            part = Part.COLLEAGUE if guest.is_internal else Part.PARTNER
            actions.invite(made, by=by, now=now, part=part, name=guest.name, why="Helpt dit gezin nu.", user=guest)
        point = {"title": "Rust in de avond", "text": SAID, "why": "Nodig voor het plan", "kinds": ["school", "plan"]}
        actions.add_item(made, by=by, now=now, about=about, **point)
