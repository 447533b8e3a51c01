"""Delen without consent, in the demo: one confirmed, one that waits for a second person, one not finished; and what
the school told."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from accounts.models import Organisation
from audit.context import set_context
from cases.access import access_for_system
from cases.models import DossierPerson
from consent.actions import grounds as actions
from consent.actions.incoming import Message, receive
from consent.grounds import rule_of

ANSWERS = {
    "gevaar": "De kinderen. Er is thuis drie keer in een week zo hard geschreeuwd dat de buren belden.",
    "moeite": "Twee keer op huisbezoek gevraagd of wij met school mogen praten. Beide keren was het antwoord nee.",
    "geen_toestemming": "Beide ouders weigeren. Wachten tot zij ja zeggen, duurt te lang voor de kinderen.",
    "openheid": "Wij vertellen het op het volgende huisbezoek, als de oudste bij oma is.",
    "verhouding": "School ziet de kinderen elke dag. Wij vertellen alleen dat zij moeten opletten, niet waarom.",
    "anders": "Zonder school weet niemand het als het overdag misgaat.",
    "waarneming": "Zelf gehoord op huisbezoek. Van het slaan hebben wij alleen van de buren gehoord.",
}
TOLD_US = "De mentor belde. De jongste komt al twee weken zonder ontbijt en valt in de les in slaap."
NOT_YET = "De mentor wil eerst zelf met de moeder praten. Dat gesprek is volgende week."
OPINION = "Eens. Houd het bij opletten, en vertel het de ouders voor het einde van de maand."


def make_grounds(dossier, regisseur, helper, now: datetime) -> None:
    """In a dossier of the regisseur in which this colleague helps."""
    facts = {"now": now, "on": localdate(now)}
    with transaction.atomic():
        set_context(user_id=helper.pk, now=now)
        about = list(DossierPerson.objects.filter(dossier=dossier).values_list("person", flat=True))
        school = Organisation.objects.get_or_create(name="Basisschool De Esdoorn", kind="partner", sort="school")[0]
        shared = {"about": about, "organisation": school, "code": "veiligheid"} | facts
        confirmed, waiting = (_asked(dossier, helper, regisseur, **shared) for _number in range(2))
    with transaction.atomic():
        set_context(user_id=regisseur.pk, now=now)
        access_for_system("demo").give_all([confirmed, waiting])
        actions.confirm(confirmed, by=regisseur, **facts, opinion=OPINION)
        actions.compose(dossier, by=regisseur, **shared, answers={"gevaar": ANSWERS["gevaar"]})
        message = Message(school, "wet", localdate(now) - timedelta(days=1), TOLD_US, giver="Mentor van groep 6")
        later = {"inform_due_on": localdate(now) + timedelta(days=9), "inform_postponed": NOT_YET}
        receive(dossier, message, by=regisseur, now=now, about=about[-1:], **later)


def _asked(dossier, helper, regisseur, *, code, **shared):
    answers = {question.code: ANSWERS[question.code] for question in rule_of(code).questions}
    ground = actions.compose(dossier, by=helper, code=code, answers=answers, **shared)
    access_for_system("demo").give(ground)
    when = {"now": shared["now"], "on": shared["on"]}
    return actions.ask_second_person(ground, by=helper, to=regisseur, **when)
