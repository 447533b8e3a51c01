"""A resident comes in with DigiD: known by an index alone, sure enough of who it is, and never beside a colleague."""

import json
from datetime import timedelta

import pytest
from django.conf import settings as ours
from django.contrib.auth import get_user
from django.test import Client

from audit.context import system
from cases import search
from inzage import session, tasks
from inzage.models import Resident
from sealing.index import bsn_index
from tests.accounts.conftest import PASSWORD
from tests.cast import as_system, bsns, make_person
from tests.inzage.conftest import SIGN_IN, sign_in
from tests.provider import BSN, Provider, there_and_back

WELCOME = "U bent ingelogd."


def is_in(client):
    return client.get("/mijn/overzicht/").status_code == 200


def refused(client, response, *, says="Inloggen is niet gelukt", status=403):
    assert response.status_code == status
    assert says in response.content.decode()
    assert not is_in(client)
    return True


# --- in and out ---


@pytest.mark.policy("4")
def test_a_resident_comes_in_and_goes_out_and_both_are_logged(samira, residents, log_rows):
    assert WELCOME in samira.get("/mijn/overzicht/").content.decode()
    assert samira.post("/mijn/uitloggen/").url == "/mijn/"
    assert not is_in(samira)
    (resident,) = residents()
    rows = [row for row in log_rows() if row.object_type == "inwoner"]
    assert [row.action for row in rows] == ["sign_in", "read", "sign_out"]
    assert {(row.user_id, *row.record_ids) for row in rows} == {(resident.pk, resident.pk)}


def test_who_comes_again_is_the_same_resident(samira, residents, single_sign_on):
    sign_in(Client())
    (resident,) = residents()
    assert resident.last_seen_at > resident.first_seen_at
    sign_in(Client(), "someone-else")
    assert len(residents()) == 2


@pytest.mark.policy("1.4")
def test_the_number_itself_is_nowhere(committed, single_sign_on, caplog):
    """Not in the session, any table or the log of the server: the index, and that alone."""
    client = Client()
    for persona in ("samira", "too-low"):
        sign_in(client, persona)
        client.get("/mijn/overzicht/")
        assert BSN not in json.dumps(dict(client.session.items()))
    assert BSN not in caplog.text
    for alias in ("default", "keys"):
        with committed.connect(alias) as superuser:
            tables = superuser.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            for (table,) in tables:
                rows = superuser.execute(f'SELECT one::text FROM "{table}" AS one').fetchall()
                assert not [row for (row,) in rows if BSN in row], table
    with committed.connect() as superuser:
        assert superuser.execute("SELECT bsn_index FROM inzage_resident").fetchall() == [(bsn_index(BSN),)]


@pytest.mark.policy("2.5")
@pytest.mark.parametrize("persona", ["too-low", "unsaid"])
def test_a_sign_in_that_was_not_checked_well_enough_is_refused_kindly(single_sign_on, residents, log_rows, persona):
    client = Client()
    assert refused(client, sign_in(client, persona), says="met de DigiD-app")
    assert [(row.fields, row.outcome, row.object_type) for row in log_rows(action="sign_in_failed")] == [
        (["too_low_loa"], "refused", "inwoner")
    ]
    assert residents() == []


@pytest.mark.policy("1.4")
@pytest.mark.parametrize(
    ("persona", "code"), [("no-number", "no_bsn"), ("wrong-number", "wrong_bsn"), ("no-digits", "wrong_bsn")]
)
def test_without_a_number_that_can_be_nobody_comes_in(single_sign_on, residents, log_rows, persona, code):
    client = Client()
    assert refused(client, sign_in(client, persona))
    assert [row.fields for row in log_rows(action="sign_in_failed")] == [[code]]
    assert residents() == []


@pytest.mark.policy("2.5")
@pytest.mark.parametrize(
    ("lie", "code"),
    [
        ("wrong_nonce", "wrong_nonce"),
        ("wrong_audience", "wrong_aud"),
        ("expired", "expired"),
        ("unsigned", "wrong_signature"),
        ("other_key", "wrong_signature"),
        ("replayed_token", "wrong_nonce"),
    ],
)
def test_a_token_that_lies_lets_no_resident_in(samira, single_sign_on, log_rows, lie, code):
    single_sign_on.lie(lie)
    client = Client()
    assert refused(client, sign_in(client, "someone-else"))
    assert [row.fields for row in log_rows(action="sign_in_failed")] == [[code]]


@pytest.mark.policy("2.5")
def test_an_answer_works_once_and_only_where_it_was_asked_for(single_sign_on, log_rows):
    client = Client()
    back = there_and_back(client, SIGN_IN, "samira")
    assert refused(Client(), Client().get(back))
    assert client.get(back).status_code == 302
    client.post("/mijn/uitloggen/")
    assert refused(client, client.get(back))
    assert [row.fields for row in log_rows(action="sign_in_failed")] == [["unknown_state"]] * 2


