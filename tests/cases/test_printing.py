from datetime import timedelta

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases import actions
from cases.models import Entry
from tests.cast import CANARY, RECORD, acting, as_system, log_rows, sign_in

pytestmark = pytest.mark.policy("2.5")


def whole(cast):
    return f"/dossiers/{cast.family.dossier.pk}/afdrukken/"


def one(cast):
    return f"/notities/{cast.family.entry.pk}/afdrukken/"


def cover_of(page) -> str:
    body = page.content.decode()
    return body[body.index('<section class="cover') : body.index("</section>")]


def write_notes(cast, number):
    with acting(cast.roos):
        for index in range(number):
            actions.write_entry(
                cast.family.dossier,
                by=cast.roos,
                now=timezone.now(),
                about=[cast.family.esra.pk],
                kind="telefoon",
                happened_on=cast.today,
                text=f"Notitie {index}",
                **RECORD,
            )


def test_all_of_a_dossier_is_on_it(cast):
    write_notes(cast, 60)
    body = sign_in(cast.cem).get(whole(cast)).content.decode()
    for expected in (f"Eerst {CANARY}", f"Brief {CANARY}", f"Bel {CANARY}", "Notitie 0", "Notitie 59", "Aylin de Boer"):
        assert expected in body


def test_one_note_is_on_its_own_and_nothing_else(cast):
    body = sign_in(cast.cem).get(one(cast)).content.decode()
    assert f"Eerst {CANARY}" in body
    assert f"Brief {CANARY}" not in body


@pytest.mark.parametrize("page", [whole, one])
def test_the_cover_tells_nothing_of_whom_it_is(cast, page):
    answer = sign_in(cast.cem).get(page(cast))
    cover = cover_of(answer)
    for expected in (
        cast.family.dossier.codename,
        "Vertrouwelijk",
        "Gemeente Boekel",
        "door Cem",
        str(cast.today.year),
    ):
        assert expected in cover
    for secret in ("Boer", "Öztürk", "Samira", CANARY, "ociaal domein", "eugd", "Kerkstraat"):
        assert secret not in cover
    body = answer.content.decode()
    title = body[body.index("<title>") : body.index("</title>")]
    assert title == f"<title>{cast.family.dossier.codename} · Boekel"


def test_an_export_is_one_row_that_names_everything(cast):
    client, before = sign_in(cast.cem), len(log_rows())
    client.get(whole(cast))
    (row,) = log_rows()[before:]
    family = cast.family
    assert (row.action, row.dossier_id, row.user_id, row.role) == (
        "export",
        family.dossier.pk,
        cast.cem.pk,
        "hulpverlener",
    )
    named = [getattr(family, name).pk for name in ("entry", "document", "task", "samira", "ruud", "esra")]
    assert set(named) <= set(row.record_ids)


def test_a_print_is_one_row(cast):
    client, before = sign_in(cast.cem), len(log_rows())
    client.get(one(cast))
    (row,) = log_rows()[before:]
    assert (row.action, row.dossier_id) == ("print", cast.family.dossier.pk)
    assert {cast.family.entry.pk, cast.family.esra.pk} <= set(row.record_ids)


def test_it_asks_no_more_of_the_database_for_a_long_dossier(cast):
    client = sign_in(cast.cem)
    client.get(whole(cast))

    def asked():
        with (
            CaptureQueriesContext(connections["default"]) as default,
            CaptureQueriesContext(connections["keys"]) as keys,
        ):
            assert client.get(whole(cast)).status_code == 200
        return len(default), len(keys)

    before = asked()
    write_notes(cast, 30)
    assert asked() == before


def test_an_export_asks_who_one_is_when_that_was_long_ago(cast, settings):
    client, before = sign_in(cast.cem), len(log_rows())
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = -1
    answer = client.get(whole(cast))
    assert answer.url == f"/account/bevestigen/?next={whole(cast)}"
    assert client.get(f"/dossiers/{cast.family.dossier.pk}/").status_code == 200
    assert [row.action for row in log_rows()[before:]] == ["read"]


def test_after_confirming_the_export_comes(cast, settings):
    cast.cem.set_password("vier losse woorden")
    cast.cem.save()
    client = sign_in(cast.cem)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": (cast.now - timedelta(minutes=16)).timestamp()}
    ]
    session.save()
    where = client.get(whole(cast)).url
    assert where.startswith("/account/bevestigen/")
    assert "Het wachtwoord klopt niet." in client.post(where, {"password": "verkeerd"}).content.decode()
    assert client.get(whole(cast)).status_code == 302
    assert client.post(where, {"password": "vier losse woorden"}).url == whole(cast)
    assert client.get(whole(cast)).status_code == 200


def test_who_has_to_confirm_learns_nothing_of_what_is_there(cast, settings):
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = -1
    client = sign_in(cast.otto)
    nobody = "01990000-0000-7000-8000-000000000000"
    answers = [client.get(f"/dossiers/{pk}/afdrukken/") for pk in (cast.family.dossier.pk, nobody)]
    assert [answer.status_code for answer in answers] == [302, 302]
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
    answers = [client.get(f"/dossiers/{pk}/afdrukken/") for pk in (cast.family.dossier.pk, nobody)]
    assert [answer.status_code for answer in answers] == [404, 404]


def test_who_reads_along_may_print_and_an_empty_dossier_prints_too(cast):
    with as_system():
        Entry.objects.filter(dossier=cast.family.dossier).delete()
    body = sign_in(cast.mees).get(whole(cast)).content.decode()
    assert "Er zijn geen notities." in body
