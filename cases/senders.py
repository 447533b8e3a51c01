"""§ 4.1 Casusregie: from whom a mail comes. No database here: opened persons and a sender in, a person or None out."""

from collections.abc import Iterable

from cases.models import Person
from cases.search import folded


def resident_in(people: Iterable[Person], sender: str) -> Person | None:
    """The one of these persons whose name the sender carries, "Samira Öztürk <s@x.example>" or "Öztürk, Samira".

    By name alone, for we keep no mail addresses of residents. Nobody where two have that name: a source that is
    wrong is worse than one that is general.
    """
    shown = sender.partition("<")[0].strip(" \"'")
    last, comma, first = shown.partition(",")
    name = folded(f"{first} {last}" if comma else shown)
    called = [person for person in people if name and name in _names_of(person)]
    return called[0] if len(called) == 1 else None


def _names_of(person: Person) -> set[str]:
    """With all given names, and with the first alone."""
    first = person.given_names.partition(" ")[0]
    return {folded(person.full_name), folded(f"{first} {person.prefix} {person.surname}")}
