"""Bundles to hand over, and every place in what is handed over where words could hide."""

import io
import json
import zlib
from dataclasses import replace
from datetime import date
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, String
from PIL import Image

from inzage import parcel
from inzage.bundle import Attached, Bundle, Field, Item, Passage
from tests.cases import samples

ON = date(2026, 11, 24)
WORDS = "Wij spraken over school. Deniz slaapt slecht."
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def item(number=1, *passages, label="Verslag", **facts):
    known = {"kind": "Gespreksverslag", "on": date(2026, 3, 2), "by": "regisseur, dorpsteam", "source": "Zelf gezien"}
    one = Field(label, passages or (Passage(WORDS),))
    return Item(id=UUID(int=number), **(known | {"fields": (one,)} | facts))


def bundle(*items):
    return Bundle("2026-0042", "Deniz Öztürk", "Alles over Deniz in 2026", ON, items or (item(),))


def attached(number=1, content_type="text/plain"):
    return Attached(UUID(int=number), "verslag van juf Ank.txt", content_type)


def packed(one=None, content=b""):
    return parcel.packed(one or bundle(), "Boekel", lambda _file: content)


def opened(content):
    with ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files, comment=b""):
    """As our own parcel is made: nothing but names and what is in them."""
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        archive.comment = comment
        for name, content in files.items():
            archive.writestr(ZipInfo(name), content, ZIP_DEFLATED)
    return out.getvalue()


def with_file(name, content):
    return zipped({"bundel.pdf": page(b""), name: content})


# --- PDFs, by hand ---


def text(words):
    return b"BT /F1 12 Tf 50 700 Td (%s) Tj ET" % words.replace("(", "").replace(")", "").encode("cp1252")


def page(*contents, change=None, **saving):
    """A page for each of these drawings."""
    with pikepdf.new() as document:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
        font = document.make_indirect(font)
        for content in contents:
            document.add_blank_page(page_size=(600, 800))
            document.pages[-1].obj.Contents = document.make_stream(content)
            document.pages[-1].obj.Resources = Dictionary(Font=Dictionary(F1=font))
        if change:
            change(document)
        out = io.BytesIO()
        document.save(out, **saving)
    return out.getvalue()


def _changed(change):
    """A place in a PDF: put there by `change(document, words)`."""
    return lambda words: {"bundel.pdf": page(text("Gewoon."), change=lambda document: change(document, words))}


def _form(document, words):
    resources = document.pages[0].obj.Resources
    return document.make_stream(
        text(words), Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9], Resources=resources
    )


def in_form(document, words):
    document.pages[0].obj.Resources.XObject = Dictionary(X=_form(document, words))
    document.pages[0].obj.Contents = document.make_stream(b"/X Do")


def in_pattern(document, words):
    resources = document.pages[0].obj.Resources
    about = {"PatternType": 1, "PaintType": 1, "BBox": [0, 0, 9, 9], "XStep": 9, "YStep": 9, "TilingType": 1}
    resources.Pattern = Dictionary(P=document.make_stream(text(words), Resources=resources, **about))


def in_structure(document, words, key="/Alt"):
    one = document.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Figure))
    one[key] = String(words)
    document.Root.StructTreeRoot = Dictionary(Type=Name.StructTreeRoot, K=Array([one]))


def in_outline(document, words):
    with document.open_outline() as outline:
        outline.root.append(OutlineItem(words, 0))


def in_info(document, words, key="/Author"):
    document.docinfo[key] = words


def in_xmp(document, words):
    with document.open_metadata() as metadata:
        metadata["dc:description"] = words


def in_remark(document, words):
    remark = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=[0, 0, 9, 9], Contents=String(words))
    document.pages[0].obj.Annots = Array([document.make_indirect(remark)])


def in_look_of_remark(document, words):
    looks = Dictionary(N=_form(document, words))
    remark = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=[0, 0, 9, 9], AP=looks)
    document.pages[0].obj.Annots = Array([document.make_indirect(remark)])


