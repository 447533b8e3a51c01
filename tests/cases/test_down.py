"""A database, the keys database or the broker is down while somebody works: a clear page, nothing half-saved."""

import pytest
from django.db import connections
from django.test import Client

from cases.models import Entry, Person
from sealing import keys
from tests.cast import CANARY, acting, as_system, bsns, log_rows, sign_in

pytestmark = pytest.mark.policy("2.5")
UNAVAILABLE = "Het systeem is even niet bereikbaar"
TYPED = "Wat ik net een kwartier lang typte"


@pytest.fixture
def down(monkeypatch):
    def stop(alias):
        connections[alias].close()
        monkeypatch.setitem(connections[alias].settings_dict, "HOST", "/nowhere")

    yield stop
    monkeypatch.undo()
    for alias in connections:
        connections[alias].close()


def entry_of(family):
    return {
        "text": TYPED,
        "kind": "mail",
        "happened_on": "2026-01-02",
        "source": "inwoner",
        "about": str(family.esra.pk),
        "purpose": "casusregie",
        "legal_basis": "wmo",
        "category": "casusregie",
    }


def person():
    return {
        "surname": TYPED,
        "gender": "O",
        "bsn": next(bsns(999991000)),
        "identity_document": "paspoort",
        "identity_checked_on": "2026-01-02",
        "purpose": "triage",
    }


def counts(cast):
    with acting(cast.roos):
        return Entry.objects.count(), Person.objects.count(), len(log_rows()), keys.DataKey.objects.count()


@pytest.mark.parametrize("alias", ["default", "keys"])
def test_while_a_database_is_down_there_is_a_clear_page_and_nothing_is_half_saved(lasting, down, alias, monkeypatch):
    family, client = lasting.family, sign_in(lasting.roos, raise_request_exception=False)
    before = counts(lasting)
    down(alias)
    for path in (f"/dossiers/{family.dossier.pk}/", f"/notities/{family.entry.pk}/", f"/personen/{family.esra.pk}/"):
        answer = client.get(path)
        body = answer.content.decode()
        assert (answer.status_code, UNAVAILABLE in body) == (503, True), path
        assert CANARY not in body
        assert answer.headers["Cache-Control"] == "no-store"
    for path, data in (
        (f"/dossiers/{family.dossier.pk}/notities/nieuw/", entry_of(family)),
        ("/personen/nieuw/", person()),
    ):
        answer = client.post(path, data)
        assert answer.status_code == 503, path
        assert TYPED in answer.content.decode(), path
    monkeypatch.undo()
    for one in connections:
        connections[one].close()
    assert counts(lasting) == before
    assert client.get(f"/dossiers/{family.dossier.pk}/").status_code == 200


def test_a_keys_database_that_goes_down_between_key_and_row_leaves_no_row(lasting, monkeypatch):
    """The key commits first; the row that was to follow is not there, and the next attempt succeeds."""
    family, client = lasting.family, sign_in(lasting.roos, raise_request_exception=False)
    path = f"/dossiers/{family.dossier.pk}/notities/nieuw/"
    create = keys.create

    def create_and_lose_the_database(ids):
        create(ids)
        connections["default"].connection.close()
        return create(ids)

    monkeypatch.setattr(keys, "create", create_and_lose_the_database)
    answer = client.post(path, entry_of(family))
    assert (answer.status_code, TYPED in answer.content.decode()) == (503, True)
    monkeypatch.undo()
    connections["default"].close()
    with acting(lasting.roos):
        assert Entry.objects.count() == 1
    assert client.post(path, entry_of(family)).status_code == 302
    with acting(lasting.roos):
        assert Entry.objects.count() == 2


@pytest.mark.parametrize("spoil", ["missing", "destroyed", "other master key"])
def test_a_seal_that_does_not_open_is_a_clear_page(lasting, settings, spoil):
    family, client = lasting.family, sign_in(lasting.roos, raise_request_exception=False)
    if spoil == "missing":
        keys.DataKey.objects.filter(pk=family.entry.pk).delete()
    elif spoil == "destroyed":
        keys.destroy([family.entry.pk], at=lasting.now)
    else:
        settings.MASTER_KEY = b"x" * 32
    answer = client.get(f"/notities/{family.entry.pk}/")
    body = answer.content.decode()
    assert (answer.status_code, "Er ging bij ons iets mis" in body, CANARY in body) == (500, True, False)
    answer = client.post(f"/notities/{family.entry.pk}/wijzigen/", entry_of(family))
    assert (answer.status_code, TYPED in answer.content.decode()) == (500, True)


def test_without_redis_one_works_on(lasting, settings):
    """Pages need no broker and no cache; only signing in counts attempts there."""
    nowhere = {**settings.CACHES["default"], "LOCATION": "unix:///nowhere/valkey.sock"}
    settings.CACHES = {"default": nowhere}
    family, client = lasting.family, sign_in(lasting.roos, raise_request_exception=False)
    assert client.get("/").status_code == 200
    assert client.get(f"/dossiers/{family.dossier.pk}/").status_code == 200
    assert client.post(f"/dossiers/{family.dossier.pk}/notities/nieuw/", entry_of(family)).status_code == 302
    answer = Client(raise_request_exception=False).post("/inloggen/", {"login": "roos@boekel.example", "password": "x"})
    assert (answer.status_code, UNAVAILABLE in answer.content.decode()) == (503, True)


def test_after_a_crash_of_the_database_searching_waits_and_dossiers_do_not(lasting):
    """The table with names is emptied by a crash, as it must be: until it is rebuilt nobody is found or taken up."""
    with as_system("zoekindex"), connections["default"].cursor() as cursor:
        cursor.execute("DELETE FROM person_search")
    client = sign_in(lasting.roos)
    for path, data in (("/zoeken/", {"q": "Samira"}), ("/zoeken/bekend/", {"bsn": next(bsns()), "purpose": "triage"})):
        answer = client.post(path, data)
        assert answer.status_code == 503
        assert "opnieuw opgebouwd" in answer.content.decode()
    answer = client.post("/personen/nieuw/", person())
    assert "opnieuw opgebouwd" in answer.content.decode()
    assert TYPED in answer.content.decode()
    assert client.get(f"/dossiers/{lasting.family.dossier.pk}/").status_code == 200
