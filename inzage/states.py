"""§ 4.2 Casusregiedossier: the states of a request, and which follows which. docs/states.md is drawn from this."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RequestState(models.TextChoices):
    """Of a request as whoever asked it follows it."""

    OPEN = "open", _("Wij zoeken het voor u uit")
    PREPARED = "klaar", _("Er wordt over beslist")
    DECIDED = "besloten", _("Er is besloten")
    CLOSED = "afgerond", _("Afgerond")
    WITHDRAWN = "ingetrokken", _("Ingetrokken")


# As who works on it reads it.
FOR_COLLEAGUES = {
    RequestState.OPEN: _("In voorbereiding"),
    RequestState.PREPARED: _("Wacht op een besluit"),
    RequestState.DECIDED: _("Besloten"),
    RequestState.CLOSED: _("Afgerond"),
    RequestState.WITHDRAWN: _("Ingetrokken"),
}
NEXT_REQUEST = {
    RequestState.OPEN: [RequestState.PREPARED, RequestState.WITHDRAWN],
    RequestState.PREPARED: [RequestState.OPEN, RequestState.DECIDED, RequestState.WITHDRAWN],
    # Back when the answer was stopped: nothing left the house.
    RequestState.DECIDED: [RequestState.PREPARED, RequestState.CLOSED],
    RequestState.CLOSED: [],
    RequestState.WITHDRAWN: [],
}
RUNNING = (RequestState.OPEN, RequestState.PREPARED)


class PartState(models.TextChoices):
    """Of what one dossier has to do for it."""

    OPEN = "open", _("Voor te bereiden")
    READING = "lezen", _("Wacht op een tweede lezer")
    READY = "klaar", _("Klaar voor de beslisser")


NEXT_PART = {
    PartState.OPEN: [PartState.READING],
    PartState.READING: [PartState.OPEN, PartState.READY],
    PartState.READY: [PartState.OPEN],
}


class ReleaseState(models.TextChoices):
    """Of what is handed over, while it is made and after. A leak that was found (`STOPPED`) is mended at the desk."""

    WAITING = "wacht", _("Staat klaar om gemaakt te worden")
    MAKING = "maken", _("Wordt gemaakt")
    STOPPED = "gestopt", _("Tegengehouden")
    READY = "klaar", _("Klaar om op te halen")
    FETCHED = "opgehaald", _("Opgehaald")
    EXPIRED = "verlopen", _("Niet op tijd opgehaald")


NEXT_RELEASE = {
    ReleaseState.WAITING: [ReleaseState.MAKING],
    ReleaseState.MAKING: [ReleaseState.WAITING, ReleaseState.STOPPED, ReleaseState.READY],
    ReleaseState.STOPPED: [ReleaseState.WAITING],
    ReleaseState.READY: [ReleaseState.FETCHED, ReleaseState.EXPIRED],
    ReleaseState.FETCHED: [],
    # What was printed in time may still reach who asked.
    ReleaseState.EXPIRED: [ReleaseState.WAITING, ReleaseState.FETCHED],
}


class LetterState(models.TextChoices):
    """Of a letter to who did not ask in the portal. What is done stays as it was written down."""

    WAITING = "wacht", _("Nog te printen")
    PRINTED = "geprint", _("Ligt klaar")
    DONE = "gedaan", _("Gedaan")
    DROPPED = "vervallen", _("Hoeft niet meer")


NEXT_LETTER = {
    LetterState.WAITING: [LetterState.PRINTED, LetterState.DONE, LetterState.DROPPED],
    LetterState.PRINTED: [LetterState.DONE, LetterState.DROPPED],
    LetterState.DONE: [],
    LetterState.DROPPED: [],
}
LETTER_RUNS = (LetterState.WAITING, LetterState.PRINTED)
