"""A mail dropped on a dossier: a note, with its attachments, all or nothing."""

import errno
import os
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.utils import timezone

from cases import actions
from cases.models import Document, Entry, Person
from cases.senders import resident_in
from sealing import files
from tests.cases import samples
from tests.cases.letters import eml, msg
from tests.cast import CANARY, acting, log_rows, opened, sign_in

pytestmark = pytest.mark.policy("4.2")
INLINE = {"maintype": "image", "subtype": "png", "cid": "<logo>", "disposition": "inline"}


@pytest.fixture
def cem(cast):
    return sign_in(cast.cem)


def url(cast, family="family"):
    return f"/dossiers/{getattr(cast, family).dossier.pk}/mail/nieuw/"


def drop(client, cast, *mails, source="professional", family="family"):
    """`mails`: contents, or (name, content)."""
    named = [one if isinstance(one, tuple) else ("verslag.eml", one) for one in mails]
    given = [SimpleUploadedFile(name, content) for name, content in named]
    return client.post(url(cast, family), {"source": source, "mails": given})


def entries(cast):
    with acting(cast.roos):
        return [opened(one) for one in Entry.objects.exclude(mail_digest=None).order_by("created_at")]


def attached(cast):
    with acting(cast.roos):
        return [opened(one) for one in Document.objects.exclude(entry=None).order_by("created_at", "pk")]


def on_disk():
    return sorted(path for path in Path(configured.FILES_DIR).rglob("*") if path.is_file())


def words(answer):
    return unescape(answer.content.decode())


def test_a_dropped_mail_becomes_a_note_with_its_attachments(cast, cem):
    content = eml(
        attachments=[("brief.pdf", samples.pdf()), ("foto.jpg", samples.jpeg())], Date="2 Feb 2024 23:30 +0000"
    )
    answer = drop(cem, cast, content)
    (entry,) = entries(cast)
    assert answer.url == f"/notities/{entry.pk}/"
    assert (entry.kind, entry.source, entry.own_observation) == ("mail", "professional", False)
    assert (entry.purpose, entry.legal_basis, entry.category) == ("casusregie", "jeugdwet", "casusregie")
    assert entry.told_by == "Juf Ank Vermeer <ank@school.example>"
    # Half past eleven in London is the next day here.
    assert entry.happened_on.isoformat() == "2024-02-03"
    assert entry.text == "Onderwerp: Verslag van school\n\nDag,\n\nWij zien Deniz morgen."
    everybody = {person.pk for name, person in cast.family.people.items() if name not in {"ex", "neighbour"}}
    assert set(entry.about) == everybody
    documents = attached(cast)
    assert [(one.file_name, one.title) for one in documents] == [("brief.pdf", "brief"), ("foto.jpg", "foto")]
    assert {one.entry_id for one in documents} == {entry.pk}
    assert {tuple(one.about) for one in documents} == {tuple(entry.about)}
    page = words(cem.get(answer.url))
    assert "De mail is bewaard als notitie. Met 2 bijlagen." in page
    assert all(f"/documenten/{one.pk}/" in page for one in documents)
    assert "ank@school.example" in page
    assert samples.SECRET.encode() not in cem.get(f"/documenten/{documents[1].pk}/bestand/").content


@pytest.mark.parametrize("source", ["inwoner", "naaste", "professional"])
def test_whom_it_comes_from_can_be_chosen(cast, cem, source):
    drop(cem, cast, eml(), source=source)
    assert entries(cast)[0].source == source


@pytest.mark.policy("4.1")
@pytest.mark.parametrize("sender", ["Samira Öztürk", "samira ozturk", '"Öztürk, Samira"'])
def test_what_a_resident_of_the_dossier_sends_comes_from_and_is_about_that_resident(cast, cem, sender):
    answer = drop(cem, cast, eml(From=f"{sender} <s@thuis.example>"), source="afzender")
    (entry,) = entries(cast)
    assert (entry.source, entry.about) == ("inwoner", [cast.family.samira.pk])
    assert "gaat over iedereen" not in words(cem.get(answer.url))


