"""§ 2.3 Bewaartermijnen: what keeps something past its day: a procedure that runs, or good care, with a second person
and an end. Only what it concerns is held; docs/adr/0100-holds-and-extensions.md
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.choices import Action
from audit.context import system
from audit.purposes import Purpose
from cases.actions.common import note
from cases.errors import CaseError, Overtaken
from cases.models import Dossier
from consent.who import second_persons
from retention import announcing
from retention.models import Hold, HoldKind, Outcome
from terms.policy import Length

# Within this somebody looks again whether a procedure still runs; and so long before its end at an extension.
LOOK_WITHIN = timedelta(days=183)
LOOK_BEFORE = timedelta(days=60)
# Longer at once is no judgement of one case any more; what is needed still is extended again, with its own reasons.
EXTENSION_MOST = Length(years=5)


class NotThisDay(CaseError):
    """A day to look again, or an end, that is not allowed."""


class NotASecond(CaseError):
    """§ 2.3 Bewaartermijnen: an extension is agreed to by another than who asked it, who can read what it is about."""


def last_end(on: date) -> date:
    return on + EXTENSION_MOST


@transaction.atomic
def place(dossier: Dossier, kind: HoldKind, *, by: User | None, now: datetime, on: date, **facts) -> Hold:
    """Nothing of it is destroyed until somebody says that the procedure is over. Raises NotThisDay, Overtaken.

    `facts`: reason, review_on; and where it is not all of the dossier, category and about; procedure, its id here.
    """
    refuse_look(facts["review_on"], on)
    return _write(dossier, kind, by=by, now=now, **facts)


@transaction.atomic
def extend(dossier: Dossier, *, by: User, now: datetime, on: date, second: User, ends_on: date, **facts) -> Hold:
    """Asked for; it holds nothing until the second person agrees. Raises NotThisDay, NotASecond, Overtaken.

    `facts`: reason, category; and where it is not of everybody, about.
    """
    refuse_end(ends_on, on)
    _refuse_second(dossier, facts["category"], second, by, now)
    # Who asks for longer has looked at what was announced.
    announcing.answer(dossier, [facts["category"]], by=by, now=now, on=on)
    days = {"ends_on": ends_on, "review_on": max(on, ends_on - LOOK_BEFORE)}
    return _write(dossier, HoldKind.EXTENSION, by=by, now=now, second=second, **days, **facts)


def _write(dossier: Dossier, kind, *, by, now, **facts) -> Hold:
    # No destruction of this dossier in between: that holds the same row.
    if not Dossier.objects.select_for_update(no_key=True).filter(pk=dossier.pk).values_list("pk"):
        raise Overtaken(_("Dit dossier is er niet meer."))
    hold = Hold.objects.create(dossier=dossier, kind=kind, placed_by=by, placed_at=now, **facts)
    _note(Action.CREATE, hold, by, now)
    return hold


def refuse_end(ends_on: date, on: date) -> None:
    if not on < ends_on <= last_end(on):
        raise NotThisDay(_("Kies een einddag na vandaag, en niet later dan over vijf jaar."))


def refuse_look(review_on: date, on: date) -> None:
    if not on < review_on <= on + LOOK_WITHIN:
        raise NotThisDay(_("Kies een dag na vandaag, en binnen een half jaar."))


def _refuse_second(dossier, category, second, by, now) -> None:
    if second not in second_persons(dossier.pk, category, now, first_id=by.pk):
        raise NotASecond(_("Kies een collega van de gemeente die dit mag lezen, en niet uzelf."))


@transaction.atomic
def judge(hold: Hold, *, agrees: bool, by: User, now: datetime, on: date) -> Hold:
    """Of the second person: it holds from now, or never will. Raises NotASecond, Overtaken."""
    hold = _still_open(hold)
    if not hold.waits_for_second or hold.ends_on <= on:
        raise Overtaken(_("Hierover is al besloten, of de einddag is voorbij."))
    if hold.second_id != by.pk:
        raise NotASecond(_("Alleen de gekozen tweede persoon beslist hierover."))
    _refuse_second(hold.dossier, hold.category, by, hold.placed_by, now)
    if not agrees:
        return _end(hold, Outcome.REFUSED, by=by, now=now)
    hold.approved_at = now
    hold.save()
    _note(Action.CHANGE, hold, by, now)
    return hold


@transaction.atomic
def look_again(hold: Hold, *, review_on: date, by: User, now: datetime, on: date) -> Hold:
    """The procedure runs still; until a new day. An extension is not made longer: it is asked anew. Raises NotThisDay,
    Overtaken."""
    hold = _still_open(hold)
    if hold.is_extension:
        raise NotThisDay(_("Een verlenging heeft een einddag. Is die te vroeg, vraag dan een nieuwe verlenging."))
    refuse_look(review_on, on)
    hold.review_on = review_on
    hold.save()
    _note(Action.CHANGE, hold, by, now)
    return hold


@transaction.atomic
def release(hold: Hold, *, by: User | None, now: datetime) -> Hold:
    """It holds nothing any more; what is past its day goes with the next run. Raises Overtaken."""
    hold = _still_open(hold)
    return _end(hold, Outcome.NOT_NEEDED if hold.is_extension else Outcome.OVER, by=by, now=now)


@transaction.atomic
def end_extensions(*, on: date, now: datetime) -> int:
    """Nightly: how many had their last day, agreed to or not. Twice does no harm: what holds is asked of the day."""
    with system(Purpose.DESTRUCTION, now):
        past = Hold.objects.open().filter(kind=HoldKind.EXTENSION, ends_on__lte=on).select_for_update()
        return len([_end(hold, Outcome.ENDED, by=None, now=now) for hold in past])


def _still_open(hold: Hold) -> Hold:
    """Locked, as it is now."""
    found = Hold.objects.open().select_for_update(of=("self",)).select_related("dossier", "placed_by")
    found = found.filter(pk=hold.pk).first()
    if found is None:
        raise Overtaken(_("Dit is intussen al beëindigd."))
    return found


def _end(hold: Hold, outcome: Outcome, *, by, now) -> Hold:
    hold.outcome, hold.released_at, hold.released_by = outcome, now, by
    hold.save()
    _note(Action.CHANGE, hold, by, now)
    return hold


def _note(action, hold: Hold, by, now) -> None:
    note(action, hold.dossier_id, by=by, now=now, object_type="hold", record_ids=[hold.pk])
