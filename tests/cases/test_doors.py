from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from cases.models import Entry, Grant
from cases.roles import CASE_ROLES
from sealing.models import new_id
from tests.addresses import ANYTHING, BESIDE, addresses_with_ids, shown
from tests.cast import CANARY, acting, as_system, end_agreement, grant_past_the_rules, ids_of, log_rows, sign_in

pytestmark = pytest.mark.policy("4.2")
NOBODY = UUID("01990000-0000-7000-8000-000000000000")
# One of them walks past every door in `make test`; that it makes no difference who, the matrix samples there too.
STRANGERS = ("otto", *(pytest.param(who, marks=pytest.mark.proof) for who in ("hugo", "pia", "sjoerd")))
# For a team lead alone: tests/cases/test_leaving.py.
LEADS_ONLY = {"cases:leave"}
POST_ONLY = {
    "cases:reveal_bsn", "cases:household_new", "cases:grant_end", "cases:task_done", "cases:entry_undo",
    "cases:document_undo", "cases:task_undo", "cases:draft", "cases:draft_drop", "cases:emergency_end",
    "consent:discard", "consent:anew", "consent:hand_over", "consent:take_back", "consent:code",
    "consent:deliver_again", "consent:close_link", "casework:triage_drop", "casework:ask_again",
    "casework:version_ask",
    "casework:version_take_back", "casework:part_remove", "casework:plan_hand_over", "casework:handover_take_back",
    "casework:conference_take_off",
    "casework:conference_names", "casework:conference_cancel", "casework:attend_reply",
    "casework:escalation_end",
    "casework:death_take_back", "casework:merge_undo",
    "retention:announcements_seen", "retention:request_withdraw", "retention:request_told",
    "desk:withdraw",
}  # fmt: skip
# An open dossier is not reopened: that page sends one back. The document of the cast is no picture.
# And who can open a dossier breaks no glass, and is not the FG who inspects. The consent of the cast was signed on
# screen, long ago, and nobody made a paper of it; of what did not go there is no paper either. Its ground was answered.
OTHERWISE = {
    # First a question is weighed.
    "casework:dossier_new": 302,
    "consent:paper": 302,
    "consent:ground_answers": 302,
    "cases:dossier_reopen": 302,
    "cases:document_image": 404,
    "cases:break_glass": 404,
    "cases:inspection": 404,
    "consent:explain": 302,
    "consent:sign": 302,
    "consent:sign_paper": 302,
    "consent:refuse": 302,
    "consent:scan": 404,
    "consent:evidence": 404,
    # The plan of the cast is finished, and one of its versions was never signed. The regie was offered to another.
    "casework:plan_evidence": 404,
    "casework:plan_scan": 404,
    "casework:plan_withdraw": 302,
    "casework:plan_evaluate": 302,
    "casework:handover": 404,
    # Of who takes part alone, once it was looked over: tests/casework/test_conferences.py.
    "casework:attend": 404,
    "casework:attend_bring": 404,
    "casework:attend_calendar": 404,
    # The request of the cast was taken back: nobody prepares it.
    "desk:looked": 405,
    # For who holds a mandate alone: tests/inzage/test_requests.py.
    # What was taken back is carried out by nobody; the restriction of the cast was lifted.
    "desk:carry_out": 404,
    "desk:carry_piece": 404,
    "desk:restrict_all": 404,
    "desk:closed_piece": 404,
    "desk:request": 404,
    "desk:decide_part": 404,
    "desk:decide_piece": 404,
    "desk:clock": 405,
    "desk:send_back": 405,
    "desk:take_back": 405,
    "desk:make_anew": 405,
    "desk:letter": 404,
    "desk:letter_print": 405,
    "desk:letter_read": 404,
    "desk:decide_looked": 405,
}
SECRETS = (CANARY, "Samira", "Kerkstraat", "Öztürk")


def ask(client, path, method):
    return client.get(path) if method == "GET" else client.post(path, ANYTHING | {"about": [str(NOBODY)]})


def page(client, cast):
    return client.get(f"/dossiers/{cast.family.dossier.pk}/")


def dossier_page(cast, worker):
    return page(sign_in(worker), cast)


def may(worker, permission, dossier):
    with acting(worker):
        return worker.has_perm(permission, dossier)


def refused(ids, address, client, method):
    """What is answered for an id that nobody has; every one of `ids` must get the same, in every place."""
    nothing = shown(ask(client, address.path(*[NOBODY] * len(address.ids)), method), NOBODY)
    for path in address.paths(ids):
        asked = shown(ask(client, path, method), NOBODY, *ids)
        assert asked == nothing, (address.view_name, path)
    return nothing


def ids_in(family, address):
    """What stands in this address for this family; every one of it is tried in every place."""
    return [address.id_in(family), *(getattr(family, BESIDE[name]).pk for name in address.ids[1:])]


