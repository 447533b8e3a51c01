"""Why somebody did not come in. What the log keeps is a code; what the page says is always the same."""


class NotSignedIn(Exception):
    """`code` goes to the log; `about` is the account it was for, where one is known. Never a claim, never a token."""

    def __init__(self, code: str, about=None):
        super().__init__(code)
        self.code = code
        self.about = about


class ProviderDown(NotSignedIn):
    """The provider does not answer, or says itself that it is broken: worth trying again later."""

    def __init__(self):
        super().__init__("provider_down")
