import errno
import os
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.models import Document
from sealing import files, keys
from tests.cases import samples
from tests.cast import CANARY, LETTER, acting, log_rows, opened, sign_in

pytestmark = pytest.mark.policy("2.5")


@pytest.fixture
def cem(cast):
    return sign_in(cast.cem)


def url(cast):
    return f"/dossiers/{cast.family.dossier.pk}/documenten/nieuw/"


def send(client, cast, name="brief.pdf", content=None, **facts):
    given = {
        "title": "Brief van de school",
        "about": [str(cast.family.esra.pk)],
        "source": "inwoner",
        "purpose": "casusregie",
        "legal_basis": "jeugdwet",
        "category": "casusregie",
    } | facts
    content = samples.pdf() if content is None else content
    # What the browser says it is, is not believed.
    upload = {"upload": SimpleUploadedFile(name, content, content_type="text/html")} if name else {}
    return client.post(url(cast), given | upload)


def documents(cast):
    with acting(cast.roos):
        return list(Document.objects.order_by("created_at"))


def on_disk():
    return sorted(path for path in Path(configured.FILES_DIR).rglob("*") if path.is_file())


def test_a_document_is_kept_sealed_and_comes_back_as_a_download(cast, cem):
    answer = send(cem, cast)
    document = opened(documents(cast)[-1])
    assert answer.url == f"/documenten/{document.pk}/"
    assert (document.title, document.file_name, document.content_type) == (
        "Brief van de school",
        "brief.pdf",
        "application/pdf",
    )
    assert document.about == [cast.family.esra.pk]
    file = cem.get(answer.url + "bestand/")
    assert file.content.startswith(b"%PDF")
    assert len(file.content) == document.size
    assert file["Content-Disposition"] == 'attachment; filename="brief.pdf"'
    assert file["Content-Type"] == "application/octet-stream"
    assert file["X-Content-Type-Options"] == "nosniff"
    assert file["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert file["Cache-Control"] == "no-store"


def test_on_disk_and_in_the_database_there_is_no_plain_text(cast, cem):
    before = set(on_disk())
    send(cem, cast, f"{CANARY}.txt", LETTER, title=CANARY)
    (path,) = set(on_disk()) - before
    document = documents(cast)[-1]
    assert path.name == document.pk.hex
    assert CANARY.encode() not in path.read_bytes()
    for sealed in (document.title_sealed, document.file_name_sealed):
        assert CANARY.encode() not in bytes(sealed)
    assert cem.get(f"/documenten/{document.pk}/bestand/").content == LETTER


def test_place_and_author_are_not_kept(cast, cem):
    assert samples.SECRET.encode() in samples.jpeg()
    send(cem, cast, "foto.jpg", samples.jpeg())
    content = cem.get(f"/documenten/{documents(cast)[-1].pk}/bestand/").content
    assert content.startswith(b"\xff\xd8\xff")
    assert samples.SECRET.encode() not in content


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("leeg.pdf", b"", None),
        ("brief.exe", b"MZ", "Dit soort bestand"),
        ("brief.pdf", b"<html>", "past niet bij de naam"),
        ("", None, None),
        ("groot.txt", b"x" * 1_300_000, "groter dan 1 MB"),
        ("brief.pdf", samples.pdf()[:200], "beschadigd"),
    ],
    ids=["empty", "other kind", "lying", "none", "too large", "damaged"],
)
def test_a_wrong_file_is_refused_and_what_was_typed_is_kept(cast, cem, settings, name, content, sentence):
    settings.MAX_UPLOAD_MB, settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1, 1024 * 1024
    before = on_disk()
    answer = send(cem, cast, name, content)
    body = unescape(answer.content.decode())
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"upload"}
    assert sentence is None or sentence in body
    assert 'value="Brief van de school"' in body
    assert len(documents(cast)) == 1
    assert on_disk() == before


def test_a_virus_never_reaches_the_disk(cast, cem, settings, tmp_path):
    settings.CLAMAV_SOCKET = str(tmp_path / "niemand.sock")
    before = on_disk()
    answer = send(cem, cast, "a.txt", samples.EICAR)
    assert "De viruscontrole is niet bereikbaar." in answer.content.decode()
    assert (len(documents(cast)), on_disk()) == (1, before)


def test_on_a_full_disk_nothing_is_half_saved_and_what_was_typed_is_kept(cast, cem, monkeypatch):
    def full(descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before, rows = on_disk(), len(log_rows())
    monkeypatch.setattr(files.os, "fsync", full)
    answer = send(cem, cast)
    body = unescape(answer.content.decode())
    assert "Het bestand kan nu niet worden bewaard. Er is niets opgeslagen." in body
    assert 'value="Brief van de school"' in body
    assert (len(documents(cast)), on_disk()) == (1, before)
    assert "create" not in {row.action for row in log_rows()[rows:]}
    monkeypatch.undo()
    assert send(cem, cast).status_code == 302


def test_one_title_is_asked_and_at_least_one_person(cast, cem):
    answer = send(cem, cast, title="", about=[])
    assert set(answer.context["form"].errors) == {"title", "about"}
    assert len(documents(cast)) == 1


@pytest.mark.parametrize("name", ['brief "van" Ömer.pdf', "naam;met=tekens.pdf", "a\r\nSet-Cookie: x=1.pdf", "🦜.pdf"])
def test_any_name_makes_a_harmless_header(cast, cem, name):
    send(cem, cast, name)
    answer = cem.get(f"/documenten/{documents(cast)[-1].pk}/bestand/")
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert "\n" not in answer["Content-Disposition"]
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("spoil", ["gone", "altered", "another's"])
def test_a_spoilt_file_is_an_error_and_never_shown(cast, spoil):
    cem = sign_in(cast.cem, raise_request_exception=False)
    send(cem, cast, "a.txt", b"iets anders")
    path = files.path_of(cast.family.document.pk)
    if spoil == "gone":
        path.unlink()
    else:
        altered = files.path_of(documents(cast)[-1].pk).read_bytes() if spoil == "another's" else path.read_bytes()[:-1]
        path.write_bytes(altered)
    answer = cem.get(f"/documenten/{cast.family.document.pk}/bestand/")
    assert answer.status_code == 500
    assert "Er ging bij ons iets mis" in answer.content.decode()
    files.store(cast.family.document.pk, keys.find([cast.family.document.pk])[cast.family.document.pk], LETTER)
