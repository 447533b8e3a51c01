"""Pictures: all that lies in the file beside the drawing. What is drawn only an eye can read."""

import zlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

from cases import pictures
from inzage.extracts.extract import Extract, Sort, Unreadable, readings

END_OF_IMAGE, STANDS_ALONE = 0xD9, {0x01, *range(0xD0, 0xD8)}
DRAWING = {b"IHDR", b"PLTE", b"IDAT", b"tRNS", b"fdAT"}
AROUND_A_CHUNK = 12


def extracts(content: bytes, where: tuple[str, ...]) -> Iterator[Extract]:
    """Raises Unreadable when something lies behind the picture."""
    yield Extract(where, Sort.PICTURE)
    beside = _beside_a_jpeg(content) if content.startswith(pictures.JPEG) else _beside_a_png(content)
    for raw in beside:
        yield from readings(raw, (*where, _("gegevens bij de afbeelding")))


def _beside_a_jpeg(content: bytes) -> Iterator[bytes]:
    """Segments, and between them scans: of a scan two bytes that look like a marker are 0xFF, 0x00."""
    place = 2
    while place + 2 <= len(content):
        if content[place] != pictures.JPEG[0]:
            raise Unreadable
        marker = content[place + 1]
        if marker == END_OF_IMAGE:
            if content[place + 2 :].strip(b"\x00"):
                raise Unreadable
            return
        end = place + 2 if marker in STANDS_ALONE else place + 2 + int.from_bytes(content[place + 2 : place + 4])
        if marker not in STANDS_ALONE:
            yield content[place + 4 : end]
        place = _behind_the_scan(content, end) if marker == pictures.START_OF_SCAN else end
    raise Unreadable


def _behind_the_scan(content: bytes, place: int) -> int:
    while (place := content.find(b"\xff", place)) >= 0:
        following = content[place + 1 : place + 2]
        if following != b"\x00" and not 0xD0 <= int.from_bytes(following) < 0xD8:
            return place
        place += 2
    raise Unreadable


def _beside_a_png(content: bytes) -> Iterator[bytes]:
    place = len(pictures.PNG)
    while place < len(content):
        size, name = int.from_bytes(content[place : place + 4]), content[place + 4 : place + 8]
        data = content[place + 8 : place + 8 + size]
        place += AROUND_A_CHUNK + size
        if name == b"IEND":
            break
        if name not in DRAWING:
            yield from _said(data)
    if content[place:]:
        raise Unreadable


def _said(data: bytes) -> Iterator[bytes]:
    """As it is, and what is packed in it behind a name: zTXt, iTXt and iCCP."""
    yield data
    for start in (at for at in range(len(data)) if data[at] == 0x78):
        try:
            yield zlib.decompressobj().decompress(data[start:], 10_000_000)
        except zlib.error:
            continue
