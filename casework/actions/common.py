"""What every change of a plan does beside its own work."""

from datetime import datetime

from django.utils.translation import gettext as _

from audit import log
from audit.choices import Action
from cases.models import Dossier
from casework.errors import PlanRefused
from sealing.access import Access
from terms.categories import CASUSREGIE


def record_in(dossier: Dossier, *, by, now: datetime) -> dict:
    """A plan belongs to casusregie: it says what is agreed, and nothing of the treatment itself."""
    return {
        "dossier": dossier,
        "purpose": dossier.purpose,
        "legal_basis": dossier.legal_basis,
        "category": CASUSREGIE.code,
        "created_at": now,
        "created_by": by,
        "substantively_changed_at": now,
    }


def locked(record, access: Access | None = None):
    """As it is now, open by the access of the door that let in; nobody else changes it until the end."""
    fresh = type(record).objects.select_for_update(of=("self",)).filter(pk=record.pk).first()
    if fresh is None:
        raise PlanRefused(_("Dit is intussen weg. Er is niets gewijzigd."))
    return (access or record._access).give(fresh)


def written(record, what: str, *, by, now: datetime, log_as=None) -> None:
    """The row in the log; `what` is a field or a state, never content."""
    log.write(
        action=Action.CHANGE,
        at=now,
        user_id=log_as or (by.pk if by else None),
        object_type=record._meta.model_name,
        dossier_id=record.dossier_id,
        record_ids=[record.pk],
        fields=[what],
    )
