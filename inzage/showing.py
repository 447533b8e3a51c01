"""§ 4.2 Casusregiedossier: what of each record is shown to whom it is about, in words. docs/adr/0106-inzage.md"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class Text:
    """One text of a record: `field` is its stable name in that record, by which passages are shielded."""

    field: str
    label: str
    text: str


@dataclass(frozen=True)
class Shown:
    """One opened record as a resident reads it. `by`: function and organisation; `model`: its label, in lower case."""

    record_id: UUID
    model: str
    kind: str
    on: date
    by: str
    source: str
    texts: tuple[Text, ...]
    file_name: str = ""
    content_type: str = ""
