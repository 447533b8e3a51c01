"""Whether what a ground stands on is so on this day: who receives it, the measure of a court, nobody who objected.

Asked when a ground is made and confirmed, and once more at the moment something leaves; the database asks for the
measure and the objection as well (`disclosure_cover_of`, docs/adr/0091-still-so.md). Row security must know who asks.
"""

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.agreements import PartnerSort
from consent.ability import Objection
from consent.errors import NoMeasure, NotThisReceiver, Objected
from consent.grounds import GroundRule, may_go_to
from consent.measures import Receiver, without_consent
from consent.models import CourtMeasure, Refusal
from consent.who import sort_of

# Of a measure the receivers, as sorts of organisation.
SORT_OF = {
    Receiver.RVDK: PartnerSort.CHILD_PROTECTION,
    Receiver.GI: PartnerSort.YOUTH_PROTECTION,
    Receiver.OM: PartnerSort.PROSECUTOR,
}
NOT_THIS_RECEIVER = _("Deze grond geldt niet voor deze organisatie. Kies een andere grond, of vraag toestemming.")
NO_MEASURE = _("Voor niemand van hen loopt een maatregel waarvoor deze ontvanger iets mag krijgen. Leg die eerst vast.")
OBJECTED = _("Er is bezwaar gemaakt tegen dit onderzoek. Dan gaat er niets weg.")


def refuse_fallen(rule: GroundRule, organisation, about: Collection[UUID], on: date) -> None:
    """Raises NotThisReceiver, NoMeasure, Objected: it may not be made, confirmed or used today."""
    if rule.once:
        return
    if not may_go_to(rule, sort_of(organisation)):
        raise NotThisReceiver(str(NOT_THIS_RECEIVER))
    if rule.needs_measure and not measure_opens(about, sort_of(organisation), on):
        raise NoMeasure(str(NO_MEASURE))
    if rule.may_object and has_objected(about, on):
        raise Objected(str(OBJECTED))


def measure_opens(about: Iterable[UUID], sort: str, on: date) -> bool:
    """§ 1.6 Gedwongen kader: whether a measure runs for one of these persons that opens disclosure to this sort.

    For one of them: a measure is a child's, and is about its parents too.
    """
    return any(
        sort in [SORT_OF[receiver] for receiver in without_consent(measure.kind).receivers]
        for measure in CourtMeasure.objects.filter(person__in=list(about))
        if measure.runs_on(on)
    )


def has_objected(about: Iterable[UUID], on: date) -> bool:
    """§ 3.2 Uitzonderingen, punt 3: whether one of them, or who decides for them, objected and did not take it back."""
    objections = Refusal.objects.filter(person__in=list(about), kind=Objection.RESEARCH)
    return any(one.runs_on(on) for one in objections)
