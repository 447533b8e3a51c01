"""§ 4.1 Casusregie: doors to what changes in the life of a family, and to what follows whom before it does."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from audit.choices import Action
from cases.access import Refused, dossier_to_change, in_dossier, workers_of
from cases.models import Document, Dossier, Entry, Task
from casework.access.common import shown
from casework.access.plans import leads
from casework.changes import Fate, Foreseen
from casework.models import PlanPart, Zrm
from consent.models import Consent, Disclosure, Ground

# In the order in which a preview names them.
KINDS = (Entry, Document, Task, Zrm, Consent, Ground, Disclosure)
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


def _title(record) -> str:
    """A line to know it by."""
    if isinstance(record, Entry):
        words = " ".join(record.text.split())
        cut = words if len(words) <= LONG else f"{words[:LONG].rpartition(' ')[0]} …"
        return f"{record.get_kind_display()} {date_format(record.happened_on, 'j F Y')}: {cut}"
    if isinstance(record, Document | Task):
        return record.title
    if isinstance(record, Zrm):
        return date_format(record.scored_on, "j F Y")
    if isinstance(record, Ground):
        to = f" ({record.organisation.name})" if record.organisation_id else ""
        return f"{record.rule.label}{to}"
    if isinstance(record, Consent):
        return _("voor %(name)s") % {"name": record.organisation.name}
    return f"{record.get_kind_display()}: {record.organisation.name}"
