"""§ 2.3 Bewaartermijnen, and the law beside it: brakes "keuze nodig", placed and lifted by what the terms say today.

The due query and the engine look at the terms themselves; the brake is what an officer sees, with an owner and a
date to look at it.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from accounts.roles import PrivacyOfficer
from audit.context import system
from audit.purposes import Purpose
from cases.choices import LegalBasis
from cases.models import Dossier
from cases.records import record_models
from retention import due, policy
from retention.models import Brake, BrakeKind
from retention.policy import Wait
from terms.categories import CATEGORIES
from terms.current import Book, NoTerm

PURPOSE = Purpose.DESTRUCTION
DOSSIERS_AT_ONCE = 1000
NONE = Q(pk__in=[])


def place(book: Book, *, on: date, now: datetime) -> None:
    """Lift the brakes whose reason is gone, and place those that are missing. Nightly; twice does no harm."""
    with system(PURPOSE, now):
        _lift(book, on, now)
        notice = timedelta(days=settings.REVIEW_NOTICE_DAYS)
        for ids in due.in_parts(_candidates(book, on, notice), DOSSIERS_AT_ONCE):
            dossiers = list(due.by_ids(ids))
            facts = due.facts_of(dossiers)
            Brake.objects.bulk_create(
                [
                    _brake(dossier, category, wait, policy.review_on(on, dossier.destroy_on, notice), now)
                    for dossier in dossiers
                    for category, wait in due.waits_of(facts[dossier.pk], book, on).items()
                ],
                ignore_conflicts=True,
            )


def _brake(dossier, category, wait, review_on, now) -> Brake:
    return Brake(
        dossier=dossier,
        kind=BrakeKind.CHOICE_NEEDED,
        category=category,
        reason=wait,
        owner_role=PrivacyOfficer.code,
        review_on=review_on,
        set_at=now,
    )


def _candidates(book: Book, on: date, notice: timedelta) -> Iterator[UUID]:
    """Closed dossiers with a category that needs a choice, at once after closing; and all whose day comes near, for
    the other reasons to wait."""
    without = Dossier.objects.exclude(pk__in=Brake.objects.holding().values("dossier"))
    near = without.filter(destroy_on__lte=on + notice).values_list("pk", flat=True)
    found = set(near)
    closed = without.filter(destroy_on__isnull=False)
    needing = set(_needing_a_choice(book, on))
    of_itself = [basis for category, basis in needing if category == due.OF_ITSELF]
    found |= set(closed.filter(legal_basis__in=of_itself).values_list("pk", flat=True))
    needs_a_choice = reduce(or_, (Q(category=category, legal_basis=basis) for category, basis in needing), NONE)
    for model in record_models():
        rows = model._base_manager.filter(needs_a_choice, dossier__in=closed)
        found |= set(rows.values_list("dossier_id", flat=True).distinct())
    return iter(sorted(found))


def _needing_a_choice(book: Book, on: date) -> Iterator[tuple[str, str]]:
    for category in CATEGORIES:
        for basis in LegalBasis.values:
            if book.needs_choice(category, on, basis):
                yield category, basis


def _lift(book: Book, on: date, now: datetime) -> None:
    """Where a person has chosen, or the dossier was opened again, the brake has done its work."""
    holding = Brake.objects.holding().filter(kind=BrakeKind.CHOICE_NEEDED).select_related("dossier").order_by("pk")
    for brakes in due.in_parts(holding.iterator(), DOSSIERS_AT_ONCE):
        facts = due.facts_of({brake.dossier for brake in brakes})
        lifted = [brake for brake in brakes if not _still(brake, facts[brake.dossier_id], book, on)]
        for brake in lifted:
            brake.released_at, brake.released_by_id = now, _chooser(book, brake, on)
        Brake.objects.bulk_update(lifted, ["released_at", "released_by"])


def _still(brake, records, book, on) -> Wait | None:
    return brake.dossier.closed_on and due.waits_of(records, book, on).get(brake.category)


def _chooser(book: Book, brake: Brake, on: date) -> UUID | None:
    try:
        return book.standing(brake.category, on, brake.dossier.legal_basis).choice.chosen_by_id
    except NoTerm:
        return None
