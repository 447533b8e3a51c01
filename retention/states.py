"""§ 2.3 Bewaartermijnen: the states of a destruction, and which follows which. docs/states.md is drawn from this."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What is destroyed as one whole, in the order in which a run takes them. A record goes by itself when its day
    comes before that of its dossier."""

    DOSSIER = "dossier", _("Dossier")
    RECORD = "stuk", _("Stuk uit een dossier")
    PERSON = "persoon", _("Persoon")
    HOUSEHOLD = "gezin", _("Gezin")


class Reason(models.TextChoices):
    """Why a unit goes."""

    TERM = "termijn", _("De bewaartermijn is verstreken")
    UNREFERENCED = "geen_verwijzing", _("Niets verwijst er nog naar")
    REQUEST = "verzoek", _("Op verzoek van de inwoner")
    UNUSED = "ongebruikt", _("Opgenomen, maar nooit gebruikt")
    REPEAT = "herhaling", _("Opnieuw, na het terugzetten van een back-up")


class State(models.TextChoices):
    PLANNED = "gepland", _("Gepland")
    INTENT = "voornemen", _("Voornemen vastgelegd")
    ROWS_GONE = "rijen_weg", _("Rijen verwijderd")
    KEYS_GONE = "sleutels_weg", _("Bestanden en sleutels vernietigd")
    DONE = "klaar", _("Vernietigd")
    WITHDRAWN = "ingetrokken", _("Ingetrokken")


class RequestState(models.TextChoices):
    """Of a request for destruction (Jeugdwet 7.3.9, BW 7:455)."""

    OPEN = "open", _("Nog te beslissen")
    PREPARED = "voorbereid", _("Wacht op een tweede persoon")
    DECIDED = "besloten", _("Besloten")
    DONE = "uitgevoerd", _("Besloten en uitgevoerd")
    WITHDRAWN = "ingetrokken", _("Ingetrokken")


NEXT_REQUEST = {
    RequestState.OPEN: [RequestState.PREPARED, RequestState.WITHDRAWN],
    RequestState.PREPARED: [RequestState.OPEN, RequestState.DECIDED, RequestState.WITHDRAWN],
    RequestState.DECIDED: [RequestState.DONE],
    RequestState.DONE: [],
    RequestState.WITHDRAWN: [],
}


class JobKind(models.TextChoices):
    RECOMPUTE = "herberekening", _("Herberekening van termijnen")
    DESTRUCTION = "vernietiging", _("Vernietiging")


class JobState(models.TextChoices):
    """Of a long piece of work in the background. What could not be done (`INCOMPLETE`) is tried again: each step may be
    done twice. `PAUSED`: it has done as much as may be done in one go."""

    WAITING = "wacht", _("Wacht tot de dag er is")
    RUNNING = "loopt", _("Loopt")
    PAUSED = "pauze", _("Gaat het volgende uur verder")
    INCOMPLETE = "onvolledig", _("Niet alles lukte; wordt opnieuw geprobeerd")
    DONE = "klaar", _("Klaar")


NEXT_JOB = {
    JobState.WAITING: [JobState.RUNNING],
    JobState.RUNNING: [JobState.PAUSED, JobState.INCOMPLETE, JobState.DONE],
    JobState.PAUSED: [JobState.RUNNING],
    JobState.INCOMPLETE: [JobState.RUNNING],
    JobState.DONE: [],
}
# What was only planned and turns out not to be due leaves no trace; an intent that is not carried out does.
NEXT_STATES = {
    State.PLANNED: [State.INTENT],
    State.INTENT: [State.ROWS_GONE, State.WITHDRAWN],
    State.ROWS_GONE: [State.KEYS_GONE],
    State.KEYS_GONE: [State.DONE],
    State.DONE: [],
    State.WITHDRAWN: [],
}
FINAL = [state for state, following in NEXT_STATES.items() if not following]
MEANING = {
    State.PLANNED: "the run has chosen the unit; nothing is promised yet",
    State.INTENT: "ids of rows, keys and files are in the ledger and its file; checked again under a lock",
    State.ROWS_GONE: "all rows and their history are deleted and committed",
    State.KEYS_GONE: "sealed files deleted, data keys turned into tombstones",
    State.DONE: "the ledger holds a keyed hash instead of ids",
    State.WITHDRAWN: "a brake or a reopening came in between, before any row was deleted",
}


def states_as_markdown() -> str:
    """docs/states.md, the part about destruction: a diagram and what each state means."""
    arrows = [f"    {state.name} --> {after.name}" for state, following in NEXT_STATES.items() for after in following]
    ends = [f"    {state.name} --> [*]" for state in FINAL]
    names = [f'    {state.name}: {state.name.lower()} ("{state.value}")' for state in State]
    meanings = [f"- `{state.value}`: {MEANING[state]}" for state in State]
    return "\n".join(
        [
            "## Destruction",
            "",
            "Made from `retention/states.py`.",
            "",
            "```mermaid",
            "stateDiagram-v2",
            *names,
            f"    [*] --> {State.PLANNED.name}",
            *arrows,
            *ends,
            "```",
            "",
            *meanings,
            "",
        ]
    )
