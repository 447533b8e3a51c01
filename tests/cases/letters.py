"""Mails as mail programs save them, made here: .eml by the standard library, .msg in the form Outlook gives it."""

import struct
from email import policy
from email.message import EmailMessage

SENT = "Mon, 23 Nov 2026 09:15:00 +0100"
SECTOR, MINI, CUTOFF = 512, 64, 4096
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
STORAGE, STREAM, ROOT = 1, 2, 5


def eml(*, attachments=(), html=None, body="Dag,\n\nWij zien Deniz morgen.\n", **headers) -> bytes:
    """`attachments`: (name, content, extra arguments of add_attachment)."""
    message = EmailMessage(policy=policy.SMTP)
    given = {
        "From": "Juf Ank Vermeer <ank@school.example>",
        "To": "cem@boekel.example",
        "Date": SENT,
        "Subject": "Verslag van school",
        "Message-ID": "<een@school.example>",
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    for name, value in given.items():
        if value is not None:
            message[name] = value
    message.set_content(body)
    if html is not None:
        message.add_alternative(html, subtype="html")
    for name, content, *more in attachments:
        extra = more[0] if more else {}
        message.add_attachment(
            content, **{"maintype": "application", "subtype": "octet-stream", "filename": name} | extra
        )
    return message.as_bytes()


def msg(*, attachments=(), strings=None, binaries=None, narrow=False, sent=None, codepage=None) -> bytes:
    """`attachments`: (name, content, cid) or (name, parts of a mail inside)."""
    return compound(outlook(attachments, strings or {}, binaries or {}, narrow, sent, codepage, header=32))


def outlook(attachments=(), strings=(), binaries=(), narrow=False, sent=None, codepage=None, header=24) -> dict:
    given = {
        0x001A: "IPM.Note",
        0x0037: "Verslag van school",
        0x1000: "Dag,\r\n\r\nWij zien Deniz morgen.\r\n",
        0x0C1A: "Juf Ank Vermeer",
        0x5D01: "ank@school.example",
        0x1035: "<een@school.example>",
    } | dict(strings)
    fixed = []
    if sent is not None:
        fixed.append((0x0039, sent.to_bytes(8, "little")))
    if codepage:
        fixed.append((0x3FFD, codepage.to_bytes(8, "little")))
    tree = {"__properties_version1.0": properties(header, fixed), **texts(given, narrow)}
    tree |= {f"__substg1.0_{number:04X}0102": content for number, content in dict(binaries).items()}
    for place, (name, content, *more) in enumerate(attachments):
        inside = content if isinstance(content, dict) else None
        part = {"__properties_version1.0": properties(8, []), **texts({0x3707: name}, narrow)}
        part |= {"__substg1.0_3701000D": inside} if inside else {"__substg1.0_37010102": content}
        if more:
            part |= texts({0x3712: more[0], 0x370E: "image/png"}, narrow)
        tree[f"__attach_version1.0_#{place:08X}"] = part
    return tree


def texts(given: dict, narrow: bool) -> dict:
    if narrow:
        return {f"__substg1.0_{number:04X}001E": text.encode("cp1252") for number, text in given.items() if text}
    return {f"__substg1.0_{number:04X}001F": text.encode("utf-16-le") for number, text in given.items() if text}


def properties(header: int, fixed) -> bytes:
    return bytes(header) + b"".join(struct.pack("<HHI", 0x40, number, 6) + value for number, value in fixed)


def compound(tree: dict) -> bytes:
    """A compound file [MS-CFB] version 3: name → bytes, or a folder of the same."""
    entries = [["Root Entry", ROOT, None, None, FREE]]
    _enter(tree, entries, 0)
    small = [entry for entry in entries if entry[1] == STREAM and len(entry[2]) < CUTOFF]
    large = [entry for entry in entries if entry[1] == STREAM and len(entry[2]) >= CUTOFF]
    mini_fat, mini = [], b""
    starts = {}
    for entry in small:
        starts[id(entry)] = _chain(mini_fat, _count(entry[2], MINI)) if entry[2] else END
        mini += _padded(entry[2], MINI)
    chunks = [bytes(128 * (len(entries) + 3 & ~3)), _packed(mini_fat), mini, *(entry[2] for entry in large)]
    fats = 1
    while fats * 128 < fats + sum(_count(chunk, SECTOR) for chunk in chunks):
        fats += 1
    fat = [FAT] * fats
    first = [_chain(fat, _count(chunk, SECTOR)) if chunk else END for chunk in chunks]
    starts |= {id(entry): start for entry, start in zip(large, first[3:], strict=True)}
    starts[id(entries[0])] = first[2]
    entries[0][2] = mini
    chunks[0] = b"".join(_directory_entry(entry, starts.get(id(entry), 0)) for entry in entries).ljust(
        len(chunks[0]), b"\0"
    )
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII", bytes.fromhex("D0CF11E0A1B11AE1"), 0x3E, 3, 0xFFFE, 9, 6, 0, fats, first[0], 0,
        CUTOFF, first[1], _count(chunks[1], SECTOR), END, 0,
    )  # fmt: skip
    header += b"".join(struct.pack("<I", place if place < fats else FREE) for place in range(109))
    return header + _padded(_packed(fat), SECTOR, b"\xff") + b"".join(_padded(chunk, SECTOR) for chunk in chunks)


def _enter(tree, entries, parent):
    """The things in a folder hang on each other, each to the right of the one before."""
    before = None
    for name, content in tree.items():
        folder = isinstance(content, dict)
        entry = [name, STORAGE if folder else STREAM, None if folder else content, None, FREE]
        entries.append(entry)
        place = len(entries) - 1
        if before is None:
            entries[parent][4] = place
        else:
            before[3] = place
        before = entry
        if folder:
            _enter(content, entries, place)


def _directory_entry(entry, start) -> bytes:
    name, kind, content, right, child = entry
    spelled = name.encode("utf-16-le") + b"\0\0"
    place = struct.pack("<III", FREE, FREE if right is None else right, child)
    tail = struct.pack("<16xI8x8xIII", 0, start, len(content or b""), 0)
    return spelled.ljust(64, b"\0") + struct.pack("<HBB", len(spelled), kind, 1) + place + tail


def _chain(fat, count) -> int:
    start = len(fat)
    fat += [*range(start + 1, start + count), END]
    return start


def _packed(fat) -> bytes:
    return b"".join(struct.pack("<I", one) for one in fat)


def _count(content, size) -> int:
    return -(-len(content) // size)


def _padded(content, size, filler=b"\0") -> bytes:
    return content.ljust(_count(content, size) * size, filler)
