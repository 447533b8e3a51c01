import re

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from accounts.beheer import beheer
from accounts.models import Organisation, SecrecyAcceptance, SecrecyText, User
from tests.accounts.codes import code_for
from tests.accounts.test_second_factor import enrol

pytestmark = pytest.mark.urls("tests.accounts.urls")

USERS = "/beheer/accounts/user/"
ORGANISATIONS = "/beheer/accounts/organisation/"
TEXTS = "/beheer/accounts/secrecytext/"
ACCEPTANCES = "/beheer/accounts/secrecyacceptance/"
LOG = "/beheer/audit/accesslog/"
OFFICERS = ["privacy_officer", "applicatiebeheerder", "fg"]


@pytest.fixture
def as_role(make_user, signed_in):
    return lambda *codes: signed_in(make_user("Iemand", *codes))


def new_user(organisation, **changes):
    fields = {"name": "Nieuw", "email": "Nieuw@boekel.example", "organisation": str(organisation.pk)}
    return fields | {"roles": ["hulpverlener"]} | changes


def act(client, action, *users):
    return client.post(USERS, {"action": action, "_selected_action": [str(user.pk) for user in users]}, follow=True)


@pytest.mark.parametrize("role", ["hulpverlener", "regievoerder", "teamleider", "handhaver", "toezichthouder"])
def test_who_is_no_officer_finds_nothing_there(as_role, role):
    client = as_role(role)
    for path in ("/beheer/", USERS, LOG, "/beheer/login/", "/beheer/nergens/"):
        assert client.get(path).status_code == 404, path


@pytest.mark.parametrize("role", OFFICERS)
def test_officers_come_in(as_role, role):
    page = as_role(role).get("/beheer/").content.decode()
    assert "Beheer sociaal domein, gemeente Boekel" in page


def test_a_superuser_without_a_role_finds_nothing_there(make_user, signed_in):
    client = signed_in(make_user("Root", is_superuser=True))
    assert client.get("/beheer/").status_code == 404
    assert client.get(USERS).status_code == 404


def test_being_superuser_gives_no_permission(make_user):
    root = make_user("Root", is_superuser=True)
    assert not root.has_perm("accounts.view_user")
    assert not root.has_perms(["accounts.view_user"])
    assert not root.has_module_perms("accounts")


def test_who_is_not_signed_in_goes_to_the_one_sign_in_page(db):
    assert Client().get("/beheer/").url == "/inloggen/?next=/beheer/"


@pytest.mark.policy("1.1")
def test_an_officer_accepts_the_declaration_first(make_user, signed_in):
    client = signed_in(make_user("Nieuw", "privacy_officer", accepted=False))
    assert client.get("/beheer/").url == "/geheimhouding/?next=/beheer/"


@pytest.mark.policy("2.5")
def test_an_officer_needs_the_second_step_where_it_is_required(petra, signed_in, settings):
    settings.MFA_REQUIRED = True
    assert signed_in(petra).get("/beheer/").url == "/account/2fa/instellen/?next=/beheer/"
    client, _, _ = enrol(petra)
    assert client.get("/beheer/").status_code == 200


@pytest.mark.parametrize(
    ("path", "add", "may"),
    [
        (USERS, True, ("privacy_officer", "applicatiebeheerder")),
        (ORGANISATIONS, True, ("privacy_officer",)),
        (TEXTS, True, ("privacy_officer",)),
        (ACCEPTANCES, True, ()),
        (USERS, False, OFFICERS),
        (ORGANISATIONS, False, OFFICERS),
        (TEXTS, False, OFFICERS),
        (ACCEPTANCES, False, OFFICERS),
        (LOG, True, ()),
        (LOG, False, ("privacy_officer", "fg")),
    ],
    ids=str,
)
@pytest.mark.parametrize("role", OFFICERS)
def test_what_each_officer_may_open(as_role, role, path, add, may):
    response = as_role(role).get(f"{path}add/" if add else path)
    assert response.status_code == (200 if role in may else 403)


