"""§ 4.2 Casusregiedossier: what an officer reads of requests, mandates and answers in /beheer/: how far, never what."""

from datetime import timedelta

import pytest

from audit.purposes import Purpose
from inzage.choices import RequestKind
from inzage.models import Mandate, Release, Request
from tests.cases.conftest import _stage, cast  # noqa: F401 (the cast, as fixtures)
from tests.cast import as_system, sign_in
from tests.inzage.test_requests import asked, dirk  # noqa: F401

pytestmark = pytest.mark.policy("4.2")


def listed(client, name, **which) -> str:
    """The table alone, without the filters beside it."""
    page = client.get(f"/beheer/inzage/{name}/", which).content.decode()
    return page[page.index("changelist-form") : page.index("</form>", page.index("changelist-form"))]


def test_a_mandate_says_in_words_what_it_is_for_and_whether_it_holds(cast, dirk):  # noqa: F811
    ended = {"valid_from": cast.today - timedelta(days=90), "valid_until": cast.today - timedelta(days=60)}
    Mandate.objects.create(user=cast.iris, kinds=RequestKind.values, decree="Oud besluit", **ended)
    client = sign_in(cast.pia)
    running, before = listed(client, "mandate", stand="geldt"), listed(client, "mandate", stand="anders")
    assert "Inzage, Verbeteren" in running
    assert "Oud besluit" not in running
    assert "Alles" in before
    assert "Mandaatbesluit 2026" not in before


def test_a_request_is_listed_by_its_mark_and_how_it_stands_for_colleagues(cast, asked):  # noqa: F811
    client = sign_in(cast.pia)
    table = listed(client, "request", stand="open", wat="inzage")
    assert asked.number in table
    assert "In voorbereiding" in table
    assert "over mij" not in table
    assert asked.number not in listed(client, "request", stand="klaar")
    assert asked.number not in listed(client, "request", wat="klacht")
    with as_system(Purpose.INSIGHT):
        Request.objects.filter(pk=asked.pk).update(due_on=cast.today - timedelta(days=1))
    assert asked.number in listed(client, "request", stand="te_laat")
    with as_system(Purpose.INSIGHT):
        Request.objects.filter(pk=asked.pk).update(waits_since=cast.today)
    assert asked.number not in listed(client, "request", stand="te_laat")
    assert "wacht op bewijs van wie het vraagt" in listed(client, "request")


def test_an_answer_is_listed_by_its_request_and_how_far_it_came(cast, asked):  # noqa: F811
    facts = {"state": "gestopt", "made_at": cast.now, "done": 3, "total": 12, "leaks": ["Kerkstraat"]}
    with as_system(Purpose.INSIGHT):
        release = Release.objects.create(request=asked, person_id=asked.person_id, **facts)
    client = sign_in(cast.pia)
    table = listed(client, "release")
    assert asked.number in table
    assert "3 van 12" in table
    page = client.get(f"/beheer/inzage/release/{release.pk}/change/").content.decode()
    assert "3 van 12" in page
    assert "Kerkstraat" not in page
