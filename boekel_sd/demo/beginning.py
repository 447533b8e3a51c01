"""How the dossiers of the demo began: triage, intake, and a ZRM that was filled in three times."""

from datetime import datetime, timedelta
from itertools import cycle

from django.db import transaction
from django.utils.timezone import localdate

from accounts.models import Organisation
from audit.context import set_context
from cases.access import access_for_system
from cases.choices import RelationKind
from cases.models import Relation
from casework import actions
from casework.choices import CallOutcome
from casework.zrm import Score

WEIGHED = cycle(
    (
        ("geld", "ernstig", "deze_week", "Rust in de rekeningen, en iemand die meekijkt met de post."),
        ("opvoeden", "matig", "later", "Meedenken over vaste tijden en over wie er kan oppassen."),
        ("wonen", "matig", "deze_week", "Hulp in het huishouden tot het herstel rond is."),
        ("relaties", "matig", "later", "Een gesprek met beide ouders, met iemand die ertussen zit."),
        ("mantelzorg", "matig", "deze_week", "Een paar uur per week vrij, en iemand om mee te praten."),
    )
)
NOTHING = {"reach": "", "follow_up_on": None, "reason": ""}
ASKED = "Wat er nu het meest knelt, wie er al meehelpt, en wat jullie zelf al probeerden."
# Domain → what worker and resident chose, three times; None: not discussed.
SCORES = {
    "financien": ((2, 3), (2, 2), (3, 3)),
    "werk_opleiding": ((3, 4), (3, 4), (4, 4)),
    "tijdsbesteding": ((4, 4), (4, 4), (4, 5)),
    "huisvesting": ((4, 3), (4, 4), (4, 4)),
    "huiselijke_relaties": ((2, 2), (3, 3), (3, 4)),
    "basale_adl": ((5, 5), (5, 5), (5, 5)),
    "instrumentele_adl": ((3, 4), (4, 4), (4, 4)),
    "sociaal_netwerk": ((2, 4), (3, 4), (3, 4)),
    "participatie": ((3, None), (3, 3), (3, 4)),
    "lichamelijke_verzorging": ((4, 5), (4, 5), (5, 5)),
    "sociaal_emotioneel": ((3, 3), (3, 4), (4, 4)),
    "scholing": ((3, 3), (3, 3), (4, 4)),
    "opvang": ((2, 2), (3, 3), (3, 3)),
}
NOTES = {
    "financien": "De regeling voor de energie loopt. De post wordt nu elke week samen geopend.",
    "huiselijke_relaties": "In de ochtend gaat het goed. In de avond wordt er nog geroepen.",
    "opvang": "Oma past op dinsdag op. Voor de andere dagen is er nog niets.",
}
SCORED_DAYS_AGO = (18, 9, 1)


def open_from_triage(household, *, by, now: datetime, about, question: str, purpose: str, legal_basis: str):
    """As a worker does: first the question, then the dossier."""
    topic, severity, urgency, needed = next(WEIGHED)
    own = {"topic": topic, "severity": severity, "urgency": urgency, "needed": needed, "decision": "dossier"}
    facts = {"question": question, "purpose": purpose, "legal_basis": legal_basis}
    when = {"by": by, "now": now, "on": localdate(now)}
    enquiry = access_for_system("demo").give(actions.weigh(None, **when, **own, **facts, **NOTHING))
    return actions.open_dossier(enquiry, household, **when, about=about, **facts)


def make_beginnings(dossiers, worker, now: datetime) -> None:
    """An intake with a matrix, one that waits for the conversation, and two questions without a dossier."""
    first, second = dossiers[:2]
    with transaction.atomic():
        set_context(user_id=worker.pk, now=now)
        for dossier, whole in ((first, True), (second, False)):
            _intake(dossier, worker, now, whole=whole)
        _matrix(first, worker, now)
        _questions(worker, now)
        _not_reached(first, worker, now)


def _people(dossier) -> list:
    return list(dossier.dossier_persons.order_by("person").values_list("person", flat=True))


def _not_reached(dossier, worker, now) -> None:
    """Somebody who treats was not reached at once, and asked for time to align."""
    ggz = Organisation.objects.get_or_create(name="Praktijk De Linde (demo)", kind=Organisation.Kind.PARTNER)[0]
    facts = {
        "professional": "De behandelaar van moeder",
        "situation": "Moeder slaapt al dagen niet en is in de war.",
    }
    who = {"by": worker, "now": now}
    made = actions.begin_escalation(
        dossier,
        **who,
        on=localdate(now),
        about=_people(dossier)[:1],
        organisation=ggz,
        safety=False,
        message=None,
        **facts,
    )
    for step, called, outcome, days in (
        ("1. De praktijk zelf", "De assistente", CallOutcome.NOT_REACHED, None),
        ("2. De vervanger", "Wie waarneemt", CallOutcome.NEEDS_TIME, 4),
    ):
        made = access_for_system("demo").give(made)
        until = localdate(now) + timedelta(days=days) if days else None
        said = {"step": step, "who": called, "at": now, "outcome": outcome, "note": "", "until": until}
        made = actions.add_attempt(made, **who, **said)


def _intake(dossier, worker, now, *, whole: bool) -> None:
    day = dossier.opened_on + timedelta(days=1)
    facts = {"leaflet_on": day, "leaflet_way": "papier", "support_on": None, "support_answer": ""}
    facts |= {"held_on": None, "present": "", "asked": ""}
    if whole:
        facts |= {"support_on": day, "support_answer": "denkt_na", "held_on": day, "asked": ASKED}
        facts |= {"present": "De ouders, en een buurvrouw op hun verzoek."}
    actions.save_intake(dossier, None, by=worker, now=now, about=_people(dossier), **facts)


def _matrix(dossier, worker, now) -> None:
    """Of a parent where there is one."""
    people = _people(dossier)
    parents = Relation.objects.filter(person__in=people, relative__in=people, kind=RelationKind.CHILD)
    person = parents.order_by("person").values_list("person", flat=True).first() or people[0]
    for number, days in enumerate(SCORED_DAYS_AGO):
        last = number == len(SCORED_DAYS_AGO) - 1
        scores = {code: Score(*levels[number], NOTES.get(code, "") if last else "") for code, levels in SCORES.items()}
        on = localdate(now) - timedelta(days=days)
        actions.score(dossier, by=worker, now=now, person_id=person, on=on, parts=[], asked=list(SCORES), scores=scores)


def _questions(worker, now) -> None:
    when = {"by": worker, "now": now, "on": localdate(now)}
    blank = NOTHING | dict.fromkeys(("severity", "urgency", "needed", "decision", "purpose", "legal_basis"), "")
    asked = {"question": "Belt over de buurman, die al weken niet buiten komt. Wil weten wat zij kan doen."}
    actions.weigh(None, **when, **blank | asked | {"topic": "relaties"})
    told = {"question": "Wil weten of er iemand kan helpen met de formulieren voor de huurtoeslag."}
    told |= {"topic": "geld", "severity": "licht", "urgency": "later", "decision": "advies"}
    told |= {"follow_up_on": localdate(now) + timedelta(days=3), "reach": "Via het nummer waarmee zij belde, na vijf."}
    actions.weigh(None, **when, **blank | told)
