"""Signing in by the account of the municipality: a real provider, and everything it could do wrong."""

import json
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import get_user
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from joserfc.jwk import ECKey, RSAKey

from accounts import actions
from accounts.oidc import http, pending
from accounts.oidc.client import new_key
from tests.accounts.codes import code_for
from tests.accounts.conftest import PASSWORD
from tests.provider import Provider, there_and_back

START, BACK, CONFIRM = "/inloggen/gemeente/", "/inloggen/gemeente/terug/", "/account/bevestigen/gemeente/"
LIES = {
    "wrong_nonce": "wrong_nonce",
    "no_nonce": "missing_nonce",
    "wrong_audience": "wrong_aud",
    "other_party": "wrong_azp",
    "wrong_issuer": "wrong_iss",
    "expired": "expired",
    "no_expiry": "missing_exp",
    "from_the_future": "wrong_iat",
    "wrong_access_token": "wrong_at_hash",
    "other_key": "wrong_signature",
    "unsigned": "wrong_signature",
    "public_key_as_secret": "wrong_signature",
    "changed_afterwards": "wrong_signature",
    "no_token": "no_token",
    "html": "answer_unreadable",
    "huge": "answer_too_large",
}

pytestmark = [pytest.mark.policy("2.5"), pytest.mark.django_db]


@pytest.fixture
def failures(log_rows):
    """What the log keeps of attempts that failed: code, outcome, and for which account."""

    def rows():
        found = log_rows(action="sign_in_failed")
        assert all(row.user_id is None or row.user_id in row.record_ids for row in found)
        return [(*row.fields, row.outcome, *row.record_ids) for row in found]

    return rows


@pytest.fixture
def with_app():
    """Gives somebody our own second step; its secret."""

    def give(user):
        secret = generate_totp_secret()
        TOTP.activate(user, secret)
        return secret

    return give


def sign_in(client, persona, start=START):
    return client.get(there_and_back(client, start, persona))


def is_in(client):
    return get_user(client).is_authenticated


def refused(client, response):
    page = response.content.decode()
    assert response.status_code == 403
    assert "Inloggen is niet gelukt" in page
    assert not is_in(client)
    return True


# --- in ---


def test_somebody_comes_in_and_goes_where_they_were_going(hanna, single_sign_on, logged):
    client = Client()
    response = sign_in(client, "hanna", f"{START}?next=/zoeken/")
    assert (response.status_code, response.url) == (302, "/zoeken/")
    assert get_user(client) == hanna
    assert ("sign_in", "allowed") in logged(user_id=hanna.pk)


def test_the_sign_in_page_offers_it_where_there_is_a_provider(single_sign_on, settings):
    offer = "Inloggen met uw gemeentelijke account"
    page = Client().get("/inloggen/?next=/zoeken/%3Fa=b").content.decode()
    assert offer in page
    assert f'href="{START}?next=%2Fzoeken%2F%3Fa%3Db"' in page
    settings.STAFF_OIDC_ISSUER = ""
    assert offer not in Client().get("/inloggen/").content.decode()
    assert Client().get(START).status_code == 404


def test_nobody_is_sent_to_another_site_afterwards(hanna, single_sign_on):
    assert sign_in(Client(), "hanna", f"{START}?next=https://elders.example/").url == "/"


def test_the_first_time_an_account_is_linked_and_that_is_logged(hanna, single_sign_on, log_rows):
    sign_in(Client(), "hanna")
    hanna.refresh_from_db()
    assert (hanna.oidc_issuer, hanna.oidc_subject) == (single_sign_on.issuer, "hanna")
    assert [row.fields for row in log_rows(action="account_change")] == [["oidc_subject"]]
    sign_in(Client(), "hanna")
    assert len(log_rows(action="account_change")) == 1


def test_an_address_is_the_same_in_capitals(hanna, single_sign_on):
    client = Client()
    sign_in(client, "shouting")
    assert get_user(client) == hanna