@pytest.mark.policy("4.1")
@pytest.mark.parametrize("sender", ["Juf Ank Vermeer", "S. Öztürk", "Wilma Buurman", "Kemal Verborgen"])
def test_what_anybody_else_sends_is_a_professionals_and_about_everybody_and_that_is_said(cast, cem, sender):
    """Also of a neighbour or an ex-partner, whom this dossier is not about."""
    answer = drop(cem, cast, eml(From=f"{sender} <s@elders.example>"), source="afzender")
    (entry,) = entries(cast)
    assert (entry.source, len(entry.about)) == ("professional", 5)
    assert "De notitie gaat over iedereen in dit dossier." in words(cem.get(answer.url))


@pytest.mark.parametrize(
    ("sender", "found"),
    [
        ("Jan Pieter de Boer <j@x.example>", "all his names"),
        ("jan de boer", "all his names"),
        ("Boer, Jan de <j@x.example>", "all his names"),
        ("Esra Boer", None),
        ("Jan", None),
        ("de Boer", None),
        ("", None),
        ("<jan@x.example>", None),
        ("Kees Smit", None),
    ],
)
def test_a_sender_is_known_by_first_name_and_surname_where_one_alone_has_them(sender, found):
    people = [
        Person(given_names="Jan Pieter", prefix="de", surname="Boer", id="all his names"),
        Person(given_names="Esra", prefix="de", surname="Boer", id="esra"),
        *(Person(given_names="Kees", prefix="", surname="Smit", id=number) for number in (1, 2)),
    ]
    known = resident_in(people, sender)
    assert (known.id if known else None) == found


def test_the_form_and_the_page_of_a_dossier_leave_it_to_the_sender(cast, cem):
    assert cem.get(url(cast)).context["form"]["source"].value() == "afzender"
    assert 'name="source" value="afzender"' in cem.get(f"/dossiers/{cast.family.dossier.pk}/").content.decode()


def test_a_mail_of_nobody_we_could_have_asked_is_not_a_choice(cast, cem):
    assert set(drop(cem, cast, eml(), source="waarneming").context["form"].errors) == {"source"}
    assert entries(cast) == []


@pytest.mark.policy("4.1")
def test_what_came_with_it_is_about_whom_the_note_is_changed_to(cast, cem):
    drop(cem, cast, eml(attachments=[("brief.pdf", samples.pdf())]))
    (entry,), about = entries(cast), [cast.family.samira.pk]
    assert attached(cast)[0].about == entry.about != about
    with acting(cast.cem):
        actions.change_entry(entry, by=cast.cem, now=timezone.now(), about=about)
    assert [one.about for one in (*entries(cast), *attached(cast))] == [about, about]


def test_an_outlook_mail_becomes_a_note_too(cast, cem):
    drop(cem, cast, ("verslag.msg", msg(attachments=[("brief.pdf", samples.pdf())])))
    assert entries(cast)[0].told_by == "Juf Ank Vermeer <ank@school.example>"
    assert [one.file_name for one in attached(cast)] == ["brief.pdf"]


@pytest.mark.parametrize(
    "day",
    [
        {"Date": None},
        {"Date": "gisteren"},
        {"Date": "Mon, 1 Jan 2101 10:00:00 +0100"},
        {"Date": "1 Jan 1970 01:00 +0100"},
    ],
)
def test_a_mail_without_a_day_that_can_be_is_of_today(cast, cem, day):
    answer = drop(cem, cast, eml(**day))
    assert entries(cast)[0].happened_on == cast.today
    assert "De notitie staat op vandaag." in words(cem.get(answer.url))


