"""§ 2.5 Toegankelijkheid: a dossier is opened in acute danger, for two hours, and somebody judges it afterwards."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts import messages
from accounts.access import may_open_personal_data
from accounts.models import SecrecyText, User
from accounts.policy import grant_refusal
from audit import log
from audit.choices import Action
from audit.context import system
from audit.purposes import Purpose
from cases.actions.common import note, who_answers_for
from cases.actions.grants import permission_of, reason_of
from cases.emergency import LASTS, review_due_on
from cases.errors import AlreadyDecided, MayNotBeGranted
from cases.models import Dossier, Emergency, Grant
from cases.roles import Noodtoegang


@transaction.atomic
def break_glass(dossier_ids: Iterable[UUID], *, user: User, now: datetime, task, **facts) -> list[Emergency]:
    """Open these dossiers for two hours, to read and to add a crisis note. Raises MayNotBeGranted.

    `facts`: danger, and regisseur_tried_at and deputy_tried_at, or `opened_by` where the one on call does it for
    `user`. `task` tells who leads the dossier and the privacy officers at once, without content.
    """
    if refusal := grant_refusal(user.roles) or may_open_personal_data(user, now):
        raise MayNotBeGranted(reason_of(refusal))
    with system(Purpose.EMERGENCY, now):
        opened = [_open(pk, user, now, **facts) for pk in dossier_ids if not _has_access(pk, user, now)]
        for one in opened:
            _tell(one, task, now)
    if not opened:
        raise MayNotBeGranted(_("Dit dossier kan al worden geopend, zonder noodtoegang."))
    return opened


def _has_access(dossier_id, user, now) -> bool:
    return Grant.objects.running(now).filter(content_object=dossier_id, user=user).exists()


def _open(dossier_id, user, now, *, danger, opened_by=None, **tried) -> Emergency:
    on = localdate(now)
    grant = Grant(
        content_object_id=dossier_id,
        user=user,
        permission=permission_of(Noodtoegang.code),
        granted_by=opened_by or user,
        reason=danger,
        secrecy_version=SecrecyText.objects.current(on).version,
        valid_from=now,
        valid_until=_ends(dossier_id, user, now),
    )
    grant.save(force_insert=True)
    opened = Emergency(
        dossier_id=dossier_id,
        grant=grant,
        user=user,
        opened_by=opened_by,
        danger=danger,
        at=now,
        review_due_on=review_due_on(on),
        **tried,
    )
    opened.save(force_insert=True)
    _note_glass(opened, by=opened_by or user, now=now)
    return opened


def _ends(dossier_id, user, now) -> datetime:
    """In two hours; sooner where a grant begins, for nobody has two functions at a time on one case."""
    coming = Grant.objects.filter(content_object=dossier_id, user=user, valid_from__gt=now)
    begins = coming.order_by("valid_from").values_list("valid_from", flat=True).first()
    return min(now + LASTS, begins or now + LASTS)


def _note_glass(opened: Emergency, *, by, now) -> None:
    log.write(
        action=Action.BREAK_GLASS,
        at=now,
        user_id=by.pk,
        role=Noodtoegang.code,
        grant_id=opened.grant_id,
        break_glass=True,
        object_type="noodtoegang",
        dossier_id=opened.dossier_id,
        record_ids=[opened.pk],
    )


def _tell(opened: Emergency, task, now) -> None:
    for user_id in who_answers_for(opened.dossier_id, now) - {opened.user_id}:
        messages.hand_over(task, user_id, opened.pk)


@transaction.atomic
def end_emergency(emergency: Emergency, *, by, now: datetime) -> None:
    """Who has seen enough gives it back; it works from the very next request."""
    with system(Purpose.EMERGENCY, now):
        grant = Grant.objects.select_for_update(of=("self",)).get(pk=emergency.grant_id)
        if grant.valid_until > now:
            grant.valid_until, grant.ended_by = now, by
            grant.save()
            ids = [grant.pk]
            note(Action.END_GRANT, grant.content_object_id, by=by, now=now, object_type="toegang", record_ids=ids)


@transaction.atomic
def review(emergency: Emergency, *, by, now: datetime, outcome: str, review: str, withheld: bool) -> Emergency:
    """Say whether it was right, and whether the resident sees it. Once. Raises AlreadyDecided."""
    held = Emergency.objects.select_for_update(of=("self",)).get(pk=emergency.pk)
    if held.outcome:
        raise AlreadyDecided(_("Deze noodtoegang is al beoordeeld."))
    held.outcome, held.review, held.withheld = outcome, review, withheld
    held.reviewed_by, held.reviewed_at = by, now
    held.save()
    note(Action.REVIEW, held.dossier_id, by=by, now=now, object_type="noodtoegang", record_ids=[held.pk])
    return held


@transaction.atomic
def protect(dossier: Dossier, *, by, now: datetime, safety_marked: bool, restricted: bool, reason: str) -> None:
    """§ 2.5 Toegankelijkheid: of a dossier with either mark the directory tells nobody; both are closed to an
    emergency, but for who is on call."""
    dossier.safety_marked, dossier.restricted, dossier.protection_reason = safety_marked, restricted, reason
    dossier.save()
    note(Action.CHANGE, dossier.pk, by=by, now=now, object_type="dossier")
