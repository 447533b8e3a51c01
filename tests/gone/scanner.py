"""Looking for words, numbers, ids and sealed bytes in anything, in every spelling they may have got.

From two sides: each needle is spelled in every way somebody might write it, and each haystack is unpacked as far as
it goes (hex, base64, zlib, PDF, JSON and percent escapes). Needles hold no line end.
"""

import base64
import binascii
import io
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from html import escape
from urllib.parse import quote, quote_plus, unquote_to_bytes
from uuid import UUID

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from cases.search import folded

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "latin-1")
# Of a run of base64 in which the needle begins at the first, second or third byte: how many characters are not its own.
ALIGNMENTS = ((0, 0), (1, 2), (2, 3))
HEX = re.compile(rb"(?:[0-9a-fA-F]{2}){8,}")
BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{16,}={0,2}")
BACKSLASHES = re.compile(rb"\\{2,}")
JSON_ESCAPE = re.compile(rb"(?:\\u[0-9a-fA-F]{4})+")
PYTHON_ESCAPE = re.compile(rb"\\x([0-9a-fA-F]{2})")
PERCENT = re.compile(rb"%[0-9a-fA-F]{2}")
URL_SAFE = bytes.maketrans(b"-_", b"+/")
PDF = b"%PDF-"
COMPRESSED = (b"\x78", b"\x1f\x8b")
DEEPEST = 3
# Of every place all pieces of this length are known: of most spellings that is enough to say that they are not there.
WINDOW = 6


@dataclass(frozen=True)
class Place:
    """Something to look in. `kind`: what sort of place; `name`: which one."""

    kind: str
    name: str
    content: bytes = field(repr=False)

    def __str__(self):
        return f"{self.kind}: {self.name}" if self.name else self.kind


@dataclass(frozen=True)
class Needle:
    """Something to look for; a match of any pattern is a find. `name` is what a failing test may print."""

    name: str
    spellings: frozenset[bytes] = frozenset()
    pattern: re.Pattern | None = None

    def among(self, windows: set[bytes]) -> "Needle":
        """Without the spellings that cannot be there."""
        return replace(self, spellings=frozenset(one for one in self.spellings if one[:WINDOW] in windows))

    def is_in(self, view: bytes) -> bool:
        if self.pattern:
            return self.pattern.search(view) is not None
        return any(spelling in view for spelling in self.spellings)


def find(needles: Iterable[Needle], places: Iterable[Place]) -> dict[str, set[Place]]:
    """Name of each needle that was found → the places it was found in."""
    views = distinct_views(places)
    windows = {view[at : at + WINDOW] for view in views for at in range(len(view) - WINDOW + 1)}
    possible = [needle for needle in (one.among(windows) for one in needles) if needle.spellings or needle.pattern]
    found = {}
    for view, holders in views.items():
        for needle in possible:
            if needle.is_in(view):
                found.setdefault(needle.name, set()).update(holders)
    return found


# --- what to look for ------------------------------------------------------------------------------------------


def word(name: str, text: str) -> Needle:
    """A text in every spelling."""
    plain = {encoded for form in forms(text) for encoded in encodings(form)}
    written = {spelling for form in forms(text) for spelling in escaped(form)}
    packed = {spelling for one in plain for spelling in (*in_hex(one), *in_base64(one))}
    return Needle(name, frozenset(plain | written | packed))


def number(name: str, digits: str) -> Needle:
    """A short number: only where no other digit or hex digit stands next to it, or chance would find it."""
    alone = rb"(?<![0-9a-fA-F])" + digits.encode() + rb"(?![0-9a-fA-F])"
    wide = {digits.encode("utf-16-le"), digits.encode("utf-16-be")}
    packed = {spelling for one in (digits.encode(), *wide) for spelling in (*in_hex(one), *in_base64(one))}
    return Needle(name, pattern=re.compile(b"|".join([alone, *map(re.escape, sorted(wide | packed))])))


def name_apart(name: str, text: str) -> Needle:
    """A text of ordinary words: not as a part of longer ones."""
    return Needle(name, pattern=re.compile(rb"(?<!\w)" + re.escape(text.encode()) + rb"(?!\w)"))


def identity(name: str, one: UUID) -> Needle:
    """An id as text, hex, or the sixteen bytes themselves."""
    texts = {str(one).encode(), str(one).upper().encode()}
    return Needle(name, frozenset(texts | packings(one.bytes) | {text for each in texts for text in in_base64(each)}))


def sealed(name: str, ciphertext: bytes) -> Needle:
    return Needle(name, frozenset(packings(ciphertext)))


def packings(raw: bytes) -> set[bytes]:
    return {raw, *in_hex(raw), *in_base64(raw)}