def test_there_are_addresses_to_walk():
    names = {address.view_name for address in addresses_with_ids()}
    assert {"cases:dossier", "cases:entry", "cases:document_download", "cases:grant_end", "consent:authority"} <= names
    assert len(names) >= 22


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("who", STRANGERS)
def test_without_a_grant_every_address_answers_as_if_it_did_not_exist(cast, who, method):
    client = sign_in(getattr(cast, who))
    for address in addresses_with_ids():
        nothing = refused(ids_in(cast.family, address), address, client, method)
        assert nothing[0] in (404, 405)
        assert not any(secret in str(nothing) for secret in SECRETS)


def test_an_id_of_another_kind_tells_nothing_either(cast):
    client = sign_in(cast.otto)
    ids = [ids_of(cast.family)[kind] for kind in ("dossier", "entry", "household", "grant", "esra")]
    for address in addresses_with_ids():
        if len(address.ids) == 1:
            refused(ids, address, client, "GET")


def test_the_same_addresses_open_for_whoever_is_inside(cast):
    """The positive control of the walk above: with a grant they are pages."""
    client = sign_in(cast.roos)
    for address in addresses_with_ids():
        if address.view_name not in POST_ONLY | LEADS_ONLY:
            status = OTHERWISE.get(address.view_name, 200)
            assert client.get(address.path_in(cast.family)).status_code == status, address.view_name


def test_a_refusal_leaves_its_row_and_nothing_else(cast):
    client = sign_in(cast.otto)
    before = len(log_rows())
    assert client.get(f"/notities/{cast.family.entry.pk}/").status_code == 404
    row = log_rows()[-1]
    assert len(log_rows()) == before + 1
    assert (row.outcome, row.user_id, row.record_ids) == ("refused", cast.otto.pk, [cast.family.entry.pk])
    assert (row.object_type, row.grant_id, row.origin) == ("entry", None, "127.0.0.1")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_who_is_not_signed_in_is_sent_to_the_sign_in_page(cast, method):
    for address in addresses_with_ids():
        nothing = refused(ids_in(cast.family, address), address, Client(), method)
        by_a_script = address.view_name == "cases:draft" and method == "POST"
        assert nothing[0] == (401 if by_a_script else 302 if method == "GET" else 403), address
        assert "/inloggen/" in str(nothing) or by_a_script
        assert not any(secret in str(nothing) for secret in SECRETS)


def test_an_officer_reads_registers_and_no_content(cast):
    client = sign_in(cast.pia)
    assert client.get("/").url == "/beheer/"
    assert client.get("/zoeken/").status_code == 404
    for path in (
        "/beheer/",
        "/beheer/cases/dossier/",
        "/beheer/cases/grant/",
        "/beheer/cases/lookup/",
        f"/beheer/cases/dossier/{cast.family.dossier.pk}/change/",
        f"/beheer/cases/grant/{cast.family.grant.pk}/change/",
    ):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert not any(secret in answer.content.decode() for secret in SECRETS), path
    assert cast.family.dossier.codename in client.get("/beheer/cases/dossier/").content.decode()


def test_a_superuser_gets_no_content_and_no_beheer(cast):
    client = sign_in(cast.sjoerd)
    home = client.get("/")
    assert home.status_code == 403
    assert "geen rol waarmee toegang tot een dossier kan" in home.content.decode()
    assert client.get("/beheer/").status_code == 404
    assert not may(cast.sjoerd, "cases.regisseur", cast.family.dossier)
    assert may(cast.roos, "cases.regisseur", cast.family.dossier)


@pytest.mark.policy("1.1")
@pytest.mark.parametrize(
    ("begins", "ends", "opens"),
    [(-2, 1, True), (-2, None, True), (-2, -1, False), (1, 2, False)],
    ids=["running", "without end", "expired", "not yet begun"],
)
def test_a_grant_opens_while_it_runs_and_only_then(cast, begins, ends, opens):
    now = timezone.now()
    until = now + timedelta(hours=ends) if ends else None
    with as_system():
        grant_past_the_rules(
            cast.family.dossier, cast.otto, by=cast.roos, valid_from=now + timedelta(hours=begins), valid_until=until
        )
    answer = dossier_page(cast, cast.otto)
    assert (answer.status_code == 200) == opens
    assert (CANARY in answer.content.decode()) == opens
    assert may(cast.otto, "cases.hulpverlener", cast.family.dossier) == opens


@pytest.mark.policy("1.1")
def test_ending_a_grant_works_from_the_very_next_request(cast):
    cem, roos = sign_in(cast.cem), sign_in(cast.roos)
    with acting(cast.roos):
        grant = Grant.objects.get(user=cast.cem)
    assert page(cem, cast).status_code == 200
    roos.post(f"/dossiers/{cast.family.dossier.pk}/toegang/{grant.pk}/beeindigen/")
    for path in (f"/dossiers/{cast.family.dossier.pk}/", f"/notities/{cast.family.entry.pk}/"):
        answer = cem.get(path)
        assert (answer.status_code, CANARY in answer.content.decode()) == (404, False)


