"""§ 3.1 Toestemmingsverklaring: a consent that ended carries nothing any more, from the same moment.

Lock order, for whoever sends as well: consents by pk, then disclosures.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import celery
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Least
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts import messages
from audit.context import system
from audit.purposes import Purpose
from cases import actions
from cases.access import access_for_system
from cases.emergency import working_day_after
from cases.models import Dossier, DossierStatus, Grant, Person
from consent.actions.consents import end, locked
from consent.actions.disclosures import close_unopened, stop_queued
from consent.actions.followup import tell_lead
from consent.actions.signing import who_else_decides
from consent.models import Consent, Signature
from consent.models.consents import Route
from consent.refusals import ConsentRefused
from consent.signers import deciding
from consent.states import ConsentStatus

RUNNING = (ConsentStatus.ACTIVE, ConsentStatus.TO_SIGN)
REVIEW_AHEAD = timedelta(days=30)
# Asking anew takes a conversation: in the weeks before the last day, whenever there is room, but not at once.
NOT_BEFORE = timedelta(days=3)


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


def end_by_rule(consent: Consent, status: str, *, reason: str, by=None, now: datetime, notices) -> None:
    """Of a locked consent, whoever signed it or not: nobody took it back, something else ended it."""
    was_active = consent.status == ConsentStatus.ACTIVE
    end(consent, status, by=by, now=now, reason=reason, route=Route.RULE)
    if was_active:
        stop_what_it_carried(consent, by=by, now=now, notices=notices)


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


# --- by a change of who decides ---


@transaction.atomic
def end_signed_by_others(people: Iterable[UUID], *, now: datetime, notices: Notices) -> None:
    """§ 1.5 Minderjarigen en wilsonbekwamen: after anything new about these persons or who decides for them, what
    others signed than must sign now holds no more; nor what nobody knows of who must. Who leads hears that it ended.

    The one place for whoever records it: by hand, or from the BRP. What these persons signed for others is looked at
    too. What still waits for a signature lapses at the next one. A link that was sent stays open: that was lawful.
    """
    with system(Purpose.SHARING, now):
        signed = Signature.objects.filter(signer__in=people).values("consent")
        theirs = Consent.objects.filter(Q(person__in=people) | Q(pk__in=signed), status=ConsentStatus.ACTIVE)
        theirs = theirs.select_related("dossier", "created_by").order_by("pk")
        for consent in access_for_system(Purpose.SHARING).give_all(theirs.select_for_update(of=("self",))):
            _end_if_others_decide(consent, now, notices)


def end_decided_by_others(now: datetime, *, notices: Notices) -> int:
    """§ 1.5 Minderjarigen en wilsonbekwamen: the same of everything that holds, for what changes by a date alone: a
    representation that ran out, an assessment that must be done again. For the system. How many ended.
    """
    holding = Consent.objects.filter(status=ConsentStatus.ACTIVE, dossier__status=DossierStatus.OPEN).order_by("pk")
    return sum(_end_one_if_others_decide(pk, now, notices) for pk in holding.values_list("pk", flat=True))


def _end_one_if_others_decide(pk: UUID, now: datetime, notices: Notices) -> bool:
    with transaction.atomic():
        held = Consent.objects.select_for_update(of=("self",)).select_related("dossier", "created_by")
        consent = held.filter(pk=pk, status=ConsentStatus.ACTIVE).first()
        if consent is None:
            return False
        return _end_if_others_decide(access_for_system(Purpose.SHARING).give(consent), now, notices)


def _end_if_others_decide(consent: Consent, now: datetime, notices: Notices) -> bool:
    reason = _who_else_decides(consent, now)
    if not reason:
        return False
    end_by_rule(consent, ConsentStatus.LAPSED, reason=reason, now=now, notices=notices)
    title = _("Een toestemming is vervallen: kijk wie beslist, en vraag het zo nodig opnieuw")
    # Withheld: it may have ended by a suspicion.
    due_on = working_day_after(localdate(now))
    tell_lead(consent, title, due_on=due_on, now=now, rule="vervallen", withheld=True)
    return True


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
    return sum(_end_if_run_out(pk, on, now, notices) for pk in ids.order_by("pk").values_list("pk", flat=True))


def _end_if_run_out(pk, on: date, now: datetime, notices) -> bool:
    with transaction.atomic():
        consent = Consent.objects.select_for_update(of=("self",)).select_related("dossier").get(pk=pk)
        status, reason = _rule(consent, on)
        if not status:
            return False
        end_by_rule(consent, status, reason=reason, now=now, notices=notices)
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
    """§ 1.5 Minderjarigen en wilsonbekwamen: a task for who leads, in the thirty days before a consent ends; how many.

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
        if consent.reviewed_for is not None:
            return False
        rule, title, day = _what_ends(consent)
        from_on = min(localdate(now) + NOT_BEFORE, day)
        if not tell_lead(consent, title, due_on=day, now=now, rule=rule, from_on=from_on):
            return False
        consent.reviewed_for = day
        consent.save()
    return True


def _what_ends(consent: Consent) -> tuple[str, str, date]:
    """Which rule asks it, in words, and when."""
    day = consent.decides_until
    if day is None or day > consent.valid_until:
        return "loopt_af", _("Toestemming loopt af: is zij nog nodig?"), consent.valid_until
    person = access_for_system(Purpose.SHARING).give(Person.objects.get(pk=consent.person_id))
    born = person.birth_date.exact()
    if born is None:
        return "verjaardag", _("Een verjaardag nadert: wie beslist verandert. Vraag toestemming opnieuw."), day
    return "verjaardag", _("Kind wordt %(age)s: wie beslist verandert") % {"age": day.year - born.year}, day
