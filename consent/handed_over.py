"""§ 3.3 Zorgvuldigheid: the paper a receiver gets: what was shared, with their name on every page, the files that go
along inside it, and a seal over all of it.
"""

import io
from datetime import date, datetime

import pikepdf
from django.conf import settings
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from consent.errors import PaperRefused
from consent.items import day_of
from consent.models import Disclosure
from consent.papers import disclosure as papers
from consent.papers.common import Words
from sealing import signature
from sealing.errors import NotPrintable, NotSealable


def paper_of(disclosure: Disclosure, files: dict[str, bytes], *, at: datetime) -> bytes:
    """A sealed PDF of an opened disclosure. `files`: content of what goes along, by the id of its item.

    Raises PaperRefused.
    """
    try:
        pdf = papers.as_pdf(_facts(disclosure, localdate(at)))
        return signature.seal(_with_files(pdf, disclosure.items, files), reason=_("Verstrekking"), at=at)
    except (NotPrintable, NotSealable) as error:
        raise PaperRefused(str(error)) from None


def _facts(disclosure, on: date) -> papers.Disclosure:
    ground, sentence = ground_of(disclosure)
    name = disclosure.receiver.get("name", "")
    return papers.Disclosure(
        id=disclosure.items_sha256[:16],
        municipality=settings.MUNICIPALITY_NAME,
        codename=disclosure.dossier.codename,
        receiver=papers.Receiver(
            name,
            disclosure.receiver.get("function", ""),
            disclosure.organisation.name,
            disclosure.receiver.get("address", ""),
        ),
        ground=ground,
        sentence=sentence,
        items=tuple(_item(one) for one in disclosure.items),
        sender=disclosure.sent_by.job_title or _("Medewerker van de gemeente"),
        on=on,
    )


def ground_of(disclosure: Disclosure) -> tuple[str, str]:
    """By what it may leave, as a name and a sentence for who receives it."""
    if disclosure.withheld:
        return _("Uitzondering"), _("De wet laat dit in dit geval toe zonder toestemming.")
    by_plan = _("In het plan dat het gezin tekende, staat uw organisatie als betrokken bij de hulp.")
    by_consent = _("Wie daarover beslist, gaf toestemming om deze gegevens met u te delen.")
    covered = disclosure.by_plan
    if covered == {True}:
        return _("Het getekende plan"), by_plan
    return _("Toestemming"), f"{by_consent} {by_plan}" if True in covered else by_consent


def _item(item: dict) -> papers.Item:
    return papers.Item(
        id=item["id"][-12:],
        title=item["title"],
        on=day_of(item),
        source=item["source"] or _("De gemeente"),
        own_observation=item["own"],
        text=item["text"] or _("Bijlage in dit document: %(name)s") % {"name": item["file"]["name"]},
        statement=Words(item["statement"]) if item["statement"] else None,
    )


def _with_files(pdf: bytes, items: list[dict], files: dict[str, bytes]) -> bytes:
    """The files stand in the PDF itself, by the id of their item: what left is one thing, under one seal."""
    if not files:
        return pdf
    packed = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for item in (item for item in items if item["id"] in files):
            about = {"filename": item["file"]["name"], "mime_type": item["file"]["type"]}
            document.attachments[item["id"]] = pikepdf.AttachedFileSpec(document, files[item["id"]], **about)
        document.save(packed)
    return packed.getvalue()


def file_in(pdf: bytes, item_id: str) -> bytes | None:
    """The content of one file that went along; None when there is no such file."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        found = document.attachments.get(item_id)
        return bytes(found.get_file().read_bytes()) if found is not None else None
