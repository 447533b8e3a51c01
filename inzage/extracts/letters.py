"""What the codes of a font in a PDF stand for. docs/adr/0108-releasing.md says which fonts cannot be read."""

import re
import unicodedata
from collections.abc import Iterator

import pikepdf

HEX = r"<([0-9A-Fa-f\s]*)>"
SECTION = re.compile(r"begin(bfchar|bfrange|codespacerange)(.*?)end\1", re.DOTALL)
TOKEN = re.compile(rf"{HEX}|\[((?:\s*{HEX})*\s*)\]")
UNKNOWN = "\ufffd"
CODECS = {"/MacRomanEncoding": "mac_roman", "/WinAnsiEncoding": "cp1252"}
BY_NUMBER = re.compile(r"uni([0-9A-Fa-f]{4})|u([0-9A-Fa-f]{4,6})")
ACCENTED = re.compile(
    r"([A-Za-z])(acute|grave|circumflex|dieresis|tilde|caron|ring|cedilla|macron|breve|ogonek|dotaccent|hungarumlaut)"
)
ACCENTS = {
    "circumflex": "CIRCUMFLEX ACCENT",
    "ring": "RING ABOVE",
    "dotaccent": "DOT ABOVE",
    "hungarumlaut": "DOUBLE ACUTE ACCENT",
    **{name: f"{name.upper()} ACCENT" for name in ("acute", "grave")},
    **{name: name.upper() for name in ("dieresis", "tilde", "caron", "cedilla", "macron", "breve", "ogonek")},
}
SPECIAL = {
    **dict(zip("germandbls dotlessi oslash Oslash lslash Lslash ae AE oe OE".split(), "ßıøØłŁæÆœŒ", strict=True)),
    **dict(zip("at period underscore plus hyphen".split(), "@._+-", strict=True)),
    **{name: name for name in "fi fl ff ffi ffl ij IJ".split()},
}
DIGITS = {name: str(at) for at, name in enumerate("zero one two three four five six seven eight nine".split())}


class Letters:
    """Of one font: `read` gives the words of a shown string; what it does not know is UNKNOWN."""

    def __init__(self, font: pikepdf.Dictionary):
        self.wide = font.get("/Subtype") == "/Type0"
        self.known: dict[int, str] = {} if self.wide else _simple(font)
        self.sizes = [2] if self.wide else [1]
        if isinstance(font.get("/ToUnicode"), pikepdf.Stream):
            self._learn(font.ToUnicode.read_bytes().decode("latin-1"))

    def read(self, shown: bytes) -> str:
        if self.sizes == [1]:
            return "".join(self.known.get(code, UNKNOWN) for code in shown)
        if self.sizes == [2]:
            pairs = zip(shown[::2], shown[1::2], strict=False)
            return "".join(self.known.get(high << 8 | low, UNKNOWN) for high, low in pairs)
        return "".join(self._mixed(shown))

    def _mixed(self, shown: bytes) -> Iterator[str]:
        """Codes of more than one size: the shortest that means something."""
        place = 0
        while place < len(shown):
            sizes = (one for one in self.sizes if int.from_bytes(shown[place : place + one]) in self.known)
            size = next(sizes, self.sizes[0])
            yield self.known.get(int.from_bytes(shown[place : place + size]), UNKNOWN)
            place += size

    def _learn(self, table: str) -> None:
        for kind, body in SECTION.findall(table):
            tokens = list(TOKEN.finditer(body))
            if kind == "codespacerange":
                self.sizes = sorted({len(re.sub(r"\s", "", one[1])) // 2 for one in tokens if one[1]}) or self.sizes
            elif kind == "bfchar":
                for code, text in zip(tokens[::2], tokens[1::2], strict=False):
                    self.known[int(code[1], 16)] = _text(text[1])
            else:
                for first, last, text in zip(tokens[::3], tokens[1::3], tokens[2::3], strict=False):
                    self.known |= _range(int(first[1], 16), int(last[1], 16), text)


def _range(first: int, last: int, text: re.Match) -> dict[int, str]:
    codes = range(first, min(last, first + 0xFFFF) + 1)
    if text[1] is None:
        return dict(zip(codes, map(_text, re.findall(HEX, text[2])), strict=False))
    start = _text(text[1]) or UNKNOWN
    return {code: start[:-1] + chr(min(ord(start[-1]) + at, 0x10FFFF)) for at, code in enumerate(codes)}


def _text(digits: str) -> str:
    return bytes.fromhex(re.sub(r"\s", "", digits)).decode("utf-16-be", "replace")


# --- fonts of one byte a letter ---


def _simple(font) -> dict[int, str]:
    encoding = font.get("/Encoding")
    differences = encoding.get("/Differences", ()) if isinstance(encoding, pikepdf.Dictionary) else ()
    base = encoding.get("/BaseEncoding") if isinstance(encoding, pikepdf.Dictionary) else encoding
    codec = CODECS.get(str(base), "cp1252")
    known = {} if base is None and _is_its_own(font) else _of(codec)
    return known | _changed(differences)


def _is_its_own(font) -> bool:
    """A font that comes along and numbers its letters in its own way; what they are is in no table."""
    about = font.get("/FontDescriptor", {})
    comes_along = any(name in about for name in ("/FontFile", "/FontFile2", "/FontFile3"))
    return font.get("/Subtype") == "/Type3" or (comes_along and bool(int(about.get("/Flags", 0)) & 4))


def _of(codec: str) -> dict[int, str]:
    return {code: bytes([code]).decode(codec, "replace") for code in range(0x20, 0x100)}


def _changed(differences) -> dict[int, str]:
    known, code = {}, 0
    for one in differences:
        if isinstance(one, pikepdf.Name):
            known[code] = named(str(one)[1:])
            code += 1
        else:
            code = int(one)
    return known


def named(glyph: str) -> str:
    """By the names that Adobe gave to letters; a sign that no word has in it is a space."""
    plain = glyph.split(".", maxsplit=1)[0]
    if len(plain) == 1:
        return plain
    if plain in SPECIAL or plain in DIGITS:
        return SPECIAL.get(plain) or DIGITS[plain]
    if number := BY_NUMBER.fullmatch(plain):
        return chr(min(int(number[1] or number[2], 16), 0x10FFFF))
    if accented := ACCENTED.fullmatch(plain):
        return unicodedata.normalize("NFC", accented[1] + unicodedata.lookup(f"COMBINING {ACCENTS[accented[2]]}"))
    return " " if plain.isalpha() else UNKNOWN
