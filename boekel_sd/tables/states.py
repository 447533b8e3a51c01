"""docs/states.md: the states of what has states, as diagrams from their status tables."""

from cases.models.dossier import NEXT_STATUSES, DossierStatus
from retention.states import states_as_markdown

CLOSING = (
    "Closing starts the terms; a closed dossier whose last term has ended is destroyed, see below. "
    "Reopening stops the terms."
)


def as_markdown() -> str:
    arrows = [f"    {one.name} --> {other.name}" for one, others in NEXT_STATUSES.items() for other in others]
    names = [f'    {status.name}: {status.name.lower()} ("{status.value}")' for status in DossierStatus]
    dossier = ["```mermaid", "stateDiagram-v2", *names, f"    [*] --> {DossierStatus.OPEN.name}", *arrows, "```"]
    closing = ["", CLOSING, ""]
    head = ["# States", "", "## Dossier", "", "Made from `cases/models/dossier.py`.", ""]
    return "\n".join([*head, *dossier, *closing, states_as_markdown()])
