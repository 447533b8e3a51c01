"""§ 4 Betrokkenheid cliënt: what residents who look along see, and what is closed meanwhile."""

import re
from itertools import cycle

import pytest
from django.urls import reverse

from accounts.beheer import beheer
from cases.models import Entry, Grant
from casework.middleware import BACK, OPEN, SIGNED_HERE
from casework.models import PlanSignature, Zrm
from consent.models import Consent, Signature
from consent.models.signing import SignatureState
from consent.states import ConsentStatus
from tests.addresses import ANYTHING, BEHEER, every_address
from tests.casework.plans import lay_before, safe_to_ask, signatures_of, written
from tests.cast import APART, CANARY, acting, as_system, log_rows, names_in, opened, sign_in

pytestmark = pytest.mark.policy("4")
HERE = "/aan-tafel/"
# Of /beheer/ nothing is open, whatever it has.
CLOSED_ROOMS = (BEHEER,)
# Everything else, each by a decision: a new page fails here until somebody chose.
CLOSED = {
    "cases": "a dossier as its workers have it, and everything beside it",
    "brp": "other people",
    "inzage": "the portal of whoever signs in there",
    "desk": "what residents ask about their data, and what is not shown to them",
    "consent": "what is decided, weighed and shared; all but signing",
    "retention": "how long what is kept, what holds it, and requests to destroy it",
    "casework": "triage, intake, ZRM, overview and visit as their workers have them",
    "": "one's own account; all but showing who one is",
}
OPEN_HERE = {
    "casework:table_here", "casework:table_note", "casework:table_stop", "consent:handed_over", "consent:hand_back",
    "account_login", "account_reauthenticate", "mfa_authenticate", "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn", "oidc_reauthenticate", "oidc_callback", "secrecy", "account_logout",
    "session_alive", "thema", "logo", "consent:consent_print", "consent:sign", "consent:sign_paper",
    "consent:refuse", "consent:hand_over", "casework:handed_over", "casework:plan_sign", "casework:plan_sign_paper",
    "casework:plan_refuse", "casework:plan_hand_over", "casework:plan_print",
}  # fmt: skip


def sit(cast, *who, worker="cem"):
    client = sign_in(getattr(cast, worker))
    people = [str(getattr(cast.family, name).pk) for name in who]
    answer = client.post(f"/dossiers/{cast.family.dossier.pk}/aan-tafel/", {"people": people})
    assert answer.url == HERE
    return client


def ask(cast, *, withheld=False):
    """The consent of the cast waits once more: Samira has still to sign."""
    with as_system():
        Consent.objects.filter(pk=cast.family.consent.pk).update(status=ConsentStatus.TO_SIGN, withheld=withheld)
        asked = Signature.objects.filter(consent=cast.family.consent)
        asked.update(state=SignatureState.ASKED, decided_at=None, method="", sha256="", signer=cast.family.samira)
        return asked.get()


def shown(client):
    answer = client.get(HERE)
    assert answer.status_code == 200
    return answer.context["shown"]


# --- everything else is closed ---


def test_every_address_has_a_decision():
    names = {address.view_name for address in every_address() if not address.route.startswith(CLOSED_ROOMS)}
    assert OPEN | SIGNED_HERE == OPEN_HERE
    assert names >= OPEN_HERE | BACK
    rooms = {name.rpartition(":")[0] for name in names}
    assert rooms == CLOSED.keys()


def test_what_is_not_open_answers_alike_and_does_nothing(cast):
    """Half of them asked for, half of them sent something: the method makes no difference (`AtTable.__call__`)."""
    client = sit(cast, "samira")
    nowhere = re.sub(r"(nonce|token|value|content)=\"[^\"]+\"", "", client.get("/bestaat-niet/").content.decode())
    with as_system():
        before = Entry.objects.count()
    methods = cycle(("get", "post"))
    for address in every_address():
        if address.route.startswith(BEHEER) or not address.view_name or address.view_name in OPEN_HERE:
            continue
        if "<" in address.route and not address.ids:
            continue
        method = next(methods)
        path = address.path_in(cast.family) if address.ids else reverse(address.view_name)
        answer = getattr(client, method)(path, ANYTHING if method == "post" else None)
        assert answer.status_code == 403, address.view_name
        same = re.sub(r"(nonce|token|value|content)=\"[^\"]+\"", "", answer.content.decode())
        assert same == nowhere, address.view_name
    with as_system():
        assert Entry.objects.count() == before


