"""A mail as it travels (.eml)."""

import re
from datetime import UTC, datetime
from email import policy
from email.message import Message
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from mimetypes import guess_extension

from django.conf import settings
from django.utils.translation import gettext as _

from cases.errors import MailRefused
from cases.mail import text
from cases.mail.letter import Mail, Parts, encrypted, forwarded, refuse_depth

# Every line is held against every open boundary: without these a small mail could keep a server busy for hours.
MOST_BOUNDARIES = 60
MOST_HEADERS = 1000
LINES_PER_MEGABYTE = 20_000
BOUNDARY = re.compile(rb"boundary[*0-9]*\s*=", re.IGNORECASE)
CONTENT_TYPE = re.compile(rb"^content-type\s*:", re.IGNORECASE | re.MULTILINE)
TELLS_A_MAIL = ("from", "date", "subject", "message-id", "received")
QUOTES = " \"'"
ENCRYPTED = {"application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted"}


def read(content: bytes) -> Mail:
    """Raises MailRefused, and whatever damage leads to."""
    _refuse_maze(content)
    # The newer policies read every header at once, and each of their readers fails in its own way.
    message = BytesParser(policy=policy.compat32).parsebytes(content)
    if not any(_raw(message, name) for name in TELLS_A_MAIL):
        raise MailRefused(_("Dit bestand is geen mail."))
    return _mail(message, 0)


def _refuse_maze(content: bytes) -> None:
    lines = content.count(b"\n") + content.count(b"\r")
    if (
        len(BOUNDARY.findall(content)) > MOST_BOUNDARIES
        or len(CONTENT_TYPE.findall(content)) > MOST_HEADERS
        or lines > 2 * settings.MAX_UPLOAD_MB * LINES_PER_MEGABYTE
    ):
        raise MailRefused(_("Deze mail zit te ingewikkeld in elkaar. Bewaar hem als pdf-document."))


def _mail(message: Message, depth: int) -> Mail:
    parts = Parts()
    _gather(message, parts, depth)
    return Mail(
        message_id=message_id(_raw(message, "message-id")),
        sender=sender(_raw(message, "from")),
        sent_at=moment(_raw(message, "date")),
        subject=text.header(_raw(message, "subject")),
        text=text.plain(parts.text),
        attachments=tuple(parts.attachments),
        left_out=parts.left_out,
    )


def _raw(message: Message, name: str) -> str:
    """The first header of that name, as it stands there."""
    return next((str(value) for key, value in message.raw_items() if key.lower() == name), "")


def message_id(raw: str) -> str:
    """What stands between the brackets; without the spaces that folding leaves."""
    inside = re.search(r"<([^<>]*)>", raw)
    return "".join(text.one_line(inside[1] if inside else raw).split())


def sender(raw: str) -> str:
    """`name <address>`. The last bracket tells the address: a name may contain whatever it likes."""
    name, bracket, address = raw.rpartition("<")
    if not bracket:
        return text.header(raw)
    name, address = text.header(name).strip(QUOTES), text.one_line(address).strip("> ")
    return f"{name} <{address}>".strip() if address else name


def moment(raw: str) -> datetime | None:
    """None when the date cannot be read."""
    try:
        sent = parsedate_to_datetime(raw[:200])
        # Where no zone is given it is UTC (RFC 5322); far from now no zone can be reckoned with.
        return (sent if sent.tzinfo else sent.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def _gather(part: Message, parts: Parts, depth: int) -> None:
    refuse_depth(depth)
    kind = part.get_content_type()
    if kind in ENCRYPTED:
        raise encrypted()
    if kind == "message/rfc822" and part.is_multipart():
        _gather_mail(part.get_payload(0), parts, depth + 1)
    elif kind == "multipart/alternative":
        _gather_alternatives(part, parts, depth + 1)
    elif part.is_multipart():
        for inner in part.get_payload():
            _gather(inner, parts, depth + 1)
    elif _is_body(part):
        parts.texts.append(_text_of(part))
    elif not kind.startswith("multipart/"):
        _attach(part, parts)


def _gather_mail(message: Message, parts: Parts, depth: int) -> None:
    """A mail inside a mail: its text joins the note, its attachments join the attachments."""
    inner = _mail(message, depth)
    parts.texts.append(forwarded(inner))
    parts.left_out += inner.left_out
    for attachment in inner.attachments:
        parts.attach(attachment.name, attachment.content, inline_picture=False)


def _gather_alternatives(part: Message, parts: Parts, depth: int) -> None:
    """The same text in several shapes: the plainest that says something. Files may hang on any of them."""
    shapes = []
    for inner in part.get_payload() if part.is_multipart() else []:
        shape = Parts()
        _gather(inner, shape, depth)
        shapes.append((inner.get_content_type() != "text/plain", shape.text))
        parts.left_out += shape.left_out
        for attachment in shape.attachments:
            parts.attach(attachment.name, attachment.content, inline_picture=False)
    parts.texts += [said for _rich, said in sorted(shapes, key=lambda shape: shape[0]) if said][:1]


def _is_body(part: Message) -> bool:
    is_text = part.get_content_type() in {"text/plain", "text/html"}
    return is_text and not _name(part) and part.get_content_disposition() != "attachment"


def _text_of(part: Message) -> str:
    said = text.decoded(part.get_payload(decode=True) or b"", part.get_content_charset())
    return text.of_html(said) if part.get_content_subtype() == "html" else text.plain(said)


def _attach(part: Message, parts: Parts) -> None:
    # Meeting invitations repeat in the alternatives what the text says.
    if part.get_content_type() == "text/calendar" and not _name(part):
        return
    inline = part.get_content_disposition() == "inline" or "content-id" in part
    name = _name(part)
    if not name and part.get_content_maintype() in {"image", "text"}:
        name = f"bijlage {len(parts.attachments) + 1}{guess_extension(part.get_content_type()) or ''}"
    picture = inline and part.get_content_maintype() == "image"
    parts.attach(name, part.get_payload(decode=True) or b"", inline_picture=picture)


def _name(part: Message) -> str:
    return text.header(str(part.get_filename() or ""))
