"""A mail as Outlook saves it (.msg): folders and streams in one file [MS-OXMSG], properties by number [MS-OXPROPS]."""

import io
from datetime import UTC, datetime, timedelta
from email import policy
from email.parser import HeaderParser

import olefile
from django.utils.translation import gettext as _

from cases.errors import MailRefused
from cases.mail import internet, text
from cases.mail.letter import Mail, Parts, encrypted, forwarded, refuse_depth

CLASS, SUBJECT, BODY, HTML = 0x001A, 0x0037, 0x1000, 0x1013
HEADERS, MESSAGE_ID, CODE_PAGE = 0x007D, 0x1035, 0x3FFD
SENDER_NAME, SENDER_SMTP, SENDER_ADDRESS = 0x0C1A, 0x5D01, 0x0C1F
SUBMITTED, DELIVERED = 0x0039, 0x0E06
LONG_NAME, SHORT_NAME, DATA, CONTENT_ID, HIDDEN, MIME = 0x3707, 0x3704, 0x3701, 0x3712, 0x7FFE, 0x370E
WIDE, NARROW, BINARY, FOLDER = "001F", "001E", "0102", "000D"
PROPERTIES, ATTACHMENT = "__properties_version1.0", "__attach_version1.0_#"
# Before the fixed properties stands a header, longer for the mail itself than for a mail inside it or an attachment.
HEADER, HEADER_INSIDE, HEADER_OF_ATTACHMENT = 32, 24, 8
ENTRY = 16
BEGINNING = datetime(1601, 1, 1, tzinfo=UTC)
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".emz", ".wmz")


def read(content: bytes) -> Mail:
    """Raises MailRefused, and whatever damage leads to."""
    if not content.startswith(olefile.MAGIC):
        raise MailRefused(_("Dit bestand is geen mail van Outlook."))
    with olefile.OleFileIO(io.BytesIO(content)) as file:
        # Streams may share their place in the file: a small file can claim to hold any amount.
        if sum(stream.size for stream in file.direntries if stream) > 2 * len(content):
            raise MailRefused(_("Deze mail zit te ingewikkeld in elkaar. Bewaar hem als pdf-document."))
        return _mail(Folder(file, [], HEADER), 0)


class Folder:
    """A mail, an attachment, or a mail inside an attachment."""

    def __init__(self, file: olefile.OleFileIO, path: list[str], header: int):
        self.file, self.path = file, path
        self.fixed = self._fixed(self.stream(PROPERTIES), header)

    def stream(self, name: str) -> bytes:
        path = [*self.path, name]
        return self.file.openstream(path).read() if self.file.get_type(path) == olefile.STGTY_STREAM else b""

    def string(self, number: int) -> str:
        wide = self.stream(f"__substg1.0_{number:04X}{WIDE}")
        if wide:
            return wide.decode("utf-16-le", "replace").rstrip("\0")
        return text.decoded(self.stream(f"__substg1.0_{number:04X}{NARROW}"), self.charset).rstrip("\0")

    def binary(self, number: int) -> bytes:
        return self.stream(f"__substg1.0_{number:04X}{BINARY}")

    def number(self, number: int) -> int:
        return int.from_bytes(self.fixed.get(number, b"")[:4], "little")

    def moment(self, number: int) -> datetime | None:
        """Hundreds of nanoseconds since 1601."""
        ticks = int.from_bytes(self.fixed.get(number, b""), "little")
        try:
            return BEGINNING + timedelta(microseconds=ticks // 10) if ticks else None
        except OverflowError:
            return None

    @property
    def charset(self) -> str:
        page = self.number(CODE_PAGE)
        return "utf-8" if page in {0, 65001} else f"cp{page}"

    def inside(self, start: str) -> list[list[str]]:
        """The paths of the folders in this one whose name begins so."""
        deep = len(self.path) + 1
        folders = self.file.listdir(streams=False, storages=True)
        return [one for one in folders if len(one) == deep and one[:-1] == self.path and one[-1].startswith(start)]

    @staticmethod
    def _fixed(stream: bytes, header: int) -> dict[int, bytes]:
        """Property number → its eight bytes."""
        entries = (stream[place : place + ENTRY] for place in range(header, len(stream) - ENTRY + 1, ENTRY))
        return {int.from_bytes(entry[2:4], "little"): entry[8:] for entry in entries}


def _mail(folder: Folder, depth: int) -> Mail:
    refuse_depth(depth)
    if "SMIME" in folder.string(CLASS).upper():
        raise encrypted()
    headers = HeaderParser(policy=policy.compat32).parsestr(folder.string(HEADERS))
    parts = Parts()
    parts.texts.append(_text_of(folder))
    for path in sorted(folder.inside(ATTACHMENT)):
        _attach(Folder(folder.file, path, HEADER_OF_ATTACHMENT), parts, depth)
    sent_at = folder.moment(SUBMITTED) or internet.moment(str(headers["date"] or "")) or folder.moment(DELIVERED)
    return Mail(
        message_id=internet.message_id(folder.string(MESSAGE_ID) or str(headers["message-id"] or "")),
        sender=_sender(folder, str(headers["from"] or "")),
        sent_at=sent_at,
        subject=text.one_line(folder.string(SUBJECT)),
        text=text.plain(parts.text),
        attachments=tuple(parts.attachments),
        left_out=parts.left_out,
    )


def _text_of(folder: Folder) -> str:
    said = text.plain(folder.string(BODY))
    if said:
        return said
    html = folder.binary(HTML)
    return text.of_html(text.decoded(html, folder.charset) if html else folder.string(HTML))


def _sender(folder: Folder, from_header: str) -> str:
    """Inside an organisation the address is a path in its directory, of no use to anybody here."""
    name = text.one_line(folder.string(SENDER_NAME)).strip("'\"")
    addresses = (text.one_line(folder.string(number)) for number in (SENDER_SMTP, SENDER_ADDRESS))
    address = next((one for one in addresses if "@" in one), "")
    if not address and from_header:
        return internet.sender(from_header)
    return f"{name} <{address}>".strip() if address and address != name else address or name


def _attach(folder: Folder, parts: Parts, depth: int) -> None:
    inner = [*folder.path, f"__substg1.0_{DATA:04X}{FOLDER}"]
    if folder.file.get_type(inner) == olefile.STGTY_STORAGE:
        mail = _mail(Folder(folder.file, inner, HEADER_INSIDE), depth + 1)
        parts.texts.append(forwarded(mail))
        parts.left_out += mail.left_out
        for attachment in mail.attachments:
            parts.attach(attachment.name, attachment.content, inline_picture=False)
        return
    name = text.one_line(folder.string(LONG_NAME) or folder.string(SHORT_NAME))
    inline = bool(folder.number(HIDDEN) or folder.string(CONTENT_ID))
    picture = inline and (folder.string(MIME).startswith("image/") or name.lower().endswith(PICTURES))
    parts.attach(name, folder.binary(DATA), inline_picture=picture)
