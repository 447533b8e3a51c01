"""§ 4.1 Casusregie: what is old or in doubt is asked of the resident; what is said at the table is written down."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.actions.common import hold_open
from cases.actions.records import add_task, write_entry
from cases.choices import EntryKind, Source
from cases.errors import Overtaken
from cases.models import Dossier, Entry, Task
from casework.doubt import ASK_WITHIN, Doubt
from consent.actions.followup import carried
from sealing.errors import KeyDestroyed


@transaction.atomic
def ask_again(dossier: Dossier, doubt: Doubt, *, by, now: datetime, on: date) -> Task:
    """A task "ask whether this is still so", as closed as what it is about; pressed twice there is one.

    Raises Overtaken where that task was taken back: then it was not to be asked.
    """
    hold_open(dossier.pk)
    if known := Task.objects.filter(pk=doubt.task_id).first():
        return known
    told = doubt.told
    # No names and no content: a title stands in lists.
    words = {"kind": told.kind.lower(), "source": told.source.lower(), "day": date_format(told.on, "j F Y")}
    title = _("Vraag de inwoner of dit nog klopt: %(kind)s, %(source)s, %(day)s") % words
    facts = carried(told.record) if told.record else {"about": [told.pk]}
    try:
        own = {"id": doubt.task_id, "title": title, "assigned_to": by, "due_on": on + ASK_WITHIN}
        own |= {"record_id": told.pk}
        return add_task(dossier, by=by, now=now, rule="nog_zo", **own, **facts)
    except KeyDestroyed as error:
        raise Overtaken(_("Deze taak is eerder weggehaald. Maak zo nodig zelf een taak.")) from error


def keep_evaluation(dossier: Dossier, people: Iterable[UUID], text: str, *, by, now: datetime, on: date) -> Entry:
    """What residents said at the table of how it goes, in their words."""
    facts = {"about": list(people), "source": Source.RESIDENT, "own_observation": False}
    return write_entry(dossier, by=by, now=now, kind=EntryKind.MEETING, happened_on=on, text=text, **facts)
