"""§ 4.1 Casusregie: doors to what changes in the life of a family, and to what follows whom before it does."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import User
from audit.choices import Action
from cases.access import Refused, dossier_to_change, in_dossier, workers_of
from cases.access.core import opened, running_grants
from cases.models import Document, Dossier, Entry, Person, Task
from casework.access.common import shown
from casework.access.plans import leads
from casework.changes import Fate, Foreseen, of_who_died
from casework.following import at_death
from casework.models import Conference, Plan, PlanPart, Zrm
from consent.models import Consent, Disclosure, Ground

# In the order in which a preview names them.
KINDS = (Entry, Document, Task, Zrm, Consent, Ground, Disclosure, Conference)
LONG = 90


@dataclass(frozen=True)
class Listed:
    """What the preview says of one piece."""

    kind: str
    title: str
    url: str


def dossier_to_split(request, pk) -> Dossier:
    """By its regisseur alone, and while it is open."""
    dossier = dossier_to_change(request, pk)
    if not leads(dossier):
        raise Refused("dossier", pk, dossier_id=dossier.pk)
    return dossier


def who_can_come_along(request, dossier: Dossier) -> list[User]:
    """Of a dossier that a door handed out: colleagues of the municipality. A partner comes by a consent, asked anew."""
    inside = workers_of(request, dossier).exclude(pk=request.user.pk).select_related("organisation")
    return [colleague for colleague in inside if colleague.is_internal]


def listed(request, dossier: Dossier, foreseen: Foreseen) -> dict[str, list[Listed]]:
    """Fate → what it is, by title; opened and logged. Only what this person may read was foreseen by its id."""
    found: dict[str, list[Listed]] = {fate.name: [] for fate in Fate}
    for model in KINDS:
        fates = {piece.id: fate for fate, piece in foreseen.pieces if piece.kind == model._meta.model_name}
        records = in_dossier(model, dossier).filter(pk__in=fates).order_by("created_at", "pk")
        if model in (Consent, Ground, Disclosure):
            records = records.select_related("organisation")
        for record in shown(request, records, dossier, Action.READ):
            url = record.get_absolute_url() if hasattr(record, "get_absolute_url") else ""
            one = Listed(str(model._meta.verbose_name).capitalize(), _title(record), url)
            found[fates[record.pk].name].append(one)
    return found


def parts_listed(request, dossier: Dossier, ids: list[UUID]) -> list[PlanPart]:
    """Of the plan the parts of one side, in the order in which they were written."""
    return shown(
        request, in_dossier(PlanPart, dossier).filter(pk__in=ids).order_by("created_at", "pk"), dossier, "read"
    )


def ends_at_death(request, person: Person) -> list[Listed]:
    """Of a person that a door handed out: what ends of it in one's own dossiers, opened and logged."""
    mine = {grant.content_object_id: grant for grant in running_grants(request)}
    pieces = at_death(person.pk, lambda model: model.objects.readable_by(request.user, request.now))
    ids = [piece.id for piece in pieces if of_who_died(piece, person.pk) == Fate.ENDS]
    found = []
    for model in (Consent, Plan):
        named = ("dossier", "organisation") if model is Consent else ("dossier",)
        for record in opened(request, model.objects.filter(pk__in=ids).select_related(*named).order_by("pk")):
            grant = mine[record.dossier_id]
            request.readings.add(Action.READ, dossier_id=grant.content_object_id, grant=grant, record_ids=[record.pk])
            kind = str(model._meta.verbose_name).capitalize()
            title = _title(record) if model is Consent else record.dossier.codename
            found.append(Listed(kind, title, record.get_absolute_url()))
    return found


def _title(record) -> str:
    """A line to know it by."""
    if isinstance(record, Entry):
        words = " ".join(record.text.split())
        cut = words if len(words) <= LONG else f"{words[:LONG].rpartition(' ')[0]} …"
        return f"{record.get_kind_display()} {date_format(record.happened_on, 'j F Y')}: {cut}"
    if isinstance(record, Document | Task):
        return record.title
    if isinstance(record, Conference | Zrm):
        day = record.scored_on if isinstance(record, Zrm) else localtime(record.starts_at)
        return date_format(day, "j F Y")
    if isinstance(record, Ground):
        to = f" ({record.organisation.name})" if record.organisation_id else ""
        return f"{record.rule.label}{to}"
    if isinstance(record, Consent):
        return _("voor %(name)s") % {"name": record.organisation.name}
    return f"{record.get_kind_display()}: {record.organisation.name}"