def test_once_linked_another_address_or_none_makes_no_difference(hanna, single_sign_on):
    sign_in(Client(), "hanna")
    type(hanna).objects.filter(pk=hanna.pk).update(email="nieuw@boekel.example")
    client = Client()
    sign_in(client, "hanna")
    assert get_user(client) == hanna


def test_a_password_still_works(hanna, single_sign_on):
    client = Client()
    sign_in(client, "hanna")
    beside = Client()
    beside.post("/inloggen/", {"login": hanna.email, "password": PASSWORD})
    assert is_in(beside)


def test_the_gate_still_asks_the_declaration(newcomer, single_sign_on):
    type(newcomer).objects.filter(pk=newcomer.pk).update(oidc_issuer=single_sign_on.issuer, oidc_subject="hanna")
    client = Client()
    sign_in(client, "hanna")
    assert client.get("/").url.startswith("/geheimhouding/")


def test_a_session_is_not_kept_over_signing_in(hanna, single_sign_on):
    client = Client()
    back = there_and_back(client, START, "hanna")
    before = client.session.session_key
    client.get(back)
    assert client.session.session_key != before


def test_who_was_signed_in_as_another_is_signed_out_first(hanna, petra, single_sign_on, logged, settings):
    settings.MFA_REQUIRED = True
    client = Client()
    back = there_and_back(client, START, "hanna-mfa")
    client.force_login(petra, backend="accounts.backends.StaffBackend")
    # Signing in gave the session another key; what was begun in it is still there.
    client.get(back)
    assert get_user(client) == hanna
    assert client.get("/zoeken/").status_code == 200
    assert ("sign_out", "allowed") in logged(user_id=petra.pk)


def test_whoever_is_in_already_is_not_sent_away(hanna, single_sign_on, signed_in):
    assert signed_in(hanna).get(f"{START}?next=/zoeken/").url == "/zoeken/"


# --- the second step ---


@pytest.mark.parametrize("persona", ["hanna-mfa", "hanna-acr"])
def test_a_second_step_at_the_provider_is_enough(hanna, single_sign_on, settings, persona):
    settings.MFA_REQUIRED = True
    settings.STAFF_OIDC_MFA_ACR = frozenset({"urn:twee-stappen"})
    client = Client()
    sign_in(client, persona)
    assert client.get("/zoeken/").status_code == 200


def test_a_second_step_of_our_own_is_not_asked_after_theirs(hanna, single_sign_on, settings, with_app):
    settings.MFA_REQUIRED = True
    with_app(hanna)
    client = Client()
    assert sign_in(client, "hanna-mfa").url == "/"
    assert client.get("/zoeken/").status_code == 200


def test_without_one_ours_is_asked(hanna, single_sign_on, settings, with_app):
    settings.MFA_REQUIRED = True
    secret = with_app(hanna)
    client = Client()
    assert sign_in(client, "hanna", f"{START}?next=/zoeken/").url == "/account/2fa/code/"
    assert not is_in(client)
    assert client.post("/account/2fa/code/", {"code": code_for(secret)}).url == "/zoeken/"
    assert client.get("/zoeken/").status_code == 200


def test_without_one_and_none_of_ours_it_is_set_up_first(hanna, single_sign_on, settings):
    settings.MFA_REQUIRED = True
    client = Client()
    sign_in(client, "hanna")
    assert client.get("/zoeken/").url.startswith("/account/2fa/instellen/")
    assert client.get("/account/2fa/instellen/").status_code == 200


# --- refused ---


@pytest.mark.parametrize(("lie", "code"), LIES.items(), ids=LIES)
def test_a_token_that_lies_lets_nobody_in(hanna, single_sign_on, failures, lie, code):
    single_sign_on.lie(lie)
    client = Client()
    assert refused(client, sign_in(client, "hanna"))
    assert failures() == [(code, "refused")]
    hanna.refresh_from_db()
    assert hanna.oidc_subject == ""


