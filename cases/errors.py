"""What an action can refuse, with the sentence the user reads."""


class CaseError(Exception):
    """Base of what this room refuses; `str()` is a Dutch sentence for the page."""


class AlreadyClosed(CaseError):
    pass


class NotClosed(CaseError):
    pass


class BsnTaken(CaseError):
    """The BSN stands in the register with another name or birth date."""


class SearchNotReady(CaseError):
    """The search data are being rebuilt; searching and new persons wait."""


class MayNotBeGranted(CaseError):
    """This account can never, or not now, be given access to a dossier."""


class LastRegisseur(CaseError):
    """Without this regisseur nobody could lead or close the dossier."""


class UploadRefused(CaseError):
    """The file is empty, too large, of another kind than it says, or not clean."""
