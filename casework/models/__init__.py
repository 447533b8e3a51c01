"""The models of this room, a file per concept."""

from casework.models.intake import Intake
from casework.models.triage import WEIGHED, ContactCount, Enquiry, Triage
from casework.models.zrm import Zrm

__all__ = ["WEIGHED", "ContactCount", "Enquiry", "Intake", "Triage", "Zrm"]
