"""The same form sent twice at the same moment, with real threads and real commits. See test_drafts.py for the rest."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from cases.models import Draft, Entry
from tests.cases.test_drafts_lost import form_at
from tests.cast import acting, sign_in

pytestmark = pytest.mark.policy("2.5")
TIMES = 4


@pytest.fixture
def fields(lasting):
    """What a browser sends of a form for a new note."""
    return form_at(sign_in(lasting.cem), new_in(lasting), text="Eén keer")


def new_in(lasting):
    return f"/dossiers/{lasting.family.dossier.pk}/notities/nieuw/"


def save_in(lasting):
    return f"/dossiers/{lasting.family.dossier.pk}/concept/"


def sent_at_once(lasting, address, fields):
    together = threading.Barrier(TIMES)

    def send(_number):
        client = sign_in(lasting.cem)
        together.wait(30)
        try:
            return client.post(address, fields)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(TIMES) as pool:
        return list(pool.map(send, range(TIMES)))


def test_a_note_sent_four_times_at_once_is_one_note_and_has_no_draft(lasting, fields):
    sign_in(lasting.cem).post(save_in(lasting), fields)
    assert len({answer.url for answer in sent_at_once(lasting, new_in(lasting), fields)}) == 1
    with acting(lasting.cem):
        assert Entry.objects.count() == 2
        assert not Draft.objects.filter(user=lasting.cem).exists()


def test_a_draft_sent_four_times_at_once_is_one_draft(lasting, fields):
    answers = sent_at_once(lasting, save_in(lasting), fields)
    assert [answer.status_code for answer in answers] == [200] * TIMES
    with acting(lasting.cem):
        assert Draft.objects.filter(user=lasting.cem).count() == 1
