"""§ 2.4 Triage: doors to how a dossier began."""

from audit.choices import Action
from cases.access import in_dossier
from cases.models import Dossier
from casework.access.common import shown
from casework.models import Intake, Triage


def triage_of(request, dossier: Dossier) -> Triage | None:
    """Of a dossier that a door handed out; one from before triage was asked has none."""
    return _only(request, Triage, dossier)


def intake_of(request, dossier: Dossier) -> Intake | None:
    """Of a dossier that a door handed out; None before anybody began it."""
    return _only(request, Intake, dossier)


def _only(request, model, dossier):
    records = in_dossier(model, dossier).select_related("created_by")
    return next(iter(shown(request, records, dossier, Action.READ)), None)