def test_what_is_not_kept_is_named_in_the_note_and_only_counted_in_the_session(cast, cem):
    names = ["factuur.exe", "winmail.dat", "leeg.pdf", "dicht.pdf", "liegt.png"]
    contents = [b"MZ", b"\x78\x9f\x3e\x22", b"", samples.pdf(password="geheim"), b"<html>"]
    content = eml(
        html="<p>x</p>",
        attachments=[
            *zip(names, contents, strict=True),
            ("brief.pdf", samples.pdf()),
            ("logo.png", samples.png(), INLINE),
        ],
    )
    answer = drop(cem, cast, content)
    text = entries(cast)[0].text
    assert [one.file_name for one in attached(cast)] == ["brief.pdf"]
    assert "Niet bewaard: factuur.exe (Dit soort bestand kunt u hier niet bewaren)" in text
    assert "Niet bewaard: dicht.pdf (Dit bestand is beschadigd of beveiligd)" in text
    assert all(f"Niet bewaard: {name} (" in text for name in names)
    kept = " ".join(str(session.get_decoded()) for session in Session.objects.all())
    assert "5 bijlagen zijn niet bewaard" in kept
    assert not any(name in kept for name in names)
    page = words(cem.get(answer.url))
    assert "Kleine plaatjes uit de handtekening zijn weggelaten." in page


def test_without_a_virus_scan_the_whole_mail_waits(cast, cem, settings, tmp_path):
    """Kept without its attachments it would be known, and could not come again with them."""
    settings.CLAMAV_SOCKET = str(tmp_path / "niemand.sock")
    before = on_disk()
    answer = drop(cem, cast, eml(attachments=[("a.txt", samples.EICAR)]))
    assert "verslag.eml: De viruscontrole is niet bereikbaar." in words(answer)
    assert (entries(cast), on_disk()) == ([], before)


def test_attachments_that_unpack_to_too_much_together_are_left_out(cast, cem, monkeypatch):
    monkeypatch.setattr("cases.uploads.MOST_UNPACKED", 100_000)
    bomb = samples.docx(**{"word/media/nul.bin": bytes(60_000)})
    drop(cem, cast, eml(attachments=[("een.docx", bomb), ("twee.docx", bomb)]))
    assert [one.file_name for one in attached(cast)] == ["een.docx"]
    assert "Niet bewaard: twee.docx (De bijlagen zijn samen te groot)" in entries(cast)[0].text


def test_forty_attachments_are_all_kept(cast, cem):
    drop(cem, cast, eml(attachments=[(f"{one}.txt", b"tekst %d" % one) for one in range(40)]))
    assert len(attached(cast)) == 40


def test_the_same_mail_is_kept_once_in_a_dossier_and_leads_to_its_note(cast, cem):
    drop(cem, cast, eml())
    again = drop(cem, cast, eml(body="met een regel van de server erbij"))
    (entry,) = entries(cast)
    assert again.status_code == 200
    assert "verslag.eml: deze mail stond al in dit dossier." in words(again)
    assert f'href="/notities/{entry.pk}/"' in words(again)


def test_a_mail_without_a_message_id_is_the_same_when_all_of_it_is(cast, cem):
    drop(cem, cast, eml(Message_ID=None))
    drop(cem, cast, eml(Message_ID=None))
    assert len(entries(cast)) == 1
    drop(cem, cast, eml(Message_ID=None, body="anders"))
    assert len(entries(cast)) == 2


def test_nothing_of_a_mail_can_be_told_from_its_digest_in_the_database(cast, cem, settings):
    drop(cem, cast, eml())
    digest = bytes(entries(cast)[0].mail_digest)
    assert len(digest) == 32
    drop(sign_in(cast.otto), cast, eml(), family="other")
    settings.INDEX_KEY = b"x" * 32
    drop(cem, cast, eml())
    assert len({bytes(one.mail_digest) for one in entries(cast)}) == 2


