"""Photos: straight from the camera into the dossier, small enough to open anywhere, and to look at on the page."""

import io
import struct
import zlib
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import formats
from PIL import Image

from cases import uploads
from cases.errors import UploadRefused
from cases.models import Document
from tests.cases import samples
from tests.cast import acting, log_rows, opened, sign_in

pytestmark = pytest.mark.policy("2.5")
MEGABYTE = 1024 * 1024


def picture(width, height, mode="RGB", image_format="JPEG"):
    return samples.saved(Image.new(mode, (width, height)), image_format)


def claiming(width, height):
    """A picture of a hundred bytes that says how large it is."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(100))
    chunks = [(b"IHDR", head), (b"IDAT", pixels), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


@pytest.mark.parametrize(
    ("size", "kept"),
    [((4000, 3000), (3464, 2598)), ((3000, 3000), (3000, 3000)), ((1080, 8000), (1080, 8000)), ((9000, 3), (9000, 3))],
    ids=["a photo of twelve megapixel", "just small enough", "a long screenshot", "a strip"],
)
@pytest.mark.parametrize("name", ["foto.jpg", "foto.png"])
def test_a_large_photo_is_made_smaller_and_keeps_its_shape(name, size, kept):
    content = picture(*size, image_format=uploads.IMAGE_FORMATS[uploads.ALLOWED[name[4:]]])
    assert Image.open(io.BytesIO(uploads.checked(name, content).content)).size == kept


@pytest.mark.parametrize(("width", "height"), [(11_000, 10_000), (20_000, 20_000), (2_000_000, 2_000_000)])
def test_a_picture_that_claims_to_be_huge_is_never_drawn(width, height):
    with pytest.raises(UploadRefused, match="megapixel"):
        uploads.checked("bom.png", claiming(width, height))


def test_a_photo_in_the_kind_of_an_iphone_says_what_to_do():
    with pytest.raises(UploadRefused, match="HEIC"):
        uploads.checked("IMG_0001.HEIC", b"\x00\x00\x00\x18ftypheic")


@pytest.fixture
def cem(cast):
    return sign_in(cast.cem)


def url(cast):
    return f"/dossiers/{cast.family.dossier.pk}/documenten/nieuw/?foto"


def take(client, cast, content, title="Foto", name="image.jpg"):
    facts = {"purpose": "casusregie", "legal_basis": "jeugdwet", "category": "casusregie", "source": "waarneming"}
    upload = SimpleUploadedFile(name, content)
    return client.post(url(cast), facts | {"title": title, "about": [str(cast.family.esra.pk)], "upload": upload})


def test_the_form_of_the_camera_has_its_title_already(cast, cem):
    page = cem.get(url(cast))
    body = unescape(page.content.decode())
    assert f'value="Foto {formats.date_format(cast.today, "j F Y")}"' in body
    assert 'accept="image/jpeg,image/png"' in body
    assert 'capture="environment"' in body
    assert "capture" not in cem.get(url(cast).removesuffix("?foto")).content.decode()


def test_a_photo_of_fifty_megabyte_is_refused_and_the_title_stays(cast, cem):
    answer = take(cem, cast, picture(40, 20) + bytes(50 * MEGABYTE), title="Foto van de muur")
    body = unescape(answer.content.decode())
    assert answer.status_code == 200
    assert "Dit bestand is groter dan 25 MB." in body
    assert 'value="Foto van de muur"' in body


def kept(cast, cem, **options):
    pk = take(cem, cast, **options).url.split("/")[2]
    with acting(cast.roos):
        return opened(Document.objects.get(pk=pk))


def test_a_photo_can_be_looked_at_on_the_page_and_nothing_else_can_be_done_with_it(cast, cem):
    document = kept(cast, cem, content=samples.jpeg())
    assert f'src="/documenten/{document.pk}/beeld/"' in cem.get(f"/documenten/{document.pk}/").content.decode()
    rows = len(log_rows())
    shown = cem.get(f"/documenten/{document.pk}/beeld/")
    assert shown.content.startswith(b"\xff\xd8\xff")
    assert samples.SECRET.encode() not in shown.content
    assert {name: shown[name] for name in ("Content-Type", "Content-Disposition", "X-Content-Type-Options")} == {
        "Content-Type": "image/jpeg",
        "Content-Disposition": "inline",
        "X-Content-Type-Options": "nosniff",
    }
    assert shown["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert shown["Cross-Origin-Resource-Policy"] == "same-origin"
    assert shown["Cache-Control"] == "no-store"
    assert document.pk in {one for row in log_rows()[rows:] for one in row.record_ids if row.action == "read"}


def test_what_is_no_picture_is_not_shown_as_one(cast, cem):
    assert cem.get(f"/documenten/{cast.family.document.pk}/beeld/").status_code == 404
    assert "/beeld/" not in cem.get(f"/documenten/{cast.family.document.pk}/").content.decode()


def test_a_photo_of_another_family_is_not_there(cast, cem):
    document = kept(cast, cem, content=samples.jpeg())
    assert sign_in(cast.otto).get(f"/documenten/{document.pk}/beeld/").status_code == 404
