"""§ 4.2 Casusregiedossier: a mail becomes a note, its attachments become documents of that note."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cases import uploads
from cases.actions.records import add_document, write_entry
from cases.choices import EntryKind
from cases.errors import MailKnown, ScannerAway, UploadRefused
from cases.mail.letter import Attachment, Mail
from cases.models import Document, Dossier, Entry
from cases.uploads import Upload
from sealing import files
from sealing.index import digest

ONCE = "a_mail_once_per_dossier_and_category"
EARLIEST_YEAR = 1990


@dataclass(frozen=True)
class KeptMail:
    """`refused`: how many attachments were not kept, and stand named in the note. `dated`: its own day was usable."""

    entry: Entry
    attachments: int
    refused: int
    left_out: int
    dated: bool


@dataclass(frozen=True)
class _Checked:
    uploads: list[Upload]
    refused: list[str]


def keep_mail(
    dossier: Dossier, mail: Mail, *, by, now: datetime, on: date, source: str, about: list | None = None
) -> KeptMail:
    """Note and attachments, all or nothing. Raises MailKnown, ScannerAway; OSError when the disk is full.

    `about`: ids of persons of this dossier; everybody in it when that is not known.
    The sealed files are written last, and taken back when one of them cannot be written.
    """
    known = _digest_of(mail)
    _refuse_known(dossier, known)
    checked = _checked(mail.attachments)
    happened_on = _day_of(mail, on)
    facts = {"by": by, "now": now, "source": source, "own_observation": False, "about": about or _everybody(dossier)}
    try:
        with transaction.atomic():
            entry = write_entry(
                dossier,
                kind=EntryKind.MAIL,
                happened_on=happened_on or on,
                text=_text(mail, checked.refused),
                told_by=mail.sender,
                mail_digest=known,
                **facts,
            )
            _attach(entry, checked.uploads, facts)
    except IntegrityError as error:
        if ONCE in str(error):
            # Dropped twice at the same moment: the other one was first.
            _refuse_known(dossier, known)
        raise
    return KeptMail(entry, len(checked.uploads), len(checked.refused), mail.left_out, happened_on is not None)


def _digest_of(mail: Mail) -> bytes:
    """By its Message-ID; a mail without one is the same when all of it is the same."""
    if mail.message_id:
        return digest("mail: message-id", mail.message_id)
    sent_at = mail.sent_at.isoformat() if mail.sent_at else ""
    return digest("mail: content", mail.sender, sent_at, mail.subject, mail.text)


def _refuse_known(dossier: Dossier, known: bytes) -> None:
    """§ 2.5 Toegankelijkheid: only of this dossier; that it stands in another is not for everybody to know."""
    entry_id = Entry.objects.filter(dossier=dossier, mail_digest=known).values_list("pk", flat=True).first()
    if entry_id:
        raise MailKnown(_("Deze mail stond al in dit dossier."), entry_id)


def _checked(attachments: tuple[Attachment, ...]) -> _Checked:
    """What may be kept, and for each other file its name and why not."""
    checked, room = _Checked([], []), uploads.MOST_UNPACKED
    for attachment in attachments:
        room -= uploads.unpacked_size(attachment.content)
        try:
            if room < 0:
                raise UploadRefused(_("De bijlagen zijn samen te groot."))
            checked.uploads.append(uploads.checked(attachment.name, attachment.content))
        except ScannerAway:
            # Kept without its attachments it would be known, and could not come again with them.
            raise
        except UploadRefused as error:
            checked.refused.append(f"{attachment.name} ({_first_sentence(str(error))})")
    return checked


def _first_sentence(text: str) -> str:
    return text.partition(". ")[0].rstrip(".")


def _day_of(mail: Mail, on: date) -> date | None:
    """The Dutch day it was sent; None when it has none, or one that cannot be."""
    if mail.sent_at is None or mail.sent_at.year < EARLIEST_YEAR:
        return None
    try:
        day = localdate(mail.sent_at)
    except OverflowError:
        return None
    return day if day <= on else None


def _text(mail: Mail, refused: list[str]) -> str:
    subject = _("Onderwerp: %(subject)s") % {"subject": mail.subject} if mail.subject else ""
    body = mail.text or _("(De mail heeft geen tekst die wij kunnen lezen.)")
    not_kept = "\n".join(_("Niet bewaard: %(file)s") % {"file": file} for file in refused)
    return "\n\n".join(part for part in (subject, body, not_kept) if part)


def _everybody(dossier: Dossier) -> list:
    return list(dossier.dossier_persons.order_by("person").values_list("person", flat=True))


def _attach(entry: Entry, attachments: list[Upload], facts: dict) -> None:
    written: list[Document] = []
    try:
        for upload in attachments:
            title = PurePath(upload.name).stem
            written.append(add_document(entry.dossier, upload=upload, title=title, entry=entry, **facts))
    except Exception:
        for document in written:
            files.delete(document.pk)
        raise
