"""§ 4.2 Casusregiedossier: what of each record is shown to whom it is about, in words; and which records those are.

Nothing is opened here: a door reads the querysets, opens what came and gives it on.
docs/adr/0109-what-of-a-record-is-shown.md
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import BooleanField, Case, DateTimeField, Q, QuerySet, When
from django.db.models.functions import Coalesce, TruncDate
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cases.choices import Source
from cases.models import Document, Dossier, Entry, Task
from cases.records import DossierRecord, record_models
from consent.models import Disclosure
from inzage.kinds import KEPT_BACK, SHOWN, Kind
from inzage.telling import Text, by_of

# Where hiding goes on by a link that is loose for destruction.
ALSO_STANDS_ON = {Document: ("entry",), Disclosure: ("answers",)}


@dataclass(frozen=True)
class Shown:
    """One opened record as a resident reads it. `by`: function and organisation; `model`: its label, in lower case."""

    record_id: UUID
    model: str
    kind: str
    on: date
    by: str
    source: str
    texts: tuple[Text, ...]
    file_name: str = ""
    content_type: str = ""


def shown(record: DossierRecord, *, withheld: Collection[UUID]) -> Shown:
    """`withheld`: of `withheld_in`; what this record copied from one of those is left out."""
    kind = SHOWN[type(record)]
    texts = (text for part in kind.parts for text in part.texts(record))
    return Shown(
        record_id=record.pk,
        model=record._meta.label_lower,
        kind=kind.name(record),
        on=_day_of(record, kind),
        by=by_of(record.created_by),
        source=_source_of(record),
        texts=tuple(text for text in texts if text.of not in withheld),
        file_name=record.file_name if kind.is_file else "",
        content_type=record.content_type if kind.is_file else "",
    )


def _day_of(record: DossierRecord, kind: Kind) -> date:
    when = next((value for name in kind.days if (value := getattr(record, name))), record.created_at)
    return localdate(when) if isinstance(when, datetime) else when


def _source_of(record: DossierRecord) -> str:
    """With whether who wrote it saw or heard it themselves."""
    seen = _("zelf gezien of gehoord door wie dit schreef")
    if record.source == Source.OWN:
        return seen.capitalize() if record.own_observation else _("Van wie dit schreef")
    return ", ".join([str(record.get_source_display()), *([seen] if record.own_observation else [])])


# --- which records ---


def querysets_for(person_ids: Collection[UUID], dossier: Dossier) -> list[QuerySet]:
    """All that is about one of these persons, one queryset for each kind, the newest day first; nothing is left out.

    With each record comes what `shown` and `is_withheld` read, so that both ask the database nothing more.
    """
    return [
        _with_its_day(model, dossier).filter(about__overlap=list(person_ids)).order_by("-day", "-pk")
        for model in record_models()
        if model not in KEPT_BACK
    ]


def _with_its_day(model: type[DossierRecord], dossier: Dossier) -> QuerySet:
    kind = SHOWN[model]
    beside = {part.needs for part in kind.parts if part.needs}
    hidden = Case(When(_is_hidden(model, dossier), then=True), default=False, output_field=BooleanField())
    found = model.objects.filter(dossier=dossier).select_related("created_by__organisation", *beside)
    return found.annotate(day=_day_in_sql(model, kind), is_hidden=hidden)


def _day_in_sql(model: type[DossierRecord], kind: Kind):
    """As `_day_of`."""
    names = (*kind.days, "created_at")
    is_moment = {name: isinstance(model._meta.get_field(name), DateTimeField) for name in names}
    days = [TruncDate(name) if is_moment[name] else name for name in names]
    return Coalesce(*days) if len(days) > 1 else days[0]


# --- § 4 Betrokkenheid cliënt: what is not there for whom it is about ---


def is_withheld(record: DossierRecord) -> bool:
    """Of a record of `querysets_for`: itself, or because of what it hangs on, is a note of, or is a task about."""
    return record.is_hidden


def withheld_in(dossier: Dossier) -> frozenset[UUID]:
    """The ids of all that is withheld in a dossier, whomever it is about; of what whoever asks may read, so a release
    asks it as the system."""
    found = (model.objects.filter(_is_hidden(model, dossier), dossier=dossier) for model in record_models())
    return frozenset(pk for records in found for pk in records.values_list("pk", flat=True))


def _is_hidden(model: type[DossierRecord], dossier: Dossier, path: str = "") -> Q:
    """`path`: to the model, from what stands on it."""
    hidden = Q((f"{path}withheld", True))
    if model is Disclosure:
        hidden |= Q((f"{path}shielded", True))
    if model is Entry:
        hidden |= Q((f"{path}pk__in", _notes_of_hidden(dossier)))
    if model is Task:
        hidden |= _is_about_hidden(dossier)
    for name in (*model.hangs_on, *ALSO_STANDS_ON.get(model, ())):
        holder = model._meta.get_field(name).related_model
        # An action has a goal, and a goal has none.
        if holder is not model or not path:
            hidden |= _is_hidden(holder, dossier, f"{path}{name}__")
    return hidden


def _notes_of_hidden(dossier: Dossier) -> QuerySet:
    """§ 3.3 Zorgvuldigheid: every disclosure leaves a note, which says the same."""
    hidden = Disclosure.objects.filter(_is_hidden(Disclosure, dossier), dossier=dossier, entry__isnull=False)
    return hidden.values("entry")


def _is_about_hidden(dossier: Dossier) -> Q:
    others = [model for model in record_models() if model is not Task]
    hidden = (model.objects.filter(_is_hidden(model, dossier), dossier=dossier).values("pk") for model in others)
    return Q(*(("record_id__in", one) for one in hidden), _connector=Q.OR)
