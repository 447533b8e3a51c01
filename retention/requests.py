"""Jeugdwet art. 7.3.9, BW 7:455, Wmo 2015 art. 5.3.5: destruction because somebody asks for it, within three months.

What is about others too stays: keeping that is of interest to them. docs/adr/0105-destruction-on-request.md
"""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from audit.choices import Action
from audit.purposes import Purpose
from cases.access import access_for_system
from cases.actions.common import note
from cases.closing import carriers, rows_of
from cases.errors import CaseError, Overtaken
from cases.models import Dossier
from cases.records import record_models
from consent.states import NotNext, step
from consent.who import second_persons
from retention import holds, procedures
from retention.models import DestructionRequest, Hold, HoldKind, Kept
from retention.states import NEXT_REQUEST, RequestState
from terms.categories import BEHANDELING, CASUSREGIE
from terms.policy import Length

DECIDED_WITHIN = Length(months=3)
PURPOSE = Purpose.DESTRUCTION


class NotPossible(CaseError):
    """What is asked cannot be done in this state, or by this person."""


def in_words(why: str) -> str:
    """What was decided of one category."""
    return str(Kept(why).label) if why else _("Vernietigen")


@dataclass(frozen=True)
class Asked:
    """Of one category: how many records are about this person alone, and how many about others too."""

    category: str
    alone: int
    with_others: int

    @property
    def is_referred(self) -> bool:
        """§ 4.2 Casusregiedossier: the own file of who treats somebody is referred on, not decided."""
        return self.category == BEHANDELING.code


def asked_in(request: DestructionRequest, opens: Collection[str]) -> list[Asked]:
    """What there is about this person, in the categories somebody may read."""
    alone, others = Counter(), Counter()
    for model in record_models():
        rows = model.objects.filter(dossier=request.dossier_id, about__contains=[request.person_id])
        for category, about in rows.filter(category__in=opens).values_list("category", "about"):
            (alone if len(about) == 1 else others)[category] += 1
    return [Asked(category, alone[category], others[category]) for category in sorted({*alone, *others})]


# --- asking and deciding -----------------------------------------------------------------------------------------


@transaction.atomic
def register(
    dossier: Dossier, person_id: UUID, *, by: User, now: datetime, on: date, came_on: date, **facts
) -> DestructionRequest:
    """Asked on paper or at the desk; until it is decided nothing about this person goes. Raises NotPossible.

    `facts`: asked_by, wish, way.
    """
    due_on = came_on + DECIDED_WITHIN
    try:
        with transaction.atomic():
            request = DestructionRequest.objects.create(
                dossier=dossier, person_id=person_id, came_on=came_on, due_on=due_on, made_at=now, made_by=by, **facts
            )
    except IntegrityError:
        raise NotPossible(_("Er loopt al een verzoek van deze persoon in dit dossier.")) from None
    holds.place(
        dossier,
        HoldKind.DESTRUCTION,
        by=by,
        now=now,
        on=on,
        reason=_("Verzoek om vernietiging van %(day)s") % {"day": date_format(came_on, "j F Y")},
        review_on=max(due_on, on + timedelta(days=1)),
        about=[person_id],
        procedure=request.pk,
    )
    _note(Action.CREATE, request, by, now)
    return request


@transaction.atomic
def prepare(
    request: DestructionRequest, *, decision: dict[str, str], explanation: str, second: User, by: User, now: datetime
) -> DestructionRequest:
    """What goes and what stays, and why; it holds once the second person agrees. Raises NotPossible, Overtaken."""
    request = _locked(request)
    wrong = [category for category, why in decision.items() if category == BEHANDELING.code and why != Kept.TREATING]
    if wrong:
        raise NotPossible(_("Over het dossier van een behandelaar beslist de behandelaar: stuur het verzoek door."))
    if second not in _seconds(request, decision, by, now):
        raise NotPossible(_("Kies een collega van de gemeente die dit allemaal mag lezen, en niet uzelf."))
    request.state = _next(request, RequestState.PREPARED)
    request.decision, request.explanation = decision, explanation
    request.prepared_by, request.second = by, second
    return _save(request, by, now)