def test_beheer_is_closed_too(cast):
    client = sit(cast, "samira")
    assert beheer._registry
    assert client.get("/beheer/").status_code == 403


def test_a_page_that_is_closed_says_where_one_is_and_nothing_else(cast):
    page = sit(cast, "samira").get(f"/dossiers/{cast.other.dossier.pk}/").content.decode()
    assert "U bent aan tafel" in page
    assert "Van tafel gaan" in page
    for word in (CANARY, "Boer", cast.family.dossier.codename, "Hoofdmenu", "Mijn dossiers", "Zoeken"):
        assert word not in page


def test_it_lasts_until_it_is_switched_off(cast):
    client = sit(cast, "samira")
    assert client.get("/").status_code == 403
    assert client.post("/aan-tafel/stoppen/").url == f"/dossiers/{cast.family.dossier.pk}/"
    assert client.get("/").status_code == 200
    assert client.get(HERE).status_code == 302


def test_and_signing_out_ends_it(cast):
    client = sit(cast, "samira")
    client.post("/uitloggen/")
    assert client.get("/").status_code == 302
    assert "aan_tafel" not in client.session


def test_who_lost_their_access_meanwhile_shows_nothing_and_still_gets_out(cast):
    client = sit(cast, "samira")
    with as_system():
        Grant.objects.filter(user=cast.cem).update(valid_until=cast.now)
    assert client.get(HERE).status_code == 404
    assert client.post("/aan-tafel/stoppen/").status_code == 302


@pytest.mark.parametrize(("who", "status"), [("mees", 404), ("otto", 404), ("cem", 200)])
def test_it_is_for_who_writes_in_the_dossier(cast, who, status):
    assert sign_in(getattr(cast, who)).get(f"/dossiers/{cast.family.dossier.pk}/aan-tafel/").status_code == status


def test_somebody_must_look_along_and_be_of_this_dossier(cast):
    client, path = sign_in(cast.cem), f"/dossiers/{cast.family.dossier.pk}/aan-tafel/"
    for people in ([], [str(cast.other.piet.pk)], ["x"]):
        answer = client.post(path, {"people": people})
        assert set(answer.context["form"].errors) == {"people"}
    assert client.get("/").status_code == 200


# --- what is shown ---


def test_at_the_table_no_word_of_the_safety_line_of_others_or_of_what_stands_apart(cast):
    ask(cast)
    words = (f"Hond {CANARY}", f"Nodig {CANARY}", APART, cast.family.dossier.codename, "Waarom mag ik dit zien", "Piet")
    for worker in ("cem", "vera"):
        page = sit(cast, "samira", worker=worker).get(HERE).content.decode()
        for word in words:
            assert word not in page, (worker, word)
        assert opened(cast.family.samira).bsn not in page


def test_of_the_colleagues_only_ones_own_name_is_there(cast):
    page = sit(cast, "samira").get(HERE).content.decode()
    colleagues = [name for name in ("Roos", "Vera", "Mees", "Iris", "Paula") if name in names_in(cast)]
    assert [name for name in colleagues if name in page] == []
    assert "Cem" in page


def test_who_helps_is_there_but_not_who_is_there_for_something_apart_or_came_in_danger(cast):
    helpers = {grant.user.name for grant in shown(sit(cast, "samira")).helpers}
    assert {"Roos", "Cem"} <= helpers
    assert not helpers & {"Vera", "Mees", "Iris"}


def test_a_consent_is_shown_to_whom_it_is_of_and_not_when_somebody_else_looks_along(cast):
    signature = ask(cast)
    assert [one.pk for one in shown(sit(cast, "samira")).consents] == [cast.family.consent.pk]
    both = sit(cast, "samira", "ruud")
    assert shown(both).consents == []
    assert both.get(f"/handtekeningen/{signature.pk}/tekenen/").status_code == 403


def test_what_is_withheld_is_shown_to_nobody(cast):
    signature = ask(cast, withheld=True)
    client = sit(cast, "samira")
    assert shown(client).consents == []
    assert client.get(f"/handtekeningen/{signature.pk}/tekenen/").status_code == 403


