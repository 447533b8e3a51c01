"""§ 3.1 Toestemmingsverklaring: the paper that proves a consent: for whom, by whom, to whom, which data, what for, how
long, and the very text that was shown and how it was understood. Plain facts in, a PDF out; sealing it is another step.
"""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from consent.papers.common import Words, block, day, drawing, fingerprint, listed, moment, neutral, said
from sealing import paper

LAYOUT = Path(__file__).resolve().parent / "evidence.typ"
PAPER, SCREEN, PORTAL = "papier", "scherm", "portaal"
METHODS = {
    PAPER: _lazy("op papier, met een scan in het dossier"),
    SCREEN: _lazy("op het scherm, met de medewerker erbij"),
    PORTAL: _lazy("in het portaal voor inwoners"),
}
WITHDRAWAL = _lazy(
    "De toestemming kan altijd worden ingetrokken, ook door één van de mensen die tekenden. Dat kan mondeling bij een "
    "medewerker, op papier, of in het portaal. Vanaf dat moment delen wij niets meer. Wat al is gedeeld, blijft "
    "vastgelegd."
)


@dataclass(frozen=True)
class Signer:
    """`method`: a code of METHODS; `drawn`: the signature as PNG or SVG."""

    name: str
    capacity: str
    method: str
    at: datetime
    drawn: bytes | None = None


@dataclass(frozen=True)
class Understanding:
    """How it was explained (`language`), what the resident made of it in their own words, and who was there."""

    language: str
    own_words: Words
    present: tuple[str, ...] = ()
    explanation: str = ""


@dataclass(frozen=True)
class Consent:
    """`shown` is the text exactly as it was shown, `version` which one; `to` and `by` are names with what they are."""

    municipality: str
    codename: str
    concerns: str
    by: tuple[str, ...]
    receivers: tuple[str, ...]
    sources: tuple[str, ...]
    data: tuple[str, ...]
    purpose: str
    begins: date
    ends: date
    shown: Words
    version: str
    understanding: Understanding | None
    signers: tuple[Signer, ...]
    on: date
    withdrawal: str = ""


def as_pdf(consent: Consent) -> bytes:
    """PDF/UA-1 and PDF/A-2a, not sealed yet. A character that no font has stands there as its number.

    Raises DrawingRefused for a drawn signature that is no picture.
    """
    facts = neutral(consent.municipality, consent.codename, consent.on)
    facts |= {"title": _("Bewijs van toestemming"), "sections": _sections(consent), "drawn_on": day(consent.on)}
    facts |= _shown(consent) | _understood(consent.understanding) | _signed(consent)
    return paper.typeset(LAYOUT, facts, spell=True)


def _sections(consent) -> list[dict]:
    return [
        _section(_("Wie"), (_("Over wie het gaat"), said(consent.concerns)), (_("Wie geeft toestemming"), consent.by)),
        _section(
            _("Waarvoor"),
            (_("Aan wie wij gegevens geven"), consent.receivers or [_("aan niemand")]),
            (_("Van wie wij gegevens vragen"), consent.sources or [_("van niemand")]),
            (_("Welke gegevens"), consent.data),
            (_("Met welk doel"), consent.purpose),
            (_("Hoe lang"), _term(consent)),
        ),
    ]


def _term(consent) -> str:
    return _("van %(begins)s tot en met %(ends)s") % {"begins": day(consent.begins), "ends": day(consent.ends)}


def _section(title, *pairs) -> dict:
    return {"title": title, "facts": [_fact(name, value) for name, value in pairs]}


def _fact(name, value) -> dict:
    return {"name": name, "values": listed(value) if isinstance(value, (tuple, list)) else [said(value)]}


def _shown(consent) -> dict:
    return {
        "shown": {
            "title": _("De tekst die is getoond"),
            "facts": [
                _fact(_("Taal"), consent.shown.language),
                _fact(_("Versie van de tekst"), consent.version),
            ],
            "text": block(consent.shown),
            "fingerprint_name": _("Vingerafdruk van deze tekst (SHA-256)"),
            "fingerprint": fingerprint(consent.shown.text),
        }
    }


def _understood(understanding) -> dict:
    if understanding is None:
        facts, words = [_fact(_("Uitleg"), None)], None
    else:
        words = understanding.own_words
        facts = [
            _fact(_("In welke taal is het uitgelegd"), understanding.language),
            _fact(_("Wie waren erbij"), understanding.present),
            _fact(_("Hoe is het uitgelegd"), understanding.explanation),
        ]
    title = _("Uitleg en terugvertellen")
    return {
        "understood": {
            "title": title,
            "facts": facts,
            "own_words": _("In eigen woorden van de inwoner"),
            "text": block(words),
        }
    }


def _signed(consent) -> dict:
    return {
        "signed": {
            "title": _("Wie heeft getekend"),
            "nobody": _("Nog niemand heeft getekend: deze toestemming geldt niet."),
            "signers": [as_signed(one) for one in consent.signers],
        },
        "withdrawal": {"title": _("Intrekken"), "text": said(consent.withdrawal or str(WITHDRAWAL))},
    }


def as_signed(signer: Signer) -> dict:
    """Who signed, how and when, with the drawing if there is one. Raises DrawingRefused."""
    return {
        "name": said(signer.name),
        "facts": [
            _fact(_("In de rol van"), signer.capacity),
            _fact(_("Hoe"), METHODS.get(signer.method, signer.method)),
            _fact(_("Wanneer"), moment(signer.at)),
        ],
        "drawing": drawing(signer.drawn),
        "alt": _("Handtekening van %(name)s") % {"name": said(signer.name)},
    }
