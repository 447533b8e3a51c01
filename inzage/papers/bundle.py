"""§ 4.2 Casusregiedossier: what who asked gets, on paper: it says whose data it is and how to read it, and tells kindly
where something is left out, why, and what one can do about that. Plain facts in, a PDF out.

What is left out is not covered: it never came here. docs/adr/0108-releasing.md
"""

from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from consent.papers.common import Words, block, day, said
from inzage.bundle import Bundle, Field, Item, Passage
from inzage.choices import ShieldGround
from sealing import paper

LAYOUT = Path(__file__).resolve().parent / "bundle.typ"
# Up to so many items the contents name each; beyond it the months, or they would be a book of their own.
MOST_NAMED = 40
EXPLAINED = {
    ShieldGround.RESIDENT: _lazy("Het kan slecht zijn voor degene over wie het gaat om dit nu te lezen."),
    ShieldGround.OTHERS: _lazy("Het gaat ook over iemand anders. Die heeft ook recht op privacy of op veiligheid."),
    ShieldGround.TREATMENT: _lazy("De hulp kan er ernstig door worden gestoord."),
}


def as_pdf(bundle: Bundle, municipality: str) -> bytes:
    """PDF/UA-1 and PDF/A-2a, not sealed. Whoever sees the file lie learns the number of the request alone."""
    on, items = bundle.made_on, bundle.in_order
    facts = {
        "sender": _("Gemeente %(name)s") % {"name": said(municipality)},
        "document": _("Verzoek %(number)s") % {"number": said(bundle.number)},
        "date": [on.year, on.month, on.day],
        "title": _("Uw inzage"),
        "facts": _about(bundle),
        "opening": _(
            "Op de volgende bladzijde leest u hoe dit document werkt, en wat u kunt doen als u het er niet mee eens "
            "bent."
        ),
        "guidance": [*_reading(items), *_gaps(items), *_remedies()],
        "contents": _("Inhoud"),
        "named": len(items) <= MOST_NAMED,
        "nothing": _("Wij hebben niets gevonden dat bij uw verzoek hoort."),
        "months": _months(items, {pk: name for pk, (name, _file) in bundle.files.items()}),
    }
    return paper.typeset(LAYOUT, facts, spell=True)


def gap(ground: str) -> str:
    reason = ShieldGround(ground).label.lower()
    return _("[Hier staat iets dat wij niet laten zien. Reden: %(reason)s.]") % {"reason": reason}


# --- the pages before the items ---


def _about(bundle) -> list[dict]:
    return [
        _fact(_("Over wie dit gaat"), bundle.about),
        _fact(_("Wat er is gevraagd"), bundle.asked),
        _fact(_("Nummer van het verzoek"), bundle.number),
        _fact(_("Gemaakt op"), day(bundle.made_on)),
    ]


def _fact(name, value) -> dict:
    return {"name": name, "values": [said(value)]}


def _reading(items) -> list[dict]:
    lines = [
        _("In dit document staat wat wij hebben opgeschreven of gekregen. Het oudste staat voorop."),
        _("Bij elk stuk leest u wie het schreef en waar het vandaan komt."),
    ]
    if any(item.statement for item in items):
        lines.append(_("Staat er een eigen verhaal bij een stuk? Dan leest u dat er meteen onder."))
    if any(item.file for item in items):
        lines.append(_("Hoort er een bestand bij? Dan staat de naam erbij. U vindt het naast dit document."))
    if any(item.change for item in items):
        lines.append(_("Is iets anders dan in ons vorige antwoord? Dan staat dat erboven."))
    lines.append(_("Begrijpt u iets niet? Bel of mail ons. Wij lezen het graag samen met u."))
    return [_section(_("Zo leest u dit document"), lines)]


