"""What an action on a request can refuse, with the sentence the user reads."""

from cases.errors import CaseError


class NotPossible(CaseError):
    """What is asked cannot be done in this state, or by this person."""


class NoMandate(CaseError):
    """§ 4.2 Casusregiedossier: whoever decides has no mandate for it today."""
