"""§ 4 Betrokkenheid cliënt: letters in plain language, from the municipality's own texts to a PDF everybody can read.

A letter goes by post or is handed over, as the profile of whom it is for allows (cases.actions.address_for); only one
that is posted carries an address.
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.choices import Channel
from cases.errors import LetterRefused
from sealing import paper
from sealing.errors import NotPrintable

# How the paper gets to somebody.
CHANNELS = (Channel.IN_PERSON, Channel.POST)
LAYOUT = Path(__file__).resolve().parent / "letter.typ"
PLACEHOLDER = re.compile(r"\{(\w*)\}")
PLACEHOLDERS = ("naam", "datum", "medewerker", "telefoon", "gemeente")


@dataclass(frozen=True)
class Letter:
    """`title` stands above the letter; the file itself is called by its sender alone. `address`: lines, when posted."""

    to: str
    title: str
    text: str
    on: date
    address: tuple[str, ...] = ()


def unknown_placeholders(text: str) -> list[str]:
    """What stands between braces and is none of ours: "{adres}"."""
    return [match.group(0) for match in PLACEHOLDER.finditer(text) if match.group(1) not in PLACEHOLDERS]


def filled_in(text: str, *, to: str, by, on: date) -> str:
    """The text with its placeholders filled in; one for which we know nothing becomes a gap between square brackets."""
    known = {
        "naam": to,
        "datum": date_format(on, "j F Y"),
        "medewerker": by.name,
        "telefoon": by.phone or missing_phone(),
        "gemeente": settings.MUNICIPALITY_NAME,
    }
    return PLACEHOLDER.sub(lambda match: known.get(match.group(1), match.group(0)), text)


def missing_phone() -> str:
    return _("[uw telefoonnummer]")


def sender() -> str:
    """Neutral: who sees the letter lie learns which municipality wrote, and not which part of it."""
    return _("Gemeente %(name)s") % {"name": settings.MUNICIPALITY_NAME}


def file_name(on: date) -> str:
    return f"brief-{on:%Y-%m-%d}.pdf"


def as_pdf(letter: Letter) -> bytes:
    """A tagged PDF (PDF/UA-1, PDF/A-2a). Raises LetterRefused for characters that no letter of ours can print.

    The text goes in as data, never as markup; the fonts are those that come with the program.
    """
    data = {
        "sender": sender(),
        "to": [letter.to, *letter.address],
        "day": date_format(letter.on, "j F Y"),
        "date": [letter.on.year, letter.on.month, letter.on.day],
        "title": letter.title,
        "paragraphs": paper.paragraphs(letter.text),
        "document": _("Brief van de gemeente %(name)s") % {"name": settings.MUNICIPALITY_NAME},
    }
    try:
        return paper.typeset(LAYOUT, data)
    except NotPrintable as problem:
        raise refusal(problem.characters) from None


def refusal(characters: str) -> LetterRefused:
    """Says which characters, and nothing else of the letter."""
    if not characters:
        return LetterRefused(_("Van deze tekst kunnen wij geen brief maken. Haal bijzondere tekens weg."))
    return LetterRefused(
        _("Deze tekens kunnen niet in een brief: %(characters)s. Haal ze weg.") % {"characters": characters}
    )
