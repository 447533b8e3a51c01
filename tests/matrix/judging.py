"""Whether one cell of the matrix is as the table says; in sentences, so that a failure reads as a list of them."""

from uuid import UUID

from tests.addresses import Address, shown
from tests.matrix import asking, cells, oracle

NOBODY = UUID("01990000-0000-7000-8000-000000000000")
REDIRECT, UNKNOWN, REFUSED, ABSENT, WRONG_METHOD, WRONG, NOT_NOW = 302, 401, 403, 404, 405, 500, 503
SIGN_IN, DECLARATION = "/inloggen/", "/geheimhouding/"
# What a page may write that is only looked at: its row in the log, the session, and that access was used.
LOOKING = {"audit_accesslog", "django_session", "cases_grant"}
# These must be the same for what is not yours and for what does not exist.
TELLS_NOTHING = {cells.NOTHING, cells.NOT_ALLOWED, cells.SIGN_IN, cells.DECLARATION, cells.NO_ACCESS}


class Judge:
    """Asks cell after cell. What was answered about nobody is remembered, unless a form went along."""

    def __init__(self, asker):
        self.asker, self._about_nobody = asker, {}

    def wrong_in(self, address: Address, cell: cells.Cell) -> list[str]:
        scene, expected = self.asker.scene, cells.expected(cell)
        form = asking.form_of(scene, cell) if cell.method == "POST" else None
        path = asking.path_of(address, scene, cell)
        answer = self.asker.ask(cell.who, cell.method, path, form)
        return [f"{cell}: {what}" for what in self.faults(address, cell, answer, expected, f"{path} {form}", form)]

    def faults(self, address, cell, answer, expected, sent, form):
        response = answer.response
        if not is_as_expected(response, expected, looks=cell.method in ("GET", "HEAD")):
            yield f"expected {expected}, got {response.status_code} {response.headers.get('Location', '')}{why(answer)}"
        if address.ids and expected in TELLS_NOTHING and not self.is_as_nobody(address, cell, answer, form):
            yield "not the same as what does not exist"
        yield from (f"LEAK of {what}" for what in leaks(self.asker.scene, cell, answer, sent))
        if cell.method != "POST" and answer.written - LOOKING:
            yield f"wrote {sorted(answer.written - LOOKING)}"

    def is_as_nobody(self, address, cell, answer, form) -> bool:
        """Status, headers and body of what is not yours, and of what does not exist."""
        ids = asking.ids_for(address, self.asker.scene, cell)
        return shown(answer.response, NOBODY, *ids) == self.about_nobody(address, cell, form, ids)

    def about_nobody(self, address, cell, form, ids):
        key = (cell.who, cell.method, cell.address)
        known = None if form else self._about_nobody.get(key)
        if known is None:
            path = asking.path_to_nobody(address, NOBODY)
            known = shown(self.asker.ask(cell.who, cell.method, path, form).response, NOBODY, *ids)
            self._about_nobody[key] = known
        return known


def why(answer) -> str:
    """Of what went wrong in the house, what its log says."""
    return f" ({answer.logged[-1]})" if answer.response.status_code >= WRONG and answer.logged else ""


def is_as_expected(response, expected: str, *, looks: bool) -> bool:
    """`looks`: the method asks for a page, and is not to change anything."""
    status, to = response.status_code, response.headers.get("Location", "")
    return IS[expected](status, to, looks)


IS = {
    cells.PAGE: lambda status, to, looks: status == 200 or (not looks and goes_on(status, to)),
    cells.AWAY: lambda status, to, looks: goes_on(status, to),
    cells.OWN: lambda status, to, looks: status < REFUSED,
    cells.OPEN: lambda status, to, looks: status < WRONG or status == NOT_NOW,
    cells.NOTHING: lambda status, to, looks: status == ABSENT,
    cells.NOT_ALLOWED: lambda status, to, looks: status == WRONG_METHOD,
    cells.NO_ACCESS: lambda status, to, looks: status == REFUSED,
    cells.FORBIDDEN: lambda status, to, looks: status == REFUSED,
    cells.SIGN_IN: lambda status, to, looks: stops(status, to, SIGN_IN, looks),
    cells.DECLARATION: lambda status, to, looks: stops(status, to, DECLARATION, looks),
}


def goes_on(status, to) -> bool:
    return status == REDIRECT and not to.startswith((SIGN_IN, DECLARATION))


def stops(status, to, first, looks) -> bool:
    """Sent to the page that comes first; what was sent is given back, or refused to a script."""
    return to.startswith(first) or (not looks and status in (UNKNOWN, REFUSED))


def leaks(scene, cell: cells.Cell, answer, sent: str) -> list[str]:
    """In log and mail nothing of any dossier stands, whoever asks; ids may."""
    secrets = oracle.secrets_for(scene, cell.who, told=told_by(cell), page=cell.address)
    back = oracle.found(answer.text, secrets, sent=sent)
    aside = oracle.found(answer.elsewhere, oracle.words_of_everybody(scene), sent="")
    return [*back, *(f"{what} in a log or a mail" for what in aside)]


def told_by(cell: cells.Cell) -> tuple[str, ...]:
    """The families of which this page tells whom it answers: what is in the log is of all. The directory (2.5a) never
    tells of who hides."""
    if cell.address not in oracle.TOLD_BY or cells.expected(cell) not in (cells.PAGE, cells.OWN):
        return ()
    if cell.address == "cases:directory" and cell.family == "hidden":
        return ()
    return cells.FAMILIES if cells.block_of(cell.address) == "registers" else (cell.family,)
