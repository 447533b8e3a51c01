"""§ 2.3 Bewaartermijnen: a person puts a term set into force."""

from datetime import date, datetime

from django.db import transaction

from audit import log
from audit.choices import Action
from terms.models import TermChoice, TermSet


class NotFromThePast(ValueError):
    """A set holds from today or later: what was closed before keeps its stored dates."""


@transaction.atomic
def put_into_force(  # noqa: PLR0913 what is decided, by whom, when and why
    term_set: TermSet,
    *,
    by,
    at: datetime,
    on: date,
    from_on: date | None = None,
    category: str = "",
    legal_basis: str = "",
    reason: str = "",
) -> TermChoice:
    """From `from_on` (today unless told) dossiers that are closed get the terms of this set.

    Recomputes nothing: a dossier closed earlier keeps its stored dates, and where the set now in force asks for a
    longer time, destruction waits (retention). Raises NotFromThePast.
    """
    from_on = from_on or on
    if from_on < on:
        raise NotFromThePast(from_on)
    choice = TermChoice.objects.create(
        term_set=term_set,
        category=category,
        legal_basis=legal_basis,
        from_on=from_on,
        chosen_by=by,
        chosen_at=at,
        reason=reason,
    )
    which = [f"{term_set.code}.{term_set.version}", *filter(None, [category, legal_basis])]
    log.write(at=at, action=Action.CHANGE, user_id=by.pk, object_type=term_set._meta.label, fields=which)
    return choice