def test_the_page_never_says_what_was_wrong(hanna, single_sign_on):
    pages = set()
    for lie in ("wrong_nonce", "expired", "unsigned"):
        single_sign_on.lie(lie)
        pages.add(sign_in(Client(), "hanna").content)
    pages.add(sign_in(Client(), "stranger").content)
    assert len({page.decode().partition("<body")[2] for page in pages}) == 1


def test_a_token_of_an_earlier_sign_in_is_refused(hanna, single_sign_on, failures):
    sign_in(Client(), "hanna")
    single_sign_on.lie("replayed_token")
    client = Client()
    assert refused(client, sign_in(client, "hanna"))
    assert failures() == [("wrong_nonce", "refused")]


def test_an_answer_works_once(hanna, single_sign_on, failures):
    client = Client()
    back = there_and_back(client, START, "hanna")
    client.get(back)
    client.post("/uitloggen/")
    assert refused(client, client.get(back))
    assert failures() == [("unknown_state", "refused")]


def test_a_code_that_was_used_is_refused_in_another_session_of_the_same_person(hanna, single_sign_on, failures):
    """The state fits, the code does not: it was made for another question, and was used."""
    first, second = Client(), Client()
    used = there_and_back(first, START, "hanna")
    first.get(used)
    code = used.partition("code=")[2].partition("&")[0]
    own = there_and_back(second, START, "hanna")
    own_code = own.partition("code=")[2].partition("&")[0]
    assert refused(second, second.get(own.replace(own_code, code)))
    assert failures() == [("refused_by_provider", "refused")]


def test_the_answer_to_somebody_elses_question_lets_nobody_in(hanna, single_sign_on, failures):
    back = there_and_back(Client(), START, "hanna")
    for client in (Client(), _who_began_too()):
        assert refused(client, client.get(back))
    assert failures() == [("unknown_state", "refused")] * 2


def _who_began_too():
    client = Client()
    client.get(START)
    return client


@pytest.mark.parametrize("question", ["", "?code=x", "?state=", "?state=x&code=x", "?error=access_denied&state=x"])
def test_an_answer_nobody_asked_for_is_refused(single_sign_on, failures, question):
    client = Client()
    assert refused(client, client.get(BACK + question))
    assert failures() == [("unknown_state", "refused")]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda back: back.replace("code=", "other="), "no_code"),
        (lambda back: back.partition("&iss=")[0], "wrong_issuer"),
        (lambda back: back.partition("&iss=")[0] + "&iss=https://elders.example", "wrong_issuer"),
        (lambda back: back.replace("code=", "error=server_error&code="), "refused_by_provider"),
        (lambda back: back.replace("code=", "code=x"), "refused_by_provider"),
    ],
    ids=["no code", "does not say who", "another provider", "an error", "another code"],
)
def test_an_answer_that_was_changed_on_the_way_is_refused(hanna, single_sign_on, failures, change, code):
    client = Client()
    assert refused(client, client.get(change(there_and_back(client, START, "hanna"))))
    assert failures() == [(code, "refused")]


def test_whoever_changes_their_mind_is_not_in(single_sign_on, failures):
    client = Client()
    assert refused(client, sign_in(client, ""))
    assert failures() == [("cancelled", "refused")]


def test_what_was_begun_lasts_ten_minutes(hanna, single_sign_on, failures):
    client = Client()
    back = there_and_back(client, START, "hanna")
    data = client.session
    (begun,) = data[pending.KEY]
    begun["started_at"] = (timezone.now() - timedelta(minutes=11)).isoformat()
    data[pending.KEY] = [begun]
    data.save()
    assert refused(client, client.get(back))
    assert failures() == [("too_late", "refused")]


def test_in_two_tabs_both_work_and_a_hundred_are_not_kept(hanna, single_sign_on):
    client = Client()
    first, second = (there_and_back(client, START, "hanna") for _tab in range(2))
    assert client.get(second).status_code == 302
    assert client.get(first).status_code == 302
    elsewhere = Client()
    for _tab in range(7):
        elsewhere.get(START)
    assert len(elsewhere.session[pending.KEY]) == pending.MOST


