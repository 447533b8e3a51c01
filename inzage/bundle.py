"""§ 4.2 Casusregiedossier: what is handed to who asked: composed of what may be shown, never by covering.

What is shielded is not in here at all: a `Passage` without text says that something is left out, and on which ground.
Plain values: no database, no doors.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class Passage:
    """Words that may be shown; or, with a `ground` (`inzage.choices.ShieldGround`), a gap: then `text` is empty."""

    text: str
    ground: str = ""

    def __post_init__(self):
        if self.ground and self.text:
            raise ValueError("A gap has no words.")


@dataclass(frozen=True)
class Field:
    """One text of a record, by what it is called, in the passages it was cut in."""

    label: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Attached:
    """A file that goes along whole. `name` is the one it was given; whoever asks gets it under a neutral one."""

    record_id: UUID
    name: str
    content_type: str


@dataclass(frozen=True)
class Item:
    """One record. `by`: function and organisation; `statement`: what the resident added to it in their own words;
    `change`: what is other than in an earlier answer, empty if nothing is. A whole record that is shielded has one gap
    as its only passage, and no file."""

    id: UUID
    kind: str
    on: date
    by: str
    source: str
    fields: tuple[Field, ...]
    statement: str = ""
    file: Attached | None = None
    change: str = ""


@dataclass(frozen=True)
class Bundle:
    """`number`: that of the request; `about`: whose data it is; `asked`: which part and period, in words."""

    number: str
    about: str
    asked: str
    made_on: date
    items: tuple[Item, ...]
