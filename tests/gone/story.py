"""What a worker does with a family, over HTTP: everything by which their words could end up somewhere."""

import io
from datetime import date, timedelta
from html import unescape

import httpx
import pikepdf
from django.utils import timezone
from PIL import Image

from tests.gone.family import Family
from tests.gone.visitor import Visitor

RECORD = {"source": "inwoner", "purpose": "casusregie", "legal_basis": "jeugdwet", "category": "casusregie"}
UNKNOWN = "01890000-0000-7000-8000-000000000000"
PDF_FONT = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica", "/Encoding": "/WinAnsiEncoding"}


def today() -> str:
    return timezone.localdate().isoformat()


# --- a life of a dossier ---------------------------------------------------------------------------------------


def take_up(noor: Visitor, family: Family) -> tuple[str, str]:
    """Somebody by hand, in a household of their own; the addresses of both."""
    born = date.fromisoformat(family.born)
    facts = {
        "given_names": family.given, "surname": f"{family.surname}, eerst", "birth_year": str(born.year),
        "birth_month": str(born.month), "birth_day": str(born.day), "gender": "V", "street": family.street,
        "number": "7", "postcode": "5427 QX", "town": family.town, "bsn": family.bsn, "identity_document": "paspoort",
        "identity_checked_on": today(), "purpose": "casusregie",
    }  # fmt: skip
    person = path_of(noor.sends("/personen/nieuw/", **facts))
    return person, path_of(noor.sends(person, to=f"{person}gezin/"))


def take_over(noor: Visitor, family: Family) -> tuple[str, str]:
    """A mother from the BRP, with who live with her; her address here and that of their household."""
    found = noor.sends("/zoeken/brp/", bsn=family.numbers[0], purpose="casusregie")
    person = noor.sends(found, to="/zoeken/brp/overnemen/")
    return path_of(person), next(part for part in person.text.split('"') if part.startswith("/gezinnen/"))


def open_dossier(noor: Visitor, family: Family, person: str, household: str) -> str:
    """And what one may only do with a dossier: ask for the whole BSN, and correct who was taken up by hand."""
    weighed = {"topic": "wonen", "severity": "matig", "urgency": "later", "needed": family.question}
    opens = noor.sends(
        f"{household}dossier/", question=family.question, decision="dossier", **weighed, **RECORD_OF_DOSSIER
    )
    dossier = path_of(noor.sends(opens, question=family.question))
    noor.sends(person, to=f"{person}bsn/", purpose="casusregie")
    if f"{family.surname}, eerst" in noor.goes(person).text:
        noor.sends(f"{person}wijzigen/", surname=family.surname)
    noor.sends(f"{household}wijzigen/", name=f"Gezin {family.surname}", safety_line=family.safety)
    return dossier


RECORD_OF_DOSSIER = {"purpose": "casusregie", "legal_basis": "jeugdwet"}


def fill(noor: Visitor, family: Family, dossier: str) -> list[str]:
    """A profile, a note that is changed, two files, a photograph, a task; the addresses of what has a page."""
    person = next(part for part in noor.goes(dossier).text.split('"') if part.startswith("/personen/"))
    noor.sends(
        f"{person}veilig-contact/", may_contact="ja", ways=["post", "persoon"], safe_address=family.safe_address,
        shared_with=family.reads_along, portal="uit", said_by=family.said_by,
    )  # fmt: skip
    note = path_of(noor.sends(f"{dossier}notities/nieuw/", text=family.note, **RECORD))
    noor.sends(f"{note}wijzigen/", text=family.better_note)
    uploads = [
        (family.title, f"{family.file}.txt", family.content.encode()),
        (family.pdf_title, f"{family.pdf_file}.pdf", pdf(family.pdf_content)),
        (f"foto {family.title}", f"{family.file}.jpg", photograph(family.picture)),
    ]
    pages = [note]
    for title, name, content in uploads:
        document = path_of(
            noor.sends(f"{dossier}documenten/nieuw/", title=title, files={"upload": (name, content)}, **RECORD)
        )
        noor.goes(f"{document}bestand/")
        pages.append(document)
    noor.sends(f"{dossier}taken/nieuw/", title=family.task, due_on=today(), **RECORD)
    return pages


def keep(noor: Visitor, family: Family, dossier: str) -> None:
    """A procedure that is over and a request that was taken back: their words stay until the dossier goes."""
    soon = (timezone.localdate() + timedelta(days=30)).isoformat()
    held = noor.sends(f"{dossier}bewaren/procedure/", kind="bezwaar", reason=family.hold, review_on=soon)
    noor.sends(path_of(held), outcome="over")
    person = noor.goes(f"{dossier}bewaren/verzoek/").text.split("?over=")[1].split('"')[0]
    asks = noor.goes(f"{dossier}bewaren/verzoek/?over={person}")
    name = unescape(asks.text.split('name="asked_by" value="')[1].split('"')[0])
    asked = noor.sends(asks, asked_by=name, way="balie", came_on=today(), wish=family.wish, checked="on", weighed="on")
    noor.sends(asked, to=f"{path_of(asked)}intrekken/")


def let_in(noor: Visitor, family: Family, dossier: str, colleague) -> None:
    noor.sends(f"{dossier}toegang/", user=str(colleague.pk), role="meelezer", reason=family.grant, valid_from=today())


