"""What can go wrong between us and the BRP. Every message is Dutch, fit for a worker, and names no person."""

from django.utils.translation import gettext as _


class BrpError(Exception):
    """The BRP could not be asked, or did not answer usefully. Nothing was changed."""

    @property
    def message(self):
        return str(self)


class BrpAnswerError(BrpError):
    """The answer is not what the BRP says it sends; none of it is used."""


class BrpUnreachable(BrpError):
    """No connection: wrong address, no network, certificate refused."""


class BrpTimeout(BrpError):
    """Connected, but no whole answer in time."""


class BrpRefused(BrpError):
    """401 or 403: our key, or what our key may ask."""


class BrpNotFound(BrpError):
    """404: the address is not that of the Personen API."""


class BrpTooBusy(BrpError):
    """429: asked too often."""


class BrpFailed(BrpError):
    """5xx, or a status the API does not describe."""


class BrpBadRequest(BrpError):
    """400. `invalid_params`: list of {"name", "code", "reason"} as the API gave them."""

    def __init__(self, message, invalid_params=()):
        super().__init__(message)
        self.invalid_params = tuple(invalid_params)


class ImportConflict(BrpError):
    """A BSN is in the register, or twice in the file, with another name or birth date. Nothing was saved."""


class BrpNotConfigured(BrpError):
    """No address of the BRP is set."""

    def __init__(self):
        super().__init__(_("De koppeling met de BRP is niet ingesteld. Vraag de applicatiebeheerder."))
