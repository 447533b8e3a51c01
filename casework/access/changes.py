"""§ 4.1 Casusregie: doors to what changes in the life of a family, and to what follows whom before it does."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import User
from audit.choices import Action
from cases.access import (
    Refused,
    dossier_to_change,
    found_persons,
    in_dossier,
    person_to_change,
    persons_of,
    to_choose_from,
    workers_of,
)
from cases.access.core import opened, running_grants, visible_dossiers
from cases.choices import RelationKind
from cases.models import (
    Document,
    Dossier,
    DossierPerson,
    DossierStatus,
    Entry,
    Merge,
    Person,
    PersonSearch,
    Relation,
    Task,
)
from cases.roles import Regisseur
from cases.search import hiding
from casework.access.common import shown
from casework.access.plans import leads
from casework.changes import Fate, Foreseen, of_who_died
from casework.following import at_death
from casework.models import Conference, Escalation, Plan, PlanPart, Zrm
from consent.models import Consent, Disclosure, Ground

# In the order in which a preview names them.
KINDS = (Entry, Document, Task, Zrm, Escalation, Consent, Ground, Disclosure, Conference)
OF_AN_ORGANISATION = (Consent, Ground, Disclosure, Escalation)
LONG = 90
MOST_ALIKE = 20


@dataclass(frozen=True)
class Listed:
    """What the preview says of one piece."""

    kind: str
    title: str
    url: str
    id: UUID | None = None


def dossier_to_split(request, pk) -> Dossier:
    """By its regisseur alone, and while it is open."""
    dossier = dossier_to_change(request, pk)
    if not leads(dossier):
        raise Refused("dossier", pk, dossier_id=dossier.pk)
    return dossier


def led_besides(request, dossier: Dossier) -> list[Dossier]:
    """Of other households, open, and led by who asks; opened and logged."""
    led = running_grants(request).filter(permission__codename=Regisseur.code).values("content_object")
    others = visible_dossiers(request).filter(pk__in=led, status=DossierStatus.OPEN)
    return to_choose_from(request, others.exclude(household=dossier.household_id))


def agreed_listed(request, dossier: Dossier, pieces) -> list[Listed]:
    """What ends of a dossier that a door handed out, opened and logged."""
    found = []
    for model in (Consent, Ground, Conference):
        ids = [piece.id for piece in pieces if piece.kind == model._meta.model_name]
        records = _with_names(in_dossier(model, dossier).filter(pk__in=ids))
        found += map(_listed, shown(request, records, dossier, Action.READ))
    return found


def tasks_listed(request, dossier: Dossier, ids) -> list[Listed]:
    tasks = in_dossier(Task, dossier).filter(pk__in=list(ids)).order_by("due_on", "pk")
    return [Listed(_kind(task), _title(task), "") for task in shown(request, tasks, dossier, Action.READ)]


def who_can_come_along(request, dossier: Dossier) -> list[User]:
    """Of a dossier that a door handed out: colleagues of the municipality. A partner comes by a consent, asked anew."""
    inside = workers_of(request, dossier).exclude(pk=request.user.pk).select_related("organisation")
    return [colleague for colleague in inside if colleague.is_internal]


def listed(request, dossier: Dossier, foreseen: Foreseen) -> dict[str, list[Listed]]:
    """Fate → what it is, by title; opened and logged. Only what this person may read was foreseen by its id."""
    found: dict[str, list[Listed]] = {fate.name: [] for fate in Fate}
    for model in KINDS:
        fates = {piece.id: fate for fate, piece in foreseen.pieces if piece.kind == model._meta.model_name}
        records = _with_names(in_dossier(model, dossier).filter(pk__in=fates))
        for record in shown(request, records, dossier, Action.READ):
            found[fates[record.pk].name].append(_listed(record))
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
            title = _title(record) if model is Consent else record.dossier.codename
            found.append(Listed(_kind(record), title, record.get_absolute_url()))
    return found


def person_to_merge(request, pk) -> Person:
    """Whoever writes in a dossier of each of the two; twice through this door."""
    return person_to_change(request, pk)


def likely_the_same(request, person: Person) -> list[Person]:
    """Of everybody in one's dossiers who has the same surname or birth date, or both, opened."""
    row = PersonSearch.objects.filter(pk=person.pk).first()
    if row is None:
        return []
    alike = Q(surname=row.surname) | Q(birth_date=row.birth_date, birth_date__isnull=False)
    in_mine = DossierPerson.objects.filter(dossier__in=visible_dossiers(request)).values("person")
    ids = PersonSearch.objects.filter(alike, pk__in=in_mine).exclude(pk=person.pk).order_by("name", "pk")
    return found_persons(request, list(ids.values_list("pk", flat=True)[:MOST_ALIKE]))