def in_filled_field(document, words):
    one = document.make_indirect(Dictionary(FT=Name.Tx, T=String("naam"), V=String(words)))
    document.Root.AcroForm = Dictionary(Fields=Array([one]))


def in_script(document, words):
    document.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=document.make_stream(words.encode()))


def in_enclosed_file(document, words):
    document.attachments["bijlage"] = pikepdf.AttachedFileSpec(document, words.encode(), filename="bijlage.txt")


def in_name_of_enclosed_file(document, words):
    document.attachments["bijlage"] = pikepdf.AttachedFileSpec(document, b"Gewoon.", filename=f"{words}.txt")


def in_name(document, words):
    document.Root.PieceInfo = Dictionary({"/" + words.replace(" ", "_"): Name.Yes})


def in_lost_object(document, words):
    """Nothing refers to it; saved all the same, as another program would."""
    document.Root.Lost = document.make_indirect(Dictionary(Note=String(words)))


def in_photo(document, words):
    photo = jpeg(words)
    about = {"Type": Name.XObject, "Subtype": Name.Image, "Width": 4, "Height": 4, "BitsPerComponent": 8}
    document.pages[0].obj.Resources.XObject = Dictionary(
        X=pikepdf.Stream(document, photo, **about, ColorSpace=Name.DeviceRGB, Filter=Name.DCTDecode)
    )


def in_earlier_version(words):
    """As an editor does: the new page is put behind the old file."""
    old = page(text(words), object_stream_mode=pikepdf.ObjectStreamMode.disable)
    with pikepdf.open(io.BytesIO(old)) as document:
        number = document.pages[0].obj.Contents.objgen[0]
    stream = text("Gewoon.")
    start = len(old)
    added = b"%d 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (number, len(stream), stream)
    before = int(old.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    trailer = old.rsplit(b"trailer ", 1)[1].split(b"startxref")[0].strip()
    trailer = trailer.removesuffix(b">>") + b"/Prev %d >>" % before
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer %s\nstartxref\n%d\n%%%%EOF\n"
    return {"bundel.pdf": old + added + table % (number, start, trailer, start + len(added))}


def across_pages(words):
    """Half of it at the end of a page, with a page number below; the rest on the next."""
    half = len(words) // 2
    number = b"/Artifact BMC BT /F1 9 Tf 50 40 Td (Bladzijde 1 van 2) Tj ET EMC"
    return {"bundel.pdf": page(text(words[:half]) + number, text(words[half:]))}


def said_of_a_piece(words):
    spoken = "".join(f"{ord(letter):04X}" for letter in words)
    return {"bundel.pdf": page(b"/Span << /ActualText <FEFF%s> >> BDC %s EMC" % (spoken.encode(), text("x")))}


def spread(words):
    """Each letter set apart, as a program that justifies does."""
    letters = b" ".join(b"(%s) -20" % letter.encode("cp1252") for letter in words if letter not in "()")
    return {"bundel.pdf": page(b"BT /F1 12 Tf 50 700 Td [%s] TJ ET" % letters)}


# --- other files ---


def jpeg(words):
    facts = Image.Exif()
    facts[samples.DESCRIPTION] = words.encode()
    return samples.saved(Image.new("RGB", (4, 4)), "JPEG", exif=facts)


def png(words, *, packed=False):
    from_text = samples.PngInfo()
    from_text.add_text("Comment", words, zip=packed)
    return samples.saved(Image.new("RGB", (4, 4)), "PNG", pnginfo=from_text)


def docx(**parts):
    content = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": "<w:document><w:t>Gewoon.</w:t></w:document>",
        "word/media/image1.jpeg": samples.jpeg(exif=False),
    }
    return zipped(content | parts)


def in_runs(words):
    """As Word cuts a sentence up."""
    runs = "".join(f"<w:r><w:t>{words[at : at + 3]}</w:t></w:r>" for at in range(0, len(words), 3))
    return f"<w:document><w:p>{runs}</w:p></w:document>"