# --- which account ---


@pytest.mark.parametrize(
    ("persona", "code"),
    [("liar", "unverified_email"), ("sly", "unverified_email"), ("stranger", "unknown_account")],
)
def test_an_address_that_is_unverified_or_unknown_lets_nobody_in(hanna, single_sign_on, failures, persona, code):
    client = Client()
    accounts = type(hanna).objects.count()
    assert refused(client, sign_in(client, persona))
    assert failures() == [(code, "refused")]
    assert type(hanna).objects.count() == accounts


def test_who_took_over_an_address_does_not_get_its_account(hanna, single_sign_on, failures):
    sign_in(Client(), "hanna")
    client = Client()
    assert refused(client, sign_in(client, "hanna-again"))
    assert failures() == [("other_subject", "refused", hanna.pk)]


def test_an_officer_unlinks_an_account_and_the_next_sign_in_links_it_anew(hanna, petra, single_sign_on, now, logged):
    sign_in(Client(), "hanna")
    actions.unlink_sign_in(hanna, by=petra, at=now)
    client = Client()
    sign_in(client, "hanna-again")
    assert get_user(client) == hanna
    assert logged(action="account_change", user_id=petra.pk) == [("account_change", "allowed")]
    with pytest.raises(actions.Refused):
        actions.unlink_sign_in(hanna, by=hanna, at=now)


def test_an_officer_does_that_in_beheer(hanna, petra, single_sign_on, signed_in):
    sign_in(Client(), "hanna")
    chosen = {"action": "unlink_sign_in", "_selected_action": [str(hanna.pk)]}
    signed_in(petra).post("/beheer/accounts/user/", chosen)
    hanna.refresh_from_db()
    assert hanna.oidc_subject == ""


@pytest.mark.parametrize("linked", [True, False])
def test_a_closed_account_stays_closed(hanna, single_sign_on, failures, linked):
    if linked:
        sign_in(Client(), "hanna")
    type(hanna).objects.filter(pk=hanna.pk).update(is_active=False)
    client = Client()
    assert refused(client, sign_in(client, "hanna"))
    assert failures() == [("closed_account", "refused", hanna.pk)]


# --- a provider that is down ---


@pytest.fixture
def down(settings):
    """Settings that lead to a provider, which a test may kill."""
    provider = Provider()
    settings.STAFF_OIDC_ISSUER = provider.issuer
    yield provider
    provider.stop()


def unreachable(client, response):
    assert response.status_code == 503
    assert "antwoordt nu niet" in response.content.decode()
    assert not is_in(client)
    return True


def test_when_the_provider_is_down_the_page_says_so(single_sign_on, down, failures):
    client = Client()
    assert unreachable(client, client.get(START))
    assert pending.KEY not in client.session
    assert failures() == [("provider_down", "failed")]


def test_when_it_goes_down_in_between_nothing_is_half_done(hanna, single_sign_on, down, failures):
    down.start()
    client = Client()
    back = there_and_back(client, START, "hanna")
    down.stop()
    assert unreachable(client, client.get(back))
    down.start()
    assert refused(client, client.get(back))
    assert failures() == [("provider_down", "failed"), ("unknown_state", "refused")]
    assert sign_in(client, "hanna").status_code == 302


@pytest.mark.parametrize("lie", ["failing", "silent"])
def test_an_answer_that_does_not_come_is_not_waited_for(hanna, single_sign_on, failures, monkeypatch, lie):
    monkeypatch.setattr(http, "TIMEOUT", 0.3)
    single_sign_on.lie(lie)
    client = Client()
    assert unreachable(client, sign_in(client, "hanna"))
    assert failures() == [("provider_down", "failed")]


