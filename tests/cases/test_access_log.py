import io
import logging

import pytest
from django.db import connection

from audit.context import system
from audit.purposes import Purpose
from cases.models import Grant
from tests.cast import LETTER, acting, log_rows, sign_in

pytestmark = pytest.mark.policy("2.5")


@pytest.fixture
def stderr(monkeypatch):
    """What the handler of settings.LOGGING writes, with everything that logs at all."""
    handler = next(one for one in logging.getLogger().handlers if type(one) is logging.StreamHandler)
    stream = io.StringIO()
    monkeypatch.setattr(handler, "stream", stream)
    return stream


@pytest.mark.parametrize(
    ("path", "records"),
    [
        ("/dossiers/{dossier}/", ("entry", "document", "task", "samira", "ruud", "esra", "deniz", "aylin")),
        ("/notities/{entry}/", ("entry",)),
        ("/documenten/{document}/", ("document",)),
        ("/personen/{esra}/", ("esra",)),
        ("/gezinnen/{household}/", ("household", "samira", "ruud", "esra", "deniz", "aylin")),
    ],
)
def test_a_reading_is_one_row_that_names_everything_shown(cast, path, records):
    ids = {name: getattr(cast.family, name).pk for name in ("dossier", "entry", "document", "household", "esra")}
    client, before = sign_in(cast.cem), len(log_rows())
    assert client.get(path.format(**ids)).status_code == 200
    (row,) = log_rows()[before:]
    assert (row.user_id, row.dossier_id, row.action, row.outcome) == (
        cast.cem.pk,
        cast.family.dossier.pk,
        "read",
        "allowed",
    )
    assert {getattr(cast.family, name).pk for name in records} <= set(row.record_ids)
    assert (row.role, row.origin) == ("hulpverlener", "127.0.0.1")
    assert row.request_id
    with acting(cast.cem):
        assert row.grant_id == Grant.objects.get(user=cast.cem).pk


def test_a_download_is_logged_as_such(cast):
    answer = sign_in(cast.cem).get(f"/documenten/{cast.family.document.pk}/bestand/")
    assert answer.content == LETTER
    row = log_rows()[-1]
    assert (row.action, row.dossier_id, row.record_ids) == (
        "download",
        cast.family.dossier.pk,
        [cast.family.document.pk],
    )


def test_lists_and_searches_are_one_row_each(cast):
    client, before = sign_in(cast.roos), len(log_rows())
    client.get("/")
    client.post("/zoeken/", {"q": "Samira"})
    rows = [(row.action, set(row.record_ids)) for row in log_rows()[before:]]
    mine = (cast.family.dossier, cast.family.task, cast.family.draft, cast.family.enquiry)
    assert ("list", {one.pk for one in mine}) in rows
    assert ("search", {cast.family.samira.pk}) in rows
    assert len(rows) == 2


def test_the_words_one_searches_for_are_nowhere(cast, stderr):
    """Not in the log, not on stderr; also not when the form or the address is wrong."""
    client = sign_in(cast.roos)
    client.post("/zoeken/", {"q": "Samira Zoekwoord"})
    client.post("/zoeken/bekend/", {"surname": "Zoekwoord", "birth_date": "1980-01-01", "purpose": "triage"})
    client.get("/zoeken/?q=Zoekwoord")
    client.get("/bestaat-niet/?q=Zoekwoord")
    client.post("/zoeken/bekend/", {"surname": "Zoekwoord", "birth_date": "geen datum", "purpose": "triage"})
    with system(Purpose.LOG_SEAL, cast.now), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_accesslog WHERE audit_accesslog::text ILIKE '%%zoekwoord%%'")
        assert cursor.fetchone() == (0,)
    assert "Not Found" in stderr.getvalue()
    assert "oekwoord" not in stderr.getvalue()
