"""What an import did, for the command and the page."""

from dataclasses import dataclass, field
from uuid import UUID


@dataclass
class Result:
    """`persons`, `relations`, `authority`: what the answer says that is now in the register. `households`: of
    these persons. `created`, `changed`: persons, by this import.
    """

    persons: int = 0
    households: int = 0
    relations: int = 0
    authority: int = 0
    created: int = 0
    changed: int = 0
    skipped: list[dict] = field(default_factory=list)
    person_ids: dict[str, list[UUID]] = field(default_factory=dict)
    """BSN → persons; for whoever goes on with them, never for output."""

    def as_json(self) -> dict:
        names = ("persons", "households", "relations", "authority", "created", "changed", "skipped")
        return {name: getattr(self, name) for name in names}
