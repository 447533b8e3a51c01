"""Brakes and holds (beside the dossiers), long work, and the ledger of destruction (in the keys database)."""

from retention.models.announcements import Announcement
from retention.models.brakes import Brake, BrakeKind, Hold, HoldKind, Outcome
from retention.models.jobs import Job
from retention.models.ledger import Declaration, Destruction, DestructionItem, ItemKind, LedgerLine, LedgerMark
from retention.models.requests import DestructionRequest, Kept

__all__ = [
    "Announcement",
    "Brake",
    "BrakeKind",
    "Declaration",
    "Destruction",
    "DestructionItem",
    "DestructionRequest",
    "Hold",
    "HoldKind",
    "ItemKind",
    "Job",
    "Kept",
    "LedgerLine",
    "LedgerMark",
    "Outcome",
]
