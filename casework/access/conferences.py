"""Doors to case conferences (§ 4.1 Casusregie en procescoördinatie): of a dossier, for whoever is in it; and of who
takes part, for whom a conference is all there is to see.
"""

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import Organisation, User
from accounts.roles import ROLES
from audit.choices import Action
from cases.access import (
    Refused,
    access_of,
    colleagues_inside,
    dossier_to_grant,
    dossier_to_read,
    in_dossier,
    persons_of,
)
from cases.access.core import opened
from cases.models import Dossier, Grant, Person
from casework.access.masking import Family, family_to_mask
from casework.conferences import READS_HERE, Aligning, Point, Reading, Reply, everything, who_waits, why_anonymous
from casework.models import AgendaItem, Conference, Participant
from casework.reading import point_of, readings_named
from consent.covering import consents_of, grounds_of
from consent.models import Consent, Ground
from consent.planned import planned_in

GRANTABLE = [code for code, role in ROLES.items() if role.may_be_granted]
ROLE = "deelnemer"


@dataclass
class Meeting:
    """A conference with all there is to it, opened. `participants`: who takes part now; `gone`: who did."""

    conference: Conference
    people: list[Person]
    participants: list[Participant]
    items: list[AgendaItem]
    lead: User
    gone: list[Participant] = field(default_factory=list)

    @property
    def dossier(self) -> Dossier:
        return self.conference.dossier

    @property
    def about(self) -> list[Person]:
        return [person for person in self.people if person.pk in self.conference.about]

    @property
    def readers(self) -> list[Participant]:
        return [one for one in self.participants if one.part in READS_HERE]

    @property
    def why_anonymous(self) -> tuple[str, ...]:
        """Why it cannot be held with names; of residents who take part themselves nobody need be told."""
        others = {one.pk for one in self.participants if one.part != "inwoner"}
        return why_anonymous(self.conference.told, about=self.conference.about, participants=others)

    def waiting(self, on) -> list[str]:
        aligning = [Aligning(one.name, one.align_until) for one in self.participants if one.reply == Reply.NEEDS_TIME]
        return who_waits(aligning, on)


# --- of a dossier ---


def dossier_to_look_in(request, pk) -> Dossier:
    return dossier_to_read(request, pk)


def dossier_to_confer(request, pk) -> Dossier:
    """For who leads it, or deputises: they answer for what others get to read."""
    dossier = dossier_to_grant(request, pk)
    if not dossier.is_open:
        raise Refused("dossier", pk, dossier_id=pk)
    return dossier


def conferences_of(request, dossier: Dossier) -> list[Conference]:
    """Of a dossier that a door handed out, the newest first."""
    found = opened(request, in_dossier(Conference, dossier).order_by("-starts_at", "pk"))
    _log(request, dossier, found)
    return found


def conference_to_read(request, pk) -> Meeting:
    conference = _visible(request, pk)
    conference.dossier = dossier_to_read(request, conference.dossier_id)
    return _meeting(request, conference)


def conference_to_lead(request, pk) -> Meeting:
    """One that is still to come, for who leads the dossier, or deputises."""
    conference = _visible(request, pk)
    conference.dossier = dossier_to_confer(request, conference.dossier_id)
    if not conference.is_planned:
        raise Refused("conference", pk, dossier_id=conference.dossier_id)
    return _meeting(request, conference)


def participant_of(meeting: Meeting, pk) -> Participant:
    """Of a conference that a door handed out."""
    found = next((one for one in meeting.participants if one.pk == pk), None)
    if found is None:
        raise Refused("participant", pk, dossier_id=meeting.dossier.pk)
    return found


def family_of(request, meeting: Meeting) -> Family:
    return family_to_mask(request, meeting.dossier)


