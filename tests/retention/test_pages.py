"""Brakes and the ledger in /beheer/."""

import pytest

from retention import engine
from tests.retention import town
from tests.retention.town import CANARY, DUE_ON, at
from tests.terms.test_admin import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.policy("2.3")]


@pytest.fixture
def client():
    hanna, _petra = town.make_users()
    family = town.make_family()
    town.make_dossier(family, hanna, category="behandeling", codename="rode vos")
    town.make_dossier(town.make_family(), hanna, codename="blauwe uil")
    engine.destroy_due(on=DUE_ON, now=at(DUE_ON))
    return signed_in("fg")


def test_a_brake_names_the_codename_and_whose_it_is(client):
    page = client.get("/beheer/retention/brake/").content.decode()
    assert "rode vos" in page
    assert "Privacy officer" in page
    assert "blauwe uil" not in page


def test_brakes_by_what_they_need(client):
    answers = {which: client.get(f"/beheer/retention/brake/?stand={which}") for which in ("te_laat", "houdt", "weg")}
    assert {which: answer.status_code for which, answer in answers.items()} == dict.fromkeys(answers, 200)


def test_the_ledger_says_why_and_never_who(client):
    for name in ("destruction", "ledgerline"):
        page = client.get(f"/beheer/retention/{name}/").content.decode()
        assert "Casusregie P5Y" in page, name
        assert CANARY not in page, name
        assert "blauwe uil" not in page, name


def test_nothing_can_be_added_or_changed(client):
    for name in ("brake", "destruction", "ledgerline"):
        assert client.get(f"/beheer/retention/{name}/add/").status_code in (403, 404), name
        page = client.get(f"/beheer/retention/{name}/").content.decode()
        assert 'name="action"' not in page, name
