"""A PDF: what is on its pages, what is said beside them, and every object in it, reachable or not; of each version."""

import io
import re
from collections import defaultdict
from collections.abc import Iterator

import pikepdf
from django.utils.translation import gettext as _

from inzage.extracts import office
from inzage.extracts.extract import Extract, Inside, Sort
from inzage.extracts.sheet import Sheet, Written

END = b"%%EOF"
# A sentence that begins on one page and ends on the next.
EDGE = 3_000
# Of the letters on a page so many may be unknown: signs of a list, a logo.
MOST_UNKNOWN, FEW = 0.1, 8
KEYS = {
    "/ActualText": "vervangende tekst",
    "/Alt": "beschrijving",
    "/E": "uitgeschreven afkorting",
    "/T": "titel",
    "/Title": "titel",
    "/Contents": "opmerking",
    "/UF": "bestandsnaam",
    "/F": "bestandsnaam",
    "/URI": "verwijzing",
    "/JS": "programma",
    "/V": "ingevuld veld",
}


def extracts(content: bytes, where: tuple[str, ...], inside: Inside) -> Iterator[Extract]:
    """Raises Unreadable (`inzage.extracts.extract`), and what pikepdf raises for a file that is damaged or locked."""
    for number, earlier in enumerate(_earlier(content), 1):
        yield from _version(earlier, (*where, _("eerdere versie %d") % number), inside)
    with pikepdf.open(io.BytesIO(content), attempt_recovery=False) as document:
        yield from _document(document, where, inside)
    yield Extract((*where, _("ruwe inhoud")), Sort.RAW, raw=content)


def _earlier(content: bytes) -> list[bytes]:
    """What was added to a PDF hides what was there, and leaves it."""
    ends = [found.end() for found in re.finditer(re.escape(END), content)][:-1]
    return [content[:end] for end in ends]


def _version(content: bytes, where, inside) -> Iterator[Extract]:
    """An end that is none, as in a file made for the web or by chance in a picture, cannot be opened; what stands there
    belongs to the whole file, and is read there.
    """
    try:
        document = pikepdf.open(io.BytesIO(content), attempt_recovery=False)
    except pikepdf.PdfError:
        return
    with document:
        yield from _document(document, where, inside)


def _document(document: pikepdf.Pdf, where, inside) -> Iterator[Extract]:
    fonts, forms, before = {}, set(), ""
    for number, page in enumerate(document.pages, 1):
        sheet = Sheet(fonts, forms)
        place = (*where, _("bladzijde %d") % number)
        sheet.read(page.obj, page.obj.get("/Resources", pikepdf.Dictionary()))
        said = "".join(sheet.written.said)
        yield from _written(sheet.written, place)
        yield Extract((*place, _("en die ervoor")), Sort.AGAIN, text=before[-EDGE:] + "\n" + said[:EDGE])
        before = said
    yield from _objects(document, where, inside, Seen(fonts, forms))


def _written(written: Written, place) -> Iterator[Extract]:
    if written.unknown > max(FEW, MOST_UNKNOWN * written.letters):
        yield Extract(place, Sort.UNREADABLE)
    yield Extract(place, text="".join(written.drawn))
    if written.has_actual:
        yield Extract((*place, _("voorgelezen")), text="".join(written.said))


# --- every object ---


class Seen:
    """What the pages of a document used, and what its objects say: words by the key they stand under."""

    def __init__(self, fonts: dict, forms: set):
        self.fonts, self.forms, self.drawings = fonts, forms, set()
        self.words: dict[str, list[str]] = defaultdict(list)
        self.names: set[str] = set()


def _objects(document, where, inside, seen: Seen) -> Iterator[Extract]:
    files = _files(document)
    seen.drawings = seen.forms | _drawings(document)
    for thing in document.objects:
        _listen(thing, "", seen)
        if isinstance(thing, pikepdf.Stream):
            yield from _stream(thing, where, inside, seen) if thing.objgen not in files else ()
    _listen(document.trailer, "", seen)
    for key, words in seen.words.items():
        yield Extract((*where, _(KEYS[key]) if key in KEYS else _("verborgen veld")), text="\n".join(words))
    yield Extract((*where, _("namen in het bestand")), text="\n".join(seen.names))
    for number, file in enumerate(files.values(), 1):
        yield from inside(file, (*where, _("ingesloten bestand %d") % number))


