"""docs/states.md: the states of what has states, as diagrams from their status tables."""

from itertools import chain

from cases.models.breach import NEXT_BREACH_STATUSES, BreachStatus
from cases.models.dossier import NEXT_STATUSES, DossierStatus
from casework.states import (
    NEXT_HANDOVER,
    NEXT_PLAN,
    NEXT_VERSION,
    HandoverState,
    PlanStatus,
    VersionStatus,
)
from consent.states import (
    NEXT_CONSENT,
    NEXT_DISCLOSURE,
    NEXT_GROUND,
    ConsentStatus,
    DisclosureStatus,
    GroundStatus,
)
from inzage import states as inzage
from retention.states import NEXT_JOB, NEXT_REQUEST, JobState, RequestState, states_as_markdown

CLOSING = (
    "Closing starts the terms; a closed dossier whose last term has ended is destroyed, see below. "
    "Reopening stops the terms."
)


DECIDING = (
    "A data breach starts as a draft when a note that others read is moved to another dossier. "
    "Five years after the decision it is deleted."
)

SHARING = "consent/states.py"
CONSENTING = "Only an active consent carries a disclosure. What ended stays to be read; asking again is a new consent."
GROUNDING = (
    "Only a valid ground carries a disclosure; in acute danger an urgent one does too. A second person confirms it."
)
DISCLOSING = "What is queued can be taken back for thirty seconds. What was sent never changes."

PLANNING = "casework/states.py"
RUNNING = "One that runs per household, with exactly one regisseur: the database holds both."
SIGNING = "What was signed never changes: a change is a new version, and the old one holds until everybody signed."
WORKING = "One that was killed is still running: the next time goes on where it stopped."
ASKING = "Two decide; the run carries it out. What is granted is what was there on the day of the decision."
ANSWERING = "inzage/states.py"
ASKED = "Decided under a mandate, when every dossier is ready; over when the answer was fetched, or it was taken back."
PREPARING = "Who leads the dossier prepares, another reads along; either, or who decides, can send it back."
RELEASING = (
    "Made in the background and looked through; fetched once. One that stopped or expired is made anew; one that was "
    "printed before it expired may still reach who asked."
)
POSTING = "Of who asked on paper or at the desk. What is done the database keeps as it was written down."
HANDING_OVER = "Nothing changes before the other accepts; then both in one transaction."


def as_markdown() -> str:
    dossier = diagram("Dossier", "cases/models/dossier.py", DossierStatus, NEXT_STATUSES, CLOSING)
    breach = diagram("Data breach", "cases/models/breach.py", BreachStatus, NEXT_BREACH_STATUSES, DECIDING)
    sharing = [
        *diagram("Consent", SHARING, ConsentStatus, NEXT_CONSENT, CONSENTING),
        *diagram("Ground", SHARING, GroundStatus, NEXT_GROUND, GROUNDING),
        *diagram("Disclosure", SHARING, DisclosureStatus, NEXT_DISCLOSURE, DISCLOSING),
    ]
    planning = [
        *diagram("Plan", PLANNING, PlanStatus, NEXT_PLAN, RUNNING),
        *diagram("Version of a plan", PLANNING, VersionStatus, NEXT_VERSION, SIGNING),
        *diagram("Handover of the regie", PLANNING, HandoverState, NEXT_HANDOVER, HANDING_OVER),
    ]
    answering = [
        *diagram("Request of a resident", ANSWERING, inzage.RequestState, inzage.NEXT_REQUEST, ASKED),
        *diagram("Part of a request", ANSWERING, inzage.PartState, inzage.NEXT_PART, PREPARING),
        *diagram("Answer", ANSWERING, inzage.ReleaseState, inzage.NEXT_RELEASE, RELEASING),
        *diagram("Letter about a request", ANSWERING, inzage.LetterState, inzage.NEXT_LETTER, POSTING),
    ]
    working = [
        *diagram("Request for destruction", "retention/states.py", RequestState, NEXT_REQUEST, ASKING),
        *diagram("Job in the background", "retention/states.py", JobState, NEXT_JOB, WORKING),
    ]
    parts = (dossier, breach, sharing, planning, answering, working)
    return "\n".join(["# States", "", *chain.from_iterable(parts), states_as_markdown()])


def diagram(title, made_from, statuses, following, explained) -> list[str]:
    """One status table as lines of Markdown; the first status is where it begins."""
    first = next(iter(statuses)).name
    names = [f'    {status.name}: {status.name.lower()} ("{status.value}")' for status in statuses]
    arrows = [f"    {one.name} --> {other.name}" for one, others in following.items() for other in others]
    head = [f"## {title}", "", f"Made from `{made_from}`.", "", "```mermaid", "stateDiagram-v2"]
    return [*head, *names, f"    [*] --> {first}", *arrows, "```", "", explained, ""]
