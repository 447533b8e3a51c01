"""What comes in as a file, as bytes: no database here, and ClamAV is a socket that answers as clamd does."""

import io
import socket
import struct
import threading
from contextlib import suppress
from zipfile import ZIP_DEFLATED, ZipFile

import pikepdf
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from PIL import Image

from cases import uploads
from cases.errors import UploadRefused
from tests.cases import samples
from tests.cases.samples import EICAR, SECRET

pytestmark = pytest.mark.policy("2.5")
GOOD = {
    "foto.jpg": samples.jpeg(),
    "foto.JPEG": samples.jpeg(),
    "scan.png": samples.png(),
    "brief.pdf": samples.pdf(),
    "verslag.docx": samples.docx(),
    "brief.odt": samples.odt(),
    "notitie.txt": "Één regel – tekst".encode(),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_is_what_it_says_is_kept(name):
    upload = uploads.checked(name, GOOD[name])
    assert upload.name == name
    assert upload.content


@pytest.mark.parametrize("name", [name for name in GOOD if not name.endswith(".txt")])
def test_author_place_and_earlier_versions_are_left_out(name):
    assert SECRET.encode() in everything_inside(GOOD[name])
    kept = uploads.checked(name, GOOD[name]).content
    assert SECRET.encode() not in everything_inside(kept)


def test_a_photo_inside_a_pdf_loses_its_place_and_not_its_image():
    photo = samples.jpeg()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(100, 100))
        stream = pikepdf.Stream(
            pdf,
            photo,
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=40,
            Height=20,
            ColorSpace=pikepdf.Name.DeviceRGB,
            BitsPerComponent=8,
            Filter=pikepdf.Name.DCTDecode,
        )
        pdf.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=stream))
        result = io.BytesIO()
        pdf.save(result)
    assert SECRET.encode() in result.getvalue()
    kept = uploads.checked("a.pdf", result.getvalue()).content
    assert SECRET.encode() not in kept
    with pikepdf.open(io.BytesIO(kept)) as pdf:
        bare = pdf.pages[0].Resources.XObject.Im0.read_raw_bytes()
    with Image.open(io.BytesIO(photo)) as before, Image.open(io.BytesIO(bare)) as after:
        assert before.tobytes() == after.tobytes()


def everything_inside(content: bytes) -> bytes:
    """Every byte that can be read out of a file: parts of a zip, streams of a pdf, pictures in both."""
    if content.startswith(b"PK"):
        return b"".join(everything_inside(part) for part in samples.unzipped(content).values())
    if content.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(content)) as pdf:
            streams = [thing.read_bytes() for thing in pdf.objects if isinstance(thing, pikepdf.Stream)]
            return b"".join([*streams, *(thing.unparse(resolved=True) for thing in pdf.objects), content])
    return content


def test_a_photo_keeps_standing_upright():
    turned = uploads.checked("foto.jpg", samples.jpeg(orientation=6)).content
    with Image.open(io.BytesIO(turned)) as image:
        assert image.size == (20, 40)
        assert not image.getexif()


@pytest.mark.parametrize("mode", ["P", "L", "RGBA", "LA", "1", "I;16"])
def test_pictures_of_any_kind_keep_their_colours(mode):
    before = samples.png(mode)
    with Image.open(io.BytesIO(before)) as old, Image.open(io.BytesIO(uploads.checked("a.png", before).content)) as new:
        assert old.convert("RGB").tobytes() == new.convert("RGB").tobytes()


