"""AVG art. 18: the use of what was decided about is restricted; it is looked at again, and lifted after it was told.

Under the purpose `inzage`; a door has asked who may. docs/adr/0111-carrying-out.md
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.choices import Action
from audit.context import system
from audit.purposes import Purpose
from cases.actions.common import note
from cases.errors import Overtaken
from cases.models import Restricted
from cases.records import DossierRecord
from consent.models import Disclosure
from consent.states import DisclosureStatus
from inzage import restricting
from inzage.choices import RestrictionGround
from inzage.errors import NotPossible
from inzage.models import RequestPart, RestrictedReading, Restriction
from retention import holds
from retention.holds import LOOK_WITHIN
from retention.models import Hold, HoldKind
from terms.categories import CASUSREGIE

PURPOSE = Purpose.INSIGHT
OBJECT = "beperking"


def restrict(
    part: RequestPart, record: DossierRecord | None, *, by: User, now: datetime, on: date, **why
) -> Restriction:
    """Of one record with all that closes with it, or of everything about this person in this dossier (None).

    `why`: ground, reason, review_on. Of what was decided; the caller holds the part. Raises NotPossible.
    """
    _refuse_look(why["review_on"], on)
    if not why["reason"].strip():
        raise NotPossible(_("Schrijf op waarom dit niet gebruikt mag worden."))
    with system(PURPOSE, now):
        closing = restricting.closing_over([record]) if record else restricting.everything_about(part)
        _refuse_leaving(closing)
        if not closing:
            raise NotPossible(_("Er is in dit dossier niets over deze persoon om te beperken."))
        made = Restriction.objects.create(
            dossier=part.dossier,
            category=record.category if record else CASUSREGIE.code,
            request=part.request,
            person_id=part.request.person_id,
            whole=record is None,
            made_at=now,
            made_by=by,
            **why,
        )
        _close(made, closing, part, now)
        _hold_for_a_claim(made, by=by, now=now, on=on)
        _note(Action.CREATE, made, by, now, [one.pk for one in closing])
    return made


def _close(made: Restriction, records: Iterable[DossierRecord], part: RequestPart, now: datetime) -> None:
    Restricted.objects.bulk_create(
        Restricted(
            # A record of another dossier never closes with it: it stays where it is.
            dossier=part.dossier,
            category=one.category,
            record_id=one.pk,
            model=one._meta.label_lower,
            restriction=made.pk,
            since=now,
            decided_by=part.request.decided_by,
        )
        for one in records
        if one.dossier_id == part.dossier_id
    )


def _refuse_leaving(records: Iterable[DossierRecord]) -> None:
    """What is on its way goes within a minute; what is closed while it waits would go on the day it is opened."""
    if any(isinstance(one, Disclosure) and one.status == DisclosureStatus.QUEUED for one in records):
        raise NotPossible(_("Op dit moment wordt iets hiervan verstuurd. Haal dat terug, of probeer het zo opnieuw."))


def _hold_for_a_claim(made: Restriction, *, by: User, now: datetime, on: date) -> None:
    """AVG art. 18 lid 1 c: a restriction keeps nothing past its day, unless the resident needs it for a legal claim."""
    if made.ground != RestrictionGround.CLAIM:
        return
    with system(Purpose.DESTRUCTION, now):
        holds.place(
            made.dossier,
            HoldKind.COURT,
            reason=_("De inwoner heeft dit nodig voor een rechtszaak (AVG art. 18)."),
            review_on=made.review_on,
            about=[made.person_id],
            category="" if made.whole else made.category,
            procedure=made.pk,
            by=by,
            now=now,
            on=on,
        )


@transaction.atomic
def keep(restriction: Restriction, *, review_on: date, by: User, now: datetime, on: date) -> Restriction:
    """Looked at, and still needed; until the next day to look. Raises NotPossible, Overtaken."""
    _refuse_look(review_on, on)
    with system(PURPOSE, now):
        restriction = _running(restriction)
        restriction.review_on = review_on
        restriction.save()
        _note(Action.REVIEW, restriction, by, now)
        return restriction


@transaction.atomic
def tell(restriction: Restriction, *, told: str, by: User, now: datetime) -> Restriction:
    """AVG art. 18 lid 3: who asked hears beforehand that it will be lifted; they read it in the portal too.

    Raises NotPossible, Overtaken.
    """
    if not told.strip():
        raise NotPossible(_("Schrijf op wat u de inwoner vertelde. Die leest het ook in het portaal."))
    with system(PURPOSE, now):
        restriction = _running(restriction)
        restriction.told, restriction.told_at, restriction.told_by = told, now, by
        restriction.save()
        _note(Action.CHANGE, restriction, by, now)
        return restriction


@transaction.atomic
def lift(restriction: Restriction, *, reason: str, by: User, now: datetime) -> Restriction:
    """It may be used again, because somebody says so and after it was told. Raises NotPossible, Overtaken."""
    if not reason.strip():
        raise NotPossible(_("Schrijf op waarom dit weer gebruikt mag worden."))
    with system(PURPOSE, now):
        restriction = _running(restriction)
        if restriction.told_at is None or restriction.told_at >= now:
            raise NotPossible(_("Vertel de inwoner eerst dat de beperking stopt, en leg dat vast."))
        restriction.ended_at, restriction.ended_by, restriction.end_reason = now, by, reason
        restriction.save()
        restriction.closed.running().update(ended_at=now)
        _note(Action.CHANGE, restriction, by, now)
        with system(Purpose.DESTRUCTION, now):
            for hold in Hold.objects.open().filter(procedure=restriction.pk):
                holds.release(hold, by=by, now=now)
        return restriction


@transaction.atomic
def note_use(restriction: Restriction, closed: Restricted, *, goal: str, reason: str, by: User, now: datetime) -> None:
    """AVG art. 18 lid 2: who reads what is closed says first for which of the four purposes, and why."""
    if not reason.strip():
        raise NotPossible(_("Schrijf op waarom u dit moet lezen."))
    with system(PURPOSE, now):
        RestrictedReading.objects.create(
            dossier_id=restriction.dossier_id,
            category=closed.category,
            restriction=restriction,
            person_id=restriction.person_id,
            record_id=closed.record_id,
            goal=goal,
            reason=reason,
            at=now,
            user=by,
        )
        _note(Action.READ, restriction, by, now, [closed.record_id])


def _refuse_look(review_on: date, on: date) -> None:
    """As of a hold: within half a year somebody looks whether it is still needed."""
    if not on < review_on <= on + LOOK_WITHIN:
        raise NotPossible(_("Kies een dag na vandaag om opnieuw te kijken, binnen een half jaar."))


def _running(restriction: Restriction) -> Restriction:
    found = Restriction.objects.running().select_for_update(of=("self",)).select_related("dossier")
    found = found.filter(pk=restriction.pk).first()
    if found is None:
        raise Overtaken(_("Deze beperking is al opgeheven."))
    found._access = restriction._access
    return found


def _note(action, restriction: Restriction, by: User, now: datetime, ids=()) -> None:
    ids = [restriction.pk, *ids]
    note(action, restriction.dossier_id, by=by, now=now, object_type=OBJECT, record_ids=ids)
