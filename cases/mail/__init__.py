"""A mail as a mail program saves it (.eml, .msg), read into plain text and files. Bytes in, facts out; no database.

Whatever the damage or the malice: what cannot be read is refused with a sentence, never half read.
"""

from pathlib import PurePath

from django.conf import settings
from django.utils.translation import gettext as _

from cases.errors import MailRefused
from cases.mail import internet, outlook
from cases.mail.letter import Mail
from cases.models.drafts import LONGEST_TEXT
from cases.uploads import MEGABYTE

ROOM = 20_000
READERS = {".eml": internet.read, ".msg": outlook.read}


def read(name: str, content: bytes) -> Mail:
    """Raises MailRefused."""
    reader = READERS.get(PurePath(name).suffix.lower())
    if reader is None:
        raise MailRefused(_("Dit is geen mail (.eml of .msg). Voeg dit bestand toe als document."))
    if len(content) > settings.MAX_UPLOAD_MB * MEGABYTE:
        raise MailRefused(_("Deze mail is groter dan %(mb)s MB.") % {"mb": settings.MAX_UPLOAD_MB})
    try:
        mail = reader(content)
    except MailRefused:
        raise
    except Exception:  # what is damaged raises whatever the damage leads to; none of it may become a page of an error
        raise MailRefused(_("Wij kunnen deze mail niet lezen. Het bestand is leeg, beschadigd of geen mail.")) from None
    # With its subject and what was not kept it must still go into the form in which a note is changed.
    if len(mail.text) > LONGEST_TEXT - ROOM:
        raise MailRefused(_("De tekst van deze mail is te lang voor een notitie. Bewaar de mail als pdf-document."))
    return mail


__all__ = ["read"]
