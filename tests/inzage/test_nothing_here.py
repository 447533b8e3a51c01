"""AVG art. 12 and 15: who signs in and may be shown nothing hears so, and takes it along on paper; kept nowhere."""

import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from pypdf import PdfReader

from audit.context import system
from cases import search
from inzage import tasks
from inzage.models import Resident
from sealing import signature
from sealing.index import bsn_index
from sealing.models import DataKey
from tests.cast import as_system, make_person
from tests.inzage.conftest import sign_in
from tests.inzage.test_portal import known, words  # noqa: F401 (Samira in the register, as a fixture)
from tests.provider import BSN

pytestmark = [pytest.mark.policy("4"), pytest.mark.django_db]
LETTER = "/mijn/brief/"


def text_of(answer) -> str:
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return " ".join(" ".join(one.extract_text() for one in pages).split())


def test_who_is_not_known_hears_so_kindly_and_how_to_be_sure(samira):
    page = samira.get("/mijn/overzicht/").content.decode()
    for said in (
        "Hier staat niets voor u",
        "Meestal kennen wij u dan niet.",
        "onder een andere naam, of zonder BSN",
        "Kom naar de balie",
        "binnen één maand antwoord",
        LETTER,
    ):
        assert said in page


def test_the_letter_is_sealed_says_when_and_names_nobody(samira, settings):
    answer = samira.get(LETTER)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="brief.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert signature.verdict(answer.content).is_whole
    said = text_of(answer)
    for part in ("niets dat wij u kunnen laten zien", "Beste inwoner", settings.MUNICIPALITY_NAME, "artikel 15"):
        assert part in said
    for secret in (BSN, "Samira", "Öztürk"):
        assert secret not in said
    file = PdfReader(io.BytesIO(answer.content))
    assert file.metadata.title == "Brief"
    assert "pdfuaid" in file.xmp_metadata.stream.get_data().decode()


def test_nothing_of_it_is_kept_but_a_line_in_the_log(samira, log_rows, residents):
    keys = DataKey.objects.count()
    samira.get(LETTER)
    (resident,) = residents()
    rows = [(row.action, row.user_id) for row in log_rows() if row.object_type == "inwoner"]
    assert rows[-1] == ("download", resident.pk)
    assert DataKey.objects.count() == keys


@pytest.mark.policy("2.5")
def test_whatever_the_reason_is_the_page_and_the_letter_say_the_same(single_sign_on, known, now, monkeypatch):  # noqa: F811
    """Not in the register, without a profile, off, not to be reached, made smaller, open and empty: who looks over a
    shoulder, or signs in to find out whether somebody spoke of them, learns nothing."""
    monkeypatch.setattr("inzage.papers.nothing.moment", lambda at: "nu")
    client = Client()
    sign_in(client)
    seen = {(words(client.get("/mijn/overzicht/")), text_of(client.get(LETTER)))}
    for facts in (
        {},
        {"portal": "uit"},
        {"do_not_contact": True},
        {"portal": "beperkt"},
        {"portal": "volledig"},
    ):
        known(**facts)
        seen.add((words(client.get("/mijn/overzicht/")), text_of(client.get(LETTER))))
    assert len(seen) == 1


def test_who_is_not_signed_in_gets_no_letter(db):
    assert Client().get(LETTER).url == "/mijn/"


@pytest.mark.policy("2.5")
def test_a_letter_is_not_made_over_and_over(samira, settings):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"letter": type(settings.RATE_LIMITS["letter"])(1, 24 * 60 * 60)}
    assert samira.get(LETTER).status_code == 200
    again = samira.get(LETTER)
    assert again.status_code == 429
    assert "Dit ging te vaak achter elkaar." in again.content.decode()


def test_without_a_seal_there_is_no_letter(samira, monkeypatch):
    def fails(*_pdf, **_facts):
        raise signature.NotSealable("geen certificaat")

    monkeypatch.setattr("inzage.nothing_here.signature.seal", fails)
    answer = samira.get(LETTER)
    assert answer.status_code == 503
    assert "Dit lukt nu niet" in answer.content.decode()


@pytest.mark.policy("2.3")
def test_of_whom_we_know_nothing_the_pseudonym_goes_after_a_day(db, now, residents):
    ours, stranger, today = (bsn_index(number) for number in (BSN, "999993653", "999994669"))
    with as_system():
        search.mark_ready()
        make_person(now, "Samira", "Öztürk", 41, bsn=BSN)
    with system("portaal", now):
        for index, hours in ((ours, 25), (stranger, 25), (today, 23)):
            seen = now - timedelta(hours=hours)
            Resident.objects.create(bsn_index=index, first_seen_at=seen, last_seen_at=seen)
    tasks.forget_absent()
    assert {bytes(one.bsn_index) for one in residents()} == {ours, today}


@pytest.mark.policy("2.5")
def test_the_database_tells_who_is_a_stranger_to_the_portal_alone(db, now, samira):
    asked = "SELECT residents_of_nobody()"
    with system("portaal", now), connection.cursor() as cursor:
        assert len(cursor.execute(asked).fetchone()[0]) == 1
    for purpose in ("beheer", "inzage", "delen"):
        with system(purpose, now), connection.cursor() as cursor:
            assert cursor.execute(asked).fetchone()[0] == []
