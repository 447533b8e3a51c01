"""§ 4.2 Casusregiedossier: a request is decided by who holds the mandate for it, asked at the moment of deciding.

docs/adr/0106-inzage.md
"""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.messages import hand_over
from accounts.models import User
from audit.choices import Action
from audit.context import system
from audit.purposes import Purpose
from cases.access import access_for_system
from cases.actions.common import note
from cases.emergency import working_day_after
from cases.models import Task
from consent.actions.followup import tell_lead
from consent.states import step
from inzage.actions import letters
from inzage.actions.common import locked, next_part_state, next_state, save_part, save_request
from inzage.choices import IS_YES, LetterKind, Outcome, RequestKind
from inzage.errors import NoMandate, NotPossible
from inzage.models import Mandate, Release, Request, RequestPart, Shielding
from inzage.states import NEXT_RELEASE, PartState, ReleaseState, RequestState
from sealing import keys

PURPOSE = Purpose.INSIGHT
HANDED_OVER = (RequestKind.INSIGHT, RequestKind.COPY)
# What somebody has to do when it is granted.
CARRIED_OUT = {
    RequestKind.CORRECTION: _lazy("Verbeter wat er staat, zoals besloten"),
    RequestKind.STATEMENT: _lazy("Zet het eigen verhaal van de inwoner erbij"),
    RequestKind.RESTRICTION: _lazy("Gebruik deze gegevens voorlopig niet, zoals besloten"),
    RequestKind.OBJECTION: _lazy("Stop met dit gebruik van de gegevens, zoals besloten"),
}
CARRY_OUT = "verzoek_uitvoeren"
# Who gets all of it need not be told why; everybody else is (AVG art. 12 lid 4).
WITHOUT_REASONS = (Outcome.GRANTED,)


@transaction.atomic
def weigh(request: Request, *, weighing: str, by: User, now: datetime) -> Request:
    """§ 1.5 Minderjarigen en wilsonbekwamen: of a request about another the interests are weighed, on paper."""
    with system(PURPOSE, now):
        request = locked(request)
        if not request.is_running or not request.is_about_another:
            raise NotPossible(_("Over dit verzoek is al besloten, of het gaat over de vrager zelf."))
        request.weighing = weighing
        return save_request(Action.CHANGE, request, by=by, now=now)


@transaction.atomic
def decide(request: Request, *, by: User, now: datetime, on: date, left: int, task, **said) -> Request:
    """What is decided, under which mandate; the answer is made in the background by `task`.

    `said`: outcome, reasons. `left`: how many records nobody looked at; with any nothing is decided. Raises
    NotPossible, NoMandate, Overtaken.
    """
    with system(PURPOSE, now):
        request = locked(request)
        mandate = mandate_for(request, by, on)
        _refuse(request, by, left, **said)
        request.state = next_state(request, RequestState.DECIDED)
        request.outcome, request.reasons = said["outcome"], said["reasons"]
        request.mandate, request.decided_by, request.decided_at = mandate, by, now
        save_request(Action.CHANGE, request, by=by, now=now)
        hand_over(task, _release_of(request, now).pk)
        # What was still to be said of how it went, the decision says.
        letters.drop(request)
        letters.ask(request, LetterKind.DECISION, on=on, last=request.due_on)
        if request.kind in CARRIED_OUT and request.outcome in IS_YES:
            for part in request.parts.select_related("dossier"):
                title = CARRIED_OUT[request.kind]
                tell_lead(part, title, due_on=working_day_after(on), now=now, rule=CARRY_OUT)
        return request


def _release_of(request: Request, now: datetime) -> Release:
    """To be made; the one that was stopped, where it is decided once more."""
    release = Release.objects.select_for_update(of=("self",)).filter(request=request).first()
    if release is None:
        release = Release(request=request, person_id=request.person_id, made_at=now)
        # The answer is sealed with it, whatever stands in the row.
        keys.prepare([release])
    else:
        release.state, release.leaks = step(NEXT_RELEASE, release.state, ReleaseState.WAITING), None
    release.save()
    return release


