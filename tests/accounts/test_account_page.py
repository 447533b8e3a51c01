"""Mijn account: what somebody may choose about their own account."""

import re

import pytest
from django.test import Client

from accounts import calendars
from accounts.models import User

pytestmark = pytest.mark.policy("2.5")
LINK = re.compile(r"http://testserver/agenda/([\w-]{43})\.ics")


@pytest.fixture
def page(hanna, signed_in):
    return signed_in(hanna)


def stored(user) -> User:
    return User.objects.get(pk=user.pk)


def test_it_has_a_section_for_each_choice(page):
    text = page.get("/account/").content.decode()
    titles = ("Tweede stap", "Wachtwoord", "Agenda", "Dagelijks bericht")
    assert [title for title in titles if f">{title}</h2>" not in text] == []


def test_who_works_elsewhere_is_not_offered_the_daily_mail(omar, signed_in):
    assert "Dagelijks bericht" not in signed_in(omar).get("/account/").content.decode()


def test_an_agenda_link_is_shown_once_and_kept_as_a_hash_only(page, hanna, log_rows):
    shown = page.post("/account/agenda/").content.decode()
    (token,) = set(LINK.findall(shown))
    assert stored(hanna).calendar_token_sha256 == calendars.sha256_of(token)
    assert calendars.owner_of(token) == hanna
    for path in ("/account/agenda/", "/account/"):
        again = page.get(path).content.decode()
        assert token not in again
        assert "U hebt een agendalink." in again
    assert token not in str(list(page.session.items()))
    (row,) = log_rows(action="account_change")
    assert (row.user_id, row.record_ids, row.fields) == (hanna.pk, [hanna.pk], ["calendar_token_sha256"])


def test_a_new_link_ends_the_one_before_and_stopping_ends_both(page, hanna):
    first, second = (LINK.search(page.post("/account/agenda/").content.decode())[1] for _time in range(2))
    assert calendars.owner_of(first) is None
    assert calendars.owner_of(second) == hanna
    answer = page.post("/account/agenda/", {"stoppen": "1"}, follow=True)
    assert "Uw agendalink werkt niet meer." in answer.content.decode()
    assert calendars.owner_of(second) is None
    assert stored(hanna).calendar_token_sha256 == ""


def test_tokens_are_long_and_never_the_same():
    tokens = {calendars.new_token() for _time in range(100)}
    assert len(tokens) == 100
    assert {len(token) for token in tokens} == {43}


def test_looking_at_the_page_makes_no_link(page, hanna):
    page.get("/account/agenda/")
    assert stored(hanna).calendar_token_sha256 == ""


def test_the_daily_mail_goes_off_and_on(page, hanna, log_rows):
    for name, wanted in (("uit", False), ("aan", True)):
        answer = page.post("/account/dagelijks-bericht/", {name: "1"}, follow=True)
        assert answer.redirect_chain[0][0] == "/account/#dagelijks-bericht"
        assert stored(hanna).daily_digest is wanted
        assert f"Dagelijks bericht {'uit' if wanted else 'aan'}zetten" in answer.content.decode()
    assert [row.fields for row in log_rows(action="account_change")] == [["daily_digest"]] * 2


@pytest.mark.parametrize("path", ["/account/agenda/", "/account/dagelijks-bericht/"])
def test_nobody_else_changes_it(hanna, path):
    Client().post(path, {"uit": "1"})
    assert stored(hanna).daily_digest
    assert stored(hanna).calendar_token_sha256 == ""


def test_another_site_cannot_send_the_form(hanna):
    client = Client(enforce_csrf_checks=True)
    client.force_login(hanna, backend="accounts.backends.StaffBackend")
    assert client.post("/account/dagelijks-bericht/", {"uit": "1"}).status_code == 403
    assert stored(hanna).daily_digest
