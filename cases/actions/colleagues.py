"""§ 1.1 Geheimhoudingsplicht, § 4.1 Casusregie: colleagues take over from each other, for a while or for good."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts import actions as accounts
from accounts.models import SecrecyText
from audit.choices import Action
from audit.context import system
from audit.purposes import Purpose
from cases import teams
from cases.actions.common import note
from cases.actions.grants import end_grant, end_within, grant_by_id
from cases.errors import MayNotBeGranted, OneRegisseur
from cases.models import Grant, Task
from cases.regie import one_regisseur
from cases.roles import CaseRole, Plaatsvervanger, Regisseur


@dataclass(frozen=True)
class Cover:
    """Who takes over from whom, from when until when, and what is written with it."""

    absent: object
    to: object
    starts: datetime
    ends: datetime
    reason: str
    secrecy_version: int


@dataclass
class HandedOver:
    """`given`: the grants made. `had`: of what the colleague can already open with at least that role; `too_late`: of
    what one cannot open oneself any more by then."""

    given: list[Grant] = field(default_factory=list)
    had: list[Grant] = field(default_factory=list)
    too_late: list[Grant] = field(default_factory=list)


def role_of_cover(role: type[CaseRole]) -> type[CaseRole]:
    """A regisseur is covered by a deputy, who may do almost everything and always stops; others by their equal."""
    return Plaatsvervanger if role is Regisseur else role


@transaction.atomic
def hand_over(grants: Iterable[Grant], cover: Cover, *, by, now: datetime) -> HandedOver:
    """Hand over these running grants of `cover.absent` for a while. Raises MayNotBeGranted: then nothing happened."""
    if cover.to.pk == cover.absent.pk:
        raise MayNotBeGranted(_("Iemand kan niet zichzelf vervangen."))
    done = HandedOver()
    for own in grants:
        if own.valid_until is not None and own.valid_until <= cover.starts:
            done.too_late.append(own)
            continue
        given = list(_cover_one(own, cover, by=by, now=now))
        done.given += given
        if not given:
            done.had.append(own)
    return done


def _cover_one(own: Grant, cover: Cover, *, by, now: datetime) -> Iterator[Grant]:
    """Nobody passes on more than they have: not a stronger role, and not longer than their own access lasts."""
    role = role_of_cover(own.role)
    begins, ends = max(now, cover.starts), min(cover.ends, own.valid_until or cover.ends)
    strong = [given for given in _grants_within(own, cover.to, begins, ends) if given.role.allows_all_of(role)]
    for start, end in _left_open(begins, ends, strong):
        yield _stand_in(own, cover, role, start, end, by=by, now=now)


def _grants_within(own: Grant, colleague, begins: datetime, ends: datetime) -> list[Grant]:
    """What this colleague has on that dossier in this period, the earliest first."""
    theirs = Grant.objects.select_for_update(of=("self",)).filter(content_object=own.content_object_id, user=colleague)
    theirs = theirs.not_ended(begins).exclude(valid_until__lte=F("valid_from"))
    return list(theirs.filter(valid_from__lt=ends).select_related("permission").order_by("valid_from", "pk"))


def _left_open(begins: datetime, ends: datetime, taken: Iterable[Grant]) -> Iterator[tuple[datetime, datetime]]:
    """The parts of a period that these grants, the earliest first, leave open."""
    for given in taken:
        if given.valid_from > begins:
            yield begins, given.valid_from
        begins = given.valid_until or ends
    if begins < ends:
        yield begins, ends


def _stand_in(own, cover, role, start, end, *, by, now) -> Grant:
    """The colleague's weaker role gives way for the period, and waits behind the cover."""
    weaker = _grants_within(own, cover.to, start, end)
    waiting = [_make_way(given, start, end) for given in weaker]
    # Who covers reads what the other read, and goes on reading what was theirs.
    categories = {*own.categories, *(code for given in weaker for code in given.categories)}
    given = grant_by_id(
        own.content_object_id,
        to=cover.to,
        by=by,
        now=now,
        role=role.code,
        reason=cover.reason,
        valid_from=start,
        valid_until=end,
        cover_for=cover.absent,
        categories=categories,
        secrecy_version=cover.secrecy_version,
    )
    for later in waiting:
        later.after_cover = given
        later.save()
    return given


def _make_way(given: Grant, start: datetime, end: datetime) -> Grant:
    """The part of this grant that comes after the period; perhaps empty, until the cover is ended early."""
    later_from = end if given.valid_until is None else min(end, given.valid_until)
    if given.valid_from >= start:
        given.valid_from = later_from
        given.save()
        return given
    later = Grant(
        content_object_id=given.content_object_id,
        user_id=given.user_id,
        permission_id=given.permission_id,
        granted_by_id=given.granted_by_id,
        reason=_("Ging door na een vervanging. De reden staat bij de eerdere toegang."),
        secrecy_version=given.secrecy_version,
        valid_from=later_from,
        valid_until=given.valid_until,
        cover_for_id=given.cover_for_id,
        used_on=given.used_on,
        confirmed_on=given.confirmed_on,
        categories=given.categories,
        categories_by_id=given.categories_by_id,
        categories_at=given.categories_at,
        categories_reason=_("Ging door na een vervanging. De reden staat bij de eerdere toegang."),
    )
    given.valid_until = start
    given.save()
    return later


