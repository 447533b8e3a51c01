"""AVG art. 12, 15–21: a request comes in, waits for who asks to show who they are, is extended, is taken back.

Under the purpose `inzage`; a door has asked who may. docs/adr/0106-inzage.md
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import User
from audit.choices import Action
from audit.context import system
from audit.purposes import Purpose
from cases.access import access_for_system
from cases.choices import Purpose as Goal
from cases.models import Dossier, Grant, Person
from cases.records import record_models
from cases.roles import MAY_GRANT
from consent.who import lead_of
from inzage import deadlines
from inzage.actions import letters
from inzage.actions.common import locked, next_state, save_request
from inzage.choices import LetterKind, RequestKind
from inzage.errors import NotPossible
from inzage.models import Request, RequestPart
from inzage.states import RequestState
from retention import due, holds, procedures
from retention import requests as destruction
from retention.models import Hold, HoldKind
from sealing import keys
from terms.categories import CASUSREGIE

PURPOSE = Purpose.INSIGHT
# A hold is looked at again at most so long after; it is lifted by itself when the request is over.
LOOK_AGAIN = timedelta(days=180)
# Of a complaint about how it was handled nothing has to be looked up in a dossier.
WITHOUT_PARTS = (RequestKind.COMPLAINT,)


@transaction.atomic
def register(
    person: Person, *, kind: str, came_on: date, now: datetime, by: User | None, log_as: UUID | None = None, **facts
) -> Request:
    """A request, with a part in each dossier in which there is something about this person.

    Until it is over nothing about them is destroyed there. `facts`: asker, asked_by, capacity, wish, way, from_on,
    until_on, weighing. `by`: the colleague who wrote it down; of the portal nobody, and `log_as` is the resident.
    """
    with system(PURPOSE, now):
        due_on = deadlines.answer_by(kind, came_on)
        request = Request.objects.create(
            person=person, kind=kind, came_on=came_on, due_on=due_on, made_at=now, made_by=by, **facts
        )
        access_for_system(PURPOSE).give(request)
        dossiers = [] if kind in WITHOUT_PARTS else dossiers_about(person)
        for dossier in dossiers:
            _add_part(request, dossier, now)
        _keep_meanwhile(request, dossiers, by=by, now=now)
        if not dossiers:
            request.state = RequestState.PREPARED
        letters.ask(request, LetterKind.RECEIPT, on=localdate(now), last=came_on + deadlines.LETTER_WITHIN)
        return save_request(Action.CREATE, request, by=by, now=now, log_as=log_as)


def dossiers_about(person: Person) -> list[Dossier]:
    """Open and closed, in which this person is, or of which a record is about them."""
    ids = set(person.dossier_persons.values_list("dossier_id", flat=True))
    for model in record_models():
        ids |= set(model.objects.filter(about__contains=[person.pk]).values_list("dossier_id", flat=True))
    return list(Dossier.objects.filter(pk__in=ids).order_by("pk"))


def _add_part(request: Request, dossier: Dossier, now: datetime) -> RequestPart:
    part = RequestPart(
        request=request,
        dossier=dossier,
        about=[request.person_id],
        purpose=Goal.COORDINATION,
        legal_basis=dossier.legal_basis,
        category=CASUSREGIE.code,
        created_at=now,
        created_by=_responsible_for(dossier, now),
        substantively_changed_at=now,
    )
    # Nothing in it is sealed yet; what is written in it later finds its key.
    keys.prepare([part])
    part.save()
    return part


def _responsible_for(dossier: Dossier, now: datetime) -> User:
    """Who leads it; of a closed dossier who led it last."""
    if lead := lead_of(dossier.pk, CASUSREGIE.code, now, otherwise=None):
        return lead
    led = Grant.objects.filter(content_object=dossier, permission__codename__in=MAY_GRANT)
    return led.select_related("user").order_by("-valid_from", "pk")[0].user


def _keep_meanwhile(request: Request, dossiers: list[Dossier], *, by: User | None, now: datetime) -> None:
    """§ 3.3 Zorgvuldigheid: a hold lasts while its procedure runs. One of destruction is a request there too."""
    on = localdate(now)
    with system(Purpose.DESTRUCTION, now):
        for dossier in dossiers:
            if request.kind == RequestKind.DESTRUCTION:
                _ask_destruction(request, dossier, now=now, on=on)
            else:
                holds.place(
                    dossier,
                    HoldKind.INSPECTION,
                    reason=_("Verzoek van %(day)s") % {"day": date_format(request.came_on, "j F Y")},
                    review_on=on + LOOK_AGAIN,
                    about=[request.person_id],
                    procedure=request.pk,
                    by=by,
                    now=now,
                    on=on,
                )


def _ask_destruction(request: Request, dossier: Dossier, *, now: datetime, on: date) -> None:
    """Decided there by two colleagues (docs/adr/0105-destruction-on-request.md)."""
    by = request.made_by or _responsible_for(dossier, now)
    destruction.register(
        dossier,
        request.person_id,
        by=by,
        now=now,
        on=on,
        came_on=request.came_on,
        asked_by=request.asked_by,
        wish=request.wish,
        way=request.way,
    )


@transaction.atomic
def ask_who_asks(request: Request, *, by: User, now: datetime, on: date) -> Request:
    """AVG art. 12 lid 6: who asks is in doubt; the clock stands still until they have shown it. Raises NotPossible."""
    with system(PURPOSE, now):
        request = locked(request)
        if not request.is_running or request.waits_since:
            raise NotPossible(_("Dit verzoek wacht al op bewijs, of er is al over besloten."))
        if on > request.due_on:
            raise NotPossible(_("De dag waarop u moest beslissen is voorbij. De termijn kan niet meer stilstaan."))
        request.waits_since = on
        letters.ask(request, LetterKind.IDENTITY, on=on, last=request.due_on)
        return save_request(Action.CHANGE, request, by=by, now=now)


@transaction.atomic
def shown_who_asks(request: Request, *, by: User, now: datetime, on: date) -> Request:
    """Who asked has shown who they are: the clock runs on. Raises NotPossible."""
    with system(PURPOSE, now):
        request = locked(request)
        if not request.waits_since:
            raise NotPossible(_("Dit verzoek wacht niet op bewijs van wie het vraagt."))
        request.waited += (on - request.waits_since).days
        request.waits_since = None
        _count_anew(request)
        letters.drop(request, LetterKind.IDENTITY)
        return save_request(Action.CHANGE, request, by=by, now=now)


@transaction.atomic
def extend(request: Request, *, reason: str, by: User, now: datetime, on: date) -> Request:
    """AVG art. 12 lid 3: once, with the reason, and before the first month is over. Raises NotPossible."""
    with system(PURPOSE, now):
        request = locked(request)
        if not request.is_running:
            raise NotPossible(_("Over dit verzoek is al besloten, of het is ingetrokken."))
        if request.extended_on or not deadlines.may_be_extended(request.kind):
            raise NotPossible(_("Verlengen mag één keer, en bij een verzoek om vernietiging niet."))
        if on > request.due_on:
            raise NotPossible(_("Verlengen mag alleen vóór de dag waarop u moest beslissen. Die dag is voorbij."))
        if not reason.strip():
            raise NotPossible(_("Schrijf op waarom het langer duurt. De inwoner leest dat."))
        request.extended_on, request.extension_reason = on, reason
        before = request.due_on
        _count_anew(request)
        letters.ask(request, LetterKind.EXTENSION, on=on, last=before)
        return save_request(Action.CHANGE, request, by=by, now=now)


def _count_anew(request: Request) -> None:
    request.due_on = deadlines.answer_by(
        request.kind, request.came_on, waited=request.waited, extended=bool(request.extended_on)
    )


@transaction.atomic
def withdraw(request: Request, *, by: User | None, now: datetime, log_as: UUID | None = None) -> Request:
    """Whoever asked thought better of it. Raises NotPossible, Overtaken."""
    with system(PURPOSE, now):
        request = locked(request)
        request.state = next_state(request, RequestState.WITHDRAWN)
        release_holds(request, by=by, now=now)
        letters.drop(request)
        return save_request(Action.CHANGE, request, by=by, now=now, log_as=log_as)


def release_holds(request: Request, *, by: User | None, now: datetime) -> None:
    with system(Purpose.DESTRUCTION, now):
        for hold in Hold.objects.open().filter(procedure=request.pk):
            holds.release(hold, by=by, now=now)


def _running(ids) -> set[UUID]:
    return set(Request.objects.not_over().filter(pk__in=ids).values_list("pk", flat=True))


def _asked_about(person_ids) -> set[UUID]:
    """§ 2.3 Bewaartermijnen: who waits for an answer, or about whom one is awaited, though nothing else is left."""
    waiting = Request.objects.not_over()
    asked = waiting.filter(person__in=person_ids).values_list("person_id", flat=True)
    asking = waiting.filter(asker__in=person_ids).values_list("asker_id", flat=True)
    return {*asked, *asking}


procedures.told_by(HoldKind.INSPECTION, _running)
due.further_uses.append(_asked_about)
