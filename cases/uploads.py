"""What comes in as a file: its kind told by its content, its size limited, its hidden data stripped, its virus scan.

Bytes in, bytes out; held in memory only. Raises UploadRefused with the sentence the user reads.
"""

import io
import math
import socket
from dataclasses import dataclass
from pathlib import PurePath
from zipfile import ZIP_DEFLATED, ZipFile

import pikepdf
import puremagic
from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from cases import pictures
from cases.errors import ScannerAway, UploadRefused

# Extension → content type, which the content itself must look like to puremagic.
ALLOWED = {
    ".pdf": "application/pdf",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".txt": "text/plain",
}
IMAGE_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG"}
# The part that says which kind of office file it is; OpenDocument says so itself, in a part `mimetype`.
OFFICE_PARTS = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "word/document.xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xl/workbook.xml",
}
LONGEST_NAME = 200
MEGABYTE = 1024 * 1024
MILLION = 1_000_000
MOST_UNPACKED = 500 * MEGABYTE
# A report full of pictures has some hundreds.
MOST_PARTS = 5_000
# Of a picture. Cameras of telephones make up to 50; a file of a few kilobytes can claim to be any size.
MOST_MEGAPIXELS = 100
# A larger picture is made smaller: at this size a photographed letter can be read well, and it opens on a telephone.
KEPT_PIXELS = 9_000_000
RESIZABLE = {"L", "RGB", "RGBA", "CMYK"}
EMPTY_PARTS = {
    "docProps/core.xml": (
        b'<?xml version="1.0" encoding="UTF-8"?><cp:coreProperties xmlns:cp='
        b'"http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
    ),
    "docProps/app.xml": (
        b'<?xml version="1.0" encoding="UTF-8"?><Properties xmlns='
        b'"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
    ),
    "docProps/custom.xml": (
        b'<?xml version="1.0" encoding="UTF-8"?><Properties xmlns='
        b'"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>'
    ),
    "meta.xml": (
        b'<?xml version="1.0" encoding="UTF-8"?><office:document-meta xmlns:office='
        b'"urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.2"><office:meta/></office:document-meta>'
    ),
}
CLAMAV_CHUNK = 64 * 1024
CLAMAV_SECONDS = 30


@dataclass(frozen=True)
class Upload:
    """A file that may be kept: clean name, content type, content without hidden data."""

    name: str
    content_type: str
    content: bytes


def checked(name: str, content: bytes) -> Upload:
    """The file as it may be kept. Raises UploadRefused."""
    path = PurePath(name.replace("\\", "/"))
    name = path.stem[: LONGEST_NAME - len(path.suffix)] + path.suffix[:LONGEST_NAME]
    content_type = _allowed_type(name)
    _refuse_wrong_size(content)
    _refuse_lying_extension(name, content_type, content)
    _refuse_virus(content)
    return Upload(name, content_type, _stripped(content_type, content))


def _allowed_type(name: str) -> str:
    content_type = ALLOWED.get(PurePath(name).suffix.lower())
    if PurePath(name).suffix.lower() in {".heic", ".heif"}:
        raise UploadRefused(
            _("Een HEIC-foto kunnen wij niet bewaren. Kies de foto met een telefoon, of maak er jpg van.")
        )
    if content_type is None:
        kinds = ", ".join(extension[1:] for extension in ALLOWED)
        raise UploadRefused(_("Dit soort bestand kunt u hier niet bewaren. Wel: %(kinds)s.") % {"kinds": kinds})
    return content_type


def _refuse_wrong_size(content: bytes) -> None:
    if not content:
        raise UploadRefused(_("Dit bestand is leeg."))
    if len(content) > settings.MAX_UPLOAD_MB * MEGABYTE:
        raise UploadRefused(_("Dit bestand is groter dan %(mb)s MB.") % {"mb": settings.MAX_UPLOAD_MB})


def _refuse_lying_extension(name: str, content_type: str, content: bytes) -> None:
    if content_type == "text/plain":
        agrees = _is_text(content)
    else:
        try:
            agrees = content_type in {match.mime_type for match in puremagic.magic_string(content, name)}
        except puremagic.PureError:
            agrees = False
        agrees = agrees and _begins_right(content_type, content)
    if not agrees:
        raise UploadRefused(_("De inhoud van dit bestand past niet bij de naam. Controleer het bestand."))


def _begins_right(content_type: str, content: bytes) -> bool:
    beginnings = {"application/pdf": b"%PDF-", "image/jpeg": pictures.JPEG, "image/png": pictures.PNG}
    if content_type in beginnings:
        return content.startswith(beginnings[content_type])
    return content.startswith(b"PK\x03\x04") and _office_kind(content) == content_type


def _office_kind(content: bytes) -> str:
    """The content type of an office file as its own parts tell it; empty for any other or damaged file."""
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if "mimetype" in names:
                return archive.open("mimetype").read(LONGEST_NAME).decode("ascii").strip()
            return next((kind for kind, part in OFFICE_PARTS.items() if part in names), "")
    except Exception:  # a damaged zip raises whatever its damage leads to
        return ""


def _is_text(content: bytes) -> bool:
    try:
        return "\x00" not in content.decode("utf-8")
    except UnicodeDecodeError:
        return False


