"""How some people of the demo can be reached without danger: asked of a few, long ago of one, of most not yet."""

from datetime import datetime, timedelta
from itertools import cycle, islice

from django.db import transaction
from django.utils.timezone import localdate

from audit.context import set_context
from cases import actions
from cases.models import ContactProfile, Person

NOTHING = {
    "channels": [],
    "safe_phone": "",
    "safe_email": "",
    "safe_address": "",
    "safe_hours": None,
    "do_not_contact": False,
    "reason": "",
    "portal": "uit",
    "shared_with": "",
}
MORNINGS = [{"days": [0, 1, 3], "from": "09:00", "until": "11:30"}]
PROFILES = cycle(
    (
        {
            "channels": ["persoon", "portaal", "post", "telefoon"],
            "safe_phone": "06 00 00 00 12",
            "safe_address": "Postbus 12\n5427 ZZ Boekel",
            "safe_hours": MORNINGS,
            "portal": "volledig",
            "shared_with": "Niemand, zegt deze persoon.",
        },
        {"do_not_contact": True, "reason": "De ex-partner leest mee op de telefoon. Eerst een veilig nummer zoeken."},
        {
            "channels": ["mail", "persoon", "portaal"],
            "safe_email": "gezin@voorbeeld.example",
            "portal": "beperkt",
            "shared_with": "De kinderen gebruiken dezelfde computer.",
        },
        {"channels": ["persoon"], "shared_with": "De zoon leegt de brievenbus."},
    )
)
# Of who can sign in at the demo's DigiD.
IN_THE_PORTAL = {
    "channels": ["persoon", "portaal", "telefoon"],
    "safe_phone": "06 00 00 00 21",
    "safe_hours": [{"days": [0, 1, 2, 3, 4], "from": "09:00", "until": "16:00"}],
    "portal": "volledig",
    "shared_with": "Niemand, zegt deze persoon.",
}
ASKED_OF = 2
ASKED_AGAIN_AFTER = timedelta(weeks=26)
# Of every few one was asked so long ago that it is time to ask again.
LONG_AGO = cycle((timedelta(), timedelta(), timedelta(weeks=27)))


def ask_some(people: list, *, by, now: datetime) -> None:
    """Of the first of a family, by who writes in their dossier."""
    with transaction.atomic():
        set_context(user_id=by.pk, now=now)
        for person in islice(Person.objects.filter(pk__in=people).order_by("pk"), ASKED_OF):
            asked_on = localdate(now - next(LONG_AGO))
            facts = {"said_by": "De persoon zelf", "asked_on": asked_on, "review_on": asked_on + ASKED_AGAIN_AFTER}
            actions.record_contact(person, by=by, now=now, replaces=None, **NOTHING | next(PROFILES) | facts)


def ask_for_portal(person: Person, *, by, now: datetime) -> None:
    """In a transaction that knows who asks; what was said before is replaced."""
    running = ContactProfile.objects.running().filter(person=person).values_list("pk", flat=True).first()
    asked_on = localdate(now)
    facts = {"said_by": "De persoon zelf", "asked_on": asked_on, "review_on": asked_on + ASKED_AGAIN_AFTER}
    actions.record_contact(person, by=by, now=now, replaces=running, **NOTHING | IN_THE_PORTAL | facts)
