"""§ 4 Betrokkenheid cliënt: telling the resident, and deciding that they may see it. Neither ever comes by time."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from audit.choices import Action
from cases.actions.common import hold, note, touch
from cases.models import Entry
from cases.records import DossierRecord
from consent.actions.followup import follow_up, settle
from consent.errors import NotPossibleNow
from consent.models import Cover, Disclosure, Ground
from consent.states import DisclosureStatus
from consent.who import lead_of

# How soon after telling somebody decides about showing, and how long each next "not yet" lasts at most.
DECIDE_WITHIN = timedelta(days=14)
AT_MOST = timedelta(days=90)


@transaction.atomic
def tell(record: Ground | Disclosure, *, by, now: datetime, on: date, told_at: datetime, how: str):
    """The resident was told; now somebody decides whether they see it. Raises NotPossibleNow."""
    hold(record, unchanged=True)
    if record.informed_at:
        raise NotPossibleNow(_("Dit is al verteld."))
    record.informed_at, record.informed_by, record.informed_how = told_at, by, how
    if record.withheld:
        record.release_review_on = on + DECIDE_WITHIN
    _keep(record, by=by, now=now)
    settle(record, telling_of(record), by=by, now=now)
    if record.withheld:
        _put(record, "vrijgeven", record.release_review_on, by=by, now=now)
    return record


@transaction.atomic
def postpone(record: Ground | Disclosure, *, by, now: datetime, on: date, reason: str, until: date):
    """Not told yet, and why; on the new day somebody decides again. Raises NotPossibleNow."""
    hold(record, unchanged=True)
    if record.informed_at:
        raise NotPossibleNow(_("Dit is al verteld."))
    record.inform_due_on, record.inform_postponed = _day(until, on), reason
    _keep(record, by=by, now=now)
    _put(record, telling_of(record), until, by=by, now=now)
    return record


@transaction.atomic
def release(record: Ground | Disclosure, *, by, now: datetime, reason: str):
    """§ 4 Betrokkenheid cliënt: from now the resident sees it, and what went out on it alone. Raises NotPossibleNow."""
    hold(record, unchanged=True)
    if not record.informed_at:
        raise NotPossibleNow(_("Vertel het de inwoner eerst. Daarna beslist u of die het ook ziet."))
    _show(record, by=by, now=now, reason=reason)
    if isinstance(record, Ground):
        for disclosure in _went_out_on(record):
            _show(disclosure, by=by, now=now, reason=reason)
            _show_note(disclosure.entry_id)
    settle(record, "vrijgeven", by=by, now=now)
    return record


@transaction.atomic
def keep_withheld(record: Ground | Disclosure, *, by, now: datetime, on: date, reason: str, until: date):
    """§ 3.3 Zorgvuldigheid: not shown yet, and why; on the new day somebody decides again. Raises NotPossibleNow."""
    hold(record, unchanged=True)
    record.release_review_on, record.release_reason = _day(until, on), reason
    _keep(record, by=by, now=now, action=Action.REVIEW)
    _put(record, "vrijgeven", until, by=by, now=now)
    return record


def telling_of(record: Ground | Disclosure) -> str:
    """Which task it is: telling that we gave, or that we got."""
    return "inlichten" if isinstance(record, Ground) else "gekregen"


def _went_out_on(ground: Ground) -> list[Disclosure]:
    """What was sent and rests on this ground, and on no other that is withheld still."""
    resting = Cover.objects.filter(ground=ground).values("disclosure")
    elsewhere = Cover.objects.filter(ground__withheld=True).exclude(ground=ground).values("disclosure")
    sent = Disclosure.objects.filter(pk__in=resting, status=DisclosureStatus.SENT, withheld=True)
    return list(sent.exclude(pk__in=elsewhere))


def _show(record: DossierRecord, *, by, now, reason) -> None:
    record.withheld, record.released_by, record.released_at = False, by, now
    record.release_reason = reason
    _keep(record, by=by, now=now, action=Action.REVIEW)


def _show_note(entry_id) -> None:
    for entry in Entry.objects.filter(pk=entry_id):
        entry.withheld = False
        entry.save()


def _put(record, what, day, *, by, now) -> None:
    lead = lead_of(record.dossier_id, record.category, now, otherwise=by)
    follow_up(record, what, to=lead, due_on=day, by=by, now=now)


def _day(until: date, on: date) -> date:
    if not on < until <= on + AT_MOST:
        raise NotPossibleNow(
            _("Kies een dag na vandaag en uiterlijk %(last)s.") % {"last": (on + AT_MOST).strftime("%d-%m-%Y")}
        )
    return until


def _keep(record, *, by, now, action=Action.CHANGE) -> None:
    record.substantively_changed_at = now
    record.save()
    touch(record, now)
    kind = record._meta.model_name
    note(action, record.dossier_id, by=by, now=now, object_type=kind, record_ids=[record.pk])