@pytest.mark.policy("2.5")
def test_an_answer_for_colleagues_is_none_for_residents_nor_the_other_way(hanna, single_sign_on):
    client = Client()
    back = there_and_back(client, "/inloggen/gemeente/", "hanna")
    assert refused(client, client.get(back.replace("/inloggen/gemeente/terug/", "/mijn/inloggen/terug/")))
    client = Client()
    back = there_and_back(client, SIGN_IN, "samira")
    assert client.get(back.replace("/mijn/inloggen/terug/", "/inloggen/gemeente/terug/")).status_code == 403
    assert not get_user(client).is_authenticated


def test_when_the_broker_is_down_the_page_says_so(single_sign_on, settings, log_rows):
    settings.RESIDENT_OIDC_ISSUER = Provider().issuer
    client = Client()
    assert refused(client, client.get(SIGN_IN), says="DigiD antwoordt nu niet", status=503)
    assert [row.outcome for row in log_rows(action="sign_in_failed")] == ["failed"]


def test_without_a_broker_there_is_no_way_in(settings, db):
    settings.RESIDENT_OIDC_ISSUER = ""
    assert "Inloggen kan nu nog niet" in Client().get("/mijn/").content.decode()
    assert Client().get(SIGN_IN).status_code == 404


def test_who_somebody_is_is_asked_anew_each_time(single_sign_on):
    assert "prompt=login" in Client().get(SIGN_IN).url
    assert "acr_values=http%3A%2F%2Feidas.europa.eu%2FLoA%2Fsubstantial" in Client().get(SIGN_IN).url


# --- how long ---


def change_visit(client, **times):
    data = client.session
    data[session.RESIDENT] = data[session.RESIDENT] | times
    data.save()


@pytest.mark.policy("2.5")
@pytest.mark.parametrize(("started", "seen", "stays"), [(50, 14, True), (50, 16, False), (59, 1, True), (61, 1, False)])
def test_a_visit_ends_after_a_quarter_of_silence_or_an_hour(samira, now, started, seen, stays):
    change_visit(
        samira,
        started=(now - timedelta(minutes=started)).isoformat(),
        seen=(now - timedelta(minutes=seen)).isoformat(),
    )
    assert is_in(samira) is stays
    if not stays:
        assert "Daarom bent u uitgelogd" in samira.get("/mijn/").content.decode()
        assert session.RESIDENT not in samira.session


def test_every_page_begins_the_quarter_anew(samira, now):
    change_visit(samira, seen=(now - timedelta(minutes=14)).isoformat())
    samira.get("/mijn/overzicht/")
    assert samira.session[session.RESIDENT]["seen"] >= now.isoformat()


# --- residents and colleagues ---


@pytest.mark.policy("2.5")
def test_signing_in_as_a_resident_signs_the_colleague_out(hanna, single_sign_on, signed_in, logged):
    client = signed_in(hanna)
    sign_in(client)
    assert is_in(client)
    assert not get_user(client).is_authenticated
    assert ("sign_out", "allowed") in logged(user_id=hanna.pk)
    assert client.get("/zoeken/").url.startswith("/inloggen/")


@pytest.mark.policy("2.5")
def test_signing_in_as_a_colleague_signs_the_resident_out(hanna, samira):
    samira.post("/inloggen/", {"login": hanna.email, "password": PASSWORD})
    assert get_user(samira) == hanna
    assert session.RESIDENT not in samira.session
    samira.post("/uitloggen/")
    assert not is_in(samira)


@pytest.mark.policy("4")
def test_a_colleague_is_nobody_in_the_portal(hanna, signed_in, single_sign_on):
    page = signed_in(hanna).get("/mijn/")
    assert "Inloggen met DigiD" in page.content.decode()
    assert signed_in(hanna).get("/mijn/overzicht/").url == "/mijn/"


@pytest.mark.policy("2.5")
def test_a_resident_is_nobody_outside_the_portal(samira):
    for path in ("/", "/zoeken/", "/beheer/"):
        answer = samira.get(path)
        assert (answer.status_code, answer.headers.get("Location", "")[:10]) == (302, "/inloggen/"), path


# --- forgetting ---


@pytest.mark.policy("2.3")
def test_who_stays_away_for_thirteen_months_is_forgotten(residents, now, db):
    stays, goes = (number for number, _ in zip(bsns(start=999_970_000), range(2), strict=False))
    for number, days in ((stays, 402), (goes, 404)):
        with as_system():
            search.mark_ready()
            make_person(now, "Samira", "Öztürk", 41, bsn=number)
        make(now, bsn_index=bsn_index(number), first_seen_at=now, last_seen_at=now - timedelta(days=days))
    tasks.forget_absent()
    assert [bytes(resident.bsn_index) for resident in residents()] == [bsn_index(stays)]
    tasks.forget_absent()
    assert len(residents()) == 1


def test_a_resident_who_was_forgotten_is_out(samira, residents, now):
    with_system(now, lambda: Resident.objects.all().delete())
    assert not is_in(samira)


def make(now, **fields):
    return with_system(now, lambda: Resident.objects.create(**fields))


def with_system(now, do):
    with system("portaal", now):
        return do()


def test_the_forgetting_runs_every_night():
    assert "inzage.tasks.forget_absent" in {entry["task"] for entry in ours.CELERY_BEAT_SCHEDULE.values()}