def readings_of(request, meeting: Meeting, *, anonymous: bool) -> dict[UUID, Reading]:
    """Of each who reads here what they may read of others, now. What they brought they read as they typed it: masked,
    it would tell them which of the names they tried is of this family."""
    points = {one.pk: _of_others(meeting.items, one) for one in meeting.readers}
    if anonymous:
        return {one.pk: everything(points[one.pk]) for one in meeting.readers}
    dossier = meeting.dossier
    grants = colleagues_inside(request, dossier)
    consents = Consent.objects.filter(dossier=dossier).order_by("-created_at", "pk")
    grounds = Ground.objects.filter(dossier=dossier).select_related("organisation").order_by("-created_at", "pk")
    consented, grounded = tuple(consents_of(consents)), tuple(grounds_of(grounds, request.today))
    planned = planned_in(dossier.pk, {person for item in meeting.items for person in item.about}, request.now)
    inside = {grant.user_id for grant in grants if _opens(grant, meeting)}
    return {
        one.pk: readings_named(
            one,
            points=points[one.pk],
            people=meeting.people,
            dossier=dossier,
            consents=consented,
            grounds=grounded,
            planned=planned,
            inside=inside,
            on=request.today,
        )
        for one in meeting.readers
    }


def _of_others(items: list[AgendaItem], reader: Participant) -> list[Point]:
    return [point_of(item) for item in items if item.brought_by_id != reader.pk]


def _opens(grant: Grant, meeting: Meeting) -> bool:
    return meeting.conference.category in grant.opens and not grant.role.is_emergency


def who_may_be_asked(meeting: Meeting) -> QuerySet[User]:
    """Colleagues, and professionals of partners that have an account; not who takes part already, nor who enforces."""
    inside = [one.user_id for one in meeting.participants if one.user_id]
    able = User.objects.filter(is_active=True, roles__overlap=GRANTABLE).exclude(pk__in=inside)
    enforces = Q(organisation__kind=Organisation.Kind.PARTNER, organisation__enforces=True)
    return able.exclude(enforces).select_related("organisation").order_by("organisation__kind", "name")


def _visible(request, pk) -> Conference:
    access_of(request)
    found = Conference.objects.readable_by(request.user, request.now).filter(pk=pk)
    conference = found.select_related("created_by", "told_by", "closed_by").first()
    if conference is None:
        raise Refused("conference", pk)
    return conference


def _meeting(request, conference: Conference) -> Meeting:
    dossier = conference.dossier
    named = ("user__organisation", "organisation")
    taking_part = in_dossier(Participant, dossier).filter(conference=conference).select_related(*named)
    items = in_dossier(AgendaItem, dossier).filter(conference=conference).select_related("created_by")
    participants = opened(request, taking_part.order_by("created_at", "pk"))
    items = opened(request, items.order_by("created_at", "pk"))
    opened(request, [conference])
    for row in (*participants, *items):
        row.dossier, row.conference = dossier, conference
    _log(request, dossier, [conference, *participants, *items])
    return Meeting(
        conference,
        persons_of(request, dossier),
        [one for one in participants if one.removed_at is None],
        items,
        conference.created_by,
        [one for one in participants if one.removed_at is not None],
    )


def _log(request, dossier, records, action=Action.READ) -> None:
    ids = [record.pk for record in records]
    request.readings.add(action, dossier_id=dossier.pk, grant=dossier.why.grant, record_ids=ids)


# --- of who takes part ---


def attendance_to_read(request, pk, *, action=Action.READ) -> Participant:
    """One's own place at a conference that is still to come; `sheet` is all there is to read. Logged as theirs."""
    access_of(request)
    place = Participant.objects.attended_by(request.user).filter(pk=pk).first()
    if place is None:
        raise Refused("participant", pk)
    opened(request, [place])
    place.own = opened(request, AgendaItem.objects.filter(brought_by=place).order_by("created_at", "pk"))
    shown = [place.conference_id, place.pk, *(UUID(one["id"]) for one in place.sheet["items"])]
    shown += [item.pk for item in place.own]
    request.readings.add(
        action, dossier_id=place.dossier_id, role=ROLE, object_type="conference", record_ids=dict.fromkeys(shown)
    )
    return place


def my_attendances(request) -> list[Participant]:
    """The conferences one is asked for, opened; row security leaves out what is over or rests on nothing any more."""
    access_of(request)
    found = opened(request, Participant.objects.attended_by(request.user).order_by("pk"))
    if found:
        request.readings.add(Action.LIST, object_type="conference", record_ids=[one.pk for one in found])
    return sorted(found, key=lambda one: one.sheet["starts_at"])
