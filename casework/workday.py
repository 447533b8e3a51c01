"""What this room puts on the list of a working day, and whom nothing is asked for a while."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Max, Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cases.dues import Due
from cases.emergency import working_day_after
from cases.models import DossierStatus, Grant
from cases.roles import MAY_GRANT, Regisseur
from casework.conferences import ConferenceStatus
from casework.models import Conference, Enquiry, Escalation, Handover, Participant
from casework.states import HandoverState


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


def conferences_due(user, now: datetime) -> list[Due]:
    """§ 4.1 Casusregie: what is to be held and then closed, by who leads the dossier, or called it as deputy."""
    running = Grant.objects.running(now).filter(user=user)
    led = running.filter(permission__codename=Regisseur.code).values("content_object")
    may_close = running.filter(permission__codename__in=MAY_GRANT).values("content_object")
    planned = Conference.objects.readable_by(user, now).filter(status=ConferenceStatus.PLANNED)
    planned = planned.filter(
        Q(dossier__in=led) | Q(dossier__in=may_close, created_by=user), dossier__status=DossierStatus.OPEN
    )
    return [
        Due(
            key=f"taak-{one.pk}",
            due_on=localdate(one.starts_at),
            url=one.get_absolute_url(),
            rule="overleg",
            dossier=one.dossier,
            words=_("Overleg houden en afsluiten"),
            changed_at=one.substantively_changed_at,
        )
        for one in planned
    ]


def invitations_due(user, now: datetime) -> list[Due]:
    """§ 4.1 Casusregie: a conference one is asked for and did not answer yet, without a dossier too: when it is stands
    sealed, so the answer is asked for the next working day."""
    return [
        Due(
            key=f"taak-{place.pk}",
            due_on=working_day_after(localdate(place.sheet_at)),
            url=place.get_absolute_url(),
            rule="uitnodiging",
            words=_("Antwoorden of u meedoet aan een overleg"),
            changed_at=place.substantively_changed_at,
        )
        for place in Participant.objects.attended_by(user).filter(reply="")
    ]


def offers_due(user, now: datetime) -> list[Due]:
    """§ 4.1 Casusregie: the regie that a colleague asks one to take; they lead until then."""
    return [
        Due(
            key=f"taak-{offer.pk}",
            due_on=working_day_after(localdate(offer.offered_at)),
            url=offer.get_absolute_url(),
            rule="regie",
            words=_("Antwoorden of u de regie overneemt"),
            changed_at=offer.offered_at,
        )
        for offer in Handover.objects.filter(taker=user, state=HandoverState.OFFERED)
    ]


def asked_time_until(dossier_id: UUID, organisation_id: UUID, on: date) -> date | None:
    """§ 4.1 Casusregie: the last day of the time somebody there asked for to align; None when nobody did.

    Row security must know who asks.
    """
    asked = Escalation.objects.aligning(on).filter(dossier=dossier_id, organisation=organisation_id)
    return asked.aggregate(last=Max("align_until"))["last"]
