"""The models of this room, a file per concept."""

from cases.models.dossier import Dossier, DossierPerson, DossierStatus, Grant, Lookup
from cases.models.household import Household, HouseholdMember
from cases.models.person import Person, Relation
from cases.models.records import Document, Entry, Task
from cases.models.search import PersonSearch

__all__ = [
    "Document",
    "Dossier",
    "DossierPerson",
    "DossierStatus",
    "Entry",
    "Grant",
    "Household",
    "HouseholdMember",
    "Lookup",
    "Person",
    "PersonSearch",
    "Relation",
    "Task",
]