@pytest.mark.parametrize("role", OFFICERS)
def test_nobody_deletes(as_role, hanna, municipality, role):
    client = as_role(role)
    text = SecrecyText.objects.get(version=1)
    for path, thing in ((USERS, hanna), (ORGANISATIONS, municipality), (TEXTS, text)):
        assert client.post(f"{path}{thing.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("role", OFFICERS)
def test_what_was_accepted_is_read_and_never_changed(as_role, hanna, role):
    acceptance = SecrecyAcceptance.objects.get(user=hanna)
    client = as_role(role)
    for path in (f"{ACCEPTANCES}{acceptance.pk}/change/", f"{TEXTS}{acceptance.text_id}/change/"):
        assert client.get(path).status_code == 200
        assert client.post(path, {"text": "iets anders", "in_force_from": "2030-01-01"}).status_code == 403


def test_no_password_or_hash_is_shown(petra, hanna, signed_in):
    page = signed_in(petra).get(f"{USERS}{hanna.pk}/change/").content.decode()
    assert "Hanna" in page
    assert hanna.password not in page
    assert 'type="password"' not in page


def test_an_application_manager_makes_an_account(ad, municipality, signed_in, logged):
    response = signed_in(ad).post(f"{USERS}add/", new_user(municipality))
    assert response.status_code == 302
    user = User.objects.get(email="nieuw@boekel.example")
    assert user.roles == ["hulpverlener"]
    assert not user.has_usable_password()
    assert logged(user_id=ad.pk, record_ids=[user.pk]) == [("account_create", "allowed")]
    assert LogEntry.objects.get().object_repr == "Nieuw"


@pytest.mark.parametrize("code", OFFICERS)
def test_an_application_manager_hands_out_no_roles_in_beheer(ad, municipality, signed_in, code):
    response = signed_in(ad).post(f"{USERS}add/", new_user(municipality, roles=[code]))
    assert "Alleen een privacy officer" in response.content.decode()
    assert not User.objects.filter(email="nieuw@boekel.example").exists()


@pytest.mark.policy("1.2")
def test_roles_that_do_not_go_together_are_refused(petra, municipality, signed_in):
    data = new_user(municipality, roles=["hulpverlener", "handhaver"])
    response = signed_in(petra).post(f"{USERS}add/", data)
    assert "gaan niet samen" in response.content.decode()
    assert not User.objects.filter(email="nieuw@boekel.example").exists()


def test_the_same_address_twice_is_refused(petra, hanna, municipality, signed_in):
    response = signed_in(petra).post(f"{USERS}add/", new_user(municipality, email=hanna.email.upper()))
    assert "Dit adres is al in gebruik" in response.content.decode()


def test_nobody_changes_their_own_account(petra, municipality, signed_in):
    data = new_user(municipality, email=petra.email, roles=["privacy_officer", "applicatiebeheerder"])
    response = signed_in(petra).post(f"{USERS}{petra.pk}/change/", data)
    assert "Uw eigen account wijzigt u niet zelf" in response.content.decode()
    petra.refresh_from_db()
    assert petra.roles == ["privacy_officer"]


def test_changed_fields_are_named_in_the_log(petra, hanna, municipality, signed_in, log_rows):
    data = new_user(municipality, name="Hanna", email=hanna.email, roles=["hulpverlener", "regievoerder"])
    assert signed_in(petra).post(f"{USERS}{hanna.pk}/change/", data).status_code == 302
    (row,) = log_rows(action="account_change")
    assert row.fields == ["roles"]
    assert row.record_ids == [hanna.pk]


def test_a_one_time_link_is_shown_once_and_logged(petra, hanna, signed_in, logged):
    page = act(signed_in(petra), "give_link", hanna).content.decode()
    link = re.search(r"http://testserver(/toegang/\S+/)<", page).group(1)
    assert "Kies uw wachtwoord" in Client().get(link, follow=True).content.decode()
    assert logged(user_id=petra.pk, action="account_link") == [("account_link", "allowed")]


def test_closing_an_account_ends_access_at_once(petra, hanna, signed_in, logged):
    client = signed_in(hanna)
    assert client.get("/dossier/").status_code == 200
    act(signed_in(petra), "close", hanna)
    assert client.get("/dossier/").status_code == 302
    # Opened again, the old session stays dead.
    User.objects.filter(pk=hanna.pk).update(is_active=True)
    assert client.get("/dossier/").status_code == 302
    assert logged(user_id=petra.pk, action="account_close") == [("account_close", "allowed")]


def test_a_lost_telephone_means_setting_up_again(petra, hanna, signed_in):
    enrol(hanna)
    act(signed_in(petra), "reset_second_factor", hanna)
    assert not hanna.authenticator_set.exists()


@pytest.mark.parametrize("action", ["give_link", "reset_second_factor", "close"])
def test_an_application_manager_does_not_touch_officers(ad, petra, signed_in, action):
    page = act(signed_in(ad), action, petra).content.decode()
    assert "Alleen een privacy officer" in page
    petra.refresh_from_db()
    assert petra.is_active


@pytest.mark.parametrize("action", ["give_link", "reset_second_factor", "close"])
def test_the_fg_decides_nothing(fatima, hanna, signed_in, action):
    act(signed_in(fatima), action, hanna)
    hanna.refresh_from_db()
    assert hanna.is_active


@pytest.mark.policy("1.1")
def test_a_new_text_gets_the_next_version(petra, signed_in, today, logged):
    response = signed_in(petra).post(f"{TEXTS}add/", {"text": "Nieuwe tekst.", "in_force_from": today.isoformat()})
    assert response.status_code == 302
    assert SecrecyText.objects.get(text="Nieuwe tekst.").version == 2
    assert logged(user_id=petra.pk, action="secrecy_text") == [("secrecy_text", "allowed")]


def test_a_text_does_not_come_into_force_in_the_past(petra, signed_in):
    response = signed_in(petra).post(f"{TEXTS}add/", {"text": "Nieuwe tekst.", "in_force_from": "2020-01-01"})
    assert "niet in het verleden" in response.content.decode()
    assert SecrecyText.objects.count() == 1


@pytest.mark.policy("1.1")
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"valid_from": ""}, "Dit veld is verplicht"),
        ({"kind": ""}, "Dit veld is verplicht"),
        ({"valid_until": "2025-12-31"}, "voor de begindatum"),
        ({}, ""),
    ],
    ids=["no start", "no kind", "ends before it starts", "whole"],
)
def test_an_agreement_is_whole(petra, hanna, signed_in, changes, said):
    client = signed_in(petra)
    assert client.post(f"{ORGANISATIONS}add/", {"name": "Thuiszorg", "kind": "partner"}).status_code == 200
    client.post(f"{ORGANISATIONS}add/", {"name": "Thuiszorg", "kind": "partner", "sort": "zorgaanbieder"})
    partner = Organisation.objects.get(name="Thuiszorg")
    data = {
        "organisation": str(partner.pk),
        "kind": "dienstverleningsovereenkomst",
        "valid_from": "2026-01-01",
        "valid_until": "",
        "owner": str(hanna.pk),
        "purposes": "Begeleiding thuis",
        "security": "NEN 7510",
        "remind_days": "60",
    }
    response = client.post("/beheer/accounts/agreement/add/", data | changes)
    assert partner.agreements.exists() == (not said)
    assert said in response.content.decode()


@pytest.mark.policy("2.5")
def test_looking_at_the_log_is_in_the_log(fatima, signed_in, logged):
    signed_in(fatima).get(LOG)
    assert logged(user_id=fatima.pk) == [("inspect", "allowed")]


def test_djangos_own_permissions_are_not_managed_here():
    names = {model._meta.label for model in beheer._registry}
    assert not names & {"auth.Group", "auth.Permission", "account.EmailAddress", "mfa.Authenticator"}


def test_codes_are_six_digits():
    assert re.fullmatch(r"\d{6}", code_for("A" * 32))
