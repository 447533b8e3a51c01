"""§ 2.3 Bewaartermijnen: some weeks before something is destroyed, who is responsible is asked whether good care needs
it longer, and whom it is about hears of it where that is safe. Whatever is answered or not: the day needs nobody.
docs/adr/0101-announcing.md
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts.messages import hand_over
from audit.choices import Action
from audit.context import system
from audit.purposes import Purpose
from cases.actions import address_for
from cases.actions.common import note
from cases.choices import Channel
from cases.closing import carriers, rows_of
from cases.errors import MayNotBeReached
from cases.models import ContactProfile, Dossier, PersonSearch
from consent.birthdays import birthday
from consent.policy import DECIDES_ALONE
from retention import due
from retention.due import OF_ITSELF
from retention.models import Announcement, Hold, HoldKind

PURPOSE = Purpose.DESTRUCTION
GOING = ("dossier_id", "category", "about", "withheld", "destroy_on")
AT_ONCE = 1000
# Dossier, category, day of destruction → of whom, as far as they may know.
Days = dict[tuple[UUID, str, date], set[UUID]]


def announce(*, on: date, now: datetime, task) -> int:
    """Nightly: how many days are announced anew. A day that moved is announced anew, the old one is taken back.

    `task`: sends one message, of an announcement to a person. Twice or missed does no harm.
    """
    last = on + timedelta(days=settings.ANNOUNCE_DAYS)
    with system(PURPOSE, now), transaction.atomic():
        days = coming(on, last)
        _take_back(days, on)
        before = Announcement.objects.count()
        Announcement.objects.bulk_create(
            [
                Announcement(
                    dossier_id=dossier, category=category, destroy_on=day, residents=sorted(who), announced_at=now
                )
                for (dossier, category, day), who in sorted(days.items(), key=str)
            ],
            batch_size=AT_ONCE,
            update_conflicts=True,
            unique_fields=["dossier", "category", "destroy_on"],
            update_fields=["residents"],
        )
        made = Announcement.objects.count() - before
        _tell_residents(on, now, task)
    return made


def coming(on: date, last: date) -> Days:
    """What goes after `on` and up to `last`: what nothing holds now on its own day, what was agreed to keep on the last
    day of that."""
    found: Days = defaultdict(set)
    extensions = defaultdict(list)
    for one in Hold.objects.holding(on).filter(kind=HoldKind.EXTENSION, ends_on__lte=last):
        extensions[one.dossier_id].append(one)
    not_held = ~due.held(on)
    for carrier in carriers():
        free = rows_of(carrier, destroy_on__gt=on, destroy_on__lte=last).filter(not_held)
        for dossier, category, about, withheld, day in free.values_list(*GOING):
            found[dossier, category, day] |= _may_know(about, withheld)
        kept = rows_of(carrier, destroy_on__lte=last, dossier__in=extensions)
        for dossier, category, about, withheld, day in kept.values_list(*GOING):
            ends = [one.ends_on for one in extensions[dossier] if one.concerns(category, about) and one.ends_on >= day]
            if ends:
                found[dossier, category, max(ends)] |= _may_know(about, withheld)
    whole = {(dossier, day) for dossier, _category, day in found}
    empty = due.dossiers_free(on).filter(destroy_on__gt=on, destroy_on__lte=last).values_list("pk", "destroy_on")
    return found | {(dossier, OF_ITSELF, day): set() for dossier, day in empty if (dossier, day) not in whole}


def _may_know(about: Iterable[UUID], withheld: bool) -> set[UUID]:
    """§ 4 Betrokkenheid cliënt: what is withheld from a resident is not announced to them."""
    return set() if withheld else set(about)


def _take_back(days: Days, on: date) -> None:
    """It was reopened, recomputed, held or extended: then it does not go on the day that was announced."""
    ahead = Announcement.objects.ahead(on).values_list("pk", "dossier_id", "category", "destroy_on")
    wrong = [pk for pk, *key in ahead if tuple(key) not in days]
    Announcement.objects.filter(pk__in=wrong).delete()


def answer(dossier: Dossier, categories: Iterable[str], *, by, now: datetime, on: date) -> int:
    """Who is responsible has looked: of how many announcements. Nothing is kept longer or shorter by it."""
    asked = Announcement.objects.unseen(on).filter(dossier=dossier, category__in=list(categories))
    note(Action.CHANGE, dossier.pk, by=by, now=now, object_type="announcement")
    return asked.update(answered_at=now, answered_by=by)


# --- residents ---------------------------------------------------------------------------------------------------


def _tell_residents(on: date, now: datetime, task) -> None:
    """Written down before it is sent: a message may be lost, and never comes twice. One a day and dossier, whatever
    goes on it; of a dossier with a safety mark none."""
    told: dict[tuple, set[UUID]] = defaultdict(set)
    ahead = Announcement.objects.ahead(on).filter(dossier__safety_marked=False).select_for_update(of=("self",))
    ahead = list(ahead.order_by("pk"))
    for one in ahead:
        told[one.dossier_id, one.destroy_on] |= set(one.told_people)
    may_hear = _may_hear({person for one in ahead for person in one.residents}, on)
    for one in ahead:
        heard = told[one.dossier_id, one.destroy_on]
        new = [who for who in one.residents if who in may_hear and who not in heard and _address(who, now)]
        for person in new:
            hand_over(task, one.pk, person)
        heard.update(new)
        if new:
            Announcement.objects.filter(pk=one.pk).update(told_people=[*one.told_people, *new])


def _may_hear(persons: set[UUID], on: date) -> set[UUID]:
    """Of these who are sixteen and want mail at all: of few others need be asked whether it is safe."""
    births = PersonSearch.objects.filter(person_id__in=persons, birth_date__isnull=False)
    rows = births.values_list("person_id", "birth_date")
    old_enough = {person for person, born in rows if birthday(born, DECIDES_ALONE) <= on}
    by_mail = ContactProfile.objects.running().filter(person__in=old_enough, channels__contains=[Channel.MAIL])
    return set(by_mail.values_list("person", flat=True))


def _address(person: UUID, now: datetime) -> str:
    """Empty where no mail may go at this moment."""
    try:
        return "".join(address_for(person, Channel.MAIL, now=now).lines[:1])
    except MayNotBeReached:
        return ""


def message_of(announcement_id: int, person: UUID, now: datetime) -> tuple[str, date] | None:
    """Where it goes and which day it names, asked when it is sent; None where it may not go any more."""
    with system(PURPOSE, now):
        told = Announcement.objects.filter(told_people__contains=[person], dossier__safety_marked=False)
        found = told.filter(pk=announcement_id).first()
        address = _address(person, now) if found else ""
        return (address, found.destroy_on) if address else None
