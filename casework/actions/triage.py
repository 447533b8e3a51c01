"""§ 2.4 Triage: weigh a question, forget it, or open a dossier from it."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from cases import actions
from cases.actions.records import add_record
from cases.errors import Overtaken
from cases.models import Dossier, Household
from casework import triage
from casework.models import WEIGHED, ContactCount, Enquiry, Triage
from sealing import keys


@transaction.atomic
def weigh(enquiry: Enquiry | None, *, by, now: datetime, on: date, **facts) -> Enquiry | None:
    """What somebody found and decided about a question, or so far. None: nothing of it stays but a number.

    `facts`: fields of `Enquiry`. Raises Overtaken when the question is gone meanwhile.
    """
    before = _held(enquiry, by, on).decision if enquiry else ""
    if facts["decision"] and facts["decision"] != before:
        _count(on, facts)
    if not triage.is_kept(facts["decision"], facts["follow_up_on"]):
        if enquiry:
            _forget([enquiry.pk], now)
        return None
    enquiry = enquiry or Enquiry(user=by, created_at=now, asked_on=on)
    for name, value in facts.items():
        setattr(enquiry, name, value)
    enquiry.changed_at = now
    enquiry.expires_on = triage.expires_on(enquiry.asked_on, on, enquiry.follow_up_on)
    enquiry.save()
    return enquiry


@transaction.atomic
def open_dossier(
    enquiry: Enquiry, household: Household, *, by, now: datetime, on: date, about: Iterable[UUID], **facts
) -> Dossier:
    """§ 2.4 Triage: a dossier begins with the triage that asked for it, and takes it along; the question itself goes.

    Raises Overtaken when the question is gone meanwhile: a dossier was opened from it, or its day came.
    """
    held = _held(enquiry, by, on)
    if not held.leads_to_dossier:
        raise Overtaken(_("Het besluit bij deze vraag is intussen anders. Er is geen dossier geopend."))
    about = list(about)
    dossier = actions.open_dossier(household, by=by, now=now, on=on, about=about, **facts)
    weighed = {name: getattr(enquiry, name) for name in WEIGHED}
    withheld = triage.is_withheld(enquiry.decision, dossier.purpose)
    add_record(Triage, dossier, by=by, now=now, about=about, withheld=withheld, **weighed)
    _forget([enquiry.pk], now)
    return dossier


@transaction.atomic
def forget(enquiry: Enquiry, *, now: datetime) -> None:
    """Its author needs it no more: somebody was called back, or it came to nothing."""
    _forget([enquiry.pk], now)


@transaction.atomic
def forget_enquiries(now: datetime, on: date) -> int:
    """Whose day has come; how many went. Runs with the purpose `onderhoud`."""
    return _forget(list(Enquiry.objects.over(on).values_list("pk", flat=True)), now)


def _held(enquiry: Enquiry, by, on: date) -> Enquiry:
    """The row as it stands now, locked until the end; nothing of it is opened. Raises Overtaken."""
    held = Enquiry.objects.running(on).select_for_update().filter(pk=enquiry.pk, user=by).first()
    if held is None:
        raise Overtaken(_("Deze vraag is er niet meer: u opende er al een dossier mee, of de bewaartijd is om."))
    return held


def _count(on: date, facts: dict) -> None:
    """One more in its month; written apart from whoever asked, and by whom."""
    place = {name: facts[name] for name in ("topic", "severity", "urgency", "decision")}
    count, _made = ContactCount.objects.get_or_create(month=on.replace(day=1), **place)
    ContactCount.objects.filter(pk=count.pk).update(number=F("number") + 1)


def _forget(ids: Iterable[UUID], now: datetime) -> int:
    """Rows now, keys once that is certain; what a crash leaves in between is swept at night."""
    ids = list(ids)
    Enquiry.objects.filter(pk__in=ids).delete()
    transaction.on_commit(partial(keys.destroy, ids, at=now))
    return len(ids)