def in_extra_field(words):
    out, added = io.BytesIO(), words.encode()
    with ZipFile(out, "w") as archive:
        entry = ZipInfo("bijlage-001.txt")
        entry.extra = b"\xfe\xca" + len(added).to_bytes(2, "little") + added
        archive.writestr(entry, b"Gewoon.")
    return out.getvalue()


def in_note_of_entry(words):
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        entry = ZipInfo("bijlage-001.txt")
        entry.comment = words.encode()
        archive.writestr(entry, b"Gewoon.")
    return out.getvalue()


def shown(words):
    return packed(bundle(item(1, Passage(f"Eerst dit. {words} Dan dat."))))


def as_escape(letter):
    return f"\\u{ord(letter):04x}"


def only_json(make):
    return lambda words: {"bundel.pdf": page(text("Gewoon.")), "bundel.json": make(words).encode()}


FILES = {
    "a page": lambda words: {"bundel.pdf": page(text(words))},
    "letters set apart": spread,
    "two pages": across_pages,
    "said of a piece": said_of_a_piece,
    "a form": _changed(in_form),
    "a pattern": _changed(in_pattern),
    "alternative text": _changed(in_structure),
    "actual text": _changed(lambda document, words: in_structure(document, words, "/ActualText")),
    "a bookmark": _changed(in_outline),
    "author": _changed(in_info),
    "a field of its own": _changed(lambda document, words: in_info(document, words, "/Eigen")),
    "metadata": _changed(in_xmp),
    "a remark": _changed(in_remark),
    "how a remark looks": _changed(in_look_of_remark),
    "a filled field": _changed(in_filled_field),
    "a script": _changed(in_script),
    "an enclosed file": _changed(in_enclosed_file),
    "name of an enclosed file": _changed(in_name_of_enclosed_file),
    "a name": _changed(in_name),
    "a lost object": _changed(in_lost_object),
    "a photo in it": _changed(in_photo),
    "an earlier version": in_earlier_version,
    "behind the end": lambda words: {"bundel.pdf": page(text("Gewoon.")) + b"% " + words.encode()},
    "between the lines": lambda words: {"bundel.pdf": page(b"% " + words.encode() + b"\n" + text("Gewoon."))},
    "json": only_json(lambda words: json.dumps({"stukken": [{"tekst": words}]}, ensure_ascii=False)),
    "json in escapes": only_json(lambda words: f'{{"a": "{"".join(map(as_escape, words))}"}}'),
    "a key": only_json(lambda words: json.dumps({words: 1})),
    "a key that stands twice": only_json(lambda words: json.dumps({"a": words})[:-1] + ', "a": 1}'),
    "json in pieces": only_json(lambda words: json.dumps({"stukken": [{"delen": words.split()}]}, ensure_ascii=False)),
    "a text": lambda words: {"bijlage-001.txt": words.encode()},
    "a text with entities": lambda words: {"bijlage-001.txt": "".join(f"&#{ord(one)};" for one in words).encode()},
    "a text with tags": lambda words: {"bijlage-001.txt": words.replace("e", "e<b></b>").encode()},
    "word": lambda words: {"bijlage-001.docx": docx(**{"word/document.xml": in_runs(words)})},
    "properties of word": lambda words: {"bijlage-001.docx": docx(**{"docProps/core.xml": f"<a><b>{words}</b></a>"})},
    "a value in word": lambda words: {"bijlage-001.docx": docx(**{"word/settings.xml": f'<a b="{words}"/>'})},
    "a remark in the xml": lambda words: {"bijlage-001.docx": docx(**{"word/x.xml": f"<a><!-- {words} --></a>"})},
    "xml in other letters": lambda words: {
        "bijlage-001.docx": docx(**{"word/x.xml": f"<a>{words}</a>".encode("utf-16")})
    },
    "a photo in word": lambda words: {"bijlage-001.docx": docx(**{"word/media/image2.jpeg": jpeg(words)})},
    "a printer of excel": lambda words: {
        "bijlage-001.xlsx": docx(**{"xl/printerSettings/printerSettings1.bin": words.encode("utf-16-le")})
    },
    "name of a part": lambda words: {"bijlage-001.docx": docx(**{f"word/{words}.xml": "<a/>"})},
    "a photo": lambda words: {"bijlage-001.jpg": jpeg(words)},
    "a picture": lambda words: {"bijlage-001.png": png(words)},
    "a picture, packed": lambda words: {"bijlage-001.png": png(words, packed=True)},
    "name of a file": lambda words: {f"{words}.txt": b"Gewoon."},
}
PLACES = {name: (lambda words, make=make: zipped(make(words))) for name, make in FILES.items()} | {
    "shown": shown,
    "own statement": lambda words: packed(bundle(item(statement=words))),
    "what changed": lambda words: packed(bundle(item(change=words))),
    "who wrote it": lambda words: packed(bundle(item(by=words))),
    "what was asked": lambda words: packed(replace(bundle(), asked=words)),
    "a note of the parcel": lambda words: zipped({"bijlage-001.txt": b"Gewoon."}, words.encode()),
    "a note of a file": in_note_of_entry,
    "an extra field": in_extra_field,
}