def test_the_matrix_is_for_whoever_it_is_of_alone_and_never_what_is_withheld_or_apart(cast):
    assert [moment.on for moment in shown(sit(cast, "samira", worker="vera")).moments] == [
        opened(cast.family.zrm).scored_on
    ]
    assert {code for one in shown(sit(cast, "samira", worker="vera")).moments for code in one.scores} == {
        "financien", "sociaal_netwerk"
    }  # fmt: skip
    assert shown(sit(cast, "samira", "ruud")).moments == []
    with as_system():
        Zrm.objects.update(withheld=True)
    assert shown(sit(cast, "samira")).moments == []


# --- what one does there ---


def test_evaluating_is_one_click_and_stands_in_the_dossier_as_said_by_the_residents(cast):
    client = sit(cast, "samira", "ruud")
    assert client.post("/aan-tafel/opschrijven/", {"text": "Het gaat beter"}).url == HERE
    with acting(cast.cem):
        entry = Entry.objects.get(kind="overleg", category="casusregie", created_by=cast.cem)
    assert opened(entry).text == "Het gaat beter"
    assert (set(entry.about), entry.source) == ({cast.family.samira.pk, cast.family.ruud.pk}, "inwoner")
    assert client.post("/aan-tafel/opschrijven/", {"text": " "}).context["form"].errors


def test_signing_comes_back_to_the_table(cast):
    signature = ask(cast)
    client = sit(cast, "samira")
    for way in ("tekenen", "papier", "weigeren"):
        page = client.get(f"/handtekeningen/{signature.pk}/{way}/")
        assert page.status_code == 200
        assert "Hoofdmenu" not in page.content.decode()
    assert client.post(f"/handtekeningen/{signature.pk}/weigeren/", {"reason": "Nee"}).url == HERE
    assert client.get(f"/toestemmingen/{cast.family.consent.pk}/").status_code == 403


def test_the_device_is_handed_over_from_the_table_and_shows_one_document(cast):
    client = sit(cast, "samira")
    assert client.post(f"/handtekeningen/{ask(cast).pk}/overgeven/").url == "/tekenen/"
    assert client.get(HERE).url == "/tekenen/"


def test_the_plan_is_signed_printed_and_refused_at_the_table_by_whom_it_is_about(cast):
    _plan, version = written(cast, cast.family.samira, cast.family.ruud)
    safe_to_ask(cast, cast.family.samira, cast.family.ruud)
    mine, others = sorted(lay_before(cast, version), key=lambda one: one.signer_id != cast.family.samira.pk)
    client = sit(cast, "samira")
    page = client.get(HERE).content.decode()
    assert "Samira slaapt weer" in page
    assert "Ruud slaapt weer" not in page
    for way in ("tekenen", "papier", "weigeren", "afdrukken"):
        assert client.get(f"/planhandtekeningen/{mine.pk}/{way}/").status_code == 200, way
        assert client.get(f"/planhandtekeningen/{others.pk}/{way}/").status_code == 403, way
    sent = {"agreed": "on", "typed_name": "Samira Öztürk"}
    assert client.post(f"/planhandtekeningen/{mine.pk}/tekenen/", sent).url == HERE
    assert [one.state for one in signatures_of(version) if one.pk == mine.pk] == [SignatureState.SIGNED]
    assert shown(sit(cast, "samira", "ruud")).plans == []


def test_the_device_is_handed_over_for_the_plan_too(cast):
    _plan, version = written(cast)
    safe_to_ask(cast, cast.family.ruud)
    (signature,) = lay_before(cast, version)
    client = sit(cast, "ruud")
    assert client.post(f"/planhandtekeningen/{signature.pk}/overgeven/").url == "/plan-tekenen/"
    assert client.get("/plan-tekenen/").status_code == 200


def test_what_the_plan_says_and_is_withheld_is_shown_to_nobody(cast):
    _plan, version = written(cast)
    safe_to_ask(cast, cast.family.ruud)
    lay_before(cast, version)
    with as_system():
        PlanSignature.objects.update(withheld=True)
    assert shown(sit(cast, "ruud")).plans == []


def test_reading_at_the_table_is_logged_as_that(cast):
    shown(sit(cast, "samira"))
    row = log_rows(user_id=cast.cem.pk)[-1]
    assert (row.action, row.object_type, row.dossier_id) == ("read", "aan_tafel", cast.family.dossier.pk)
