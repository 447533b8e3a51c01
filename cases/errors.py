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


class OneRegisseur(MayNotBeGranted, LastRegisseur):
    """§ 4.1 Casusregie: a plan that runs would have no regisseur, or two; or run where it cannot."""


class UploadRefused(CaseError):
    """The file is empty, too large, of another kind than it says, or not clean."""


class Overtaken(CaseError):
    """Somebody else closed, moved or took back what was being changed."""


class TooLate(CaseError):
    """What was written can no longer be taken back."""


class ReadMeanwhile(CaseError):
    """Colleagues opened what would be taken back: first its writer says why. `readers`: who did."""

    def __init__(self, message: str, readers):
        super().__init__(message)
        self.readers = readers


class AlreadyDecided(CaseError):
    """An officer has decided before."""


class ScannerAway(UploadRefused):
    """No virus scan now: another time it may be kept."""


class MailRefused(CaseError):
    """The file is no mail, or one that cannot be read safely."""


class MailKnown(CaseError):
    """This mail stands in the dossier already; `entry_id` is the note."""

    def __init__(self, message: str, entry_id):
        super().__init__(message)
        self.entry_id = entry_id


class LetterRefused(CaseError):
    """The text of a letter holds what cannot be printed."""


class MayNotBeReached(CaseError):
    """Along this way, now, nothing may go to this person (cases.contact)."""


class MayNotWait(CaseError):
    """This task cannot be put off, or not that far, or is done elsewhere."""