# --- what cannot be read ---


def with_unknown_font():
    """Its letters have numbers of its own, and no table says what they are."""

    def change(document):
        own = Dictionary(Type=Name.Font, Subtype=Name.Type0, BaseFont=Name.Eigen, Encoding=Name("/Identity-H"))
        document.pages[0].obj.Resources.Font.F1 = document.make_indirect(own)

    return page(text("Dit kan niemand lezen."), change=change)


def nested(deep):
    content = b"Gewoon."
    for _time in range(deep):
        content = docx(**{"word/embeddings/x.docx": content})
    return content


def behind_the_packed():
    """A file that is unpacked before it ends."""
    machine = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed_words = machine.compress(b"Gewoon.") + machine.flush()
    whole = zipped({"bijlage-001.txt": b"Gewoon."})
    longer = len(packed_words) + 6
    size = len(packed_words).to_bytes(4, "little")
    changed = whole.replace(packed_words, packed_words + b"geheim").replace(
        size + b"\x07\x00\x00\x00", b"%b\x07\x00\x00\x00" % longer.to_bytes(4, "little")
    )
    end = changed.rindex(b"PK\x05\x06")
    start = int.from_bytes(changed[end + 16 : end + 20], "little") + 6
    return changed[: end + 16] + start.to_bytes(4, "little") + changed[end + 20 :]


def flagged_as_locked():
    whole = bytearray(zipped({"bijlage-001.txt": b"Gewoon."}))
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        whole[whole.index(sign) + place] |= 1
    return bytes(whole)


LOCKED = "<manifest><encryption-data/></manifest>"
UNREADABLE = {
    "a locked pdf": lambda: with_file("bijlage-001.pdf", samples.pdf(password="x")),
    "a damaged pdf": lambda: with_file("bijlage-001.pdf", page(text("Gewoon."))[:-300]),
    "letters nobody knows": lambda: with_file("bijlage-001.pdf", with_unknown_font()),
    "a locked odt": lambda: with_file("bijlage-001.odt", docx(**{"META-INF/manifest.xml": LOCKED})),
    "an old word file": lambda: with_file("bijlage-001.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
    "a macro": lambda: with_file("bijlage-001.docx", docx(**{"word/vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(9)})),
    "a file in a file without end": lambda: with_file("bijlage-001.docx", nested(6)),
    "behind a photo": lambda: with_file("bijlage-001.jpg", samples.jpeg(exif=False) + b"geheim"),
    "behind a picture": lambda: with_file("bijlage-001.png", png("x") + b"geheim"),
    "a cut photo": lambda: with_file("bijlage-001.jpg", samples.jpeg(exif=False)[:-9]),
    "an unknown file": lambda: with_file("bijlage-001.bin", bytes(range(256))),
    "a locked entry": flagged_as_locked,
    "before the parcel": lambda: b"geheim" + packed(),
    "behind the parcel": lambda: packed() + b"geheim",
    "behind what is packed": behind_the_packed,
    "no parcel": lambda: b"geheim",
}
