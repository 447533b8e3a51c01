"""Letters: written from a standard text, kept as a document."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases import letters
from cases.actions.contact import address_for
from cases.actions.records import add_document
from cases.errors import MayNotBeReached
from cases.models import Document, Dossier, Person
from cases.uploads import Upload


@transaction.atomic
def write_letter(
    dossier: Dossier, *, to: Person, channel: str, by, now: datetime, on: date, text: str, **facts
) -> Document:
    """A letter to somebody of the dossier, as a PDF in it. Raises MayNotBeReached, LetterRefused. `facts`: title, …

    It does not go by cases.uploads, which takes out what a PDF says of itself: here that makes it readable for all.
    """
    if channel not in letters.CHANNELS:
        raise MayNotBeReached(_("Een brief gaat met de post, of u geeft hem af."))
    reach = address_for(to.pk, channel, now=now)
    letter = letters.Letter(to=to.full_name, title=facts["title"], text=text, on=on, address=reach.lines)
    content = letters.as_pdf(letter)
    upload = Upload(letters.file_name(on), "application/pdf", content)
    return add_document(dossier, by=by, now=now, upload=upload, **facts)
