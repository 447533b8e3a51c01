"""§ 3.3 Zorgvuldigheid: what leaves the house, on one paper: to whom, on which ground, each item with its source,
whether we saw it ourselves, and beside it what the resident says of it. Plain facts in, a PDF out; sealing is another
step.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from consent.papers.common import Words, block, day, fingerprint, neutral, said
from sealing import paper

LAYOUT = Path(__file__).resolve().parent / "disclosure.typ"
SECRECY = _lazy(
    "Deze gegevens zijn alleen voor u. Gebruik ze alleen voor het doel dat hierboven staat. Geef ze niet door aan "
    "anderen, tenzij de wet dat zegt of de inwoner het goed vindt."
)


@dataclass(frozen=True)
class Receiver:
    """`address`: of the organisation, where the paper goes there by post."""

    name: str
    function: str
    organisation: str
    address: str = ""


@dataclass(frozen=True)
class Item:
    """`statement`: what the resident says of it; `own_observation`: seen or heard by the worker, not told by others."""

    id: str
    title: str
    on: date | None
    source: str
    own_observation: bool
    text: str
    statement: Words | None = None


@dataclass(frozen=True)
class Disclosure:
    """`ground` is its name, `sentence` what the law or the consent says; `sender` a function, never a name."""

    id: str
    municipality: str
    codename: str
    receiver: Receiver
    ground: str
    sentence: str
    items: tuple[Item, ...]
    sender: str
    on: date
    secrecy: str = ""


def as_pdf(disclosure: Disclosure) -> bytes:
    """PDF/UA-1 and PDF/A-2a, not sealed yet: a cover that tells nothing, and the receiver's name across every page."""
    receiver = disclosure.receiver
    facts = neutral(disclosure.municipality, disclosure.codename, disclosure.on)
    facts |= {
        "confidential": _("Vertrouwelijk"),
        "only_for": _("Alleen voor %(receiver)s") % {"receiver": said(receiver.name)},
        "address": [said(receiver.organisation), said(receiver.address)] if receiver.address else [],
        "day": day(disclosure.on),
        "lost": _("Bent u niet de ontvanger? Lees niet verder en breng dit document terug naar de gemeente."),
        "watermark": [said(receiver.name), day(disclosure.on)],
        "title": _("Gegevens die wij verstrekken"),
        "facts": _about(disclosure),
        "secrecy": {"title": _("Geheimhouding"), "text": said(disclosure.secrecy or str(SECRECY))},
        "overview": _overview(disclosure.items),
        "items": [_item(number, one) for number, one in enumerate(disclosure.items, 1)],
    }
    return paper.typeset(LAYOUT, facts, spell=True)


def _about(disclosure) -> list[dict]:
    receiver = disclosure.receiver
    return [
        _fact(_("Ontvanger"), receiver.name),
        _fact(_("Functie"), receiver.function),
        _fact(_("Organisatie"), receiver.organisation),
        *([_fact(_("Postadres"), receiver.address)] if receiver.address else []),
        _fact(_("Grondslag"), disclosure.ground),
        _fact(_("Waarom het mag"), disclosure.sentence),
        _fact(_("Datum"), day(disclosure.on)),
        _fact(_("Afzender"), disclosure.sender),
        _fact(_("Kenmerk"), disclosure.id),
    ]


def _overview(items) -> dict:
    return {
        "title": _("Wat wij verstrekken"),
        "nothing": _("Er is niets verstrekt."),
        "header": [_("Nr."), _("Stuk"), _("Datum"), _("Bron")],
        "rows": [[str(number), said(one.title), day(one.on), said(one.source)] for number, one in enumerate(items, 1)],
    }


def _item(number, item) -> dict:
    observed = _("Ja, zelf gezien of gehoord") if item.own_observation else _("Nee, van een ander gehoord of gekregen")
    return {
        "title": f"{number}. {said(item.title)}",
        "facts": [
            _fact(_("Datum"), day(item.on)),
            _fact(_("Bron"), item.source),
            _fact(_("Eigen waarneming"), observed),
        ],
        "text": block(Words(item.text)),
        "statement_title": _("Wat de inwoner hierover zegt"),
        "statement": block(item.statement) if item.statement else None,
        "marks": [
            [_("Kenmerk van dit stuk"), said(item.id)],
            [_("Vingerafdruk van de tekst (SHA-256)"), fingerprint(item.text)],
        ],
    }


def _fact(name, value) -> dict:
    return {"name": name, "values": [said(value)]}
