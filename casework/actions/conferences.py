"""§ 4.1 Casusregie en procescoördinatie: what changes a conference: who, when, one transaction."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from accounts import messages
from accounts.access import may_open_personal_data
from accounts.policy import Refusal, grant_refusal
from audit.choices import Action
from cases.actions.common import hold, hold_open, note, touch
from cases.actions.grants import reason_of
from cases.actions.records import add_task, write_entry
from cases.choices import EntryKind
from cases.errors import CaseError, Overtaken
from cases.models import Dossier
from casework.actions import versions
from casework.conferences import NEXT_CONFERENCE, Covered, Part, Reading, Reply
from casework.models import AgendaItem, Conference, Participant
from casework.sheets import Prepared
from consent.actions import disclosures
from consent.actions.locks import hold_covers
from consent.covering import Wish
from consent.items import said
from consent.models.disclosures import Medium
from consent.states import step


class ConferenceRefused(CaseError):
    """This cannot be done with a conference as it is now; nothing was changed."""


@transaction.atomic
def plan(dossier: Dossier, *, by, now: datetime, **facts) -> Conference:
    """Anonymous until everybody knows. That help is coordinated is told once for a dossier. Raises Overtaken."""
    hold_open(dossier.pk)
    earlier = Conference.objects.filter(dossier=dossier, coordination_told_on__isnull=False)
    told_on = earlier.filter(about__contains=facts["about"]).values_list("coordination_told_on", flat=True).first()
    made = _add(Conference, dossier, by=by, now=now, coordination_told_on=told_on, mask_more=[], **facts)
    touch(made, now)
    return made


@transaction.atomic
def invite(conference: Conference, *, by, now: datetime, part: str, name: str, why: str, user=None) -> Participant:
    """§ 1.1 Geheimhoudingsplicht: a professional of elsewhere under an agreement that holds, and nobody who enforces.

    With somebody new the resident does not know any more who takes part: it is without names again, until they do.
    Raises ConferenceRefused, Overtaken.
    """
    _hold(conference)
    if user is not None and (refusal := _may_not(user, now)):
        raise ConferenceRefused(reason_of(refusal))
    facts = {"part": part, "name": name, "why": why, "about": conference.about, "sheet": {}, "reply_note": ""}
    organisation = user.organisation if part == Part.PARTNER else None
    try:
        with transaction.atomic():
            made = _add(
                Participant,
                conference.dossier,
                by=by,
                now=now,
                conference=conference,
                user=user,
                organisation=organisation,
                **facts,
            )
    except IntegrityError as error:
        raise ConferenceRefused(_("Deze collega doet al mee.")) from error
    if part != Part.RESIDENT and not conference.anonymous:
        _take_names_back(conference, by=by, now=now)
    return made


def _may_not(user, now):
    """Who has still to accept the declaration of secrecy is asked at the door."""
    refusal = grant_refusal(user.roles) or may_open_personal_data(user, now)
    return None if refusal == Refusal.SECRECY else refusal


@transaction.atomic
def take_off(participant: Participant, *, by, now: datetime) -> None:
    """Somebody takes part no more: from the very next request they read nothing. What they brought stays."""
    _hold(participant.conference)
    participant.removed_at = now
    _keep(participant, by=by, now=now)


@transaction.atomic
def tell(  # noqa: PLR0913 (what is recorded of telling)
    conference: Conference,
    *,
    by,
    now: datetime,
    people: Iterable[UUID],
    participants: Iterable[UUID],
    on: date,
    coordination_on: date,
    how: str,
) -> Conference:
    """§ 4.1 Casusregie en procescoördinatie: what the residents were told. Naming is a choice of its own."""
    _hold(conference)
    conference.told_people, conference.told_participants = list(people), list(participants)
    conference.told_on, conference.told_by, conference.told_how = on, by, how
    conference.coordination_told_on = coordination_on
    if not conference.anonymous and not set(conference.about) <= set(conference.told_people):
        _without_names(conference)
    _keep(conference, by=by, now=now)
    return conference


@transaction.atomic
def choose_names(conference: Conference, *, named: bool, why_not: Sequence[str], by, now: datetime) -> Conference:
    """With names or without. `why_not`: why it cannot be with names. What was approved is taken back: it is made anew.

    Raises ConferenceRefused, Overtaken.
    """
    _hold(conference)
    if named and why_not:
        raise ConferenceRefused(" ".join(why_not))
    conference.anonymous = not named
    _without_sheets(conference)
    _keep(conference, by=by, now=now)
    return conference


@transaction.atomic
def mask_more(conference: Conference, words: Sequence[str], *, by, now: datetime) -> Conference:
    _hold(conference)
    conference.mask_more = list(words)
    _keep(conference, by=by, now=now)
    return conference


@transaction.atomic
def add_item(conference: Conference, *, by, now: datetime, **facts) -> AgendaItem:
    """A point of the regisseur. Raises Overtaken."""
    _hold(conference)
    return _add(AgendaItem, conference.dossier, by=by, now=now, conference=conference, **facts)


# --- what others get to read ---


@transaction.atomic
def publish(conference: Conference, prepared: Prepared, readings: dict[UUID, Reading], **who) -> int:
    """What was looked over can be read from now; by how many. Its note is in the dossier (§ 3.3 Zorgvuldigheid).

    `who`: by, now, participants (opened), notice (the job that tells one colleague that something changed), access (of
    who reads on: what leaves is opened with it). Raises ConferenceRefused, NotCovered, Overtaken.
    """
    by, now, participants, notice = (who[name] for name in ("by", "now", "participants", "notice"))
    # Before the dossier, as who withdraws a consent does.
    found = readings.values()
    hold_covers({pk for one in found for pk in one.consents}, {pk for one in found for pk in one.grounds})
    _hold(conference)
    if not prepared.items:
        raise ConferenceRefused(_("Er staat nog niets op de agenda."))
    for one in participants:
        reading = readings[one.pk]
        if not conference.anonymous and one.part == Part.PARTNER:
            _disclose(one, prepared, reading, by=by, now=now, access=who["access"])
        one.sheet, one.sheet_at = prepared.sheet(reading), now
        one.sheet_consents, one.sheet_grounds = sorted(reading.consents), sorted(reading.grounds)
        one.sheet_planned = sorted(reading.planned)
        _keep(one, by=by, now=now, action=Action.DISCLOSE)
        messages.hand_over(notice, one.user_id)
    _note_what_is_read(conference, participants, by=by, now=now)
    return len(participants)


def _disclose(one: Participant, prepared: Prepared, reading: Reading, *, by, now: datetime, access) -> None:
    """§ 3.3 Zorgvuldigheid: with names it is a disclosure like any other: covered, noted, and told to the resident."""
    before = {item["id"]: item for item in (one.sheet or {}).get("items", ()) if one.sheet_at}
    for (about, *_covered_by), together in reading.together().items():
        fresh = [each for each in _texts(together, prepared) if before.get(each["id"]) != each]
        if fresh:
            wish = Wish(
                people=tuple(person for person in prepared.writer.people if person.pk in about),
                organisation=one.organisation,
                kinds=tuple(sorted({kind for covered in together for kind in covered.point.kinds})),
                medium=Medium.SPOKEN,
            )
            made = disclosures.prepare(
                one.dossier,
                wish,
                by=by,
                now=now,
                items=[said(item["title"], item["text"], day=localdate(now)) for item in fresh],
                receiver={"name": one.name, "function": one.user.job_title, "email": "", "phone": ""},
                careful=one.conference.careful,
                without_bsn=_("In een overleg gaat geen BSN mee."),
            )
            access.give(made)
            disclosures.tell(made, by=by, now=now)


def _texts(together: Iterable[Covered], prepared: Prepared) -> list[dict]:
    ids = {covered.point.id for covered in together}
    return [item.as_json() for item in prepared.items if item.id in ids]


def _note_what_is_read(conference: Conference, participants: Sequence[Participant], *, by, now: datetime) -> None:
    named = _("zonder namen, alles gemaskeerd") if conference.anonymous else _("met namen")
    lines = [
        _("Overleg van %(day)s: klaargezet om te lezen, %(named)s.")
        % {"day": date_format(localtime(conference.starts_at), "j F Y H:i"), "named": named}
    ]
    for one in participants:
        titles = "; ".join(item["title"] for item in one.sheet["items"]) or _("geen punten")
        place = one.organisation.name if one.organisation else one.get_part_display()
        lines.append(f"– {one.name}, {place}: {titles}")
    facts = {"about": conference.about, "category": conference.category, "withheld": conference.withheld}
    text = "\n".join(lines)
    write_entry(
        conference.dossier, by=by, now=now, kind=EntryKind.DISCLOSURE, happened_on=localdate(now), text=text, **facts
    )


# --- by who takes part ---


@transaction.atomic
def reply(
    place: Participant, *, by, now: datetime, reply: str, text: str = "", until: date | None = None
) -> Participant:
    """§ 4.1 Casusregie en procescoördinatie: also "I need time to align", and until when. Raises Overtaken."""
    _hold_own(place, by=by)
    place.reply, place.replied_at, place.reply_note = reply, now, text
    place.align_until = until if reply == Reply.NEEDS_TIME else None
    _keep(place, by=by, now=now)
    return place


@transaction.atomic
def bring(place: Participant, *, by, now: datetime, **facts) -> AgendaItem:
    """What somebody brings is theirs, with its ground; others read it once the regisseur looked it over.

    Raises Overtaken.
    """
    _hold_own(place, by=by)
    facts |= {"about": place.about, "source": "professional", "own_observation": False, "category": place.category}
    own = {"purpose": place.purpose, "legal_basis": place.legal_basis}
    return _add(AgendaItem, place, by=by, now=now, conference_id=place.conference_id, brought_by=place, **own | facts)


def _hold_own(place: Participant, *, by) -> None:
    """Whoever closes the conference holds its participants too; asked once more when the turn came."""
    list(Participant.objects.filter(pk=place.pk).select_for_update().values_list("pk"))
    if not Participant.objects.attended_by(by).filter(pk=place.pk).exists():
        raise Overtaken(_("Het overleg is intussen afgesloten. Er is niets bewaard."))


@transaction.atomic
def seen(place: Participant, *, now: datetime) -> None:
    """The first time alone; without a version of its own."""
    Participant.objects.filter(pk=place.pk, seen_at=None).update(seen_at=now)


# --- the end ---


@transaction.atomic
def close(
    conference: Conference,
    *,
    by,
    now: datetime,
    minutes: str,
    agreed: Sequence[dict] = (),
    waiting: Sequence[str] = (),
    ahead_reason: str = "",
) -> Conference:
    """The minutes stay in the dossier, what was agreed becomes tasks, and whoever took part reads nothing any more.

    `agreed`: each with title, assigned_to, due_on, and `goal`: the goal of the plan it serves (opened, with its
    version), or None. `waiting`: who asked for time that is not over; to go on without them takes a reason. Raises
    ConferenceRefused, PlanRefused, Overtaken.
    """
    _hold(conference)
    if waiting and not ahead_reason:
        raise ConferenceRefused(
            _("%(who)s vroeg tijd om af te stemmen. Wacht, of leg vast waarom dat niet kan.")
            % {"who": ", ".join(waiting)}
        )
    conference.minutes, conference.ahead_reason = minutes, ahead_reason
    _end(conference, "gesloten", by=by, now=now)
    keep_agreed(conference, agreed, by=by, now=now)
    return conference


@transaction.atomic
def cancel(conference: Conference, *, by, now: datetime) -> Conference:
    """It is not held; whoever was to take part reads nothing any more. Raises Overtaken."""
    _hold(conference)
    _end(conference, "vervallen", by=by, now=now)
    return conference


def keep_agreed(conference: Conference, agreed: Iterable[dict], *, by, now: datetime) -> None:
    """§ 4.1 Casusregie en procescoördinatie: of a conference only what was agreed goes on: to the tasks, and below the
    goals it serves into the plan, where the family signs it as anything else that is new."""
    into_plan = []
    for one in agreed:
        facts = {name: one[name] for name in ("title", "assigned_to", "due_on")}
        own = {"about": conference.about, "withheld": conference.withheld, "record_id": conference.pk}
        add_task(conference.dossier, by=by, now=now, rule="afgesproken", **own, **facts)
        if one["goal"]:
            said = {"text": one["title"], "who": one["assigned_to"].name, "due_on": one["due_on"]}
            into_plan.append((one["goal"], said | {"withheld": conference.withheld}))
    versions.add_agreed(into_plan, by=by, now=now, why=_("Afgesproken in een overleg."))


def _end(conference: Conference, status: str, *, by, now: datetime) -> None:
    conference.status = step(NEXT_CONFERENCE, conference.status, status)
    conference.closed_at, conference.closed_by = now, by
    _keep(conference, by=by, now=now, action=Action.CLOSE)


# --- what they stand on ---


def _hold(conference: Conference) -> None:
    """With its participants, who hold themselves when they write. Raises Overtaken."""
    hold(conference)
    list(Participant.objects.filter(conference=conference).order_by("pk").select_for_update().values_list("pk"))
    if not Conference.objects.filter(pk=conference.pk, status="gepland").exists():
        raise Overtaken(_("Het overleg is intussen afgesloten. Er is niets gewijzigd."))


def _take_names_back(conference: Conference, *, by, now: datetime) -> None:
    _without_names(conference)
    _keep(conference, by=by, now=now)


def _without_names(conference: Conference) -> None:
    conference.anonymous = True
    _without_sheets(conference)


def _without_sheets(conference: Conference) -> None:
    """Nobody reads anything until it was looked over again."""
    for one in Participant.objects.filter(conference=conference, sheet_at__isnull=False):
        one.sheet_at = None
        one.save()


def _keep(record, *, by, now: datetime, action=Action.CHANGE) -> None:
    record.substantively_changed_at = now
    record.save()
    kind = record._meta.model_name
    note(action, record.dossier_id, by=by, now=now, object_type=kind, record_ids=[record.pk])


def _add(model, of: Dossier | Participant, *, by, now: datetime, **facts):
    """`of`: the dossier, or the place of who takes part, who does not see the dossier."""
    dossier_id = of.pk if isinstance(of, Dossier) else of.dossier_id
    own = {"purpose": of.purpose, "legal_basis": of.legal_basis, "category": "casusregie"}
    made = model.objects.create(
        dossier_id=dossier_id, created_at=now, created_by=by, substantively_changed_at=now, **own | facts
    )
    note(Action.CREATE, dossier_id, by=by, now=now, object_type=model._meta.model_name, record_ids=[made.pk])
    return made
