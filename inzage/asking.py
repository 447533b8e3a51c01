"""§ 4 Betrokkenheid cliënt: what a resident asks of who leads their dossier: to be called, or to look at what is wrong.

By the system, which alone sees the dossier; the log says which resident asked.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit import log
from audit.choices import Action
from audit.context import system
from audit.purposes import Purpose
from cases.actions.common import hold_open, touch
from cases.choices import EntryKind, Source
from cases.errors import CaseError
from cases.models import Dossier, Entry, Task
from consent.who import lead_of
from inzage.calling import Call
from terms.categories import CASUSREGIE

HEARD_WITHIN = timedelta(days=14)


class AskedAlready(CaseError):
    """The same, on the same day: it is on somebody's list."""


class NobodyLeads(CaseError):
    """There is nobody now on whose list it could be put."""


@transaction.atomic
def call_back(person_id: UUID, call: Call, dossier_id: UUID, *, now: datetime, on: date, log_as: UUID) -> Task:
    """Never twice on a day. Raises AskedAlready, NobodyLeads, Overtaken."""
    with system(Purpose.UPKEEP, now):
        dossier, lead = _whose_turn(dossier_id, now)
        pk = uuid5(person_id, f"bel terug {on}")
        if Task.objects.filter(pk=pk).exists():
            raise AskedAlready(_("U hebt dit vandaag al gevraagd. Wij bellen u."))
        title = _("Bel de inwoner terug. %(when)s.") % {"when": call.part.label}
        asks = {"title": title, "assigned_to": lead, "due_on": call.on, "rule": "terugbellen_inwoner"}
        own = {"id": pk, "record_id": person_id, "about": [person_id]}
        return _add(Task, dossier, by=lead, now=now, log_as=log_as, **own, **asks)


@dataclass(frozen=True)
class NotRight:
    """`fact`: what it is, as it stood on the page; `about`: whom; `source`: the resident, or who looks for them."""

    fact: str
    words: str
    about: tuple[UUID, ...]
    source: Source


@transaction.atomic
def say_not_right(said: NotRight, dossier_id: UUID, *, now: datetime, on: date, log_as: UUID) -> Entry:
    """Kept as a note of its own, so that it goes when the rest goes. Of one thing once a day.

    Raises AskedAlready, NobodyLeads, Overtaken.
    """
    with system(Purpose.UPKEEP, now):
        dossier, lead = _whose_turn(dossier_id, now)
        pk = uuid5(said.about[0], f"klopt niet {on} {said.fact}")
        if Task.objects.filter(record_id=pk).exists():
            raise AskedAlready(_("U schreef hierover vandaag al. Dat hebben wij bewaard."))
        facts = {"by": lead, "now": now, "log_as": log_as, "about": list(said.about)}
        text = _("Klopt niet, zegt de inwoner: %(fact)s") % {"fact": said.fact}
        own = {"kind": EntryKind.PORTAL, "source": said.source, "own_observation": False}
        note = _add(Entry, dossier, id=pk, happened_on=on, text=f"{text}\n\n{said.words}", **own, **facts)
        asks = {"title": _("Een inwoner zegt: dit klopt niet"), "assigned_to": lead, "due_on": on + HEARD_WITHIN}
        _add(Task, dossier, record_id=pk, rule="klopt_niet", **asks, **facts)
    return note


def _whose_turn(dossier_id: UUID, now: datetime) -> tuple[Dossier, User]:
    """Held until the end: who presses twice is served one after the other."""
    hold_open(dossier_id)
    lead = lead_of(dossier_id, CASUSREGIE.code, now, otherwise=None)
    if lead is None:
        raise NobodyLeads(_("Dat lukt nu niet. Bel de gemeente."))
    return Dossier.objects.get(pk=dossier_id), lead


def _add(model, dossier: Dossier, *, by: User, now: datetime, log_as: UUID, **facts):
    """A record of casusregie, by the name of who leads: the resident has no account."""
    made = {"created_at": now, "created_by": by, "substantively_changed_at": now, "category": CASUSREGIE.code}
    own = {"dossier": dossier, "purpose": dossier.purpose, "legal_basis": dossier.legal_basis}
    record = model.objects.create(**made, **own, **facts)
    touch(record, now)
    what = {"object_type": model._meta.model_name, "dossier_id": dossier.pk, "record_ids": [record.pk]}
    log.write(at=now, action=Action.CREATE, user_id=log_as, **what)
    return record