def _stripped(content_type: str, content: bytes) -> bytes:
    """Without camera place and time, author names and earlier versions; refused when it cannot be opened."""
    try:
        if content_type in IMAGE_FORMATS:
            return _image_without_metadata(content, IMAGE_FORMATS[content_type])
        if content_type == "application/pdf":
            return _pdf_without_metadata(content)
        if content_type != "text/plain":
            return _office_without_metadata(content)
    except UploadRefused:
        raise
    except Exception:  # three libraries raise whatever the damage leads to; none of it may become a page of an error
        raise UploadRefused(_("Dit bestand is beschadigd of beveiligd. Wij kunnen het niet openen.")) from None
    return content


def _image_without_metadata(content: bytes, image_format: str) -> bytes:
    with _opened(content, image_format) as image:
        upright = _smaller(ImageOps.exif_transpose(image))
        bare = Image.new(upright.mode, upright.size)
        bare.paste(upright)
        if upright.mode == "P":
            bare.putpalette(upright.getpalette())
        result = io.BytesIO()
        bare.save(result, image_format, quality=90)
        return result.getvalue()


def _opened(content: bytes, image_format: str) -> Image.Image:
    """Only its head is read yet, so its size is known before any memory is taken."""
    try:
        image = Image.open(io.BytesIO(content), formats=[image_format])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels() from None
    if image.width * image.height > MOST_MEGAPIXELS * MILLION:
        raise _too_many_pixels()
    return image


def _too_many_pixels() -> UploadRefused:
    return UploadRefused(_("Deze foto heeft meer dan %(most)s megapixel.") % {"most": MOST_MEGAPIXELS})


def _smaller(image: Image.Image) -> Image.Image:
    pixels = image.width * image.height
    if pixels <= KEPT_PIXELS or image.mode not in RESIZABLE:
        return image
    scale = math.sqrt(KEPT_PIXELS / pixels)
    return image.resize((max(1, int(image.width * scale)), max(1, int(image.height * scale))))


def unpacked_size(content: bytes) -> int:
    """About how many bytes looking into this file takes: what an office file unpacks to, what a picture is drawn on."""
    try:
        if content.startswith(b"PK"):
            with ZipFile(io.BytesIO(content)) as archive:
                return sum(part.file_size for part in archive.infolist())
        if content.startswith((pictures.JPEG, pictures.PNG)):
            with Image.open(io.BytesIO(content), formats=list(IMAGE_FORMATS.values())) as image:
                return image.width * image.height
    except Exception:  # damaged, or a bomb: `checked` says so
        return len(content)
    return len(content)


def _pdf_without_metadata(content: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        if "/Metadata" in pdf.Root:
            del pdf.Root.Metadata
        if "/Info" in pdf.trailer:
            del pdf.trailer.Info
        for thing in pdf.objects:
            _without_hidden_data(thing)
        result = io.BytesIO()
        pdf.save(result)
        return result.getvalue()


def _without_hidden_data(thing: pikepdf.Object) -> None:
    """Pages and pictures have metadata of their own, and photos keep their place and time inside a pdf."""
    if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        return
    for name in ("/Metadata", "/PieceInfo"):
        if name in thing:
            del thing[name]
    if isinstance(thing, pikepdf.Stream) and thing.get("/Filter") == "/DCTDecode":
        thing.write(pictures.without_hidden_data(thing.read_raw_bytes()), filter=pikepdf.Name.DCTDecode)


def _office_without_metadata(content: bytes) -> bytes:
    """An office file is a zip; its parts about author, company and history are emptied."""
    result = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as old, ZipFile(result, "w", ZIP_DEFLATED) as new:
        if len(old.infolist()) > MOST_PARTS or sum(part.file_size for part in old.infolist()) > MOST_UNPACKED:
            raise ValueError("unpacks too large")
        for part in old.infolist():
            new.writestr(part.filename, _part_to_keep(part.filename, old.read(part)), compress_type=part.compress_type)
    return result.getvalue()


def _part_to_keep(name: str, content: bytes) -> bytes:
    """A preview may show what was deleted since; a picture may tell where it was taken."""
    if "thumbnail" in name.lower():
        return BLANK.get(PurePath(name).suffix.lower(), b"")
    return EMPTY_PARTS.get(name) or pictures.without_hidden_data(content)


def _blank(image_format: str) -> bytes:
    result = io.BytesIO()
    Image.new("RGB", (1, 1), "white").save(result, image_format)
    return result.getvalue()


BLANK = {".jpeg": _blank("JPEG"), ".jpg": _blank("JPEG"), ".png": _blank("PNG")}


def _refuse_virus(content: bytes) -> None:
    """Asks ClamAV where one is configured. No answer is no: fail closed."""
    if not settings.CLAMAV_SOCKET:
        return
    try:
        answer = _ask_clamav(content)
    except OSError:
        raise ScannerAway(_("De viruscontrole is niet bereikbaar. Probeer het later weer.")) from None
    if not answer.endswith(b"OK"):
        raise UploadRefused(_("In dit bestand zit een virus. Het is niet bewaard."))


def _ask_clamav(content: bytes) -> bytes:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(CLAMAV_SECONDS)
        connection.connect(settings.CLAMAV_SOCKET)
        connection.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), CLAMAV_CHUNK):
            chunk = content[start : start + CLAMAV_CHUNK]
            connection.sendall(len(chunk).to_bytes(4, "big") + chunk)
        connection.sendall(b"\0\0\0\0")
        return connection.recv(4096).strip(b"\0 \n")
