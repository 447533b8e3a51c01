"""Words as they are compared: however they were typed, broken off or laid out, the same words look the same.

All of it is done by what is written in C, for a parcel is millions of letters. docs/adr/0108-releasing.md
"""

import re
import unicodedata

from casework.folding import TAG, spelled_out

# As paper.py writes a character that no font of ours has.
NUMBERED = re.compile(r"\[U\+([0-9A-F]{4,6})\]")
UNSEEN = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
MARKS = re.compile(r"[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]")
BROKEN_OFF = re.compile(r"(?<=\w)[-‐‑]\s*\n\s*(?=\w)")
APART = re.compile(r"[\W_]+")
WRITTEN_OUT = re.compile(r"&#?\w+;|%[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|</?[A-Za-z]")
RAW_LETTERS = bytes(range(256)).lower()
NO_LETTERS = bytes(code for code in range(256) if not (chr(code).isalnum() and code < 0x80))


def versions(text: str) -> list[str]:
    """As it stands, and where letters or tags are written out also as who reads it sees it."""
    text = NUMBERED.sub(_character, text)
    return [text, TAG.sub("", spelled_out(text))] if WRITTEN_OUT.search(text) else [text]


def _character(match: re.Match) -> str:
    return chr(min(int(match[1], 16), 0x10FFFF))


def spaced(text: str) -> str:
    """Words with one space between them, capitals kept; a word that was broken off at the end of a line is one."""
    plain = UNSEEN.sub("", text) if not text.isascii() else text
    plain = unicodedata.normalize("NFKD", BROKEN_OFF.sub("", plain))
    return APART.sub(" ", plain if plain.isascii() else MARKS.sub("", plain)).strip()


def squeezed(spaced_words: str) -> str:
    """Of what `spaced` gave: letters and digits alone, without capitals."""
    return spaced_words.replace(" ", "").casefold()


def raw_letters(content: bytes) -> bytes:
    """The plain letters and digits among bytes: the same in whichever of the common encodings they are."""
    return content.translate(RAW_LETTERS, NO_LETTERS)
