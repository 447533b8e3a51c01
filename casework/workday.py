"""What this room puts on the list of a working day, and whom nothing is asked for a while."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Max
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cases.dues import Due
from casework.models import Enquiry, Escalation


def questions_due(user, now: datetime) -> list[Due]:
    """§ 2.4 Triage: one's own questions without a dossier: somebody to call back, or a decision before it goes."""
    return [_of_question(one) for one in Enquiry.objects.running(localdate(now)).filter(user=user)]


def _of_question(enquiry: Enquiry) -> Due:
    calls = enquiry.follow_up_on is not None
    return Due(
        key=f"taak-{enquiry.pk}",
        due_on=enquiry.follow_up_on if calls else enquiry.expires_on,
        url=reverse("casework:triage", args=[enquiry.pk]),
        rule="terugbellen" if calls else "wegen",
        words=_("Terugbellen na een vraag") if calls else _("Beslissen over een vraag zonder dossier"),
        changed_at=enquiry.changed_at,
    )


def asked_time_until(dossier_id: UUID, organisation_id: UUID, on: date) -> date | None:
    """§ 4.1 Casusregie: the last day of the time somebody there asked for to align; None when nobody did.

    Row security must know who asks.
    """
    asked = Escalation.objects.aligning(on).filter(dossier=dossier_id, organisation=organisation_id)
    return asked.aggregate(last=Max("align_until"))["last"]
