"""§ 4.2 Casusregiedossier: what is handed to who asked: composed of what may be shown, never by covering.

What is shielded is not in here at all: a `Passage` without text says that something is left out, and on which ground.
Plain values: no database, no doors.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from cases.uploads import ALLOWED

# Of two that mean the same the first: .jpg, not .jpeg.
EXTENSIONS = {content_type: extension for extension, content_type in reversed(ALLOWED.items())}

OWN_WORDS, HEADING = _("Wat de inwoner hierover zegt"), _("Wat erboven staat")


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

    @property
    def merged(self) -> list[Passage]:
        """Two gaps beside each other on one ground are one: how many there were is of use to nobody."""
        kept: list[Passage] = []
        for passage in self.passages:
            if passage.ground and kept and kept[-1].ground == passage.ground:
                continue
            if passage.ground or passage.text:
                kept.append(passage)
        return kept


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

    @property
    def said(self) -> list[tuple[str, str]]:
        """Its texts by what they are called, without the gaps."""
        texts = [(one.label, "\n".join(passage.text for passage in one.merged)) for one in self.fields]
        own = [(str(OWN_WORDS), self.statement)] if self.statement else []
        return [*texts, *own, (str(HEADING), f"{self.kind}\n{self.by}\n{self.source}")]


@dataclass(frozen=True)
class Bundle:
    """`number`: that of the request; `about`: whose data it is; `asked`: which part and period, in words."""

    number: str
    about: str
    asked: str
    made_on: date
    items: tuple[Item, ...]

    @property
    def in_order(self) -> list[Item]:
        """By date; of one day as they were made, for so their ids run."""
        return sorted(self.items, key=lambda item: (item.on, item.id))

    @property
    def files(self) -> dict[UUID, tuple[str, Attached]]:
        """Of each item with a file: under which neutral name it goes along, and the file."""
        attached = [item for item in self.in_order if item.file]
        return {item.id: (neutral_name(at, item.file), item.file) for at, item in enumerate(attached, 1)}


def neutral_name(number: int, file: Attached) -> str:
    """What a file is called that may lie where others see it. An unknown kind gets a name that opens nothing."""
    return f"bijlage-{number:03}{EXTENSIONS.get(file.content_type, '.bin')}"
