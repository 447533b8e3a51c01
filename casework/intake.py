"""§ 2.4 Triage: what an intake still lacks. No database here: facts in, codes out."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LEAFLET, SUPPORT, CONVERSATION, MATRIX = "folder", "ondersteuning", "gesprek", "zrm"


@dataclass(frozen=True)
class Step:
    """`todo` and `done`: what the page of the dossier says."""

    code: str
    todo: str | Promise
    done: str | Promise


STEPS = (
    Step(LEAFLET, _("Folder over rechten en plichten geven"), _("Folder over rechten en plichten gegeven")),
    Step(SUPPORT, _("Cliëntondersteuning aanbieden"), _("Cliëntondersteuning aangeboden")),
    Step(CONVERSATION, _("Eerste gesprek vastleggen"), _("Eerste gesprek vastgelegd")),
    Step(MATRIX, _("ZRM invullen"), _("ZRM ingevuld")),
)


def done(intake, *, has_matrix: bool) -> set[str]:
    """The codes of what is there; `intake`: anything with its dates, or None before it was begun."""
    facts = {
        LEAFLET: intake and intake.leaflet_on,
        SUPPORT: intake and intake.support_on,
        CONVERSATION: intake and intake.held_on,
        MATRIX: has_matrix,
    }
    return {code for code, fact in facts.items() if fact}


def steps(intake, *, has_matrix: bool) -> list[tuple[Step, bool]]:
    """Each step in its order, and whether it was taken."""
    there = done(intake, has_matrix=has_matrix)
    return [(step, step.code in there) for step in STEPS]
