"""§ 4.2 Casusregiedossier, AVG art. 12, UAVG art. 34: the decision on what a resident asked, with the reasons, who
decided under which mandate, and what one can do when one does not agree. Plain facts in, a PDF out.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from consent.papers.common import day, said
from inzage import deadlines
from inzage.choices import IS_YES, Outcome, RequestKind
from sealing import paper

LAYOUT = Path(__file__).resolve().parent / "letter.typ"
SAYS = {
    Outcome.GRANTED: _lazy("Ons antwoord is: ja."),
    Outcome.PARTLY: _lazy("Ons antwoord is: ja, voor een deel."),
    Outcome.REFUSED: _lazy("Ons antwoord is: nee."),
    Outcome.REFERRED: _lazy("Wij gaan hier niet over. Hieronder leest u wie er wel over gaat."),
    Outcome.NOTHING: _lazy("Wij hebben niets gevonden dat bij uw verzoek hoort."),
}
NEXT = {
    RequestKind.INSIGHT: _lazy("Bij deze brief zit wat wij over u hebben, op papier en als bestand."),
    RequestKind.COPY: _lazy("Bij deze brief zit wat wij over u hebben, op papier en als bestand."),
    RequestKind.CORRECTION: _lazy(
        "Wij verbeteren dit zonder uitstel. Wie deze gegevens eerder van ons kreeg, hoort wat er is veranderd."
    ),
    RequestKind.STATEMENT: _lazy("Uw eigen verhaal komt erbij te staan. Het gaat mee als wij hierover iets delen."),
    RequestKind.RESTRICTION: _lazy("Wij gebruiken deze gegevens nu niet. Wij vertellen het u vóór dat verandert."),
    RequestKind.OBJECTION: _lazy("Wij gebruiken deze gegevens hiervoor niet meer."),
}


@dataclass(frozen=True)
class Decision:
    """What the letter is made of. `decree`: the decision of the municipality by which somebody decided for it."""

    number: str
    name: str
    kind: str
    asked_on: date
    wish: str
    outcome: str
    reasons: str
    decree: str
    decided_on: date
    made_on: date
    referred: bool = False


def as_pdf(decision: Decision, municipality: str) -> bytes:
    """PDF/UA-1 and PDF/A-2a, not sealed yet. Whoever sees the file lie learns the number of the request alone."""
    return paper.typeset(LAYOUT, content(decision, municipality), spell=True)


def content(decision: Decision, municipality: str) -> dict:
    """What is in the letter; also to read on a screen. It carries no address: where it goes may change."""
    on = decision.made_on
    return {
        "sender": _("Gemeente %(name)s") % {"name": said(municipality)},
        "document": _("Verzoek %(number)s") % {"number": said(decision.number)},
        "date": [on.year, on.month, on.day],
        "day": day(on),
        "title": _("Ons besluit over uw verzoek"),
        "greeting": _("Beste %(name)s,") % {"name": said(decision.name)},
        "opening": _opening(decision),
        "facts": _facts(decision),
        "sections": [*_why(decision), *_referred(decision), *_remedies(decision)],
        "closing": _("Namens het college van burgemeester en wethouders, %(decree)s.")
        % {"decree": said(decision.decree)},
    }


def _opening(decision: Decision) -> list[str]:
    lines = [str(SAYS[decision.outcome])]
    if decision.outcome in IS_YES and decision.kind in NEXT:
        lines.append(str(NEXT[decision.kind]))
    return lines


def _facts(decision: Decision) -> list[dict]:
    pairs = (
        (_("Nummer van uw verzoek"), decision.number),
        (_("U vroeg dit op"), day(decision.asked_on)),
        (_("Wat u vroeg"), RequestKind(decision.kind).label),
        (_("In uw eigen woorden"), decision.wish),
        (_("Wij besloten op"), day(decision.decided_on)),
    )
    return [{"name": str(name), "values": [said(value)]} for name, value in pairs if value]


def _why(decision: Decision) -> list[dict]:
    return [section(_("Waarom wij dit besluiten"), words=decision.reasons)] if decision.reasons else []


def _referred(decision: Decision) -> list[dict]:
    if not decision.referred:
        return []
    line = _(
        "Er is ook een dossier van wie u behandelt. Daarover beslist uw behandelaar zelf, niet de gemeente. Vraag het "
        "daar."
    )
    return [section(_("Het dossier van uw behandelaar"), [line])]


def _remedies(decision: Decision) -> list[dict]:
    last = decision.decided_on + deadlines.OBJECT_WITHIN
    lines = [
        _("Bent u het er niet mee eens? Bel ons. Wij leggen het uit, en misschien lossen wij het samen op."),
        _(
            "U kunt ook bezwaar maken. Stuur dan een brief aan het college van burgemeester en wethouders. Doe dat "
            "uiterlijk op %(day)s. Zet erin: uw naam en adres, de datum, het nummer van uw verzoek, waarom u het er "
            "niet mee eens bent, en uw handtekening. Bezwaar maken kost niets."
        )
        % {"day": day(last)},
        complaint(),
    ]
    return [section(_("Als u het er niet mee eens bent"), lines)]


def complaint() -> str:
    return _(
        "Over hoe wij met uw gegevens omgaan, kunt u een klacht sturen aan de gemeente of aan de Autoriteit "
        "Persoonsgegevens: autoriteitpersoonsgegevens.nl."
    )


def section(title, lines=(), words: str = "") -> dict:
    return {"title": str(title), "lines": [str(line) for line in lines], "words": paper.paragraphs(words)}
