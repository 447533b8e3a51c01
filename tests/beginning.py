"""How a dossier begins, as the actions of casework make it, for tests that need one of each."""

from datetime import timedelta

from django.utils.timezone import localdate

from casework.models import Enquiry, Escalation, Intake, Triage, Zrm
from tests.sharing import record_facts, school

WEIGHED = {"topic": "geld", "severity": "matig", "urgency": "deze_week", "decision": "dossier"}
SCORES = {"financien": {"worker": 2, "resident": 4, "note": ""}, "sociaal_netwerk": {"worker": 3, "resident": 3}}


def make_enquiry(worker, *, now, word="", **facts) -> Enquiry:
    """A question that a dossier can be opened from, as its author weighed it."""
    own = {
        "user": worker,
        "created_at": now,
        "changed_at": now,
        "asked_on": localdate(now),
        "question": f"Vraag {word}",
    }
    ends = {"needed": f"Nodig {word}", "expires_on": localdate(now) + timedelta(days=14)}
    return Enquiry.objects.create(**own | ends | WEIGHED | facts)


def to_open_from(worker, household_id, *, now) -> str:
    """The page on which this worker opens a dossier of a household, once the question was weighed. In their name."""
    return f"/gezinnen/{household_id}/dossier/?vraag={make_enquiry(worker, now=now).pk}"


def one_of_each_beginning(dossier, person, *, by, now, word="", **facts) -> dict:
    """name → record: triage, intake and ZRM of one person."""
    own = record_facts(dossier, [person.pk], by=by, now=now, **facts)
    given = {
        "leaflet_on": localdate(now),
        "leaflet_way": "papier",
        "held_on": localdate(now),
        "asked": f"Gevraagd {word}",
    }
    weighed = WEIGHED | {"asked_on": localdate(now), "question": f"Vraag {word}"}
    scores = {code: score | {"note": f"Toelichting {word}"} for code, score in SCORES.items()}
    return {
        "triage": Triage.objects.create(**own | weighed),
        "intake": Intake.objects.create(**own | given),
        "escalation": make_escalation(own, word),
        "zrm": Zrm.objects.create(**own, scored_on=localdate(now), scores=scores),
    }


def make_escalation(own, word) -> Escalation:
    call = {"step": "1. De praktijk zelf", "who": f"Assistente {word}", "at": own["created_at"].isoformat()}
    call |= {"outcome": "niet_bereikt", "note": f"Gezegd {word}", "by": "Roos", "until": ""}
    what = {"professional": f"Arts {word}", "situation": f"Crisis {word}", "attempts": [call], "withheld": True}
    return Escalation.objects.create(**own | what, organisation=school())


def make_zrm(dossier, person, *, by, now, category, word="", **facts) -> Zrm:
    """Of a category apart."""
    own = record_facts(dossier, [person.pk], by=by, now=now, category=category)
    scores = {"justitie": {"worker": 2, "resident": None, "note": f"Toelichting {word}"}}
    return Zrm.objects.create(**own | {"scored_on": localdate(now), "scores": scores} | facts)