def test_a_provider_that_says_it_is_another_is_not_believed(single_sign_on, settings, failures):
    settings.STAFF_OIDC_ISSUER = single_sign_on.issuer + "/"
    client = Client()
    assert refused(client, client.get(START))
    assert failures() == [("wrong_issuer", "refused")]


# --- are you still there? ---


@pytest.fixture
def no_password(hanna, single_sign_on):
    """Hanna has no password here, and came in by the provider an hour ago."""
    hanna.set_unusable_password()
    hanna.oidc_issuer, hanna.oidc_subject = single_sign_on.issuer, "hanna"
    hanna.save()
    client = Client()
    sign_in(client, "hanna")
    return client


def confirmations(client):
    return [record for record in client.session["account_authentication_methods"] if record.get("reauthenticated")]


def test_the_page_that_asks_again_leads_to_the_provider(no_password):
    assert no_password.get("/account/bevestigen/?next=/zoeken/").url == f"{CONFIRM}?next=%2Fzoeken%2F"


def test_proving_oneself_anew_at_the_provider_counts(no_password):
    leaving = no_password.get(CONFIRM)
    assert "prompt=login" in leaving.url
    assert "max_age=0" in leaving.url
    assert sign_in(no_password, "hanna", f"{CONFIRM}?next=/zoeken/").url == "/zoeken/"
    assert [record["method"] for record in confirmations(no_password)] == ["oidc"]


@pytest.mark.parametrize(
    ("lie", "persona", "code"),
    [
        ("long_ago", "hanna", "proved_too_long_ago"),
        ("", "hanna-again", "other_person"),
        ("expired", "hanna", "expired"),
    ],
)
def test_an_old_proof_or_somebody_elses_does_not(no_password, hanna, single_sign_on, log_rows, lie, persona, code):
    single_sign_on.lie(lie)
    response = sign_in(no_password, persona, CONFIRM)
    assert response.status_code == 403
    assert confirmations(no_password) == []
    assert [row.fields for row in log_rows(action="sign_in_failed")] == [[code]]


def test_an_account_that_is_not_linked_cannot_prove_itself_there(hanna, signed_in, single_sign_on):
    assert signed_in(hanna).get(CONFIRM).status_code == 404


def test_a_sign_in_does_not_pass_for_a_confirmation(no_password):
    """The same person, the same provider, but another question was asked."""
    assert confirmations(no_password) == []


def test_a_confirmation_signs_nobody_in(no_password, log_rows):
    back = there_and_back(no_password, CONFIRM, "hanna")
    data = no_password.session
    for name in [name for name in dict(data.items()) if name.startswith("_auth_user")]:
        del data[name]
    data.save()
    assert refused(no_password, no_password.get(back))
    assert [row.fields for row in log_rows(action="sign_in_failed")] == [["signed_out_meanwhile"]]


# --- our keys ---


def test_the_command_shows_public_halves_alone(tmp_path, capsys):
    names = [tmp_path / "now.pem", tmp_path / "next.pem"]
    names[0].write_text(new_key())
    names[1].write_text(RSAKey.generate_key(2048).as_pem(private=True).decode())
    call_command("oidc_jwks", *map(str, names))
    keys = json.loads(capsys.readouterr().out)["keys"]
    assert [(key["kty"], key["alg"], key["use"]) for key in keys] == [("EC", "ES256", "sig"), ("RSA", "RS256", "sig")]
    assert not any("d" in key for key in keys)


@pytest.mark.parametrize(
    "pem",
    [
        "",
        "geen sleutel",
        ECKey.generate_key("P-256").as_pem(private=False).decode(),
        ECKey.generate_key("P-384").as_pem(private=True).decode(),
    ],
    ids=["nothing", "words", "a public key", "another curve"],
)
def test_a_key_we_cannot_sign_with_is_refused(tmp_path, pem):
    path = tmp_path / "key.pem"
    path.write_text(pem)
    with pytest.raises(CommandError):
        call_command("oidc_jwks", str(path))