def close(noor: Visitor, family: Family, dossier: str) -> date:
    """The day on which it will be gone."""
    page = noor.goes(f"{dossier}sluiten/")
    noor.sends(page, reason=family.close)
    return date.fromisoformat(page.text.split('<time datetime="')[1][:10])


def look_around(visitor: Visitor, family: Family) -> None:
    """Searches by whatever one may know of somebody, here and in the directory and the BRP."""
    for words in (family.search, family.given, family.street, family.bsn, family.born):
        visitor.sends("/zoeken/", q=words)
    for asked in ({"bsn": family.bsn}, {"surname": family.surname, "birth_date": family.born}):
        visitor.sends("/zoeken/", to="/zoeken/bekend/", purpose="casusregie", **asked)
    visitor.sends("/zoeken/brp/", surname=family.father_name, birth_date="1984-11-02", purpose="casusregie")


# --- what goes wrong -------------------------------------------------------------------------------------------


def stumble(noor: Visitor, family: Family, dossier: str) -> None:
    """Answers of 200 with an error, 400, 403, 404 and 413, to requests that hold their words."""
    words = {"text": family.error, "q": family.error, "surname": family.error, "bsn": family.bsn}
    noor.goes(f"/nergens/?q={family.error}&bsn={family.bsn}", status=404)
    noor.goes(f"/zoeken/?q={family.error}")
    noor.goes(f"/zoeken/{family.path}/", status=404)
    noor.goes(f"/{family.path}", status=404)
    noor.posts("/personen/nieuw/", status=200, data={"bsn": "123456789", "surname": family.error, "birth_year": "3000"})
    noor.posts(f"/dossiers/{UNKNOWN}/notities/nieuw/", status=404, data=words)
    noor.posts(f"/{family.path}/", status=404, data=words)
    noor.posts(f"{dossier}notities/nieuw/", status=200, data={"text": f"{family.error}\0", "kind": family.error})
    noor.posts("/zoeken/", status=200, json={"q": family.error})
    noor.posts("/zoeken/", status=400, content=family.error.encode(), content_type="multipart/form-data")
    noor.posts("/zoeken/", status=413, data={"q": family.error * 200_000})
    noor.posts("/zoeken/", status=413, data={f"{family.error}{at}": "" for at in range(1001)})
    noor.posts("/zoeken/brp/overnemen/", status=200, data={"choice": f"{family.error} {family.bsn}"})
    assert noor.http.post("/zoeken/", data=words).status_code == 403
    assert noor.http.request("PUT", f"{dossier}?q={family.error}", data=words).status_code in {403, 405}
    for name, content in (
        (".exe", b"MZ"),
        (".pdf", b"geen pdf "),
        (".pdf", b"%PDF-1.7\n1 0 obj\n"),
        (".docx", b"PK\3\4"),
    ):
        upload = (f"{family.upload}{name}", content + family.upload.encode())
        noor.sends(f"{dossier}documenten/nieuw/", title=family.upload, files={"upload": upload}, **RECORD)


def sign_in_wrongly(url: str, family: Family) -> None:
    """Somebody who typed in the wrong window."""
    stranger = Visitor(url)
    stranger.sends("/inloggen/", login=f"{family.bsn}@boekel.example", password=family.sign_in)
    stranger.sends("/inloggen/", login=family.sign_in, password=family.sign_in)
    stranger.goes(f"/zoeken/?q={family.error}")
    stranger.leaves()


def be_refused(outsider: Visitor, pages: list[str]) -> None:
    for page in pages:
        outsider.goes(page, status=404)


def fail(noor: Visitor, family: Family, dossier: str, breaks) -> None:
    """500 and 503: the database refuses a row and says aloud what stood in it."""
    person = {"surname": family.surname, "given_names": family.error, "gender": "O", "bsn_reason": "eenvoudig"}
    note = {"text": family.error, **RECORD}
    for code, status in (("23514", 500), ("57014", 503)):
        with breaks("person_search", code):
            answer = noor.sends("/personen/nieuw/", status=status, purpose="casusregie", **person)
            assert family.error in unescape(answer.text)
        with breaks("cases_entry", code):
            noor.sends(f"{dossier}notities/nieuw/", status=status, **note)


# --- files -----------------------------------------------------------------------------------------------------


def pdf(text: str) -> bytes:
    with pikepdf.new() as document:
        document.docinfo["/Title"] = text
        page = document.add_blank_page()
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=pikepdf.Dictionary(PDF_FONT)))
        shown = text.encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        page.Contents = document.make_stream(b"BT /F1 12 Tf 40 700 Td (" + shown + b") Tj ET")
        stream = io.BytesIO()
        document.save(stream, compress_streams=True)
    return stream.getvalue()


def photograph(description: str) -> bytes:
    """What a camera says of a picture lies hidden in it."""
    image = Image.new("RGB", (8, 8))
    hidden = image.getexif()
    hidden[0x010E] = hidden[0x013B] = description
    stream = io.BytesIO()
    image.save(stream, "JPEG", exif=hidden)
    return stream.getvalue()


def path_of(answer: httpx.Response) -> str:
    return answer.url.path