def test_that_it_stands_in_a_dossier_of_another_is_not_told(cast, cem):
    drop(sign_in(cast.otto), cast, eml(), family="other")
    assert drop(cem, cast, eml()).status_code == 302
    assert len(entries(cast)) == 1


def test_several_at_once_lead_to_the_dossier(cast, cem):
    three = [eml(Message_ID=f"<{one}@x>", attachments=[("a.txt", b"a")]) for one in range(3)]
    answer = drop(cem, cast, *three)
    assert answer.url == f"/dossiers/{cast.family.dossier.pk}/"
    assert "3 mails zijn bewaard als notitie. Met 3 bijlagen." in words(cem.get(answer.url))


def test_of_several_the_good_ones_are_kept_and_each_other_one_is_named(cast, cem):
    drop(cem, cast, eml())
    answer = drop(
        cem,
        cast,
        ("oud.eml", eml()),
        ("brief.pdf", samples.pdf()),
        ("stuk.msg", msg()[:600]),
        ("goed.eml", eml(Message_ID="<2@x>")),
    )
    page = words(answer)
    assert "oud.eml: deze mail stond al in dit dossier." in page
    assert "brief.pdf: Dit is geen mail (.eml of .msg). Voeg dit bestand toe als document." in page
    assert "stuk.msg: Wij kunnen deze mail niet lezen." in page
    assert "goed.eml: bewaard als notitie." in page
    assert len(entries(cast)) == 2


@pytest.mark.parametrize("number", [0, 11])
def test_none_and_more_than_ten_at_once_are_refused(cast, cem, number):
    answer = drop(cem, cast, *[eml(Message_ID=f"<{one}@x>") for one in range(number)])
    assert set(answer.context["form"].errors) == {"mails"}
    assert entries(cast) == []


def test_on_a_full_disk_nothing_of_a_mail_is_left_and_it_can_come_again(cast, cem, monkeypatch):
    content = eml(attachments=[(f"{one}.txt", b"tekst") for one in range(3)])
    before, rows, flush = on_disk(), len(log_rows()), os.fsync
    written = []

    def full(descriptor):
        written.append(descriptor)
        # A file and its folder are flushed each; the third file is one too many.
        if len(on_disk()) - len(before) > 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        flush(descriptor)

    monkeypatch.setattr(files.os, "fsync", full)
    answer = drop(cem, cast, content)
    assert len(written) >= 3
    assert "Deze mail kan nu niet worden bewaard. Er is niets van opgeslagen." in words(answer)
    assert (entries(cast), attached(cast), on_disk()) == ([], [], before)
    assert "create" not in {row.action for row in log_rows()[rows:]}
    monkeypatch.undo()
    assert drop(cem, cast, content).status_code == 302
    assert len(attached(cast)) == 3


@pytest.mark.policy("2.5")
def test_every_part_is_logged_as_made(cast, cem):
    rows = len(log_rows())
    drop(cem, cast, eml(attachments=[("a.txt", b"a")]))
    made = {(row.object_type, tuple(row.record_ids)) for row in log_rows()[rows:] if row.action == "create"}
    assert made == {("entry", (entries(cast)[0].pk,)), ("document", (attached(cast)[0].pk,))}


@pytest.mark.policy("2.5")
def test_in_the_database_and_on_disk_there_is_no_plain_text(cast, cem):
    before = set(on_disk())
    letter = eml(
        Subject=CANARY, From=f"{CANARY} <{CANARY}@x.example>", attachments=[(f"{CANARY}.txt", CANARY.encode())]
    )
    drop(cem, cast, letter)
    entry, (document,) = entries(cast)[0], attached(cast)
    for sealed in (entry.text_sealed, entry.told_by_sealed, document.title_sealed, document.file_name_sealed):
        assert CANARY.encode() not in bytes(sealed)
    (path,) = set(on_disk()) - before
    assert CANARY.encode() not in path.read_bytes()


