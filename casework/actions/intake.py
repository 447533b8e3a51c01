"""§ 2.4 Triage: the intake of a dossier."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from audit.choices import Action
from cases.actions.common import hold, note, touch
from cases.actions.records import add_only_one
from cases.models import Dossier
from casework.models import Intake


@transaction.atomic
def save_intake(dossier: Dossier, intake: Intake | None, *, by, now: datetime, **facts) -> Intake:
    """The first time it is made, later filled in further. Raises Overtaken, also when a colleague was just first."""
    if intake is None:
        return _begin(dossier, by, now, facts)
    hold(intake, unchanged=True)
    for name, value in facts.items():
        setattr(intake, name, value)
    intake.substantively_changed_at = now
    intake.save()
    touch(intake, now)
    note(Action.CHANGE, dossier.pk, by=by, now=now, object_type="intake", record_ids=[intake.pk])
    return intake


def _begin(dossier, by, now, facts) -> Intake:
    taken = _("Een collega begon net aan deze intake. Er is niets bewaard; uw tekst staat hieronder nog.")
    return add_only_one(Intake, dossier, constraint="one_intake_per_dossier", taken=taken, by=by, now=now, **facts)
