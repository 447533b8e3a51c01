"""What the papers of this room say alike: days, gaps, blocks of text in any language, drawn signatures."""

import io
import re
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from sealing import paper

LARGEST_DRAWING = (2400, 1200)
LARGEST_SIDE = 5_000
VIEW_BOX = re.compile(rb'\bviewBox="([0-9. -]{1,80})"')
# Lines and curves by number, and nothing that a drawing could point elsewhere with.
STROKE = re.compile(rb'\bd="([MmLlHhVvCcSsQqTtAaZz0-9eE.,\s+-]+)"')


class DrawingRefused(Exception):
    """A drawn signature that is no picture we can put on paper."""


@dataclass(frozen=True)
class Words:
    """A text in a language: its name for a person ("Arabisch") and its code ("ar")."""

    text: str
    language: str = "Nederlands"
    code: str = "nl"


def neutral(municipality: str, codename: str, on: date) -> dict:
    """The facts of the file itself: who sees it lie learns whose it is, and nothing of what is in it."""
    return {
        "sender": _("Gemeente %(name)s") % {"name": said(municipality)},
        "document": _("Dossier %(codename)s") % {"codename": said(codename)},
        "date": [on.year, on.month, on.day],
    }


def said(text) -> str:
    """One line of it; what was not given is said to be missing."""
    line = " ".join(paper.printable(str(text)).split()) if text else ""
    return line or _("niet vastgelegd")


def day(on: date | None) -> str:
    return date_format(on, "j F Y") if on else said(None)


def moment(at: datetime | None) -> str:
    """In Dutch time, by the minute."""
    return date_format(localtime(at), "j F Y, H:i") if at else said(None)


def listed(things) -> list[str]:
    return [said(one) for one in things] or [said(None)]


def block(words: Words | None) -> dict:
    """A text of any length, to be read in its own direction and language."""
    if words is None or not words.text:
        return {"paragraphs": [[said(None)]], "code": "nl", "direction": "ltr"}
    shape = {"code": words.code if re.fullmatch("[a-z]{2,3}", words.code or "") else "nl"}
    return shape | {"paragraphs": paper.paragraphs(words.text), "direction": paper.direction(words.text)}


def fingerprint(text: str | None) -> str:
    """SHA-256 of the text as it is kept, in UTF-8."""
    return sha256((text or "").encode("utf-8", "surrogatepass")).hexdigest()


def drawing(content: bytes | None) -> dict | None:
    """A signature drawn on a screen, PNG or SVG, made anew of its strokes or dots alone. Raises DrawingRefused."""
    if not content:
        return None
    if b"<svg" in content[:1000].lower():
        return {"format": "svg", "bytes": list(_strokes(content))}
    return {"format": "png", "bytes": list(_dots(content))}


def _strokes(content) -> bytes:
    box, strokes = VIEW_BOX.search(content), STROKE.findall(content)
    if not box or not strokes:
        raise DrawingRefused
    lines = b"".join(b'<path d="%s"/>' % stroke for stroke in strokes)
    style = b'fill="none" stroke="black" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
    return b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="%s"><g %s>%s</g></svg>' % (box.group(1), style, lines)


def _dots(content) -> bytes:
    """Grey on white: without transparency, and without what a maker wrote in the file."""
    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as picture:
            if max(picture.size) > LARGEST_SIDE:
                raise DrawingRefused
            ink = picture.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        raise DrawingRefused from None
    sheet = Image.new("RGBA", ink.size, "white")
    sheet.alpha_composite(ink)
    sheet = sheet.convert("L")
    sheet.thumbnail(LARGEST_DRAWING)
    out = io.BytesIO()
    sheet.save(out, "PNG")
    return out.getvalue()
