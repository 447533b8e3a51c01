"""The dossier itself: opened, closed, reopened."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import SecrecyText
from audit.choices import Action
from cases import authorisation, codenames, search
from cases.actions.common import note
from cases.actions.grants import grant_by_id
from cases.closing import start_terms, stop_terms
from cases.errors import AlreadyClosed, NotClosed
from cases.models import (
    Dossier,
    DossierPerson,
    DossierStatus,
    Grant,
    Household,
)
from cases.regie import one_regisseur
from cases.roles import Regisseur
from sealing.models import new_id

TRIES = 20


@transaction.atomic
def open_dossier(
    household: Household, *, by, now: datetime, on: date, about: Iterable[UUID], opens: Iterable[str] = (), **facts
) -> Dossier:
    """§ 4.2 Casusregiedossier: open a dossier on a household; whoever opens it is its regisseur.

    `opens`: what they may read where its first records come from; they go on reading it here.

    The grant is inserted before the dossier (its key is deferred): row security lets nobody insert a dossier
    they may not see.
    """
    about = set(about)
    hiding = _hiding_from(by, about, now)
    dossier = Dossier(id=new_id(), household=household, opened_on=on, updated_at=now, **facts)
    grant_by_id(
        dossier.pk,
        to=by,
        by=by,
        now=now,
        role=Regisseur.code,
        reason=_("Opende het dossier."),
        categories={*authorisation.at_opening(dossier.purpose, dossier.legal_basis), *opens},
        valid_from=now,
        secrecy_version=SecrecyText.objects.current(on).version,
    )
    _save_with_codename(dossier)
    for person_id in about:
        DossierPerson.objects.create(dossier=dossier, person_id=person_id, address_closed=person_id in hiding)
    note(Action.CREATE, dossier.pk, by=by, now=now, object_type="dossier")
    return dossier


def _hiding_from(by, about: set[UUID], now: datetime) -> set[UUID]:
    """§ 2.5 Toegankelijkheid: opening a dossier shows no address that one did not see. Access that ends (a cover, acute
    danger) does not go on by opening one."""
    lasting = Grant.objects.running(now).filter(user=by, valid_until=None)
    return search.hiding(about - search.showing_addresses(lasting, about))


def _save_with_codename(dossier: Dossier) -> None:
    """Codenames are unique over all dossiers, also those one cannot see: so try, and number when unlucky."""
    for attempt in range(TRIES):
        dossier.codename = codenames.codename(number=attempt + 1 if attempt > TRIES // 4 else None)
        try:
            with transaction.atomic():
                dossier.save(force_insert=True)
            return
        except IntegrityError as error:
            if attempt == TRIES - 1 or "codename" not in str(error):
                raise


def close(dossier: Dossier, *, by, now: datetime, on: date, reason: str) -> Dossier:
    """§ 2.3 Bewaartermijnen: closing starts the terms of everything in the dossier.

    Raises AlreadyClosed, and OneRegisseur while a plan runs in it.
    """
    with one_regisseur():
        return _close(dossier, by=by, now=now, on=on, reason=reason)


def _close(dossier: Dossier, *, by, now: datetime, on: date, reason: str) -> Dossier:
    dossier = Dossier.objects.select_for_update().get(pk=dossier.pk)
    if not dossier.is_open:
        raise AlreadyClosed(_("Dit dossier is al gesloten."))
    dossier.status, dossier.closed_on, dossier.close_reason = DossierStatus.CLOSED, on, reason
    dossier.destroy_on, dossier.updated_at = start_terms(dossier, on, now), now
    dossier.save()
    note(Action.CLOSE, dossier.pk, by=by, now=now, object_type="dossier")
    return dossier


@transaction.atomic
def reopen(dossier: Dossier, *, by, now: datetime) -> Dossier:
    """Reopening stops the terms that started at the closing; an event of its own has happened. Raises NotClosed."""
    dossier = Dossier.objects.select_for_update().get(pk=dossier.pk)
    if dossier.is_open:
        raise NotClosed(_("Dit dossier is al open."))
    stop_terms(dossier, now)
    dossier.status, dossier.closed_on, dossier.destroy_on = DossierStatus.OPEN, None, None
    dossier.close_reason, dossier.updated_at = "", now
    dossier.save()
    note(Action.REOPEN, dossier.pk, by=by, now=now, object_type="dossier")
    return dossier