@pytest.mark.policy("2.5")
@pytest.mark.parametrize("who", ["otto", "mees", "hugo", "pia", "sjoerd", "leo", "nora"])
def test_who_may_not_write_here_drops_nothing(cast, who):
    answer = drop(sign_in(getattr(cast, who)), cast, eml())
    assert answer.status_code in {302, 403, 404}
    assert "/notities/" not in answer.headers.get("Location", "")
    assert entries(cast) == []


def test_a_closed_dossier_takes_no_mail(cast, cem):
    with acting(cast.roos):
        actions.close(cast.family.dossier, by=cast.roos, now=timezone.now(), on=cast.today, reason="klaar")
    assert drop(cem, cast, eml()).status_code == 404


def test_attachments_stand_with_their_note_and_not_beside_it(cast, cem):
    drop(cem, cast, eml(attachments=[("brief van school.pdf", samples.pdf())]))
    page = words(cem.get(f"/dossiers/{cast.family.dossier.pk}/"))
    (document,) = attached(cast)
    assert page.count(f"/documenten/{document.pk}/") == 1
    assert "brief van school.pdf" in page
    assert "Juf Ank Vermeer <ank@school.example>" in page
    assert "Hoort bij een notitie" in words(cem.get(f"/documenten/{document.pk}/"))


@pytest.mark.policy("2.5")
def test_a_list_that_shows_attachments_logs_that_it_did(cast, cem):
    drop(cem, cast, eml(attachments=[("a.txt", b"a")]))
    rows = len(log_rows())
    cem.get(f"/dossiers/{cast.family.dossier.pk}/")
    assert attached(cast)[0].pk in {one for row in log_rows()[rows:] for one in row.record_ids}


def test_a_page_with_many_attachments_asks_the_database_no_more_often(cast, cem):
    drop(cem, cast, eml(attachments=[("a.txt", b"a")]))
    path = f"/dossiers/{cast.family.dossier.pk}/"
    cem.get(path)
    with connections["default"].execute_wrapper(counting := Counting()):
        cem.get(path)
    for one in range(3):
        drop(cem, cast, eml(Message_ID=f"<{one}@x>", attachments=[(f"{name}.txt", b"a") for name in range(5)]))
    cem.get(path)
    with connections["default"].execute_wrapper(again := Counting()):
        cem.get(path)
    assert again.number == counting.number


class Counting:
    def __init__(self):
        self.number = 0

    def __call__(self, execute, sql, params, many, context):
        self.number += 1
        return execute(sql, params, many, context)


def test_who_told_it_can_be_written_and_changed_and_stays(cast, cem):
    drop(cem, cast, eml())
    (entry,) = entries(cast)
    form = cem.get(f"/notities/{entry.pk}/wijzigen/").context["form"]
    assert form["told_by"].value() == "Juf Ank Vermeer <ank@school.example>"
    about = [str(person) for person in entry.about]
    facts = {name: form[name].value() for name in ("kind", "source", "purpose", "legal_basis", "category", "told_by")}
    cem.post(
        f"/notities/{entry.pk}/wijzigen/",
        facts | {"text": "kort", "happened_on": "2026-01-05", "about": about} | hidden(form),
    )
    changed = opened(entry)
    assert (changed.text, changed.told_by) == ("kort", "Juf Ank Vermeer <ank@school.example>")


def hidden(form) -> dict:
    return {field.name: field.value() for field in form.hidden_fields() if field.value() is not None}


def test_a_mail_taken_back_can_come_again(cast, cem):
    drop(cem, cast, eml())
    (entry,) = entries(cast)
    with acting(cast.cem):
        actions.undo(opened_as(cast, entry), by=cast.cem, now=timezone.now())
    assert entries(cast) == []
    assert drop(cem, cast, eml()).status_code == 302


def opened_as(cast, entry):
    entry = opened(entry)
    entry.dossier = cast.family.dossier
    return entry
