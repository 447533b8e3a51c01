"""Office files: every part of them, also what Word does not show: properties, remarks, what was struck out, macros."""

import html
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from inzage.extracts import archive
from inzage.extracts.extract import Extract, Inside, Sort, Unreadable, readings

XML = {".xml", ".rels", ".vml", ".rdf"}
# What a page setup of a printer looks like is of that printer: its name is all that can be read in it.
PRINTER = re.compile(r"xl/printerSettings/[^/]+\.bin")
OPAQUE = re.compile(r"encryption-data|EncryptedPackage")
ENDS = re.compile(
    r"</(?:w:p|w:tc|text:p|text:h|table:table-cell|si|c|row|a:p)>|<(?:w:br|w:tab|text:line-break|text:tab)\b"
)
TAG = re.compile(r"<[^>]*>")
VALUE = re.compile(r"""=\s*(?:"([^"]*)"|'([^']*)')""")
# Remarks, what is not to be read as marking, declarations, instructions.
BESIDE = re.compile(r"<!--(.*?)-->|<!\[CDATA\[(.*?)\]\]>|<!([A-Z][^>]*)>|<\?(.*?)\?>", re.DOTALL)
DECLARED = re.compile(rb"""encoding=["']([\w.-]{1,40})["']""")


def extracts(content: bytes, where: tuple[str, ...], inside: Inside) -> Iterator[Extract]:
    for entry in archive.entries(content):
        inner = (*where, _("onderdeel %d") % entry.number)
        yield from archive.around(entry, inner)
        if not entry.info.is_dir():
            yield from _part(entry.info.filename, archive.unpacked(content, entry), inner, inside)
    yield from archive.comment(content, where)


def _part(name: str, content: bytes, where, inside) -> Iterator[Extract]:
    if PurePosixPath(name).suffix.lower() in XML:
        yield from xml(content, where)
    elif PRINTER.fullmatch(name):
        yield from readings(content, where)
    elif content or PurePosixPath(name).suffix.lower() not in {".jpg", ".jpeg", ".png"}:
        yield from inside(content, where)


def xml(content: bytes, where: tuple[str, ...]) -> Iterator[Extract]:
    """Its words without the marking, then what the marking says: values, remarks, declarations. Nothing is resolved."""
    text = _decoded(content)
    if OPAQUE.search(text):
        raise Unreadable
    yield Extract(where, text=html.unescape(TAG.sub("", ENDS.sub(r"\n\g<0>", text))))
    for pattern in (VALUE, BESIDE):
        yield Extract(where, text=html.unescape("\n".join("".join(one) for one in pattern.findall(text))))
    yield Extract(where, Sort.RAW, raw=html.unescape(text).encode("utf-8", "replace"))


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    declared = DECLARED.search(content[:200])
    return content.decode(declared[1].decode() if declared else "utf-8-sig")