def test_what_is_written_stays_as_it_was():
    parts = samples.unzipped(uploads.checked("verslag.docx", samples.docx()).content)
    assert parts["word/document.xml"] == b'<?xml version="1.0"?><w:document>tekst</w:document>'
    assert uploads.checked("notitie.txt", b"tekst").content == b"tekst"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("programma.exe", "Dit soort bestand"),
        ("pagina.html", "Dit soort bestand"),
        ("plaat.svg", "Dit soort bestand"),
        ("geen-extensie", "Dit soort bestand"),
        ("macro.docm", "Dit soort bestand"),
        (".pdf", "Dit soort bestand"),
    ],
)
def test_another_kind_of_file_is_refused_with_what_is_possible(name, sentence):
    with pytest.raises(UploadRefused, match=sentence) as refused:
        uploads.checked(name, samples.pdf())
    assert "pdf, jpg" in str(refused.value)


@pytest.mark.parametrize("name", GOOD)
def test_an_empty_file_is_refused(name):
    with pytest.raises(UploadRefused, match="leeg"):
        uploads.checked(name, b"")


def test_what_is_too_large_is_refused_with_the_limit(settings):
    settings.MAX_UPLOAD_MB = 1
    assert uploads.checked("a.txt", b"x" * 1024 * 1024)
    with pytest.raises(UploadRefused, match="groter dan 1 MB"):
        uploads.checked("a.txt", b"x" * (1024 * 1024 + 1))


LIES = [
    (name, other)
    for name in GOOD
    for other in GOOD
    if name.split(".")[1].lower()[:2] != other.split(".")[1].lower()[:2]
    and not (name.endswith("txt") and other.endswith("txt"))
]


@pytest.mark.parametrize(("name", "content_of"), LIES)
def test_an_extension_that_lies_is_refused(name, content_of):
    with pytest.raises(UploadRefused):
        uploads.checked(name, GOOD[content_of])


@pytest.mark.parametrize("name", ["a.pdf", "a.jpg", "a.png", "a.docx", "a.odt", "a.xlsx"])
@pytest.mark.parametrize("content", [b"MZ\x90\x00" + b"\0" * 99, b"<script>alert(1)</script>", b"#!/bin/sh\nrm", EICAR])
def test_a_programme_under_another_name_is_refused(name, content):
    with pytest.raises(UploadRefused, match="past niet bij de naam"):
        uploads.checked(name, content)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"tekst\0", b"\x80\x81", samples.pdf()])
def test_text_is_text(content):
    with pytest.raises(UploadRefused, match="past niet bij de naam"):
        uploads.checked("a.txt", content)


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("C:\\fakepath\\brief.pdf", "brief.pdf"),
        ("../../etc/brief.pdf", "brief.pdf"),
        ("/tmp/brief.pdf", "brief.pdf"),
        ("b" * 300 + ".pdf", "b" * 196 + ".pdf"),
    ],
)
def test_a_name_is_only_a_name(given_name, kept):
    assert uploads.checked(given_name, samples.pdf()).name == kept


# --- damaged files ---

BEGINNINGS = {name: content for name, content in GOOD.items() if not name.endswith((".txt", ".JPEG"))}