@transaction.atomic
def judge(request: DestructionRequest, *, agrees: bool, by: User, now: datetime) -> DestructionRequest:
    """Of the second person. From here what was granted goes with the next run. Raises NotPossible, Overtaken."""
    request = _locked(request)
    if request.state != RequestState.PREPARED or request.second_id != by.pk:
        raise NotPossible(_("Alleen de gekozen tweede persoon beslist hierover."))
    if not agrees:
        request.state = _next(request, RequestState.OPEN)
        return _save(request, by, now)
    request.state, request.decided_at = _next(request, RequestState.DECIDED), now
    _release(request, by, now)
    return _save(request, by, now)


@transaction.atomic
def withdraw(request: DestructionRequest, *, by: User, now: datetime) -> DestructionRequest:
    """Whoever asked thought better of it. Raises NotPossible, Overtaken."""
    request = _locked(request)
    request.state = _next(request, RequestState.WITHDRAWN)
    _release(request, by, now)
    return _save(request, by, now)


@transaction.atomic
def told(request: DestructionRequest, *, by: User, now: datetime, on: date) -> DestructionRequest:
    """Whoever asked heard what was decided, and why. Raises NotPossible, Overtaken."""
    request = _locked(request)
    if request.decided_at is None or request.told_on:
        raise NotPossible(_("Er is nog niets besloten, of dit is al verteld."))
    request.told_on = on
    return _save(request, by, now)


def _seconds(request, categories, by, now) -> list[User]:
    """Who can read everything that is decided about."""
    asked = [second_persons(request.dossier_id, one, now, first_id=by.pk) for one in categories or [CASUSREGIE.code]]
    return [user for user in asked[0] if all(user in others for others in asked)]


def _locked(request: DestructionRequest) -> DestructionRequest:
    found = DestructionRequest.objects.select_for_update(of=("self",)).select_related("dossier").filter(pk=request.pk)
    request = found.first()
    if request is None:
        raise Overtaken(_("Dit verzoek is er niet meer."))
    return request


def _next(request: DestructionRequest, state: RequestState) -> RequestState:
    try:
        return step(NEXT_REQUEST, request.state, state)
    except NotNext:
        raise NotPossible(_("Over dit verzoek is al besloten, of het is ingetrokken.")) from None


def _release(request: DestructionRequest, by: User | None, now: datetime) -> None:
    for hold in Hold.objects.open().filter(procedure=request.pk):
        holds.release(hold, by=by, now=now)


def _save(request: DestructionRequest, by: User | None, now: datetime) -> DestructionRequest:
    request.save()
    _note(Action.CHANGE, request, by, now)
    return request


def _note(action, request, by, now) -> None:
    note(action, request.dossier_id, by=by, now=now, object_type="destruction_request", record_ids=[request.pk])


# --- carrying it out ---------------------------------------------------------------------------------------------


def records_granted() -> set[UUID]:
    """What goes because somebody asked and two agreed, and is there still. For the run, which asks it again under its
    lock."""
    return {one for request in _granted() for one in _ids_of(request)}


def conclude(now: datetime) -> None:
    """Of a decided request nothing is left that should go. What something else still holds is tried again each run."""
    for request in _granted():
        if not any(True for _one in _ids_of(request)):
            request.state, request.done_at = RequestState.DONE, now
            _save(request, None, now)


def _granted() -> list[DestructionRequest]:
    return access_for_system(PURPOSE).give_all(DestructionRequest.objects.filter(state=RequestState.DECIDED))


def _ids_of(request: DestructionRequest) -> Iterator[UUID]:
    """Of the categories that were granted, what was there then about this person and nobody else; what was taken back
    too."""
    granted = [category for category, why in (request.decision or {}).items() if not why]
    for carrier in carriers():
        rows = rows_of(carrier, dossier=request.dossier_id, about=[request.person_id], category__in=granted)
        rows = rows.filter(created_at__lte=request.decided_at)
        yield from rows.values_list("id", flat=True)


def _running(ids: Collection[UUID]) -> set[UUID]:
    return set(DestructionRequest.objects.running().filter(pk__in=ids).values_list("pk", flat=True))


procedures.told_by(HoldKind.DESTRUCTION, _running)
