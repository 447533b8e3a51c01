"""The models of this room, a file per concept.

§ 4.1 Casusregie: one household, one plan, one regisseur.
"""

from casework.models.plan import Evaluation, PartKind, Plan, PlanPart, PlanSignature, PlanVersion
from casework.models.regisseur import Handover

__all__ = ["Evaluation", "Handover", "PartKind", "Plan", "PlanPart", "PlanSignature", "PlanVersion"]
