"""§ 4.1 Casusregie: a plan on paper: what it says about one person, or the proof of what everybody signed."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from consent.papers.common import Words, block, day, fingerprint, neutral
from consent.papers.evidence import Signer, as_signed
from sealing import paper

LAYOUT = Path(__file__).resolve().parent / "plan.typ"


@dataclass(frozen=True)
class Part:
    """The words about one person, and who signed them."""

    name: str
    words: str
    signers: tuple[Signer, ...] = ()


@dataclass(frozen=True)
class Plan:
    """`status`: how the version stands, in words. `proves`: everybody signed; else it is a copy to read, or `to_sign`
    on paper.
    """

    municipality: str
    codename: str
    version: int
    status: str
    parts: tuple[Part, ...]
    on: date
    proves: bool = False
    to_sign: bool = False


def as_pdf(plan: Plan) -> bytes:
    """PDF/UA-1 and PDF/A-2a, not sealed yet. Raises DrawingRefused for a drawn signature that is no picture."""
    facts = neutral(plan.municipality, plan.codename, plan.on) | {
        "title": _("Bewijs van een getekend plan") if plan.proves else _("Ondersteuningsplan"),
        "about": _("Versie %(number)s: %(status)s") % {"number": plan.version, "status": plan.status},
        "drawn_on": day(plan.on),
        "fingerprint_name": _("Vingerafdruk van deze tekst (SHA-256)"),
        "signed": _("Wie heeft getekend"),
        "line": _("Handtekening en datum:") if plan.to_sign and not plan.proves else "",
        "parts": [_part(one) for one in plan.parts],
    }
    return paper.typeset(LAYOUT, facts, spell=True)


def _part(part: Part) -> dict:
    return {
        "name": part.name,
        "text": block(Words(part.words)),
        "fingerprint": fingerprint(part.words),
        "signers": [as_signed(one) for one in part.signers],
    }
