"""What both kinds of mail are read into."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from cases.errors import MailRefused

MOST_ATTACHMENTS = 50
DEEPEST = 10
# Logos and icons under a signature; a photo that was sent is larger.
SMALL_PICTURE = 20 * 1024


@dataclass(frozen=True)
class Attachment:
    name: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    """`text`: the body, with the texts of mails inside it. `left_out`: small pictures of a signature, not kept."""

    message_id: str
    sender: str
    sent_at: datetime | None
    subject: str
    text: str
    attachments: tuple[Attachment, ...] = ()
    left_out: int = 0


@dataclass
class Parts:
    """What a walk through a mail gathers."""

    texts: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    left_out: int = 0

    def attach(self, name: str, content: bytes, *, inline_picture: bool) -> None:
        if inline_picture and len(content) < SMALL_PICTURE:
            self.left_out += 1
            return
        name = name or _("bijlage %(number)s") % {"number": len(self.attachments) + 1}
        self.attachments.append(Attachment(name, content))
        if len(self.attachments) > MOST_ATTACHMENTS:
            raise MailRefused(_("Deze mail heeft meer dan %(most)s bijlagen.") % {"most": MOST_ATTACHMENTS})

    @property
    def text(self) -> str:
        return "\n\n".join(text for text in self.texts if text)


def refuse_depth(depth: int) -> None:
    if depth > DEEPEST:
        raise MailRefused(_("In deze mail zitten te veel mails in elkaar."))


def encrypted() -> MailRefused:
    return MailRefused(_("Deze mail is versleuteld. Open hem in uw mailprogramma en zet de tekst in een notitie."))


def forwarded(mail: Mail) -> str:
    """A mail inside a mail, as text."""
    sent = mail.sent_at.strftime("%d-%m-%Y") if mail.sent_at else ""
    facts = [(_("Van"), mail.sender), (_("Datum"), sent), (_("Onderwerp"), mail.subject)]
    lines = [_("Doorgestuurd bericht:"), *(f"{label}: {value}" for label, value in facts if value)]
    return "\n".join(lines) + "\n\n" + mail.text
