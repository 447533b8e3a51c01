"""A file, whatever it is, read again from its bytes alone: what it is called does not say what it is."""

import json
from collections.abc import Iterator
from functools import partial

from django.utils.translation import gettext as _

from cases import pictures
from inzage import portable
from inzage.extracts import archive, office, pdf, picture
from inzage.extracts.extract import DEEPEST, Extract, Sort, Unreadable

PDF, ZIP = b"%PDF-", b"PK"


def extracts(content: bytes, where: tuple[str, ...], depth: int = 0) -> Iterator[Extract]:
    """All that is in it. What cannot be read is said to be so, and what was found until there stays found."""
    try:
        yield from _read(content, where, depth)
    except Exception:  # what is damaged raises whatever its damage leads to; unread is unread
        yield Extract(where, Sort.UNREADABLE)


def parcel(content: bytes) -> Iterator[Extract]:
    """Of a ZIP its names, notes and gaps too; one file at a time."""
    where = (_("het pakket"),)
    try:
        for entry in archive.entries(content):
            inner = (archive.called(entry),)
            yield from archive.around(entry, inner)
            yield from extracts(archive.unpacked(content, entry), inner)
        yield from archive.comment(content, where)
    except Exception:  # as above
        yield Extract(where, Sort.UNREADABLE)


def _read(content: bytes, where, depth: int) -> Iterator[Extract]:
    if depth > DEEPEST:
        raise Unreadable
    inside = partial(extracts, depth=depth + 1)
    if content.startswith(PDF):
        yield from pdf.extracts(content, where, inside)
    elif content.startswith(ZIP):
        yield from office.extracts(content, where, inside)
    elif content.startswith((pictures.JPEG, pictures.PNG)):
        yield from picture.extracts(content, where)
    else:
        yield from _text(content, where)


def _text(content: bytes, where) -> Iterator[Extract]:
    text = content.decode("utf-8-sig")
    if "\x00" in text:
        raise Unreadable
    if text.lstrip().startswith(("{", "[")):
        yield from _structured(text, where)
    else:
        yield Extract(where, text=text)


def _structured(text: str, where) -> Iterator[Extract]:
    """JSON, with every pair of it: of a name that stands twice the first would be lost. Other text may begin so too."""
    try:
        top = json.loads(text, object_pairs_hook=tuple, parse_int=str, parse_float=str)
    except ValueError:
        yield Extract(where, text=text)
        return
    pairs = top if isinstance(top, tuple) else [("", one) for one in top]
    for at, (name, value) in enumerate(pairs, 1):
        part = (*where, name if name in portable.PARTS else _("onderdeel %d") % at)
        yield Extract(part, text=name)
        if isinstance(value, list):
            for number, one in enumerate(value, 1):
                yield Extract((*part, _("nummer %d") % number), text="\n".join(_strings(one)))
        else:
            yield Extract(part, text="\n".join(_strings(value)))


def _strings(value) -> Iterator[str]:
    if isinstance(value, list | tuple):
        for one in value:
            yield from _strings(one)
    else:
        yield str(value)