@transaction.atomic
def take_back(request: Request, *, by: User, now: datetime, on: date) -> Request:
    """The answer was stopped, so nothing left: it is decided once more, and until then more can be shielded.

    What was written stays as a beginning of the next decision. Raises NotPossible, NoMandate, Overtaken.
    """
    with system(PURPOSE, now):
        request = locked(request)
        mandate_for(request, by, on)
        if not Release.objects.filter(request=request, state=ReleaseState.STOPPED).exists():
            raise NotPossible(_("Een besluit neemt u alleen terug als het antwoord is tegengehouden."))
        parts = access_for_system(PURPOSE).give_all(request.parts.select_for_update(of=("self",)))
        if any(part.work or part.carried_out_at for part in parts):
            raise NotPossible(_("Een dossier voert dit besluit al uit. U kunt het niet meer terugnemen."))
        request.state = next_state(request, RequestState.PREPARED)
        request.outcome, request.mandate, request.decided_by, request.decided_at = "", None, None, None
        letters.drop(request, LetterKind.DECISION)
        for part in parts:
            tick_off(part, by=by, now=now)
        return save_request(Action.CHANGE, request, by=by, now=now)


def tick_off(part: RequestPart, *, by: User, now: datetime) -> None:
    """There is nothing to carry out any more; also where the dossier is closed by now."""
    with system(Purpose.UPKEEP, now):
        for task in Task.objects.filter(record_id=part.pk, rule=CARRY_OUT, done_at__isnull=True):
            task.done_at, task.done_by = now, by
            task.save()
            note(Action.CHANGE, task.dossier_id, by=by, now=now, object_type="task", record_ids=[task.pk])


@transaction.atomic
def send_back(request: Request, *, by: User, now: datetime, on: date) -> Request:
    """Who decides wants it prepared anew: in every dossier somebody looks again. Raises NotPossible, NoMandate."""
    with system(PURPOSE, now):
        request = locked(request)
        mandate_for(request, by, on)
        parts = list(request.parts.select_for_update(of=("self",)))
        if not parts:
            raise NotPossible(_("Er is geen dossier dat hier iets voor voorbereidt."))
        request.state = next_state(request, RequestState.OPEN)
        for part in parts:
            part.state = next_part_state(part, PartState.OPEN)
            save_part(Action.CHANGE, part, by=by, now=now)
        return save_request(Action.CHANGE, request, by=by, now=now)


def mandate_for(request: Request, user: User, on: date) -> Mandate:
    """The line of the register that lets this colleague decide on this today. Raises NoMandate."""
    mandate = Mandate.objects.of(user, on).about(request.kind).first()
    if mandate is None:
        raise NoMandate(_("U hebt vandaag geen mandaat om hierover te beslissen. Er is niets besloten."))
    return mandate


def _refuse(request: Request, by: User, left: int, *, outcome: str, reasons: str) -> None:
    if left and request.kind in HANDED_OVER:
        raise NotPossible(_("Nog niet alles is bekeken. Kijk eerst naar wat de dossiers niet konden lezen."))
    if request.waits_since:
        raise NotPossible(_("Dit verzoek wacht nog op bewijs van wie het vraagt."))
    if request.parts.filter(prepared_by=by).exists():
        raise NotPossible(_("Wie een verzoek voorbereidt, beslist er niet over."))
    if request.is_about_another and not request.weighing:
        raise NotPossible(_("Weeg eerst de belangen, en schrijf op hoe. Dit verzoek gaat over een ander."))
    if outcome not in WITHOUT_REASONS and not reasons.strip():
        raise NotPossible(_("Schrijf op waarom. De inwoner leest dat in het besluit."))
    if outcome == Outcome.GRANTED and request.kind in HANDED_OVER and _shielded(request):
        raise NotPossible(_("Er is iets afgeschermd. Dan is het besluit: voor een deel."))


def _shielded(request: Request) -> bool:
    return Shielding.objects.toward(request).exists()
