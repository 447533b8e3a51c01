"""What is too large is not read; what is asked too often is not answered, is logged, and what was typed comes back."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from audit.choices import Outcome
from boekel_sd import limits
from boekel_sd.rates import Rate, rates
from cases.models import Lookup
from tests.addresses import every_address
from tests.cast import acting, log_rows, opened, sign_in

pytestmark = pytest.mark.policy("2.5")
TOO_OFTEN, TOO_MUCH = "Dit ging te vaak achter elkaar", "Dit was te veel in één keer"
ONCE = Rate(1, 24 * 60 * 60)
# Of residents, counted each for themselves: tests/inzage.
OF_RESIDENTS = ("inzage:draft", "inzage:nothing_letter")


@pytest.fixture
def once(settings):
    """Everything that is limited may be done once."""
    settings.RATE_LIMITS = dict.fromkeys(settings.RATE_LIMITS, ONCE)


def do(client, page, cast):
    family = cast.family
    return {
        "cases:search": lambda: client.post("/zoeken/", {"q": "Samira"}),
        "cases:directory": lambda: client.post(
            "/zoeken/bekend/", {"bsn": opened(family.esra).bsn, "purpose": "triage"}
        ),
        "cases:on_call": lambda: client.post("/noodtoegang/achterwacht/", {"bsn": opened(family.esra).bsn}),
        "brp:lookup": lambda: client.post("/zoeken/brp/", {"surname": "Boer"}),
        "brp:take_over": lambda: client.post("/zoeken/brp/overnemen/", {"choice": "x"}),
        "cases:reveal_bsn": lambda: client.post(f"/personen/{family.esra.pk}/bsn/", {"purpose": "triage"}),
        "cases:document_download": lambda: client.get(f"/documenten/{family.document.pk}/bestand/"),
        "cases:document_image": lambda: client.get(f"/documenten/{family.document.pk}/beeld/"),
        "desk:closed_piece": lambda: client.post(f"/beperkingen/{family.restriction.pk}/{family.entry.pk}/", {}),
        "cases:dossier_print": lambda: client.get(f"/dossiers/{family.dossier.pk}/afdrukken/"),
        "cases:entry_print": lambda: client.get(f"/notities/{family.entry.pk}/afdrukken/"),
        "consent:consent_print": lambda: client.get(f"/toestemmingen/{family.consent.pk}/afdrukken/"),
        "consent:evidence": lambda: client.get(f"/toestemmingen/{family.consent.pk}/bewijs/"),
        "consent:scan": lambda: client.get(f"/handtekeningen/{family.signature.pk}/scan/"),
        "casework:plan_evidence": lambda: client.get(f"/planversies/{family.planversion.pk}/bewijs/"),
        "casework:plan_scan": lambda: client.get(f"/planhandtekeningen/{family.plansignature.pk}/scan/"),
        "casework:plan_print": lambda: client.get(f"/planhandtekeningen/{family.plansignature.pk}/afdrukken/"),
        "casework:version_print": lambda: client.get(
            f"/planversies/{family.planversion.pk}/papier/{family.samira.pk}/"
        ),
        "desk:letter_print": lambda: client.post(f"/post/{family.letter.pk}/printen/", {"kanaal": "post"}),
        "consent:paper": lambda: client.get(f"/verstrekkingen/{family.disclosure.pk}/papier/"),
        "consent:receipt": lambda: client.get("/ontvangst/x/"),
        "consent:receipt_paper": lambda: client.get("/ontvangst/x/stuk.pdf"),
        "consent:receipt_file": lambda: client.get("/ontvangst/x/bijlage/0/"),
    }[page]()


@pytest.mark.parametrize("page", [page for page in limits.PAGES if page not in OF_RESIDENTS])
def test_once_too_often_is_refused_logged_and_says_how_long_to_wait(cast, once, page):
    client = sign_in(cast.roos)
    assert do(client, page, cast).status_code != 429
    before = len(log_rows())
    answer = do(client, page, cast)
    assert (answer.status_code, TOO_OFTEN in answer.content.decode()) == (429, True)
    assert 0 < int(answer.headers["Retry-After"]) <= ONCE.seconds
    (row,) = log_rows()[before:]
    assert (row.action, row.outcome, row.object_type) == (limits.PAGES[page].action, Outcome.REFUSED, "te_vaak")
    assert (row.user_id, row.request_id is None) == (cast.roos.pk, False)


def test_what_was_typed_comes_back(cast, once):
    client = sign_in(cast.roos)
    answers = [client.post("/zoeken/", {"q": "Samira en een lang verhaal"}) for _each in range(2)]
    assert "Samira en een lang verhaal" in answers[-1].content.decode()


def test_what_is_refused_is_not_done(cast, once):
    client = sign_in(cast.otto)
    for _each in range(3):
        do(client, "cases:directory", cast)
    with acting(cast.otto):
        assert Lookup.objects.filter(user=cast.otto, person=cast.family.esra.pk).count() == 1


def test_one_colleague_does_not_hold_back_another(cast, once):
    roos, cem = sign_in(cast.roos), sign_in(cast.cem)
    assert [do(one, "cases:search", cast).status_code for one in (roos, roos, cem)] == [200, 429, 200]


def test_opening_the_page_is_not_asking(cast, once):
    client = sign_in(cast.roos)
    assert {client.get(path).status_code for path in ("/zoeken/", "/zoeken/bekend/", "/zoeken/brp/") * 3} == {200}


def test_a_new_window_begins_anew(cast, settings, monkeypatch):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"search": Rate(1, 60)}
    client, now = sign_in(cast.roos), [1_000_000.0]
    monkeypatch.setattr(limits.time, "time", lambda: now[0])
    assert [do(client, "cases:search", cast).status_code for _each in range(2)] == [200, 429]
    now[0] += 60
    assert do(client, "cases:search", cast).status_code == 200


def test_who_is_not_signed_in_is_sent_to_sign_in_and_not_counted(cast, once):
    assert {Client().post("/zoeken/bekend/", {"bsn": "x"}).status_code for _each in range(3)} == {403}


@pytest.mark.parametrize("page", ["cases:directory", "brp:lookup", "brp:take_over"])
def test_when_nobody_can_count_nobody_outside_ones_dossiers_is_found(cast, no_cache, page):
    answer = do(sign_in(cast.roos, raise_request_exception=False), page, cast)
    assert (answer.status_code, "niet bereikbaar" in answer.content.decode()) == (503, True)


@pytest.mark.parametrize("page", ["cases:search", "cases:document_download", "cases:reveal_bsn", "cases:entry_print"])
def test_when_nobody_can_count_ones_own_dossiers_stay_open(cast, no_cache, page):
    assert do(sign_in(cast.roos), page, cast).status_code == 200


def test_every_limited_page_exists_and_every_rate_is_used(settings):
    assert {address.view_name for address in every_address()} >= limits.PAGES.keys()
    assert {limited.rate for limited in limits.PAGES.values()} == settings.RATE_LIMITS.keys()


def test_rates_are_read_from_words():
    assert rates({"a": "1/minute", "b": "2/hour"}, ["b=3/day"]) == {"a": Rate(1, 60), "b": Rate(3, 86400)}


@pytest.mark.parametrize("wrong", ["a", "a=", "a=0/hour", "a=-1/hour", "a=5/week", "a=many/hour", "c=1/hour"])
def test_a_rate_that_cannot_be_read_is_refused(wrong):
    with pytest.raises(ImproperlyConfigured, match="RATE_LIMITS"):
        rates({"a": "1/minute"}, [wrong])


# --- what is too large ---


@pytest.mark.parametrize("path", ["/zoeken/", "/mijn/weg/", "/bestaat-niet/"])
def test_what_is_too_large_is_not_read(db, settings, path):
    settings.MAX_REQUEST_MB = 1
    answer = Client().post(path, b"x" * (1024 * 1024 + 1), content_type="application/octet-stream")
    assert (answer.status_code, answer.headers["Connection"]) == (413, "close")
    assert not answer.cookies


@pytest.mark.parametrize("length", ["", "-1", "+5", "x", "²"])
def test_a_length_that_is_none_counts_as_nothing(rf, length):
    assert limits.length_of(rf.post("/", CONTENT_LENGTH=length)) == 0


def test_what_fits_is_answered(cast, settings):
    settings.MAX_REQUEST_MB = 1
    assert sign_in(cast.roos).post("/zoeken/", {"q": "x" * 100}).status_code == 200


def test_too_many_fields_files_or_words_is_a_page_that_says_so(cast, settings):
    client = sign_in(cast.roos)
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000
    many_files = "".join(
        f'--grens\r\nContent-Disposition: form-data; name="f{i}"; filename="a.txt"\r\n\r\nx\r\n' for i in range(30)
    )
    for answer in (
        client.post("/zoeken/", {f"f{i}": "x" for i in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}),
        client.post("/zoeken/", {"q": "x" * 20_000}),
        client.post("/zoeken/", f"{many_files}--grens--\r\n", content_type="multipart/form-data; boundary=grens"),
    ):
        assert (answer.status_code, TOO_MUCH in answer.content.decode()) == (413, True)


def test_a_body_that_is_no_form_is_a_page_that_says_so(cast):
    answer = sign_in(cast.roos).post("/zoeken/", b"x", content_type="multipart/form-data; boundary=")
    assert (answer.status_code, "Wij begrijpen deze vraag niet" in answer.content.decode()) == (400, True)


def test_json_is_no_form(cast):
    answer = sign_in(cast.roos).post("/zoeken/", {"q": "Samira"}, content_type="application/json")
    assert answer.status_code == 200
    assert answer.context["people"] is None
