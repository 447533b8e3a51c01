"""What an action of this room refuses, with the sentence the user reads."""

from cases.errors import CaseError


class ConsentRefused(CaseError):
    """This cannot be asked, signed or ended like this; nothing was changed."""