def _gaps(items) -> list[dict]:
    """Only the grounds that are used, and nothing where nothing is left out."""
    used = {one.ground for item in items for each in item.fields for one in each.passages if one.ground}
    if not used:
        return []
    intro = _(
        "Op sommige plekken laten wij iets niet zien. Op die plek staat een zin tussen haken, met de reden. Wij hebben "
        "bij elke plek apart bekeken of het nodig is. De redenen zijn:"
    )
    grounds = [
        {"name": str(ground.label), "values": [str(EXPLAINED[ground])]} for ground in ShieldGround if ground in used
    ]
    return [_section(_("Wij laten niet alles zien"), [intro], grounds)]


def _remedies() -> list[dict]:
    objection = _(
        "U kunt bezwaar maken. Doe dat binnen 6 weken na de datum van onze brief met het besluit. Schrijf op waarom u "
        "het er niet mee eens bent, en zet het nummer van uw verzoek erbij. In de brief staat waar u het heen stuurt."
    )
    complaint = _(
        "U kunt ook een klacht indienen bij de Autoriteit Persoonsgegevens. Die let erop dat iedereen goed met "
        "persoonsgegevens omgaat. Kijk op autoriteitpersoonsgegevens.nl."
    )
    mistake = _("Staat er iets in dat niet klopt? Vraag ons om het te verbeteren, of zet uw eigen verhaal erbij.")
    return [_section(_("Bent u het er niet mee eens?"), [objection, complaint, mistake])]


def _section(title, lines, facts=()) -> dict:
    return {"title": title, "lines": lines, "facts": list(facts)}


# --- the items ---


def _months(items, names) -> list[dict]:
    numbered = enumerate(items, 1)
    months = groupby(numbered, key=lambda pair: (pair[1].on.year, pair[1].on.month))
    return [_month([_item(number, item, names) for number, item in pairs]) for _key, pairs in months]


def _month(items) -> dict:
    return {"title": items[0].pop("month"), "items": items}


def _item(number: int, item: Item, names) -> dict:
    file = _("Hier hoort een bestand bij: %(name)s") % {"name": names[item.id]} if item.id in names else ""
    return {
        "month": date_format(item.on, "F Y").capitalize(),
        "title": f"{number}. {said(item.kind)}, {day(item.on)}",
        "facts": [_fact(_("Geschreven door"), item.by), _fact(_("Bron"), item.source)],
        "change": {"title": _("Anders dan in ons vorige antwoord:"), "text": said(item.change)}
        if item.change
        else None,
        "fields": [_field(one) for one in item.fields],
        "file": file,
        "statement_title": _("Eigen verhaal bij dit stuk"),
        "statement": block(Words(item.statement)) if item.statement else None,
    }


def _field(one: Field) -> dict:
    shown = "".join(passage.text for passage in one.passages)
    return {"label": said(one.label), "direction": paper.direction(shown), "blocks": _blocks(one.merged)}


@dataclass
class _Block:
    """A paragraph: lines of runs; a run is words, or a gap."""

    lines: list[list[dict]] = field(default_factory=lambda: [[]])

    def say(self, text: str, *, is_gap: bool = False) -> None:
        if text:
            self.lines[-1].append({"text": text, "gap": is_gap})

    @property
    def says_something(self) -> bool:
        return any(run["text"].strip() for line in self.lines for run in line)


def _blocks(passages: list[Passage]) -> list[list[list[dict]]]:
    """The paragraphs of a text, with its gaps in them."""
    blocks = [_Block()]
    for passage in passages:
        if passage.ground:
            blocks[-1].say(gap(passage.ground), is_gap=True)
        else:
            _flow(blocks, paper.printable(passage.text).replace("\r\n", "\n"))
    return [one.lines for one in blocks if one.says_something]


def _flow(blocks: list[_Block], text: str) -> None:
    """Line ends as they are; a blank line begins a paragraph. What is read from right to left has its own paragraphs,
    so that it is read aloud in its order.
    """
    apart = bool(paper.FROM_THE_RIGHT.search(text))
    if apart:
        blocks.append(_Block())
    for number, line in enumerate(text.split("\n")):
        if number and not line.strip():
            blocks.append(_Block())
        elif number and blocks[-1].says_something:
            blocks[-1].lines.append([])
        blocks[-1].say(line)
    if apart:
        blocks.append(_Block())