def _listen(thing, key: str, seen: Seen) -> None:
    """Strings, names and keys; what is referred to is met by itself."""
    if isinstance(thing, pikepdf.String):
        seen.words[key].append(str(thing))
    elif isinstance(thing, pikepdf.Name):
        seen.names.add(str(thing))
    for name, one in _members(thing, key):
        seen.names.add(name)
        if not _is_elsewhere(one):
            _listen(one, name, seen)


def _members(thing, key: str):
    if isinstance(thing, pikepdf.Array):
        return ((key, one) for one in thing)
    return thing.items() if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream) else ()


def _is_elsewhere(thing) -> bool:
    return isinstance(thing, pikepdf.Object) and thing.is_indirect


def _drawings(document) -> set:
    """Of pages, and of letters that are drawn: instructions, not words."""
    found = set()
    for thing in document.objects:
        about = thing if isinstance(thing, pikepdf.Dictionary) else {}
        drawn = [about["/Contents"]] if about.get("/Type") == "/Page" and "/Contents" in about else []
        drawn += about["/CharProcs"].values() if "/CharProcs" in about else []
        for one in drawn:
            found |= {each.objgen for each in (one if isinstance(one, pikepdf.Array) else [one])}
    return found


def _files(document) -> dict:
    """What is enclosed, by whatever is enclosed in: the kind alone does not always stand there."""
    found = {}
    for thing in document.objects:
        if isinstance(thing, pikepdf.Stream) and thing.get("/Type") == "/EmbeddedFile":
            found[thing.objgen] = thing.read_bytes()
        enclosed = thing.get("/EF") if isinstance(thing, pikepdf.Dictionary) else None
        for one in enclosed.values() if enclosed is not None else ():
            found[one.objgen] = one.read_bytes()
    return found


def _stream(stream: pikepdf.Stream, where, inside, seen: Seen) -> Iterator[Extract]:
    if stream.get("/Subtype") == "/Image":
        yield from _picture(stream, where, inside)
        return
    content = stream.read_bytes()
    if stream.get("/Type") == "/Metadata" or content.lstrip().startswith(
        (b"<?xpacket", b"<?xml", b"<x:xmpmeta", b"<xdp")
    ):
        yield from office.xml(content, (*where, _("metagegevens")))
    if _is_drawing(stream) and stream.objgen not in seen.forms:
        seen.forms.add(stream.objgen)
        sheet = Sheet(seen.fonts, seen.forms)
        sheet.read(stream, stream.get("/Resources", pikepdf.Dictionary()))
        yield from _written(sheet.written, (*where, _("tekening buiten de bladzijden")))
    elif stream.objgen not in seen.drawings and not _is_for_a_machine(stream, content):
        yield Extract((*where, _("verborgen veld")), text=content.decode("utf-8", "replace"))
    yield Extract((*where, _("ruwe inhoud")), Sort.RAW, raw=content)


def _is_drawing(stream) -> bool:
    return stream.get("/Subtype") == "/Form" or "/PatternType" in stream


def _is_for_a_machine(stream, content: bytes) -> bool:
    """Numbers that calculate, and what no text is: a table, a font, a colour profile."""
    return "/FunctionType" in stream or b"begincmap" in content or b"\x00" in content


def _picture(stream, where, inside) -> Iterator[Extract]:
    if stream.get("/Filter") == "/DCTDecode":
        yield from inside(stream.read_raw_bytes(), (*where, _("afbeelding")))
    else:
        yield Extract((*where, _("afbeelding")), Sort.PICTURE)
        yield Extract((*where, _("afbeelding")), Sort.RAW, raw=stream.read_raw_bytes())
