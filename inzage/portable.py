"""AVG art. 20: the same as on paper, for a machine: one JSON document by docs/inzage-bundel.schema.json.

Its names are Dutch, as is who reads it, and stay what they are within a version.
"""

import json

from consent.papers.common import said
from inzage.bundle import Bundle, Field, Item, Passage
from inzage.choices import ShieldGround
from sealing import paper

VERSION = "inzage-bundel/1"
PARTS = frozenset({"versie", "verzoek", "betrokkene", "gronden", "stukken"})
# Of an id the random part alone: when a record was made stands in its first half.
RANDOM = 12


def as_json(bundle: Bundle) -> bytes:
    """UTF-8, with the items in order of date; what is empty is left out."""
    names = {pk: name for pk, (name, _file) in bundle.files.items()}
    facts = {
        "versie": VERSION,
        "verzoek": {"nummer": bundle.number, "gevraagd": bundle.asked, "gemaakt_op": bundle.made_on.isoformat()},
        "betrokkene": bundle.about,
        "gronden": {ground.value: str(ground.label) for ground in ShieldGround},
        "stukken": [_item(item, names.get(item.id)) for item in bundle.in_order],
    }
    return json.dumps(_printable(facts), ensure_ascii=False, indent=1).encode()


def _item(item: Item, file: str | None) -> dict:
    facts = {
        "kenmerk": item.id.hex[-RANDOM:],
        "soort": said(item.kind),
        "datum": item.on.isoformat(),
        "door": said(item.by),
        "bron": said(item.source),
        "velden": [_field(one) for one in item.fields],
    }
    more = {"eigen_verhaal": item.statement, "bestand": file, "veranderd": item.change}
    return facts | {name: value for name, value in more.items() if value}


def _field(field: Field) -> dict:
    return {"naam": said(field.label), "delen": [_passage(one) for one in field.merged]}


def _passage(passage: Passage) -> dict:
    return {"weggelaten": passage.ground} if passage.ground else {"tekst": passage.text}


def _printable(value):
    """Without what no file should carry, as paper does."""
    if isinstance(value, dict):
        return {name: _printable(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_printable(one) for one in value]
    return paper.printable(value)