WRITES = (
    "cases:entry_new",
    "cases:entry_edit",
    "cases:document_new",
    "cases:task_new",
    "cases:task_done",
    "cases:task_postpone",
    "casework:escalation_new",
    "casework:escalation_end",
    "cases:dossier_close",
    "cases:dossier_reopen",
    "cases:grants",
    "cases:household_edit",
    "cases:person_edit",
    "casework:dossier_new",
    "cases:household_new",
    "consent:authority_new",
)


@pytest.mark.policy("1.2")
@pytest.mark.parametrize("view_name", WRITES)
def test_who_reads_along_cannot_write(cast, view_name):
    client = sign_in(cast.mees)
    address = next(address for address in addresses_with_ids() if address.view_name == view_name)
    for path in address.paths([address.id_in(cast.family)]):
        for method in ("GET", "POST"):
            assert ask(client, path, method).status_code in (404, 405), (method, path)
    with acting(cast.roos):
        assert Entry.objects.count() == 1


def test_who_reads_along_reads(cast):
    assert CANARY in dossier_page(cast, cast.mees).content.decode()


@pytest.mark.policy("1.2")
@pytest.mark.parametrize("role", CASE_ROLES)
def test_a_role_may_do_what_it_says_and_no_more(cast, role):
    with as_system():
        grant_past_the_rules(cast.family.dossier, cast.otto, by=cast.roos, valid_from=cast.now, role=role)
    client, dossier, its = sign_in(cast.otto), cast.family.dossier.pk, CASE_ROLES[role]
    assert client.get(f"/dossiers/{dossier}/").status_code == 200
    for path, allowed in (("notities/nieuw/", its.may_add()), ("toegang/", its.may_grant), ("sluiten/", its.may_close)):
        assert (client.get(f"/dossiers/{dossier}/{path}").status_code == 200) == allowed, path


@pytest.mark.policy("1.1")
@pytest.mark.parametrize(("who", "status"), [("leo", 403), ("nora", 302)], ids=["agreement ended", "no declaration"])
def test_a_grant_alone_opens_nothing(cast, who, status):
    client = sign_in(getattr(cast, who))
    for path in ("/", f"/dossiers/{cast.family.dossier.pk}/", f"/documenten/{cast.family.document.pk}/bestand/"):
        answer = client.get(path)
        assert answer.status_code == status, path
        assert not any(secret in answer.content.decode() for secret in SECRETS)


@pytest.mark.policy("1.1")
def test_a_partner_reads_until_the_agreement_ends(cast):
    assert dossier_page(cast, cast.paula).status_code == 200
    end_agreement(cast.paula.organisation, cast.today - timedelta(days=1))
    answer = dossier_page(cast, cast.paula)
    assert (answer.status_code, CANARY in answer.content.decode()) == (403, False)


@pytest.mark.policy("1.1")
def test_a_closed_account_opens_nothing_in_a_session_that_still_runs(cast):
    client = sign_in(cast.cem)
    assert page(client, cast).status_code == 200
    type(cast.cem).objects.filter(pk=cast.cem.pk).update(is_active=False)
    assert page(client, cast).status_code == 302


@pytest.mark.policy("1.2")
def test_who_became_an_enforcer_no_longer_opens_what_was_granted_before(cast):
    type(cast.cem).objects.filter(pk=cast.cem.pk).update(roles=["handhaver"])
    for path in (
        f"/dossiers/{cast.family.dossier.pk}/",
        f"/notities/{cast.family.entry.pk}/",
        f"/personen/{cast.family.esra.pk}/",
        f"/gezinnen/{cast.family.household.pk}/",
    ):
        assert sign_in(cast.cem).get(path).status_code == 404, path


@pytest.mark.policy("2")
def test_every_page_of_a_dossier_says_why_one_may_see_it(cast):
    client, family = sign_in(cast.cem), cast.family
    for path in (
        f"/dossiers/{family.dossier.pk}/",
        f"/notities/{family.entry.pk}/",
        f"/documenten/{family.document.pk}/",
        f"/personen/{family.esra.pk}/",
        f"/gezinnen/{family.household.pk}/",
    ):
        body = client.get(path).content.decode()
        assert "Waarom mag ik dit zien?" in body, path
        assert "Hulpverlener" in body, path
        assert f"Nodig {CANARY}" in body, path
        assert "Roos" in body, path


def test_only_the_people_of_ones_own_dossiers_are_listed_with_the_family(cast):
    """The ex-partner is a relative of nobody's dossier here: not on the page, not at his own address."""
    client = sign_in(cast.roos)
    assert "Verborgen" not in client.get(f"/gezinnen/{cast.family.household.pk}/").content.decode()
    assert client.get(f"/personen/{cast.family.ex.pk}/").status_code == 404


def test_a_record_that_does_not_exist_and_an_id_of_another_kind_are_the_same_404(cast):
    client = sign_in(cast.roos)
    bodies = {
        str(shown(client.get(f"/dossiers/{pk}/"), pk))
        for pk in (new_id(), cast.family.entry.pk, cast.family.esra.pk, cast.other.dossier.pk)
    }
    assert len(bodies) == 1