@pytest.mark.parametrize("name", BEGINNINGS)
@examples(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_damaged_file_is_refused_in_a_sentence_or_cleaned_and_never_an_error(name, data):
    content = bytearray(BEGINNINGS[name])
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    del content[data.draw(st.integers(len(content) // 2, len(content))) :]
    with suppress(UploadRefused):
        assert uploads.checked(name, bytes(content)).content


@pytest.mark.parametrize("name", BEGINNINGS)
def test_half_a_file_is_refused(name):
    with pytest.raises(UploadRefused):
        uploads.checked(name, BEGINNINGS[name][: len(BEGINNINGS[name]) // 2])


def test_a_file_with_a_password_is_refused():
    with pytest.raises(UploadRefused, match="beveiligd"):
        uploads.checked("a.pdf", samples.pdf(password="geheim"))


def test_an_encrypted_part_of_an_office_file_is_refused():
    content = bytearray(samples.docx())
    # The flag in each local and central header that says "encrypted".
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.find(mark)
        while start >= 0:
            content[start + offset] |= 1
            start = content.find(mark, start + 4)
    with pytest.raises(UploadRefused):
        uploads.checked("a.docx", bytes(content))


def test_a_small_file_that_unpacks_to_a_giant_is_refused(monkeypatch):
    monkeypatch.setattr(uploads, "MOST_UNPACKED", 10_000)
    stream = io.BytesIO(samples.docx())
    with ZipFile(stream, "a", ZIP_DEFLATED) as archive:
        archive.writestr("word/zeros.bin", b"\0" * 20_000)
    with pytest.raises(UploadRefused):
        uploads.checked("a.docx", stream.getvalue())


def test_a_file_of_too_many_parts_is_refused(monkeypatch):
    monkeypatch.setattr(uploads, "MOST_PARTS", 20)
    stream = io.BytesIO(samples.docx())
    assert uploads.checked("a.docx", stream.getvalue())
    with ZipFile(stream, "a", ZIP_DEFLATED) as archive:
        for number in range(21):
            archive.writestr(f"word/{number}.bin", b"")
    with pytest.raises(UploadRefused):
        uploads.checked("a.docx", stream.getvalue())


def test_a_picture_that_unpacks_to_a_giant_is_refused(monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    with pytest.raises(UploadRefused):
        uploads.checked("a.jpg", samples.jpeg())


# --- the virus scan ---


class Clamd(threading.Thread):
    """Speaks zINSTREAM as clamd does, and finds EICAR."""

    def __init__(self, path, answer=None):
        super().__init__(daemon=True)
        self.answer, self.received = answer, b""
        self.server = socket.socket(socket.AF_UNIX)
        self.server.bind(str(path))
        self.server.listen(1)
        self.server.settimeout(20)

    def run(self):
        connection, _ = self.server.accept()
        with connection, connection.makefile("rb") as stream:
            assert stream.read(10) == b"zINSTREAM\0"
            while length := struct.unpack("!L", stream.read(4))[0]:
                self.received += stream.read(length)
            found = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in self.received else b"stream: OK\0"
            connection.sendall(found if self.answer is None else self.answer)

    def stop(self):
        self.join(20)
        self.server.close()


@pytest.fixture
def clamd(settings, tmp_path):
    running = []

    def start(answer=None):
        path = tmp_path / "clamd.sock"
        settings.CLAMAV_SOCKET = str(path)
        running.append(Clamd(path, answer))
        running[-1].start()
        return running[-1]

    yield start
    for one in running:
        one.stop()


def test_every_byte_is_offered_to_the_scanner(clamd):
    content, scanner = b"tekst " * 40_000, clamd()
    assert uploads.checked("a.txt", content).content == content
    scanner.join(20)
    assert scanner.received == content
    assert len(content) > 3 * uploads.CLAMAV_CHUNK


def test_a_virus_is_refused(clamd):
    clamd()
    with pytest.raises(UploadRefused, match="In dit bestand zit een virus"):
        uploads.checked("a.txt", EICAR)


@pytest.mark.parametrize(
    "answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"\0\0\0"], ids=["nothing", "limit", "zeros"]
)
def test_any_other_answer_is_no(clamd, answer):
    clamd(answer)
    with pytest.raises(UploadRefused):
        uploads.checked("a.txt", b"tekst")


def test_no_scanner_is_no(settings, tmp_path):
    settings.CLAMAV_SOCKET = str(tmp_path / "niemand.sock")
    with pytest.raises(UploadRefused, match="De viruscontrole is niet bereikbaar"):
        uploads.checked("a.txt", b"tekst")


def test_a_scanner_that_does_not_answer_is_no(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(uploads, "CLAMAV_SECONDS", 0.2)
    settings.CLAMAV_SOCKET = str(tmp_path / "traag.sock")
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(settings.CLAMAV_SOCKET)
        silent.listen(1)
        with pytest.raises(UploadRefused, match="niet bereikbaar"):
            uploads.checked("a.txt", b"tekst")
