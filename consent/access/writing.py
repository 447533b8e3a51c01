"""Doors to record who decides for somebody, and to end what was recorded. Never by a look-up or an emergency alone."""

from dataclasses import dataclass

from cases.access import Refused, opened_persons, person_to_change
from cases.models import Person
from consent.access.reading import grants_about, recorded_about
from consent.facts import Recorded
from consent.models import Flag
from consent.models.common import Ending
from consent.representation import Verdict


@dataclass(frozen=True)
class Subject:
    """Whom it is about. `beside`: who else the same dossiers are about; `opens`: the categories one may read there."""

    person: Person
    recorded: Recorded
    beside: list[Person]
    opens: frozenset[str]


def subject_to_record(request, pk) -> Subject:
    """For whoever writes in a dossier of this person."""
    person = person_to_change(request, pk)
    grants = grants_about(request, person)
    if not any(grant.role.may_write for grant in grants):
        raise Refused("persoon", pk)
    dossiers = [grant.content_object_id for grant in grants]
    others = Person.objects.filter(dossier_persons__dossier__in=dossiers).exclude(pk=pk).distinct().order_by("pk")
    opens = frozenset(code for grant in grants for code in grant.opens)
    return Subject(person, recorded_about(request, person), opened_persons(request, others), opens)


def record_to_end(request, pk, record_pk) -> tuple[Person, Ending]:
    """What nobody ended yet, of this person and of what one may read."""
    subject = subject_to_record(request, pk)
    recorded = subject.recorded
    everything = (*recorded.representations, *recorded.assessments, *recorded.refusals, *recorded.measures)
    record = next((one for one in everything if one.pk == record_pk and one.ended_on is None), None)
    if record is None:
        raise Refused("persoon", record_pk)
    return subject.person, record


def flag_to_judge(request, pk, flag_pk) -> tuple[Person, Flag]:
    """A suspicion that may still be decided about: also one that stayed, for a court may have spoken since."""
    subject = subject_to_record(request, pk)
    flag = next((one for one in subject.recorded.flags if one.pk == flag_pk), None)
    if flag is None or flag.verdict == Verdict.LIFTED:
        raise Refused("persoon", flag_pk)
    return subject.person, flag
