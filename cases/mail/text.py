"""Text out of mails: any charset, any HTML, nothing that could do something.

Every step takes time in proportion to the length: trees and clever parsers can be made to hang with a small mail.
"""

import codecs
import re
from email.errors import HeaderParseError
from email.header import decode_header
from html import unescape

LONGEST_LINE = 300
LONGEST_HEADER = 10_000
# They decode something else than the text of a mail, and slowly.
NO_CHARSETS = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"}
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f]")
# With these a name can look as if it ends in .jpg while it ends in .exe.
DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# A comment begins, a declaration, or a tag with its quoted attributes. It cannot fail once begun, so never goes back.
TAG = re.compile(
    r"""<(?:(!--)|[!?][^<>]*>?|(/?)([a-zA-Z][a-zA-Z0-9]*)(?:[^<>"']+|"[^"<]{0,4000}"|'[^'<]{0,4000}'|["'])*>?)"""
)
SPACES = re.compile(r"[ \t\r\n\f]+")
SPACES_WITHIN = re.compile(r" {2,}")
UNSHOWN = ("head", "script", "style", "title", "template", "noscript")
ENDS = {tag: re.compile(rf"</{tag}\b[^<>]*>?", re.IGNORECASE) for tag in UNSHOWN}
BLOCKS = frozenset(
    "address article aside blockquote body br center dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr "
    "html main nav ol p pre section table li tbody tfoot thead tr ul".split()
)
APART = frozenset("blockquote dl h1 h2 h3 h4 h5 h6 hr ol p pre table ul".split())


def decoded(content: bytes, charset: str | None) -> str:
    """The text of these bytes: as they say, else UTF-8, else as Windows writes it. Never fails."""
    for name in (charset, "utf-8", "cp1252"):
        try:
            if name and codecs.lookup(name).name not in NO_CHARSETS:
                return content.decode(name)
        except (LookupError, UnicodeError, ValueError):
            continue
    return content.decode("cp1252", "replace")


def header(raw: str) -> str:
    """A header in words, whatever was done to it under way."""
    raw = decoded(raw[:LONGEST_HEADER].encode("utf-8", "surrogateescape"), "utf-8")
    try:
        parts = decode_header(SPACES.sub(" ", raw))
    except (HeaderParseError, ValueError):
        return one_line(raw)
    return one_line("".join(part if isinstance(part, str) else decoded(part, charset) for part, charset in parts))


def one_line(text: str, most: int = LONGEST_LINE) -> str:
    """For a subject, a sender, the name of a file."""
    return " ".join(DIRECTIONS.sub("", CONTROLS.sub(" ", plain(text))).split())[:most]


def plain(text: str) -> str:
    """Without control characters, half characters and long gaps; what was written stays as it was."""
    text = text.encode("utf-8", "replace").decode().replace("\r\n", "\n").replace("\r", "\n")
    lines = [line.rstrip() for line in CONTROLS.sub("", text).replace("\ufeff", "").split("\n")]
    kept = [line for number, line in enumerate(lines) if line or (number and lines[number - 1])]
    return "\n".join(kept).strip()


def of_html(html: str) -> str:
    """What somebody would read. Links become their words, pictures nothing: nothing is fetched, nothing runs."""
    pieces, place = [], 0
    while (tag := TAG.search(html, place)) is not None:
        pieces.append(_words(html[place : tag.start()]))
        pieces.append(_break(tag))
        place = _after(html, tag)
    pieces.append(_words(html[place:]))
    text = re.sub(r" *\n *", "\n", SPACES_WITHIN.sub(" ", "".join(pieces)))
    return plain(text.replace("\xa0", " "))


def _words(text: str) -> str:
    return unescape(SPACES.sub(" ", text))


def _break(tag: re.Match) -> str:
    name = (tag[3] or "").lower()
    if name in APART:
        return "\n\n"
    if name in {"td", "th"}:
        return " "
    return "\n" if name in BLOCKS else ""


def _after(html: str, tag: re.Match) -> int:
    """Where reading goes on: past a comment, a script or a style as a whole. One that never ends hides the rest."""
    name = (tag[3] or "").lower()
    if tag[1]:
        end = html.find("-->", tag.start() + 4)
        return len(html) if end < 0 else end + 3
    if name in ENDS and not tag[2]:
        end = ENDS[name].search(html, tag.end())
        return end.end() if end else len(html)
    return tag.end()
