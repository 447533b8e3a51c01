"""§ 4.2 Casusregiedossier: write down how somebody manages."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from audit.choices import Action
from cases.actions.common import hold, note, touch
from cases.actions.records import add_only_one
from cases.models import Dossier
from casework import zrm
from casework.domains import DOMAINS
from casework.models import Zrm
from casework.zrm import Score


@transaction.atomic
def score(  # noqa: PLR0913 (of whom, when, what there was, what was asked and what was said)
    dossier: Dossier,
    *,
    by,
    now: datetime,
    person_id: UUID,
    on: date,
    parts: Iterable[Zrm],
    asked: Collection[str],
    scores: Mapping[str, Score],
) -> list[Zrm]:
    """The matrix of somebody on a day: a record for each category that something was said of.

    `parts`: what a door handed out of that day. `asked`: codes of the domains that stood in the form; what an earlier
    version says of others stays. Raises Overtaken when it was changed since, or a colleague was just first.
    """
    parts = {part.category: part for part in parts}
    said, withheld = zrm.split(scores), zrm.is_withheld(scores)
    made = []
    for category in sorted({DOMAINS[code].category for code in asked}):
        part, new = parts.get(category), said.get(category, {})
        if part is not None:
            kept = {code: one for code, one in (part.scores or {}).items() if code not in asked}
            made.append(_change(part, kept | new, withheld=withheld, by=by, now=now))
        elif new:
            facts = {"about": [person_id], "category": category, "scored_on": on, "withheld": withheld}
            made.append(_begin(dossier, by, now, {"scores": new} | facts))
    return made


def _begin(dossier, by, now, facts) -> Zrm:
    taken = _("Voor deze dag staat er al een ZRM van deze persoon. Kies een andere dag, of wijzig die van deze dag.")
    return add_only_one(Zrm, dossier, constraint="scored_once_a_day_per_category", taken=taken, by=by, now=now, **facts)


def _change(part: Zrm, scores: dict, *, withheld: bool, by, now: datetime) -> Zrm:
    """Once withheld it stays so: what is said later does not undo what could be read of it before."""
    hold(part, unchanged=True)
    part.scores, part.withheld, part.substantively_changed_at = scores, part.withheld or withheld, now
    part.save()
    touch(part, now)
    note(Action.CHANGE, part.dossier_id, by=by, now=now, object_type="zrm", record_ids=[part.pk])
    return part