def forms(text: str) -> set[str]:
    bare = folded(text)
    return {text, text.lower(), text.upper(), text.casefold(), text.swapcase(), bare, bare.upper(), bare.title()}


def encodings(text: str) -> Iterator[bytes]:
    for encoding in ENCODINGS:
        try:
            yield text.encode(encoding)
        except UnicodeEncodeError:
            continue


def escaped(text: str) -> Iterator[bytes]:
    """For an address, HTML, JSON, Python, and a dump, whose COPY doubles a backslash."""
    for each in (quote(text), quote(text, safe=""), quote_plus(text), escape(text), ascii(text)[1:-1]):
        yield each.encode()
    percent = quote(text)
    yield re.sub("%..", lambda found: found[0].lower(), percent).encode()
    json_text = "".join(letter if letter.isascii() else as_json(letter) for letter in text)
    yield from (json_text.encode(), json_text.replace("\\", "\\\\").encode(), text.replace("\\", "\\\\").encode())


def as_json(letter: str) -> str:
    units = letter.encode("utf-16-be")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def in_hex(raw: bytes) -> tuple[bytes, bytes]:
    return raw.hex().encode(), raw.hex().upper().encode()


def in_base64(raw: bytes) -> Iterator[bytes]:
    for before, foreign in ALIGNMENTS:
        whole = (before + len(raw)) * 8 // 6
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            yield encode(bytes(before) + raw)[foreign:whole]


# --- where to look ---------------------------------------------------------------------------------------------


def distinct_views(places: Iterable[Place]) -> dict[bytes, set[Place]]:
    """Every place and what it unpacks to → the places that hold it. Lines that many places share are kept once."""
    lines: dict[bytes, set[Place]] = {}
    whole: dict[bytes, set[Place]] = {}
    for place in places:
        if is_text(place.content):
            for line in place.content.split(b"\n"):
                lines.setdefault(line, set()).add(place)
        else:
            whole.setdefault(place.content, set()).add(place)
    # Lines of the same places are searched as one.
    together: dict[frozenset[Place], list[bytes]] = {}
    for line, holders in lines.items():
        together.setdefault(frozenset(holders), []).append(line)
    for holders, some in together.items():
        whole.setdefault(b"\n".join(some), set()).update(holders)
    views: dict[bytes, set[Place]] = {}
    for content, holders in whole.items():
        for view in unpacked(content):
            views.setdefault(view, set()).update(holders)
    return views


def is_text(content: bytes) -> bool:
    try:
        return "\0" not in content.decode() and not content.startswith(PDF)
    except UnicodeDecodeError:
        return False


def unpacked(content: bytes, depth: int = 0) -> Iterator[bytes]:
    """The content itself, then what is packed in it."""
    yield content
    if depth == DEEPEST:
        return
    for inner in (
        *from_hex(content),
        *from_base64(content),
        from_escapes(content),
        from_pdf(content),
        inflate(content),
    ):
        if inner:
            yield from unpacked(inner, depth + 1)


def from_hex(content: bytes) -> Iterator[bytes]:
    return together(bytes.fromhex(run.decode()) for run in HEX.findall(content))


def from_base64(content: bytes) -> Iterator[bytes]:
    return together(decoded(run) for run in BASE64.findall(content))


def decoded(run: bytes) -> bytes:
    text = run.rstrip(b"=").translate(URL_SAFE)
    try:
        return base64.b64decode(text + b"=" * (-len(text) % 4))
    except binascii.Error:
        return b""


def together(raws: Iterable[bytes]) -> Iterator[bytes]:
    """All as one, and those in which more is packed each apart."""
    raws = list(raws)
    yield b"\n".join(raws)
    yield from (raw for raw in raws if raw.startswith((PDF, *COMPRESSED)))


def from_escapes(content: bytes) -> bytes:
    """Without the escapes of JSON, Python and addresses, however deep; empty where there are none."""
    plain = JSON_ESCAPE.sub(lambda run: unescaped(run[0]), BACKSLASHES.sub(rb"\\", content))
    plain = PYTHON_ESCAPE.sub(lambda found: bytes.fromhex(found[1].decode()), plain)
    if PERCENT.search(plain):
        plain = unquote_to_bytes(plain)
    return plain if plain != content else b""


def unescaped(run: bytes) -> bytes:
    return bytes.fromhex(run.replace(b"\\u", b"").decode()).decode("utf-16-be", "replace").encode()


def from_pdf(content: bytes) -> bytes:
    start = content.find(PDF)
    if start < 0:
        return b""
    try:
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content[start:])).pages).encode()
    except (PyPdfError, ValueError, KeyError):
        return b""


def inflate(content: bytes) -> bytes:
    """zlib and gzip; empty for anything else."""
    if not content.startswith(COMPRESSED):
        return b""
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(content)
    except zlib.error:
        return b""
