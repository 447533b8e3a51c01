"""A ZIP in which every byte belongs to something: where something could be hidden between the files, it is not read."""

import io
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.utils.translation import gettext as _

from cases.uploads import MOST_PARTS, MOST_UNPACKED
from inzage.extracts.extract import Extract, Unreadable, readings

LOCAL = struct.Struct("<4s5H3I2H")
CENTRAL_SIZE, END_SIZE = 46, 22
ENCRYPTED, SIZES_BEHIND, IN_UTF8 = 0x1, 0x8, 0x800
OURS = re.compile(r"besluit\.pdf|bundel\.(?:pdf|json)|bijlage-\d{3,6}\.(?:pdf|jpg|png|docx|xlsx|odt|txt|bin)")


@dataclass(frozen=True)
class Entry:
    """`start`: where its content begins; `extra`: what a maker may add to it, here or in the list at the end."""

    number: int
    info: ZipInfo = field(repr=False)
    start: int
    extra: bytes = field(repr=False)


def entries(content: bytes) -> list[Entry]:
    """In the order in which they lie there. Raises Unreadable when the bytes do not add up."""
    with ZipFile(io.BytesIO(content)) as archive:
        infos = sorted(archive.infolist(), key=lambda one: one.header_offset)
        noted = len(archive.comment)
    if len(infos) > MOST_PARTS or sum(one.file_size for one in infos) > MOST_UNPACKED:
        raise Unreadable
    found, place = [], 0
    for number, info in enumerate(infos, 1):
        entry = _entry(content, number, info)
        if info.header_offset != place:
            raise Unreadable
        found.append(entry)
        place = entry.start + info.compress_size
    listed = sum(CENTRAL_SIZE + len(_raw_name(one)) + len(one.extra) + len(one.comment) for one in infos)
    if place + listed + END_SIZE + noted != len(content):
        raise Unreadable
    return found


def _entry(content, number: int, info: ZipInfo) -> Entry:
    header = LOCAL.unpack_from(content, info.header_offset)
    name_size, extra_size = header[-2:]
    name_at = info.header_offset + LOCAL.size
    start = name_at + name_size + extra_size
    name = content[name_at : name_at + name_size]
    if info.flag_bits & (ENCRYPTED | SIZES_BEHIND) or header[2] != info.flag_bits or name != _raw_name(info):
        raise Unreadable
    return Entry(number, info, start, content[name_at + name_size : start] + info.extra)


def _raw_name(info: ZipInfo) -> bytes:
    return info.orig_filename.encode("utf-8" if info.flag_bits & IN_UTF8 else "cp437")


def unpacked(content: bytes, entry: Entry) -> bytes:
    """Raises Unreadable when something else lies behind it, or it is not what its checksum says."""
    info = entry.info
    packed = content[entry.start : entry.start + info.compress_size]
    plain = packed if info.compress_type == ZIP_STORED else _inflated(packed, info)
    if len(plain) != info.file_size or zlib.crc32(plain) != info.CRC:
        raise Unreadable
    return plain


def _inflated(packed: bytes, info: ZipInfo) -> bytes:
    if info.compress_type != ZIP_DEFLATED:
        raise Unreadable
    machine = zlib.decompressobj(-zlib.MAX_WBITS)
    plain = machine.decompress(packed, info.file_size + 1)
    if not machine.eof or machine.unused_data:
        raise Unreadable
    return plain


def called(entry: Entry) -> str:
    """Its name where it is one of ours; else only which one it is."""
    name = entry.info.filename
    return name if OURS.fullmatch(name) else _("bestand %d") % entry.number


def around(entry: Entry, where: tuple[str, ...]) -> Iterator[Extract]:
    """Its name, its note, and what a maker added."""
    info = entry.info
    yield Extract((*where, _("bestandsnaam")), text=info.orig_filename)
    for raw in filter(None, (info.comment, entry.extra)):
        yield from readings(raw, (*where, _("notitie bij het bestand")))


def comment(content: bytes, where: tuple[str, ...]) -> Iterator[Extract]:
    with ZipFile(io.BytesIO(content)) as archive:
        if archive.comment:
            yield from readings(archive.comment, (*where, _("notitie bij het pakket")))
