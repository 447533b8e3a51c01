"""What makes the demo look like somewhere in a working week: colleagues who come and go, and what is not finished."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from audit.context import set_context, system
from audit.purposes import Purpose
from cases import actions
from cases.access import access_for_system
from cases.models import DossierPerson, Draft, Grant, Person
from cases.models.drafts import DRAFT_LASTS

DRAFTS = (
    ("huisbezoek", "Bij het gezin geweest. De jongste liet trots een rapport zien. Moeder wil het nog hebben over", 1),
    ("telefoon", "Gebeld met de school over de afspraak van volgende week. Nog uitzoeken wie erbij is:", 12),
)
IN_WRONG_FAMILY = (
    "Gebeld met {name}. De aanvraag voor de taxipas is goedgekeurd. {name} is opgelucht en gaat de brief bewaren."
)
TREATMENT = (
    "behandeling",
    "professional",
    "Intake gedaan. Zeven gesprekken afgesproken over slapen en boos worden. Ouders doen thuis de oefeningen mee.",
)
FROM_POLICE = (
    "politie",
    "politie",
    "Zorgmelding van de wijkagent: ruzie op straat, niemand gewond. De agent vertelde de ouders dat wij dit weten.",
)
OF_INCOME = (
    "sociale_zaken",
    "professional",
    "Werk en inkomen belde: de bijzondere bijstand voor de fietsen is toegekend en wordt deze maand betaald.",
)
APART = (TREATMENT, FROM_POLICE, OF_INCOME)
DANGER = "Buren belden: er wordt geschreeuwd en de kinderen huilen. Ik moet weten wie er woont en of er een hond is."
CRISIS = "Met de wijkagent bij het gezin geweest. Het was een ruzie over geld; de kinderen slapen bij de buren."
COVER = "Vervangt de regisseur tijdens een cursus."
ONCE = "Las mee bij de start van de hulp."


class NobodyIsTold:
    """In place of the task that mails: in the demo it was days ago."""

    @staticmethod
    def delay(*ids):
        pass

    @staticmethod
    def apply_async(*args, **kwargs):
        pass


def let_in(dossier, by, colleague, role, at, *, reason="Werkt mee aan de hulp voor dit gezin.", until=None):
    with transaction.atomic():
        set_context(user_id=by.pk, now=at)
        return actions.grant(
            dossier, to=colleague, by=by, now=at, role=role, reason=reason, valid_from=at, valid_until=until,
            secrecy_version=1,
        )  # fmt: skip


def make_workday(dossiers: list, accounts: dict, now: datetime) -> None:
    """In the ten dossiers of the regisseur, the last opened first."""
    regisseur, stand_in = accounts["regisseur"], accounts["invaller"]
    in_two_weeks = now + timedelta(days=14)
    let_in(dossiers[2], regisseur, stand_in, "plaatsvervanger", now, reason=COVER, until=in_two_weeks)
    for dossier in dossiers[8:]:
        # Long ago, and never used since: about to lapse.
        unused = let_in(dossier, regisseur, stand_in, "meelezer", _opened_at(dossier, now), reason=ONCE)
        _tell_it_lapses(unused, now)
    for dossier, (kind, text, days) in zip(dossiers[4:], DRAFTS, strict=False):
        _leave_draft(dossier, regisseur, kind, text, now - DRAFT_LASTS + timedelta(days=days))
    _treat(dossiers[0], accounts["behandelaar"], by=regisseur, at=now - timedelta(days=4))
    _break_glass(dossiers[1], accounts["collega"], at=now - timedelta(days=1))
    _write_in_wrong_family(dossiers[0], about=dossiers[3], by=regisseur, at=now - timedelta(days=2))


def _treat(dossier, colleague, *, by, at):
    """What only who is authorised for it reads: not even the regisseur. What is of the police no resident reads."""
    categories = [category for category, _source, _text in APART]
    reason = "Behandelt een kind van dit gezin."
    given = let_in(dossier, by, colleague, "hulpverlener", at, reason=reason)
    with transaction.atomic():
        set_context(user_id=by.pk, now=at)
        actions.authorise(given, categories, by=by, now=at, reason=reason)
    with transaction.atomic():
        set_context(user_id=colleague.pk, now=at)
        people = list(DossierPerson.objects.filter(dossier=dossier).values_list("person", flat=True))
        for category, source, text in APART:
            actions.write_entry(
                dossier, by=colleague, now=at, kind="overleg", happened_on=localdate(at), source=source,
                own_observation=False, about=people, category=category, text=text,
            )  # fmt: skip


def _break_glass(dossier, colleague, *, at):
    with transaction.atomic():
        set_context(user_id=colleague.pk, now=at)
        tried = at - timedelta(minutes=10)
        facts = {"danger": DANGER, "regisseur_tried_at": tried, "task": NobodyIsTold}
        actions.break_glass([dossier.pk], user=colleague, now=at, **facts)
        people = list(DossierPerson.objects.filter(dossier=dossier).values_list("person", flat=True))
        actions.write_entry(
            dossier, by=colleague, now=at + timedelta(minutes=30), kind="crisis", happened_on=localdate(at),
            source="waarneming", own_observation=True, about=people, text=CRISIS,
        )  # fmt: skip


def _opened_at(dossier, now):
    return now - (localdate(now) - dossier.opened_on) + timedelta(hours=1)


def _tell_it_lapses(grant, now):
    with system(Purpose.UPKEEP, now):
        Grant.objects.filter(pk=grant.pk).update(lapses_on=localdate(now) + timedelta(days=9))


def _leave_draft(dossier, worker, kind, text, at):
    with transaction.atomic():
        set_context(user_id=worker.pk, now=at)
        about = list(DossierPerson.objects.filter(dossier=dossier).values_list("person", flat=True))
        content = {
            "text": text,
            "kind": kind,
            "happened_on": localdate(at).isoformat(),
            "about": [str(person) for person in about],
        }
        Draft.objects.create(
            dossier=dossier, user=worker, about=about, content=content, created_at=at, saved_at=at,
            expires_at=at + DRAFT_LASTS,
        )  # fmt: skip


def _write_in_wrong_family(dossier, *, about, by, at):
    """Somebody had two families open: this note speaks of the other one."""
    with transaction.atomic():
        set_context(user_id=by.pk, now=at)
        meant = Person.objects.filter(dossier_persons__dossier=about).order_by("pk").first()
        access_for_system(Purpose.DEMO).give(meant)
        people = list(DossierPerson.objects.filter(dossier=dossier).values_list("person", flat=True))
        actions.write_entry(
            dossier, by=by, now=at, kind="telefoon", happened_on=localdate(at), source="inwoner",
            own_observation=False, about=people, text=IN_WRONG_FAMILY.format(name=full_name(meant)),
        )  # fmt: skip


def full_name(person) -> str:
    return " ".join(part for part in (person.given_names, person.prefix, person.surname) if part)
