"""The access log with real commits, real threads and a real refusal to write. See test_access_log.py for its rows."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from cases.models import Entry
from sealing.models import new_id
from tests.cast import CANARY, acting, log_rows, sign_in

pytestmark = pytest.mark.policy("2.5")
CLIENTS, EACH = 16, 4


def test_sixteen_clients_at_once_leave_a_row_for_each_reading(lasting):
    """Real threads with a connection each: N readings, N rows, each with the ids, the grant and the role."""
    dossier, entry = lasting.family.dossier.pk, lasting.family.entry.pk
    workers = {"roos": "regisseur", "cem": "hulpverlener", "mees": "meelezer", "paula": "hulpverlener"}
    before = {row.pk for row in log_rows()}
    together = threading.Barrier(CLIENTS)

    def read(number):
        name = list(workers)[number % len(workers)]
        client = sign_in(getattr(lasting, name))
        together.wait(30)
        try:
            answers = [
                client.get(f"/dossiers/{dossier}/" if turn % 2 else f"/notities/{entry}/") for turn in range(EACH)
            ]
        finally:
            connections.close_all()
        return [(name, answer.status_code) for answer in answers]

    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = [answer for part in pool.map(read, range(CLIENTS)) for answer in part]
    assert [status for _, status in answers] == [200] * CLIENTS * EACH
    rows = [row for row in log_rows() if row.pk not in before]
    assert len(rows) == CLIENTS * EACH
    assert len({row.request_id for row in rows}) == CLIENTS * EACH
    roles = {getattr(lasting, name).pk: role for name, role in workers.items()}
    for row in rows:
        assert (row.action, row.dossier_id, row.outcome) == ("read", dossier, "allowed")
        assert entry in row.record_ids
        assert row.role == roles[row.user_id]
        assert row.grant_id is not None
    assert len({row.grant_id for row in rows}) == len(workers)


def test_when_the_log_cannot_be_written_nothing_is_shown_and_nothing_is_saved(lasting, committed):
    family, client = lasting.family, sign_in(lasting.roos, raise_request_exception=False)
    paths = [
        "/",
        f"/dossiers/{family.dossier.pk}/",
        f"/notities/{family.entry.pk}/",
        f"/personen/{family.esra.pk}/",
        f"/documenten/{family.document.pk}/bestand/",
        f"/dossiers/{new_id()}/",
    ]
    before = len(log_rows())
    with committed.connect() as superuser:
        superuser.execute("REVOKE INSERT ON audit_accesslog FROM boekel_app")
        for path in paths:
            answer = client.get(path)
            body = answer.content.decode()
            assert answer.status_code == 503, path
            assert "Het systeem is even niet bereikbaar" in body
            assert not any(secret in body for secret in (CANARY, "Samira", "Boer", lasting.family.dossier.codename))
        typed = {
            "text": "Mijn lange verslag",
            "kind": "mail",
            "happened_on": "2026-01-02",
            "source": "inwoner",
            "about": str(family.esra.pk),
            "purpose": "casusregie",
            "legal_basis": "wmo",
            "category": "casusregie",
        }
        answer = client.post(f"/dossiers/{family.dossier.pk}/notities/nieuw/", typed)
        assert answer.status_code in (500, 503)
        assert "Mijn lange verslag" in answer.content.decode()
        superuser.execute("GRANT INSERT ON audit_accesslog TO boekel_app")
    assert len(log_rows()) == before
    with acting(lasting.roos):
        assert Entry.objects.count() == 1
    assert client.get(paths[1]).status_code == 200
