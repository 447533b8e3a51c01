"""§ 4.2 Casusregiedossier: an answer to be read on a screen, together with whom it is for: made of what was released
and of nothing else. The bytes of a parcel in, plain values out.
"""

import json
from dataclasses import dataclass
from datetime import date

from inzage import parcel
from inzage.papers.bundle import gap

OURS = (parcel.LETTER, parcel.PAPER, parcel.PORTABLE)


@dataclass(frozen=True)
class Run:
    """Words; or, of a gap, what stands in its place."""

    text: str
    is_gap: bool


@dataclass(frozen=True)
class Text:
    label: str
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Item:
    """One record, as it is in the answer. `file`: the name under which it goes along, empty without one."""

    number: int
    kind: str
    on: date
    by: str
    source: str
    texts: tuple[Text, ...]
    statement: str = ""
    file: str = ""
    change: str = ""


@dataclass(frozen=True)
class Answer:
    """`papers`: what there is to print, in the order in which one reads it; `has_bundle`: what is in a dossier goes
    along, though that may be nothing at all."""

    papers: tuple[str, ...]
    items: tuple[Item, ...]
    has_bundle: bool


def answer_in(content: bytes) -> Answer:
    names = parcel.names_in(content)
    papers = tuple(name for name in names if name != parcel.PORTABLE)
    if parcel.PORTABLE not in names:
        return Answer(papers, (), has_bundle=False)
    found = json.loads(parcel.part_of(content, parcel.PORTABLE))["stukken"]
    return Answer(papers, tuple(_item(number, one) for number, one in enumerate(found, 1)), has_bundle=True)


def _item(number: int, said: dict) -> Item:
    return Item(
        number=number,
        kind=said["soort"],
        on=date.fromisoformat(said["datum"]),
        by=said["door"],
        source=said["bron"],
        texts=tuple(Text(one["naam"], tuple(map(_run, one["delen"]))) for one in said["velden"]),
        statement=said.get("eigen_verhaal", ""),
        file=said.get("bestand", ""),
        change=said.get("veranderd", ""),
    )


def _run(said: dict) -> Run:
    ground = said.get("weggelaten", "")
    return Run(gap(ground), is_gap=True) if ground else Run(said["tekst"], is_gap=False)
