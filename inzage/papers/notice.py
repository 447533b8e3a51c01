"""AVG art. 12: what somebody hears while their request runs: it came in, it takes longer, who are you? Plain facts in,
a PDF out.

On the outside stand a municipality, a name and where that person said that post is safe; the rest is in the envelope.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from consent.papers.common import day, said
from inzage import deadlines
from inzage.choices import LetterKind, RequestKind
from inzage.papers.letter import LAYOUT, complaint, section
from sealing import paper

COVER = Path(__file__).resolve().parent / "cover.typ"
TITLES = {
    LetterKind.RECEIPT: _lazy("Wij hebben uw verzoek ontvangen"),
    LetterKind.EXTENSION: _lazy("Uw antwoord duurt langer"),
    LetterKind.IDENTITY: _lazy("Wilt u laten zien wie u bent?"),
}


@dataclass(frozen=True)
class Notice:
    """`about`: whom it is about when that is another; `answer_by`: the day we promise; `reasons`: why it takes longer;
    `waited`: days the clock stood still; `waits`: until they showed who they are; `phone`: whom to call, if anybody;
    `to`: the lines of the address, none of what is not sent."""

    kind: str
    number: str
    name: str
    asked: str
    came_on: date
    wish: str
    answer_by: date
    made_on: date
    about: str = ""
    waited: int = 0
    waits: bool = False
    reasons: str = ""
    extended: bool = False
    phone: str = ""
    to: tuple[str, ...] = ()
    in_portal: bool = False


def file_name(on: date) -> str:
    """Whoever sees it lie learns that it is a letter."""
    return f"brief-{on:%Y-%m-%d}.pdf"


def as_pdf(notice: Notice, municipality: str) -> bytes:
    """PDF/UA-1 and PDF/A-2a, not sealed yet. Raises NotPrintable."""
    return paper.typeset(LAYOUT, content(notice, municipality), spell=True)


def address_sheet(to: tuple[str, ...], number: str, on: date, municipality: str) -> bytes:
    """Before a decision: that letter has no address, for it was made before anybody asked where it may go."""
    return paper.typeset(COVER, _file(number, on, municipality) | {"to": [said(line) for line in to]}, spell=True)


def content(notice: Notice, municipality: str) -> dict:
    """What is in the letter; also to read on a screen."""
    return _file(notice.number, notice.made_on, municipality) | {
        "to": [said(line) for line in notice.to],
        "day": day(notice.made_on),
        "title": str(TITLES[notice.kind]),
        "greeting": _("Beste %(name)s,") % {"name": said(notice.name)},
        "opening": _opening(notice, municipality),
        "facts": _facts(notice),
        "sections": [*_why(notice), *_identity(notice), *_answer(notice), *_remedies(notice)],
        "closing": _("Gemeente %(name)s") % {"name": said(municipality)},
    }


def _file(number: str, on: date, municipality: str) -> dict:
    return {
        "sender": _("Gemeente %(name)s") % {"name": said(municipality)},
        "document": _("Verzoek %(number)s") % {"number": said(number)},
        "date": [on.year, on.month, on.day],
    }


def _opening(notice: Notice, municipality: str) -> list[str]:
    came = _("Op %(day)s kreeg de gemeente %(name)s een verzoek van u.")
    came %= {"day": day(notice.came_on), "name": said(municipality)}
    if notice.kind == LetterKind.RECEIPT:
        return [came + " " + _("Wij gaan ermee aan het werk.")]
    if notice.kind == LetterKind.IDENTITY:
        why = _("Wij geven gegevens alleen aan wie ze mag hebben. Daarom vragen wij u om dat te laten zien.")
        return [came + " " + _("Wij weten nog niet zeker dat u het bent."), why]
    until = _("U krijgt ons antwoord uiterlijk op %(day)s. Nog een keer uitstellen mag niet.")
    return [came + " " + _("Wij hebben meer tijd nodig."), until % {"day": day(notice.answer_by)}]


def _facts(notice: Notice) -> list[dict]:
    pairs = (
        (_("Nummer van uw verzoek"), notice.number),
        (_("Binnengekomen op"), day(notice.came_on)),
        (_("Wat u vroeg"), RequestKind(notice.asked).label),
        (_("Over"), notice.about),
        (_("In uw eigen woorden"), notice.wish),
        (_("Antwoord uiterlijk op"), "" if notice.waits else day(notice.answer_by)),
    )
    return [{"name": str(name), "values": [said(value)]} for name, value in pairs if value]


def _why(notice: Notice) -> list[dict]:
    return [section(_("Waarom het langer duurt"), words=notice.reasons)] if notice.reasons else []


def _identity(notice: Notice) -> list[dict]:
    if not notice.waits:
        return []
    lines = [
        _("Kom naar het gemeentehuis. Neem een paspoort, identiteitskaart, rijbewijs of verblijfsdocument mee."),
        _("Stuur ons geen kopie. Wij kijken alleen, en bewaren er niets van."),
        _("Kunt u niet komen? Bel ons. Dan spreken wij iets anders af."),
        _("Tot dan staat de tijd voor ons antwoord stil. Daarna gaan wij verder, en hoort u de nieuwe dag."),
    ]
    if notice.about:
        lines.insert(1, _("Neem ook mee waaruit blijkt dat u dit voor een ander mag vragen."))
    return [section(_("Laat zien wie u bent"), lines)]


def _answer(notice: Notice) -> list[dict]:
    if notice.kind != LetterKind.RECEIPT:
        return []
    if notice.in_portal:
        how = _("U leest in het portaal hoe ver het is. Daar haalt u ook het antwoord op.")
    else:
        how = _(
            "Hoe u het antwoord krijgt, spreken wij met u af. U haalt het op, u leest het samen met ons, of u krijgt "
            "het aangetekend met de post."
        )
    lines = [how, *_later(notice), _("Een verzoek kost u niets. U mag het altijd intrekken.")]
    return [section(_("Uw antwoord"), lines)]


def _later(notice: Notice) -> list[str]:
    last = deadlines.longest(notice.asked, notice.came_on, waited=notice.waited)
    if last is None or notice.extended or notice.waits:
        return []
    return [
        _(
            "Is het veel werk? Dan mogen wij het één keer uitstellen, tot uiterlijk %(last)s. U hoort dat vóór "
            "%(day)s, met de reden."
        )
        % {"last": day(last), "day": day(notice.answer_by)}
    ]


def _remedies(notice: Notice) -> list[dict]:
    call = _("Bel %(phone)s.") % {"phone": said(notice.phone)} if notice.phone else _("Bel de gemeente.")
    lines = [
        call + " " + _("Noem het nummer van uw verzoek. U hoeft niet te zeggen waar het over gaat."),
        complaint() + " " + _("U kunt ook naar de rechter."),
    ]
    return [section(_("Vragen, of gaat er iets niet goed?"), lines)]
