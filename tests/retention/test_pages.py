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


@pytest.mark.parametrize("which", ["te_laat", "houdt", "weg"])
def test_brakes_by_what_they_need(client, which):
    assert client.get(f"/beheer/retention/brake/?stand={which}").status_code == 200


@pytest.mark.parametrize("name", ["destruction", "ledgerline"])
def test_the_ledger_says_why_and_never_who(client, name):
    page = client.get(f"/beheer/retention/{name}/").content.decode()
    assert "Casusregie P5Y" in page
    assert CANARY not in page
    assert "blauwe uil" not in page


@pytest.mark.parametrize("name", ["brake", "destruction", "ledgerline"])
def test_nothing_can_be_added_or_changed(client, name):
    assert client.get(f"/beheer/retention/{name}/add/").status_code in (403, 404)
    page = client.get(f"/beheer/retention/{name}/").content.decode()
    assert 'name="action"' not in page
