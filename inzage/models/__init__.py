from inzage.models.drafts import DRAFT_LASTS, RequestDraft
from inzage.models.letters import Letter
from inzage.models.mandates import Mandate, kinds_of, may_hold
from inzage.models.releases import Release
from inzage.models.requests import Request, RequestPart
from inzage.models.residents import INDEX_BYTES, Resident
from inzage.models.restrictions import RestrictedReading, Restriction
from inzage.models.shielding import Shielding

__all__ = [
    "DRAFT_LASTS",
    "INDEX_BYTES",
    "Letter",
    "Mandate",
    "Release",
    "Request",
    "RequestDraft",
    "RequestPart",
    "Resident",
    "RestrictedReading",
    "Restriction",
    "Shielding",
    "kinds_of",
    "may_hold",
]
