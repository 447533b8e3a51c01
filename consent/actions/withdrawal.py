"""§ 3.1 Toestemmingsverklaring: a consent that ended carries nothing any more, from the same moment.

Lock order, for whoever sends as well: consents by pk, then disclosures.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import celery
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Least
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts import messages
from accounts.models import User
from audit.choices import Action
from audit.context import system
from audit.purposes import Purpose
from cases import actions
from cases.access import access_for_system
from cases.actions.common import note
from cases.models import Dossier, DossierStatus, Grant, Person, Task
from cases.roles import MAY_GRANT, Regisseur
from consent.actions.consents import end, locked
from consent.actions.disclosures import close_unopened, stop_queued
from consent.actions.signing import who_else_decides
from consent.models import Consent
from consent.models.consents import Route
from consent.refusals import ConsentRefused
from consent.signers import deciding
from consent.states import ConsentStatus

RUNNING = (ConsentStatus.ACTIVE, ConsentStatus.TO_SIGN)
REVIEW_AHEAD = timedelta(days=30)


@dataclass(frozen=True)
class Notices:
    """The tasks by which others hear that something changed, and not what.

    `colleague`: of a partner whose access ends, by the id of the account. `receiver`: of what went out before, by the
    id of the disclosure.
    """

    colleague: celery.Task
    receiver: celery.Task


@transaction.atomic
def withdraw(
    consent: Consent, *, now: datetime, route: str, notices, reason: str = "", by=None, log_as=None
) -> Consent:
    """§ 3.1 Toestemmingsverklaring: at any moment, also of a closed dossier; who withdrew twice withdrew once.

    In this one transaction: nothing more goes out under it, links nobody opened yet open nothing, and whoever was let
    in because of it is out. What was lawfully shared stays recorded, and its receivers are told that it ended.
    `notices`: the tasks that tell. Raises ConsentRefused for what was never asked or ended otherwise.
    """
    consent = locked(consent.pk, consent._access)
    if consent.status == ConsentStatus.WITHDRAWN:
        return consent
    if consent.status not in RUNNING:
        raise ConsentRefused(_("Deze toestemming loopt niet meer. Er valt niets in te trekken."))
    end(consent, ConsentStatus.WITHDRAWN, by=by, now=now, reason=reason, route=route, log_as=log_as)
    stop_what_it_carried(consent, by=by, now=now, notices=notices)
    for disclosure_id in close_unopened([consent], now=now):
        messages.hand_over(notices.receiver, disclosure_id)
    return consent


def stop_what_it_carried(consent: Consent, *, by, now: datetime, notices) -> None:
    """Of a consent that ended: what waits to be sent is stopped, and access that rested on it ends."""
    stop_queued([consent], now=now)
    with system(Purpose.SHARING, now):
        may_stay = _is_covered_otherwise(consent, localdate(now))
    if not may_stay:
        _end_grants(consent, by=by, now=now, notices=notices)


def _is_covered_otherwise(consent: Consent, on: date) -> bool:
    """By a consent of the same resident that lets the same organisation have at least as much."""
    if not consent.may_give:
        return True
    others = Consent.objects.holding(on).exclude(pk=consent.pk)
    same = {name: getattr(consent, name) for name in ("dossier_id", "person_id", "organisation_id")}
    return others.filter(**same, may_give=True, kinds__contains=consent.kinds).exists()


def _end_grants(consent: Consent, *, by, now: datetime, notices) -> None:
    with system(Purpose.UPKEEP, now):
        theirs = Grant.objects.not_ended(now).filter(content_object=consent.dossier_id)
        theirs = theirs.filter(user__organisation=consent.organisation_id).select_related("permission")
        for given in theirs.order_by("pk"):
            actions.end_grant(given, by=by, now=now, even_last=True)
            messages.hand_over(notices.colleague, given.user_id)


# --- by a change of authority ---


@transaction.atomic
def end_signed_by_others(person: Person, *, now: datetime, notices: Notices) -> None:
    """§ 1.5 Minderjarigen en wilsonbekwamen: after a new outcome about authority, what others signed than must sign now
    holds no more; nor what nobody knows of who must.

    What still waits for a signature lapses at the next one. A link that was sent stays open: that was lawful.
    """
    with system(Purpose.SHARING, now):
        access = access_for_system(Purpose.SHARING)
        theirs = Consent.objects.filter(person=person, status=ConsentStatus.ACTIVE).order_by("pk")
        for consent in access.give_all(theirs.select_for_update(of=("self",))):
            if reason := _who_else_decides(consent, now):
                end(consent, ConsentStatus.LAPSED, by=None, now=now, reason=reason, route=Route.RULE)
                stop_what_it_carried(consent, by=None, now=now, notices=notices)


def _who_else_decides(consent: Consent, now: datetime) -> str:
    """Of somebody whom the dossier is about no more, nobody can say who decides."""
    on = localdate(now)
    try:
        decides = deciding(consent.dossier_id, consent.person_id, law=consent.legal_basis, now=now, on=on)
    except Person.DoesNotExist:
        return _("Het dossier gaat niet meer over deze inwoner.")
    return who_else_decides(consent, decides, on)


# --- by time ---


def end_run_out(now: datetime, *, notices) -> int:
    """§ 3.1 Toestemmingsverklaring: what ran out, what others decide about now, what is of a closed dossier; how many.

    For the system. Goes by the dates alone: run twice, or not for a week, it does the same.
    """
    on = localdate(now)
    over = Consent.objects.run_out(on).values("pk")
    closed = Dossier.objects.filter(status=DossierStatus.CLOSED).values("pk")
    ids = Consent.objects.filter(Q(pk__in=over) | Q(dossier__in=closed), status__in=[*RUNNING, ConsentStatus.DRAFT])
    return sum(_end_by_rule(pk, on, now, notices) for pk in ids.order_by("pk").values_list("pk", flat=True))


def _end_by_rule(pk, on: date, now: datetime, notices) -> bool:
    with transaction.atomic():
        consent = Consent.objects.select_for_update(of=("self",)).select_related("dossier").get(pk=pk)
        status, reason = _rule(consent, on)
        if not status:
            return False
        was_active = consent.status == ConsentStatus.ACTIVE
        end(consent, status, by=None, now=now, reason=reason, route=Route.RULE)
        if was_active:
            stop_what_it_carried(consent, by=None, now=now, notices=notices)
    return True


def _rule(consent: Consent, on: date) -> tuple[str, str]:
    """To which state it goes today and why; empty when somebody was first, or nothing ends it."""
    if consent.status not in (*RUNNING, ConsentStatus.DRAFT):
        return "", ""
    if not consent.dossier.is_open:
        return ConsentStatus.LAPSED, _("Het dossier is gesloten.")
    if consent.status == ConsentStatus.DRAFT:
        return "", ""
    if consent.decides_until and consent.decides_until <= on:
        return ConsentStatus.LAPSED, _("Door een verjaardag beslist iemand anders. Vraag het opnieuw.")
    return (ConsentStatus.EXPIRED, _("De laatste dag is voorbij.")) if consent.valid_until < on else ("", "")


def review(now: datetime) -> int:
    """§ 1.5 Minderjarigen en wilsonbekwamen: a task for who leads, thirty days before a consent ends; how many.

    For the system. Once for each consent: `reviewed_for` says for which day the task was made.
    """
    on = localdate(now)
    near = Consent.objects.filter(status=ConsentStatus.ACTIVE, dossier__status=DossierStatus.OPEN, reviewed_for=None)
    near = near.annotate(ends=Least("valid_until", "decides_until")).filter(ends__range=(on, on + REVIEW_AHEAD))
    return sum(_review_one(pk, now) for pk in near.order_by("pk").values_list("pk", flat=True))


def _review_one(pk, now: datetime) -> bool:
    """False where nobody leads the dossier now: it is asked again tomorrow."""
    with transaction.atomic():
        consent = Consent.objects.select_for_update(of=("self",)).select_related("dossier").get(pk=pk)
        lead = _lead_of(consent.dossier_id, now)
        if lead is None or consent.reviewed_for is not None:
            return False
        title, consent.reviewed_for = _what_ends(consent)
        consent.save()
        _add_task(consent, title, to=lead, now=now)
    return True


def _lead_of(dossier_id, now: datetime) -> User | None:
    """The regisseur, or else who deputises."""
    with system(Purpose.UPKEEP, now):
        leading = Grant.objects.running(now).filter(content_object=dossier_id, permission__codename__in=MAY_GRANT)
        leading = leading.filter(user__is_active=True).select_related("permission", "user").order_by("valid_from", "pk")
        grants = sorted(leading, key=lambda grant: grant.role is not Regisseur)
    return grants[0].user if grants else None


def _what_ends(consent: Consent) -> tuple[str, date]:
    day = consent.decides_until
    if day is None or day > consent.valid_until:
        return _("Toestemming loopt af: is zij nog nodig?"), consent.valid_until
    person = access_for_system(Purpose.SHARING).give(Person.objects.get(pk=consent.person_id))
    born = person.birth_date.exact()
    if born is None:
        return _("Een verjaardag nadert: wie beslist verandert. Vraag toestemming opnieuw."), day
    return _("Kind wordt %(age)s: wie beslist verandert") % {"age": day.year - born.year}, day


def _add_task(consent: Consent, title: str, *, to: User, now: datetime) -> None:
    with system(Purpose.UPKEEP, now):
        record = {name: getattr(consent, name) for name in ("dossier", "about", "purpose", "legal_basis", "category")}
        made = {"created_at": now, "created_by": to, "substantively_changed_at": now}
        task = Task.objects.create(**record, **made, title=title, assigned_to=to, due_on=consent.reviewed_for)
        note(Action.CREATE, consent.dossier_id, by=None, now=now, object_type="task", record_ids=[task.pk])