@transaction.atomic
def stop_cover(grants: Iterable[Grant], *, by, now: datetime) -> None:
    """The one who was away is back, or the other can no longer: what was handed over ends at once."""
    for given in grants:
        end_grant(given, by=by, now=now)


def appoint(dossier_id, *, to, by, now: datetime, on, reason: str, categories=()) -> Grant:
    """§ 4.1 Casusregie: of a dossier that nobody leads who still works here. Raises MayNotBeGranted.

    Whoever led it with an account that was closed since, leads it no more.
    """
    with one_regisseur():
        with system(Purpose.UPKEEP, now):
            gone = _not_ended(now).filter(content_object=dossier_id, permission__codename=Regisseur.code)
            for given in gone.filter(user__is_active=False).order_by("valid_from", "pk"):
                end_within(given, by=by, now=now, even_last=True)
        return appoint_within(dossier_id, to=to, by=by, now=now, on=on, reason=reason, categories=categories)


@transaction.atomic
def appoint_within(dossier_id, *, to, by, now: datetime, on, reason: str, categories=()) -> Grant:
    """Make somebody regisseur from now on, whatever they had on it before; as part of a change after which there is
    one (`cases.regie`). `categories`: what they can read apart from the ordinary, beside what they could already.
    """
    kept = set(categories)
    for earlier in _not_ended(now).filter(content_object=dossier_id, user=to).order_by("valid_from", "pk"):
        if earlier.role is Regisseur and earlier.valid_from <= now and earlier.valid_until is None:
            return earlier
        kept.update(earlier.categories)
        end_within(earlier, by=by, now=now, even_last=True)
    version = SecrecyText.objects.current(on).version
    return grant_by_id(
        dossier_id,
        to=to,
        by=by,
        now=now,
        role=Regisseur.code,
        reason=reason,
        valid_from=now,
        categories=kept,
        secrecy_version=version,
    )


def led_alone(user, now: datetime) -> list[Grant]:
    """The grants by which this person is the only regisseur of a dossier."""
    leading = Grant.objects.running(now).filter(user=user, permission__codename=Regisseur.code)
    return [given for given in leading if not teams.has_regisseur(given.content_object_id, besides=given.pk)]


def leave(user, *, by, at: datetime, on, successor=None, close=accounts.close, request=None) -> None:
    """Somebody leaves: a successor leads where they led alone, all their access ends, their tasks go to who leads.

    Without a successor a dossier may be left without regisseur; the team page and /beheer/ show which. Where a plan
    runs, they stay its regisseur by name until somebody is appointed: with a closed account nobody opens anything, and
    an account must be closed at once when it has to be. `close`: the way to close it that `by` is allowed.
    Raises accounts.actions.Refused, MayNotBeGranted.
    """
    with one_regisseur():
        if successor is not None:
            _succeed(user, successor, by=by, now=at, on=on)
        for given in _not_ended(at).filter(user=user).order_by("valid_from", "pk"):
            if successor is None and given.role is Regisseur:
                with suppress(OneRegisseur):
                    end_grant(given, by=by, now=at, even_last=True)
            else:
                end_within(given, by=by, now=at, even_last=True)
        close(user, by=by, at=at, request=request)
        _pass_on_tasks(user, by=by, now=at)


def _succeed(user, successor, *, by, now: datetime, on) -> None:
    reason = _("Volgt %(name)s op als regisseur.") % {"name": user.name}
    for led in led_alone(user, now):
        chosen = {"to": successor, "reason": reason, "categories": led.categories}
        appoint_within(led.content_object_id, by=by, now=now, on=on, **chosen)


def _not_ended(now: datetime):
    return Grant.objects.not_ended(now).select_related("permission")


def _pass_on_tasks(user, *, by, now: datetime) -> None:
    """To the regisseur of each dossier. By the system: who arranges this need not see those dossiers."""
    with system(Purpose.UPKEEP, now):
        for task in Task.objects.filter(assigned_to=user, done_at=None):
            heir = _heir_of(task, now)
            if heir is not None:
                task.assigned_to_id = heir.user_id
                task.save()
                note(Action.CHANGE, task.dossier_id, by=by, now=now, object_type="task", record_ids=[task.pk])


def _heir_of(task: Task, now: datetime) -> Grant | None:
    """Who leads the dossier; first of all whoever may read a task of this category, or nobody would see it."""
    running = Grant.objects.running(now).filter(content_object=task.dossier_id, user__is_active=True)
    running = list(running.exclude(user=task.assigned_to_id).select_related("permission").order_by("valid_from", "pk"))
    leads = [given for given in running if given.role is Regisseur]
    able = [given for given in (*leads, *running) if given.role.may_write and task.category in given.opens]
    return next(iter([*able, *leads]), None)
