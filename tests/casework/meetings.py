"""A conference as the actions make it, about the family of the cast; Ingrid, of a partner, has no dossier here."""

from datetime import timedelta

from accounts.models import SecrecyText
from casework.actions import conferences as actions
from casework.models import Conference
from sealing.access import Access
from tests.cast import AT_HOME, acting, make_worker
from tests.sharing import make_consent

WORD = "kanarievogel"


def ingrid_of(cast):
    worker = make_worker("Ingrid", cast.paula.organisation, "hulpverlener")
    text = SecrecyText.objects.current(cast.today)
    worker.acceptances.create(text=text, text_sha256=text.sha256, accepted_at=cast.now)
    return worker


def people_of(family):
    return [family.people[name] for name in AT_HOME]


def planned(family, *, by, now, said, guests=(), **facts) -> Conference:
    """With a point of the regisseur, and these guests: (user, part)."""
    about = [person.pk for person in people_of(family)]
    with acting(by, now):
        what = {"starts_at": now + timedelta(days=3), "place": f"Kerkstraat 1 {WORD}", "is_online": False}
        why = {"goal": f"Samira helpen {WORD}", "legal_basis": "jeugdwet", "about": about, "purpose": "casusregie"}
        careful = {"nodig": "Om samen te werken", "minder": "Niet met minder"}
        made = actions.plan(family.dossier, by=by, now=now, careful=careful, **what | why | facts)
        Access("test").give(made)
        made.dossier = family.dossier
        for user, part in guests:
            who = {"part": part, "user": user, "name": user.name}
            made.guest = actions.invite(made, by=by, now=now, why=f"Helpt {WORD}", **who)
        point = {"title": "Hoe gaat het met Esra?", "text": said, "why": f"Afstemmen {WORD}", "kinds": ["voortgang"]}
        made.point = actions.add_item(made, by=by, now=now, about=about, **point)
    return made


def consents_for(family, organisation, *, by, now):
    with acting(by, now):
        facts = {"organisation": organisation, "kinds": ["voortgang", "gezin"]}
        return [make_consent(family.dossier, person, by=by, now=now, **facts) for person in people_of(family)]
