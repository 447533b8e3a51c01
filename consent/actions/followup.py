"""Tasks for what is left open: withheld as what they are about, and never two for the same thing."""

from datetime import date, datetime
from uuid import UUID, uuid5

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.choices import Action
from audit.context import system
from audit.purposes import Purpose
from cases.actions import add_task, finish_task
from cases.actions.common import note, touch
from cases.models import Task
from cases.records import DossierRecord
from cases.room import busy_weeks, day_with_room
from consent.who import lead_of

# What there is to do → the title. No names and no content: a title stands in lists.
TITLES = {
    "antwoorden": _("Beantwoord de vragen: u deelde in acuut gevaar"),
    "bevestigen": _("Kijk mee: delen zonder toestemming"),
    "bekijken": _("Bekijk opnieuw of delen zonder toestemming nog nodig is"),
    "toestemming": _("Vraag toestemming: de bemoeizorg houdt op"),
    "inlichten": _("Vertel de inwoner dat er zonder toestemming is gedeeld"),
    "gekregen": _("Vertel de inwoner dat wij gegevens van anderen kregen"),
    "vrijgeven": _("Beslis of de inwoner dit mag zien"),
    "afgekeurd": _("Bel de privacy officer: een tweede persoon keurde het delen in acuut gevaar af"),
}


def task_id(record: DossierRecord, what: str) -> UUID:
    """Follows from the record, so that the same thing is never put on the list twice."""
    return uuid5(record.pk, what)


def follow_up(record: DossierRecord, what: str, *, to: User, due_on: date, by: User, now: datetime) -> Task:
    """Puts something on somebody's list; what stood there before gets its new day, also when it was ticked off."""
    task = Task.objects.select_for_update().filter(pk=task_id(record, what)).first()
    if task is None:
        return add_task(
            record.dossier,
            by=by,
            now=now,
            id=task_id(record, what),
            title=str(TITLES[what]),
            assigned_to=to,
            due_on=due_on,
            rule=rule_of(record, what),
            record_id=record.pk,
            **carried(record),
        )
    task.ask_anew(due_on)
    task.assigned_to = to
    task.save()
    return task


def put_on_list(
    record: DossierRecord, title: str, *, to: User, due_on: date, now: datetime, rule: str, by=None, **facts
) -> Task:
    """As `follow_up`, for the system, or for what comes again: a task of its own each time.

    `rule`: which one of cases.duties asks it. `by`: the colleague whose doing it is, if anybody's; `facts`: where it
    differs from the record. Row security must know who asks.
    """
    made = {"created_at": now, "created_by": by or to, "substantively_changed_at": now}
    own = {"dossier": record.dossier, "title": str(title), "assigned_to": to, "due_on": due_on}
    own |= {"rule": rule, "record_id": record.pk}
    task = Task.objects.create(**made, **own | carried(record) | facts)
    touch(task, now)
    note(Action.CREATE, record.dossier_id, by=by, now=now, object_type="task", record_ids=[task.pk])
    return task


def tell_lead(
    record: DossierRecord,
    title: str,
    *,
    due_on: date,
    now: datetime,
    rule: str,
    by=None,
    from_on: date | None = None,
    **facts,
) -> bool:
    """The regisseur, or else who deputises; False where nobody leads the dossier now.

    `from_on`: any day from then up to `due_on` will do, so it comes where they have room.
    """
    with system(Purpose.UPKEEP, now):
        lead = lead_of(record.dossier_id, record.category, now, otherwise=None)
        if lead is not None:
            if from_on is not None:
                due_on = day_with_room(from_on, due_on, busy_weeks(lead.pk, from_on, due_on))
            put_on_list(record, title, to=lead, due_on=due_on, now=now, by=by, rule=rule, **facts)
    return lead is not None


def rule_of(record: DossierRecord, what: str) -> str:
    """The rule of cases.duties: showing what we got is done on another page than showing what we gave."""
    return f"{what}_gekregen" if what == "vrijgeven" and record._meta.model_name == "disclosure" else what


def carried(record: DossierRecord) -> dict:
    """What follows from a record is about the same, as closed, and as little shown."""
    names = ("about", "purpose", "legal_basis", "category", "withheld")
    return {name: getattr(record, name) for name in names}


def settle(record: DossierRecord, *whats: str, by: User, now: datetime) -> None:
    """Ticks off what is done by itself now."""
    for task in Task.objects.filter(pk__in=[task_id(record, what) for what in whats], done_at__isnull=True):
        finish_task(task, by=by, now=now)
