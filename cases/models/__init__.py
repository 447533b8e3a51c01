"""The models of this room, a file per concept."""

from cases.models.breach import Breach, BreachStatus
from cases.models.contact import ContactProfile
from cases.models.dossier import Dossier, DossierPerson, DossierStatus, Grant, Lookup
from cases.models.drafts import Draft
from cases.models.emergency import Emergency, EmergencyOutcome
from cases.models.household import Household, HouseholdMember
from cases.models.inspection import Inspection, InspectionTask
from cases.models.merge import Merge
from cases.models.person import Person, Relation
from cases.models.records import Document, Entry, Task
from cases.models.restricted import Restricted
from cases.models.search import PersonSearch
from cases.models.texts import StandardText, TextKind
from cases.models.unusual import Rule, UnusualOutcome, UnusualReading

__all__ = [
    "Breach",
    "BreachStatus",
    "ContactProfile",
    "Document",
    "Dossier",
    "DossierPerson",
    "DossierStatus",
    "Draft",
    "Emergency",
    "EmergencyOutcome",
    "Entry",
    "Grant",
    "Household",
    "HouseholdMember",
    "Inspection",
    "InspectionTask",
    "Lookup",
    "Merge",
    "Person",
    "PersonSearch",
    "Relation",
    "Restricted",
    "Rule",
    "StandardText",
    "Task",
    "TextKind",
    "UnusualOutcome",
    "UnusualReading",
]