def goes_with(request, person: Person) -> list[tuple[Dossier, list[Listed]]]:
    """Dossier → what there is about a person in it, in one's own dossiers, opened and logged."""
    found: dict[UUID, list[Listed]] = {}
    mine = {grant.content_object_id: grant for grant in running_grants(request)}
    for model in (*KINDS, PlanPart):
        records = model.objects.readable_by(request.user, request.now).filter(about__contains=[person.pk])
        for record in opened(request, _with_names(records)):
            found.setdefault(record.dossier_id, []).append(_listed(record))
            facts = {"grant": mine[record.dossier_id], "record_ids": [record.pk]}
            request.readings.add(Action.READ, dossier_id=record.dossier_id, **facts)
    return [(one, found.get(one.pk, [])) for one in dossiers_with(request, person)]


def dossiers_with(request, person: Person) -> list[Dossier]:
    """One's own dossiers a person is in, by codename; nothing is opened."""
    theirs = DossierPerson.objects.filter(person=person).values("dossier")
    return list(visible_dossiers(request).filter(pk__in=theirs).order_by("codename"))


@dataclass(frozen=True)
class Child:
    """As the family of a dossier is known: by what the register says of a parent."""

    id: UUID
    name: str
    born: str


def children_elsewhere(request, dossier: Dossier) -> list[Child]:
    """Of whom a dossier that a door handed out is about: their children who are not in it, opened and logged.

    Whoever hides is not among them: nobody here may learn of them.
    """
    people = persons_of(request, dossier)
    inside = {person.pk for person in people}
    relations = Relation.objects.filter(person__in=inside, kind=RelationKind.CHILD, relative__isnull=False)
    relations = relations.exclude(relative__in=inside).order_by("pk")
    shielded = hiding(relations.values_list("relative", flat=True))
    relations = opened(request, relations.exclude(relative__in=shielded))
    found = {one.relative_id: Child(one.relative_id, one.relative_name, one.birth_text) for one in relations}
    return sorted(found.values(), key=lambda child: child.name)


def merge_to_undo(request, person: Person) -> Merge | None:
    """Of a person that a door handed out: the last that they took over, if it can still be put back."""
    took = Merge.objects.filter(kept=person, undo_until__gte=request.today).select_related("merged_by")
    return took.order_by("-merged_at").first()


def _with_names(records: QuerySet) -> QuerySet:
    """In the order in which they were written, with the organisation where there is one."""
    records = records.order_by("created_at", "pk")
    return records.select_related("organisation") if records.model in OF_AN_ORGANISATION else records


def _listed(record) -> Listed:
    url = record.get_absolute_url() if hasattr(record, "get_absolute_url") else ""
    return Listed(_kind(record), _title(record), url, record.pk)


def _kind(record) -> str:
    return str(record._meta.verbose_name).capitalize()


def _title(record) -> str:
    """A line to know it by."""
    if isinstance(record, Entry):
        words = " ".join(record.text.split())
        cut = words if len(words) <= LONG else f"{words[:LONG].rpartition(' ')[0]} …"
        return f"{record.get_kind_display()} {date_format(record.happened_on, 'j F Y')}: {cut}"
    if isinstance(record, Document | Task | PlanPart):
        return record.text or record.who if isinstance(record, PlanPart) else record.title
    if isinstance(record, Conference | Zrm):
        day = record.scored_on if isinstance(record, Zrm) else localtime(record.starts_at)
        return date_format(day, "j F Y")
    if isinstance(record, Ground):
        to = f" ({record.organisation.name})" if record.organisation_id else ""
        return f"{record.rule.label}{to}"
    name = record.organisation.name
    if isinstance(record, Consent):
        return _("voor %(name)s") % {"name": name}
    return f"{record.get_kind_display()}: {name}" if isinstance(record, Disclosure) else name
