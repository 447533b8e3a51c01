"""Plans of the demo, by the same actions that make real ones: one that holds, of which a next version waits for
signatures; and one that is still being written.
"""

from datetime import datetime, timedelta

from django.utils.timezone import localdate

from boekel_sd.demo.consents import acting_as, find_safe, opened, people_of
from cases.models import Dossier
from casework.actions import evaluations, plans, signing, versions
from casework.models import PartKind, Plan, PlanPart, PlanSignature, PlanVersion
from casework.models.plan import Outcome
from consent.actions.signatures import Signed
from consent.models.signing import SigningMethod

WISH = "Weer rust in huis, en niet meer elke maand wakker liggen van de rekeningen."
# kind, domain, words, who, after how many days.
SAID = (
    (PartKind.STRENGTH, "", "Oma past op woensdag op. Jullie praten goed met elkaar.", "", 0),
    (PartKind.GOAL, "financien", "Ik wil weten wat er binnenkomt en wat eruit gaat.", "", 0),
    (PartKind.ACTION, "", "samen de post openen en ordenen", "De hulpverlener", 14),
    (PartKind.ACTION, "", "een afspraak maken bij de kredietbank", "Wij samen", 30),
    (PartKind.SAFETY, "", "Wordt het te veel, dan bellen wij oma en daarna de hulpverlener.", "", 0),
    (PartKind.INVOLVED, "", "denkt mee over slapen en spanning", "Praktijkondersteuner, huisarts Dorpsplein", 0),
    (PartKind.INVOLVED, "", "helpt met geld", "De hulpverlener van het dorpsteam", 0),
)
AGAIN = (PartKind.STRENGTH, "", "De post gaat nu elke zaterdag open.", "", 0)


def make_plans(dossiers: list[Dossier], regisseur, now: datetime) -> None:
    """In the first of these the plan holds; in the second it is begun."""
    days_ago = [now - timedelta(days=days) for days in (15, 12, 2, 1)]
    plan, version, grown = _begin(dossiers[0], regisseur, days_ago[0])
    _lay_before(version, grown, regisseur, days_ago[1])
    _all_sign(version, regisseur, days_ago[1])
    _look_at(plan, version, regisseur, days_ago[2])
    with acting_as(regisseur, days_ago[3]):
        again = versions.renew(plan, by=regisseur, now=days_ago[3], why="De post gaat goed; dat willen we vasthouden.")
    _write(again, [AGAIN], grown, regisseur, days_ago[3])
    _lay_before(again, grown, regisseur, days_ago[3])
    _begin(dossiers[1], regisseur, days_ago[3])


def _begin(dossier, by, at) -> tuple[Plan, PlanVersion, list]:
    grown, _children = people_of(dossier, localdate(at))
    about = [person.pk for person in grown]
    day = localdate(at) + timedelta(days=90)
    with acting_as(by, at):
        plan = opened(plans.begin(dossier, by=by, now=at, about=about, wish=WISH, evaluate_on=day))
        version = opened(PlanVersion.objects.get(plan=plan))
    _write(version, SAID, grown, by, at)
    return plan, version, grown


def _write(version, parts, people, by, at) -> None:
    about, goal = [person.pk for person in people], None
    with acting_as(by, at):
        for kind, domain, words, who, days in parts:
            facts = {"kind": kind, "domain": domain, "text": words, "who": who}
            due_on = localdate(at) + timedelta(days=days) if days else None
            tied = {"goal": goal if kind == PartKind.ACTION else None, "due_on": due_on}
            part = versions.add_part(version, by=by, now=at, about=about, **facts, **tied)
            goal = part if kind == PartKind.GOAL else goal


def _lay_before(version, people, by, at) -> None:
    with acting_as(by, at):
        for person in people:
            find_safe(version.dossier, person, by, at)
        versions.ask(version, people, by=by, now=at)


def _all_sign(version, by, at) -> None:
    with acting_as(by, at):
        for one in map(opened, PlanSignature.objects.filter(version=version).order_by("created_at", "pk")):
            signing.sign(one, Signed(SigningMethod.SCREEN, typed_name=one.name), now=at, witness=by)


def _look_at(plan, version, by, at) -> None:
    with acting_as(by, at):
        goals = PlanPart.objects.filter(version=version, kind=PartKind.GOAL)
        said = {"outcome": Outcome.ON_ITS_WAY, "words": "De post ligt op orde; het overzicht volgt."}
        facts = {"held_on": localdate(at), "present": "Het gezin en de hulpverlener", "to": by}
        facts |= {"conclusion": "Wij gaan zo door.", "next_on": localdate(at) + timedelta(days=60)}
        evaluations.evaluate(plan, by=by, now=at, outcomes={goal.pk: said for goal in goals}, **facts)
