"""What an action of this room refuses, with the sentence the user reads."""

from cases.errors import CaseError


class PlanRefused(CaseError):
    """The plan, a version of it or a handover cannot be changed like this; nothing was."""
