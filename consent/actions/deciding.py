"""What changes the record of who decides. Who did it is in the log by the door, and in the history of each row.

After each of them what others signed than must sign now holds no more (`withdrawal.end_signed_by_others`, which takes
`notices`).
"""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cases.errors import AlreadyDecided
from cases.models import Person
from consent.actions.withdrawal import end_signed_by_others
from consent.measures import category_of
from consent.models import Assessment, Authority, CourtMeasure, Flag, Refusal, Representation, SafetyCheck
from consent.models.common import Ending
from consent.representation import Verdict


@transaction.atomic
def record_authority(person: Person, *, now: datetime, notices, **facts) -> Authority:
    """§ 1.5 Minderjarigen en wilsonbekwamen: a new outcome replaces the running one, which stays readable; a consent
    that others signed than must sign now ends with it.

    `facts`: kind, holders, explanation, in_research, source, recorded_on.
    """
    Authority.objects.filter(person=person, replaced_at__isnull=True).update(replaced_at=now)
    recorded = Authority.objects.create(person=person, created_at=now, **facts)
    end_signed_by_others([person.pk], now=now, notices=notices)
    return recorded


@transaction.atomic
def record_representation(person: Person, *, by: User, now: datetime, notices, **facts) -> Representation:
    """§ 4.3 Wilsonbekwaamheid: somebody who represents, with evidence.

    `facts`: representative, name, contact, capacity, parts, evidence, evidence_on, scope, valid_from, valid_until,
    unwilling.
    """
    return _record(Representation, person, by, now, notices, facts)


@transaction.atomic
def record_assessment(person: Person, *, by: User, now: datetime, notices, decision: str, **facts) -> Assessment:
    """§ 1.5 Minderjarigen en wilsonbekwamen: a new assessment ends the one before about the same kind of decision.

    `facts`: result, assessor, explanation, assessed_on, review_on.
    """
    for earlier in Assessment.objects.filter(person=person, decision=decision, ended_on=None):
        _end(earlier, by=by, on=max(facts["assessed_on"], earlier.assessed_on), reason="")
    return _record(Assessment, person, by, now, notices, facts | {"decision": decision})


@transaction.atomic
def record_refusal(person: Person, *, by: User, now: datetime, notices, **facts) -> Refusal:
    """§ 1.5 Minderjarigen en wilsonbekwamen: what somebody said no to. `facts`: kind, decision, what, refused_on."""
    return _record(Refusal, person, by, now, notices, facts)


@transaction.atomic
def record_measure(person: Person, *, by: User, now: datetime, notices, kind: str, **facts) -> CourtMeasure:
    """§ 1.6 Gedwongen kader: what a court ordered. `facts`: order, institution, ordered_on, starts_on, ends_on."""
    facts |= {"kind": kind, "category": category_of(kind)}
    return _record(CourtMeasure, person, by, now, notices, facts)


@transaction.atomic
def record_check(person: Person, *, by: User, now: datetime, **facts) -> SafetyCheck:
    """§ 1.5 Minderjarigen en wilsonbekwamen: whether somebody may be approached about this person.

    `facts`: approached, name, safe, reason, checked_on. The newest about somebody is the one that holds. It changes who
    may be asked, not who decides: nothing ends by it.
    """
    return SafetyCheck.objects.create(person=person, created_by=by, created_at=now, **facts)


@transaction.atomic
def raise_flag(person: Person, *, by: User, now: datetime, notices, **facts) -> Flag:
    """§ 4.3 Wilsonbekwaamheid: a suspicion about who decides. It works at once. `facts`: flagged, name, reason,
    flagged_on."""
    return _record(Flag, person, by, now, notices, facts)


@transaction.atomic
def judge_flag(
    flag: Flag, *, by: User, now: datetime, notices, verdict: str, verdict_reason: str, **conversation
) -> Flag:
    """§ 4.3 Wilsonbekwaamheid: the conversation with the resident alone, and what became of it; without a verdict the
    conversation alone.

    `conversation`: conversation, conversation_on. A suspicion that stayed may still be lifted. Raises AlreadyDecided.
    """
    held = Flag.objects.select_for_update(of=("self",)).get(pk=flag.pk)
    if held.verdict == Verdict.LIFTED:
        raise AlreadyDecided(_("Over dit vermoeden is al besloten."))
    held.conversation, held.conversation_on = conversation["conversation"], conversation["conversation_on"]
    if verdict:
        held.verdict, held.verdict_reason = verdict, verdict_reason
        held.decided_by, held.decided_at = by, now
    held.save()
    end_signed_by_others([held.person_id], now=now, notices=notices)
    return held


@transaction.atomic
def end(record: Ending, *, by: User, now: datetime, notices, on: date, reason: str) -> Ending:
    """From `on` it holds no more; it stays readable. Raises AlreadyDecided."""
    held = _end(record, by=by, on=on, reason=reason)
    end_signed_by_others([held.person_id], now=now, notices=notices)
    return held


def _end(record: Ending, *, by: User, on: date, reason: str) -> Ending:
    held = type(record).objects.select_for_update(of=("self",)).get(pk=record.pk)
    if held.ended_on:
        raise AlreadyDecided(_("Dit is al beëindigd."))
    held.ended_on, held.ended_by, held.end_reason = on, by, reason
    held.save()
    return held


def _record(model, person, by, now, notices, facts):
    made = model.objects.create(person=person, created_by=by, created_at=now, **facts)
    end_signed_by_others([person.pk], now=now, notices=notices)
    return made
