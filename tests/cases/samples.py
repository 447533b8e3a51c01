"""Files as people send them, with what nobody means to send along: place, author, earlier versions."""

import io
from zipfile import ZipFile

import pikepdf
from PIL import Image
from PIL.PngImagePlugin import PngInfo

SECRET = "kanarievogel"
# The test file every scanner knows; in two halves, or a scanner would take this file away.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
GPS, MAKE, DESCRIPTION = 0x8825, 0x010F, 0x010E


def jpeg(*, exif=True, mode="RGB", orientation=None) -> bytes:
    image = Image.new(mode, (40, 20))
    facts = Image.Exif()
    if exif:
        facts[MAKE], facts[DESCRIPTION] = SECRET, SECRET
        facts[GPS] = {1: "N", 2: (51.0, 36.0, 12.0)}
    if orientation:
        facts[0x0112] = orientation
    return saved(image, "JPEG", exif=facts, comment=SECRET.encode() if exif else b"")


def png(mode="RGB") -> bytes:
    from_palette = Image.new("RGB", (8, 8), "red").convert("P") if mode == "P" else Image.new(mode, (8, 8))
    info = PngInfo()
    info.add_text("Author", SECRET)
    return saved(from_palette, "PNG", pnginfo=info)


def saved(image, image_format, **options) -> bytes:
    stream = io.BytesIO()
    image.save(stream, image_format, **options)
    return stream.getvalue()


def pdf(*, password="") -> bytes:
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(100, 100))
        document.docinfo["/Author"] = SECRET
        with document.open_metadata() as metadata:
            metadata["dc:creator"] = [SECRET]
        page = document.pages[0]
        page.obj.Metadata = document.make_stream(f"<x>{SECRET}</x>".encode())
        page.obj.PieceInfo = pikepdf.Dictionary(App=pikepdf.Dictionary(Private=pikepdf.String(SECRET)))
        stream = io.BytesIO()
        locked = pikepdf.Encryption(owner=password, user=password) if password else False
        document.save(stream, encryption=locked)
    return stream.getvalue()


def docx(**parts) -> bytes:
    """As Word makes them, as far as it matters here: parts, an author, a picture with a place in it."""
    content = {
        "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": '<?xml version="1.0"?><Relationships/>',
        "word/document.xml": '<?xml version="1.0"?><w:document>tekst</w:document>',
        "docProps/core.xml": f"<cp:coreProperties><dc:creator>{SECRET}</dc:creator></cp:coreProperties>",
        "docProps/app.xml": f"<Properties><Company>{SECRET}</Company></Properties>",
        "docProps/custom.xml": f"<Properties>{SECRET}</Properties>",
        "docProps/thumbnail.jpeg": jpeg(),
        "word/media/image1.jpeg": jpeg(),
    } | parts
    return zipped(content)


def odt() -> bytes:
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": "<office:document-content>tekst</office:document-content>",
            "meta.xml": f"<office:meta><dc:creator>{SECRET}</dc:creator></office:meta>",
            "Thumbnails/thumbnail.png": png(),
            "META-INF/manifest.xml": "<manifest/>",
        }
    )


def zipped(parts) -> bytes:
    stream = io.BytesIO()
    with ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def unzipped(content: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
