import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from accounts import access, actions
from accounts.models import SecrecyAcceptance, SecrecyText, Unchangeable
from accounts.policy import Refusal

pytestmark = [pytest.mark.policy("1.1"), pytest.mark.urls("tests.accounts.urls")]

# What people accepted must never change with the code: another text is another version.
SHIPPED = "ecb4723bca76db53"


def accept(client, version, **data):
    return client.post("/geheimhouding/", {"version": version, **data})


def test_whoever_has_not_accepted_is_sent_to_the_declaration(newcomer, signed_in):
    response = signed_in(newcomer).get("/dossier/?tab=2")
    assert response.status_code == 302
    assert response.url == "/geheimhouding/?next=/dossier/%3Ftab%3D2"


def test_the_declaration_names_the_consequences(newcomer, signed_in):
    page = signed_in(newcomer).get("/geheimhouding/").content.decode()
    for consequence in ("plichtsverzuim", "tuchtcollege", "BIG-register", "artikel 272"):
        assert consequence in page


def test_accepting_keeps_version_date_and_hash_and_leads_on(newcomer, signed_in, today, logged):
    client = signed_in(newcomer)
    response = accept(client, 1, accepted="on", next="/dossier/")
    assert response.url == "/dossier/"
    assert client.get("/dossier/").status_code == 200
    acceptance = SecrecyAcceptance.objects.get(user=newcomer)
    assert acceptance.text.version == 1
    assert acceptance.text_sha256 == hashlib.sha256(acceptance.text.text.encode()).hexdigest()
    assert acceptance.accepted_at is not None
    assert ("secrecy", "allowed") in logged(user_id=newcomer.pk)


def test_without_the_tick_nothing_is_accepted(newcomer, signed_in):
    response = accept(signed_in(newcomer), 1)
    assert response.status_code == 200
    assert "Zonder akkoord kunt u niet verder" in response.content.decode()
    assert not SecrecyAcceptance.objects.filter(user=newcomer).exists()


def test_a_new_version_asks_everybody_again(hanna, signed_in, new_text):
    client = signed_in(hanna)
    assert client.get("/dossier/").status_code == 200
    new_text()
    assert client.get("/dossier/").url.startswith("/geheimhouding/")
    accept(client, 2, accepted="on")
    assert client.get("/dossier/").status_code == 200
    assert SecrecyAcceptance.objects.filter(user=hanna).count() == 2


def test_a_version_of_tomorrow_asks_nobody_today(hanna, signed_in, new_text, today):
    new_text(in_force_from=today + timedelta(days=1))
    assert signed_in(hanna).get("/dossier/").status_code == 200


def test_what_was_read_must_be_what_holds(newcomer, signed_in, new_text):
    client = signed_in(newcomer)
    new_text("Strenger.")
    page = accept(client, 1, accepted="on").content.decode()
    assert "zojuist vernieuwd" in page
    assert "Strenger." in page
    assert not SecrecyAcceptance.objects.filter(user=newcomer).exists()


def test_what_was_typed_is_shown_and_not_lost(newcomer, signed_in):
    response = signed_in(newcomer).post("/dossier/", {"text": "Een lang verslag."})
    page = response.content.decode()
    assert response.status_code == 403
    assert "achter de poort" not in page
    assert 'name="text" value="Een lang verslag."' in page
    assert 'action="/dossier/"' in page


def test_what_was_typed_after_the_session_ended_can_be_copied(db):
    response = Client().post("/dossier/", {"text": "Een lang verslag.", "password": "geheim!"})
    page = response.content.decode()
    assert response.status_code == 403
    assert "Een lang verslag." in page
    assert "geheim!" not in page


def test_next_leads_nowhere_else(newcomer, signed_in):
    response = accept(signed_in(newcomer), 1, accepted="on", next="https://elders.example/")
    assert response.url == "/"


def test_doors_ask_the_same(newcomer, hanna, now):
    assert access.may_open_personal_data(newcomer, now) == Refusal.SECRECY
    assert access.may_open_personal_data(hanna, now) is None


def test_without_a_text_in_force_nobody_opens_anything(hanna):
    before_any = datetime(2018, 5, 24, 12, tzinfo=UTC)
    assert access.may_open_personal_data(hanna, before_any) == Refusal.SECRECY


def test_accepting_twice_leaves_one_acceptance(hanna, now, today):
    text = SecrecyText.objects.current(on=today)
    actions.accept_secrecy(hanna, text=text, at=now)
    assert SecrecyAcceptance.objects.filter(user=hanna).count() == 1


def test_texts_and_acceptances_cannot_be_altered(hanna):
    acceptance = SecrecyAcceptance.objects.get(user=hanna)
    for forbidden in (
        acceptance.save,
        acceptance.delete,
        acceptance.text.save,
        SecrecyText.objects.all().delete,
    ):
        with pytest.raises(Unchangeable):
            forbidden()
    with pytest.raises(Unchangeable):
        SecrecyText.objects.update(text="iets anders")


@pytest.mark.parametrize("table", ["accounts_secrecytext", "accounts_secrecyacceptance"])
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET id = id", "TRUNCATE {} CASCADE"])
def test_the_database_refuses_it_too(db, table, statement):
    with pytest.raises(DatabaseError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


def test_the_shipped_text_is_the_one_that_people_accepted(db):
    shipped = SecrecyText.objects.get(version=1)
    assert shipped.sha256 == hashlib.sha256(shipped.text.encode()).hexdigest()
    assert shipped.sha256.startswith(SHIPPED)
