"""What the FG reads of the work on a case in a dossier they inspect now (AVG art. 38 lid 2): every record of this room,
of every category, and nothing to change."""

from cases.access.inspection import further, log_inspected
from cases.models import Inspection
from casework.choices import CallOutcome
from casework.domains import DOMAINS
from casework.models import (
    AgendaItem,
    Conference,
    Escalation,
    Evaluation,
    Intake,
    Participant,
    Plan,
    PlanPart,
    PlanSignature,
    PlanVersion,
    Triage,
    Zrm,
)
from casework.zrm import moments_of
from sealing.fields import sealed_fields

INSPECTED = (
    Triage,
    Intake,
    Zrm,
    Plan,
    PlanVersion,
    PlanPart,
    PlanSignature,
    Evaluation,
    Conference,
    Participant,
    AgendaItem,
    Escalation,
)


def recorded_in(request, inspection: Inspection) -> list:
    """Of an inspection that its door handed out, and that runs still; named in the log. Raises Refused.

    Opened, each with `kind_name`, and `said`: each part by what it is called.
    """
    access = further(request, inspection)
    records = access.give_all(record for model in INSPECTED for record in _all_of(model, inspection))
    for record in records:
        record.kind_name = record._meta.verbose_name
        record.said = _scores(record) if isinstance(record, Zrm) else [*_texts(record), *_calls(record)]
    log_inspected(request, inspection, records)
    return records


def _all_of(model, inspection):
    found = model.objects.filter(dossier=inspection.dossier_id)
    return found.select_related("created_by").order_by("created_at", "pk")


def _texts(record) -> list[tuple[str, str]]:
    told = ((field.help_text, getattr(record, field.name)) for field in sealed_fields(type(record)))
    return [(what, said) for what, said in told if said and isinstance(said, str)]


def _calls(record) -> list[tuple[str, str]]:
    """Of who was not reached: each call, what came of it and what was said."""
    made = (record.attempts or []) if isinstance(record, Escalation) else []
    return [(CallOutcome(one["outcome"]).label, f"{one['step']} – {one['who']}. {one['note']}") for one in made]


def _scores(record: Zrm) -> list[tuple[str, str]]:
    (moment,) = moments_of([record])
    return [
        (DOMAINS[code].label, f"{score.worker or '–'} / {score.resident or '–'} {score.note}")
        for code, score in moment.scores.items()
    ]
