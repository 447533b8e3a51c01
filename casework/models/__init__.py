"""The models of this room, a file per concept.

§ 2.4 Triage, § 4.2 Casusregiedossier: how it began. § 4.1 Casusregie: one household, one plan, one regisseur.
"""

from casework.models.conference import AgendaItem, Conference, Participant
from casework.models.escalation import Escalation
from casework.models.intake import Intake
from casework.models.plan import Evaluation, PartKind, Plan, PlanPart, PlanSignature, PlanVersion
from casework.models.regisseur import Handover
from casework.models.triage import WEIGHED, ContactCount, Enquiry, Triage
from casework.models.zrm import Zrm

__all__ = [
    "WEIGHED",
    "AgendaItem",
    "Conference",
    "ContactCount",
    "Enquiry",
    "Escalation",
    "Evaluation",
    "Handover",
    "Intake",
    "PartKind",
    "Participant",
    "Plan",
    "PlanPart",
    "PlanSignature",
    "PlanVersion",
    "Triage",
    "Zrm",
]
