"""What changes in this room: who, when, one transaction."""

from casework.actions.asking import ask_again, keep_evaluation
from casework.actions.escalation import add_attempt, begin_escalation, end_escalation
from casework.actions.intake import save_intake
from casework.actions.triage import forget, forget_enquiries, open_dossier, weigh
from casework.actions.zrm import score

__all__ = [
    "add_attempt",
    "ask_again",
    "begin_escalation",
    "end_escalation",
    "forget",
    "forget_enquiries",
    "keep_evaluation",
    "open_dossier",
    "save_intake",
    "score",
    "weigh",
]
