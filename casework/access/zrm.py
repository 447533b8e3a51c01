"""§ 4.2 Casusregiedossier: doors to the zelfredzaamheidsmatrix. A category apart leaves no trace without its key."""

from collections import defaultdict
from datetime import date
from uuid import UUID

from audit.choices import Action
from cases.access import in_dossier
from cases.models import Dossier
from casework.access.common import shown
from casework.models import Zrm
from casework.zrm import Moment, moments_of


def matrices_in(request, dossier: Dossier, person_id: UUID | None = None) -> dict[UUID, list[Moment]]:
    """Person → the days on which they were scored, oldest first, of a dossier that a door handed out.

    With `person_id` of that person alone. What one may not read is not in it.
    """
    records = in_dossier(Zrm, dossier).select_related("created_by").order_by("scored_on", "pk")
    if person_id:
        records = records.filter(about=[person_id])
    parts = defaultdict(list)
    for part in shown(request, records, dossier, Action.READ):
        parts[part.person_id].append(part)
    return {person: moments_of(their) for person, their in parts.items()}


def parts_of_day(request, dossier: Dossier, person_id: UUID, on: date) -> list[Zrm]:
    """The records of one day, to be changed by whoever may write in the dossier."""
    records = in_dossier(Zrm, dossier).filter(about=[person_id], scored_on=on)
    return shown(request, records.select_related("created_by"), dossier, Action.CHANGE)


def has_matrix_in(dossier: Dossier) -> bool:
    """Whether anybody was scored in a dossier that a door handed out; opens nothing."""
    return in_dossier(Zrm, dossier).exists()
