"""§ 4.1 Casusregie: the door to a dossier at a glance. It counts what one may read, and opens no content."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from audit.choices import Action
from cases.access import Refused, dossier_to_change, grants_of, in_dossier, open_tasks_of, persons_of, relations_between
from cases.choices import WRITTEN_BY_SYSTEM, RelationKind, Source
from cases.models import Document, Dossier, Entry, Grant, Person, Task
from cases.roles import Regisseur
from casework import genogram, timeline
from casework.doubt import OWN, Doubt, Told, doubts
from casework.models import Zrm
from consent.access.overview import WAITS
from consent.models import Consent, Disclosure
from consent.states import ConsentStatus, DisclosureStatus

# Of what is old the most doubtful are shown; the others are counted.
MOST_DOUBTS = 8
LEFT_OR_CAME = (DisclosureStatus.SENT, DisclosureStatus.RECEIVED)
# What never held is no period.
HELD = (ConsentStatus.ACTIVE, ConsentStatus.WITHDRAWN, ConsentStatus.EXPIRED)


@dataclass(frozen=True)
class Glance:
    people: list[Person]
    family: genogram.Genogram
    time: timeline.Timeline
    grants: list[Grant]
    tasks: list[Task]
    holding: int
    waiting: int
    doubts: list[Doubt]
    more_doubts: int


def glance_of(request, dossier: Dossier) -> Glance:
    """Of a dossier that a door handed out; logged. What one may not read is counted nowhere."""
    people = persons_of(request, dossier)
    grants = grants_of(request, dossier)
    consents = list(in_dossier(Consent, dossier))
    found = doubts_of(request, dossier, people)
    ids = [doubt.told.pk for doubt in found[:MOST_DOUBTS]]
    request.readings.add(Action.READ, dossier_id=dossier.pk, grant=dossier.why.grant, record_ids=ids)
    return Glance(
        people=people,
        family=_family(request, people),
        time=_timeline(request, dossier, consents, grants),
        grants=[grant for grant in reversed(grants) if _runs(grant, request.now)],
        tasks=open_tasks_of(request, dossier),
        holding=sum(one.holds_on(request.today) for one in consents),
        waiting=sum(one.status in WAITS for one in consents),
        doubts=found[:MOST_DOUBTS],
        more_doubts=max(0, len(found) - MOST_DOUBTS),
    )


def doubt_to_ask(request, pk, told_pk: UUID | None) -> tuple[Dossier, Doubt]:
    """Something old or doubtful, in a dossier one may write in. Refused where it is not (or no longer) in doubt."""
    dossier = dossier_to_change(request, pk)
    found = doubts_of(request, dossier, persons_of(request, dossier))
    doubt = next((one for one in found if one.told.pk == told_pk), None)
    if doubt is None:
        raise Refused("dossier", told_pk, dossier_id=dossier.pk)
    return dossier, doubt


def doubts_of(request, dossier: Dossier, people) -> list[Doubt]:
    """What others told of a dossier and its people that doors handed out, and the resident was not asked again.

    What they told is not opened: only from whom it came, and when.
    """
    told = [*map(_told_of, people), *_told_in(Entry, dossier), *_told_in(Document, dossier)]
    told = [one for one in told if one is not None]
    found = doubts(told, today=request.today, days=settings.OLD_FACTS_DAYS)
    tasks = Task.objects.filter(dossier=dossier, pk__in=[doubt.task_id for doubt in found]).in_bulk()
    for doubt in found:
        doubt.task = tasks.get(doubt.task_id)
    return [doubt for doubt in found if doubt.task is None or doubt.task.done_at is None]


def _told_of(person: Person) -> Told | None:
    if person.source in OWN:
        return None
    against = tuple(str(notice) for notice in person.notices)
    if person.bsn_in_doubt:
        against = (*against, _("Het BSN is in twijfel."))
    facts = {"kind": _("Gegevens"), "source": person.get_source_display(), "on": person.source_date}
    return Told(person.pk, name=person.full_name, doubts=against, **facts)


def _told_in(model, dossier: Dossier):
    records = in_dossier(model, dossier).filter(own_observation=False).exclude(source__in=OWN)
    for record in records.exclude(kind__in=WRITTEN_BY_SYSTEM) if model is Entry else records.filter(entry=None):
        on = record.happened_on if model is Entry else localdate(record.created_at)
        kind = record.get_kind_display() if model is Entry else _("Document")
        url, source = record.get_absolute_url(), Source(record.source).label
        yield Told(record.pk, kind, source, on, url, record=record)


def _family(request, people) -> genogram.Genogram:
    relations = [
        genogram.Related(one.person_id, one.kind, one.relative_id, is_over=_is_over(one))
        for one in relations_between(request, people)
    ]
    return genogram.of([_someone(person, request.today) for person in people], relations)


def _is_over(relation) -> bool:
    return relation.kind == RelationKind.PARTNER and bool(relation.until)


def _someone(person: Person, on: date) -> genogram.Someone:
    return genogram.Someone(
        pk=person.pk,
        name=person.given_names.partition(" ")[0] or person.surname,
        full_name=person.full_name,
        gender=person.gender,
        age=person.age_on(on),
        born=person.birth_date.exact(),
        is_deceased=bool(person.death),
    )


def _runs(grant: Grant, now) -> bool:
    return grant.valid_from <= now and (grant.valid_until is None or grant.valid_until > now)


def _timeline(request, dossier: Dossier, consents, grants) -> timeline.Timeline:
    """Counts alone, by month."""
    notes = in_dossier(Entry, dossier).exclude(kind__in=WRITTEN_BY_SYSTEM).values_list("happened_on", flat=True)
    shared = in_dossier(Disclosure, dossier).filter(status__in=LEFT_OR_CAME)
    shared = [came_on or localdate(at or made) for came_on, at, made in shared.values_list(*WHEN)]
    # Of one person a day is one matrix, however many records it takes.
    scored = {(*about, on) for about, on in in_dossier(Zrm, dossier).values_list("about", "scored_on")}
    days = {
        _("Notities"): notes,
        _("Gedeeld of gekregen"): shared,
        _("ZRM ingevuld"): [on for *_about, on in scored],
    }
    held = [timeline.Period(one.valid_from, _end(one)) for one in consents if one.status in HELD and one.activated_at]
    led_by = [
        timeline.Period(localdate(grant.valid_from), _last_day(grant, request.now), grant.user.name)
        for grant in grants
        if grant.role is Regisseur and grant.valid_from <= request.now
    ]
    until = dossier.closed_on or request.today
    return timeline.of(dossier.opened_on, until, days, {_("Toestemming die liep"): held}, _("Regisseur"), led_by)


WHEN = ("came_on", "sent_at", "created_at")


def _end(consent: Consent) -> date:
    ended = localdate(consent.ended_at) if consent.ended_at else consent.last_day
    return max(consent.valid_from, min(consent.last_day, ended))


def _last_day(grant: Grant, now) -> date | None:
    return None if grant.valid_until is None or grant.valid_until > now else grant.last_day
