"""§ 3.1 of the policy, on the pages of a worker: from composing to withdrawing, and the device in other hands."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import User
from cases.models import Dossier
from consent import wording
from consent.models import Consent, ConsentText
from consent.states import ConsentStatus
from tests.addresses import every_address
from tests.cases.samples import png
from tests.cast import as_system, log_rows, opened, sign_in
from tests.consent.consents import (
    TOLD,
    asked,
    both_parents,
    composed,
    found_safe,
    partner,
    signatures,
    signed_by_all,
)  # fmt: skip
from tests.sharing import school

pytestmark = pytest.mark.policy("3.1")
PASSWORD = "vier losse woorden samen"


@pytest.fixture
def roos(cast):
    return sign_in(cast.roos)


def page(client, name, *ids):
    answer = client.get(reverse(f"consent:{name}", args=ids))
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


def facts(cast, who, **changed):
    return {
        "person": str(who.pk),
        "organisation": str(school().pk),
        "direction": "geven",
        "kinds": ["school"],
        "detail": "hoe het in de klas gaat",
        "goal": "samen afspreken wie waarbij helpt",
        "valid_from": str(cast.today),
        "valid_until": str(cast.today + timedelta(days=180)),
    } | changed


def compose(cast, client, who, **changed):
    return client.post(reverse("consent:compose", args=[cast.family.dossier.pk]), facts(cast, who, **changed))


def newest() -> Consent:
    with as_system():
        return opened(Consent.objects.order_by("created_at", "pk").last())


def test_from_composing_to_the_last_signature(cast, roos):
    both_parents(cast, cast.family.deniz)
    made = newest() if compose(cast, roos, cast.family.deniz).status_code == 302 else None
    assert "Samira Öztürk" in page(roos, "consent", made.pk)
    found_safe(cast, cast.family.deniz)
    words = page(roos, "explain", made.pk)
    assert "school en opleiding" in words
    assert "school and training" in words
    told = TOLD | {"understood": "on"}
    assert roos.post(reverse("consent:explain", args=[made.pk]), told).url == made.get_absolute_url()
    for signature in signatures(made):
        assert opened(made).shown.partition("\n")[0] in page(roos, "sign", signature.pk)
        typed = {"agreed": "on", "typed_name": signature.name}
        assert roos.post(reverse("consent:sign", args=[signature.pk]), typed).url == made.get_absolute_url()
    assert newest().status == ConsentStatus.ACTIVE
    assert "tot en met" in page(roos, "overview", cast.family.dossier.pk)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"kinds": []}, "Zonder keuze is er geen toestemming"),
        ({"detail": "alle informatie"}, "te algemeen"),
        ({"goal": "Zorg"}, "waarvoor de gegevens nodig zijn"),
        ({"organisation": "", "new_organisation": "Alle instanties", "new_sort": "school"}, "Noem één organisatie"),
        ({"organisation": "", "new_organisation": "Logopedie"}, "Kies wat voor organisatie"),
        ({"organisation": ""}, "Kies een organisatie"),
        ({"new_organisation": "Nog een"}, "Kies een organisatie"),
        ({"person": "01990000-0000-7000-8000-000000000000"}, "Selecteer een geldige keuze"),
        ({"valid_until": "2999-01-01"}, "hooguit een jaar"),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_and_nothing_is_made(cast, roos, changed, why):
    before = newest()
    answer = compose(cast, roos, cast.family.samira, **changed)
    assert (answer.status_code, why in answer.content.decode()) == (200, True)
    assert newest().pk == before.pk


def test_an_organisation_of_ones_own_is_added_on_the_way(cast, roos):
    compose(cast, roos, cast.family.samira, organisation="", new_organisation="Logopedie Plus", new_sort="school")
    assert newest().organisation.name == "Logopedie Plus"


def test_the_overview_leads_to_a_question_with_both_filled_in(cast, roos):
    signed_by_all(cast, cast.family.samira, organisation=partner())
    words = page(roos, "overview", cast.family.dossier.pk)
    link = f"?inwoner={cast.family.ruud.pk}&organisatie={partner().pk}"
    assert link.replace("&", "&amp;") in words
    filled = roos.get(reverse("consent:compose", args=[cast.family.dossier.pk]) + link).content.decode()
    assert re.search(rf'value="{cast.family.ruud.pk}"[^>]*checked', filled)
    assert re.search(rf'value="{partner().pk}" selected', filled)


def test_the_overview_asks_the_database_as_much_for_many_as_for_few(cast, roos, django_assert_max_num_queries):
    signed_by_all(cast, cast.family.samira)
    with django_assert_max_num_queries(60) as few:
        page(roos, "overview", cast.family.dossier.pk)
    for name in ("ruud", "aylin", "samira"):
        signed_by_all(cast, cast.family.people[name], organisation=partner())
    with django_assert_max_num_queries(len(few.captured_queries)):
        page(roos, "overview", cast.family.dossier.pk)


def test_what_must_be_found_out_first_is_said_with_the_way_there(cast, roos):
    made = composed(cast, cast.family.deniz)
    words = page(roos, "consent", made.pk)
    assert "Tot dan mag niemand tekenen." in words
    assert reverse("consent:authority", args=[cast.family.deniz.pk]) in words
    assert reverse("consent:explain", args=[made.pk]) not in words


# --- on paper ---


def test_a_scan_is_kept_and_comes_back_as_a_file(cast, roos):
    (signature,) = signatures(asked(cast, cast.family.samira))
    url = reverse("consent:sign_paper", args=[signature.pk])
    assert "precies deze tekst" in page(roos, "sign_paper", signature.pk)
    assert roos.post(url, {"upload": SimpleUploadedFile("scan.png", png())}).status_code == 302
    scan = roos.get(reverse("consent:scan", args=[signature.pk]))
    assert scan.headers["Content-Disposition"] == 'attachment; filename="getekend.png"'
    assert scan.content.startswith(b"\x89PNG")
    assert log_rows(action="download")[-1].user_id == cast.roos.pk


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("brief.txt", b"Ik teken", "Dit is geen scan"),
        ("scan.pdf", b"Ik teken", "past niet bij de naam"),
        ("scan.exe", b"MZ", "Dit soort bestand"),
        ("scan.pdf", b"", "leeg"),
    ],
)
def test_what_is_no_scan_is_refused_with_why(cast, roos, name, content, why):
    (signature,) = signatures(asked(cast, cast.family.samira))
    answer = roos.post(
        reverse("consent:sign_paper", args=[signature.pk]), {"upload": SimpleUploadedFile(name, content)}
    )
    assert why in answer.content.decode()
    assert signatures(signature.consent)[0].state == "gevraagd"
    assert roos.get(reverse("consent:scan", args=[signature.pk])).status_code == 404


def test_what_is_printed_is_what_is_signed(cast, roos):
    made = asked(cast, cast.family.samira)
    words = page(roos, "consent_print", made.pk)
    assert made.sha256 in words
    assert "hoe het in de klas gaat" in words
    assert log_rows(action="print")[-1].record_ids[0] == made.pk


# --- no, and no longer ---


def test_a_no_shows_the_lawful_ways_on(cast, roos):
    made = asked(cast, cast.family.samira)
    (signature,) = signatures(made)
    page(roos, "refuse", signature.pk)
    roos.post(reverse("consent:refuse", args=[signature.pk]), {"zeker": "1", "reason": "Liever niet"})
    said_no = roos.get(reverse("consent:consent", args=[signature.consent_id])).content.decode()
    assert reverse("consent:grounds", args=[cast.family.dossier.pk]) in said_no
    assert "Zonder toestemming delen mag alleen op een grond in de wet" in said_no
    words = page(roos, "consent", made.pk)
    assert "Samira Öztürk zei nee." in words
    assert "De rechter kan beslissen" in words


def test_what_lapsed_is_asked_anew_with_one_button(cast, roos):
    both_parents(cast, cast.family.deniz)
    made = asked(cast, cast.family.deniz)
    both_parents(cast, cast.family.deniz, "Samira Öztürk", kind="EenhoofdigOuderlijkGezag")
    typed = {"agreed": "on", "typed_name": "Deniz"}
    answer = roos.post(reverse("consent:sign", args=[signatures(made)[0].pk]), typed, follow=True)
    assert "Dit kon niet meer worden getekend" in answer.content.decode()
    assert "Wie er moet tekenen, is intussen veranderd" in answer.content.decode()
    again = roos.post(reverse("consent:anew", args=[made.pk]))
    assert again.url == newest().get_absolute_url() != made.get_absolute_url()


def test_it_is_withdrawn_by_word_of_mouth_in_a_closed_dossier_too(cast, roos):
    made = signed_by_all(cast, cast.family.samira)
    with as_system("termijnen"):
        gone = cast.today + timedelta(days=400)
        facts = {"status": "gesloten", "closed_on": cast.today, "destroy_on": gone}
        Dossier.objects.filter(pk=cast.family.dossier.pk).update(**facts)
    assert "Vanaf nu gaat er op deze toestemming niets meer weg" in page(roos, "withdraw", made.pk)
    said = {"route": "mondeling", "who": str(signatures(made)[0].pk), "reason": "Belde"}
    roos.post(reverse("consent:withdraw", args=[made.pk]), said)
    assert opened(made).status == ConsentStatus.WITHDRAWN
    assert opened(made).end_reason == "Samira Öztürk: Belde"


def test_who_reads_along_changes_nothing(cast):
    made = asked(cast, cast.family.samira)
    (signature,) = signatures(made)
    mees = sign_in(cast.mees)
    assert "Samen tekenen" not in page(mees, "consent", made.pk)
    for name, pk in (("explain", made.pk), ("withdraw", made.pk), ("sign", signature.pk), ("refuse", signature.pk)):
        assert mees.get(reverse(f"consent:{name}", args=[pk])).status_code == 404


# --- the device in the hands of who signs ---


@pytest.fixture
def handed(cast, roos):
    made = asked(cast, cast.family.samira)
    (signature,) = signatures(made)
    begun = roos.post(reverse("consent:hand_over", args=[signature.pk]))
    assert (begun.url, begun.headers["Clear-Site-Data"]) == ("/tekenen/", '"cache"')
    return made


def test_whoever_holds_the_device_sees_that_document_and_no_other_address(cast, roos, handed):
    words = roos.get("/tekenen/").content.decode()
    assert opened(handed).detail in words
    assert cast.roos.name not in words
    assert set(re.findall(r'href="(/[^"]*)"', words)) - {"/thema.css", "/tekenen/terug/"} == {
        one for one in re.findall(r'href="(/[^"]*)"', words) if one.startswith("/static/")
    }
    still_open = set()
    for path in {*every_path(cast), "/", "/beheer/", "/beheer/cases/dossier/", "/bestaat-niet/"}:
        for answer in (roos.get(path), roos.post(path, {"text": "x"})):
            if (answer.status_code, answer.headers.get("Location")) != (302, "/tekenen/"):
                still_open.add(path)
    assert still_open == {
        "/tekenen/", "/tekenen/terug/", "/account/bevestigen/", "/account/bevestigen/gemeente/",
        "/account/2fa/bevestigen/", "/account/2fa/sleutels/bevestigen/", "/inloggen/gemeente/terug/",
        "/thema.css", "/logo",
    }  # fmt: skip


def every_path(cast):
    """Every page there is but signing out, of this dossier and of who is in it."""
    known = {"uidb64": "x", "token": "x", "key": 1, "number": 1}
    for address in every_address():
        if address.route.startswith("beheer") or address.view_name in ("account_logout", "one_time_link"):
            continue
        names = re.findall(r"<(?:\w+:)?(\w+)>", address.route)
        yield reverse(address.view_name, kwargs={name: known.get(name, cast.family.dossier.pk) for name in names})


def test_signing_there_is_with_the_worker_as_witness_and_says_nothing_more(cast, roos, handed):
    assert "Typ uw naam" in roos.post("/tekenen/", {"agreed": "on", "typed_name": ""}).content.decode()
    assert roos.post("/tekenen/", {"agreed": "on", "typed_name": "Samira"}).url == "/tekenen/"
    (signature,) = signatures(handed)
    assert (signature.state, signature.method, signature.witness) == ("getekend", "scherm", cast.roos)
    words = roos.get("/tekenen/").content.decode()
    assert "Uw handtekening is bewaard." in words
    assert opened(handed).detail not in words


def test_a_no_there_needs_one_press(cast, roos, handed):
    roos.post("/tekenen/", {"weiger": "1"})
    assert signatures(handed)[0].state == "geweigerd"
    assert "Uw nee is bewaard." in roos.get("/tekenen/").content.decode()


def test_it_ends_only_when_the_worker_shows_who_they_are(cast):
    worker = User.objects.get(pk=cast.roos.pk)
    worker.set_password(PASSWORD)
    worker.save()
    roos, made = sign_in(worker), asked(cast, cast.family.samira)
    roos.post(reverse("consent:hand_over", args=[signatures(made)[0].pk]))
    confirm = roos.get("/tekenen/terug/").url
    assert confirm == "/account/bevestigen/?next=/tekenen/terug/"
    assert roos.get("/").url == "/tekenen/"
    roos.post(confirm, {"password": "verkeerd"})
    assert roos.get("/tekenen/terug/").url == confirm
    assert roos.post(confirm, {"password": PASSWORD}).url == "/tekenen/terug/"
    assert roos.get("/tekenen/terug/").url == made.get_absolute_url()
    assert roos.get("/").status_code == 200
    assert roos.get("/tekenen/").url == "/"


def test_signing_out_is_always_possible(roos, handed):
    roos.post("/uitloggen/")
    assert roos.get("/tekenen/").url.startswith("/inloggen/")


# --- the texts, in /beheer/ ---


def new_text(**changed):
    dutch = ConsentText.objects.get(language="nl", version=1)
    lines = wording.words_as_lines(dutch.words)
    return {"language": "pl", "title": "Zgoda", "body": dutch.body, "lines": lines} | changed


def test_an_officer_adds_a_language_and_sees_what_would_be_signed(cast):
    pia = sign_in(cast.pia)
    start = pia.get("/beheer/consent/consenttext/add/").content.decode()
    assert "{richting}" in start
    made = pia.post("/beheer/consent/consenttext/add/", new_text(in_force_from=str(cast.today)))
    assert made.status_code == 302, made.content.decode()
    text = ConsentText.objects.get(language="pl")
    assert (text.version, text.created_by) == (1, cast.pia)
    shown = pia.get(f"/beheer/consent/consenttext/{text.pk}/change/").content.decode()
    assert "Sem Voorbeeld" in shown
    assert text.sha256 in shown


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"body": "Ik vind het goed, {naam}."}, "Een toestemming noemt ook"),
        ({"body": "{bsn}"}, "Deze plaatsen kennen wij niet: {bsn}"),
        ({"lines": "school: szkoła"}, "Er ontbreken woorden voor"),
        ({"lines": "baas: szef"}, "Deze codes kennen wij niet: baas"),
        ({"in_force_from": "2020-01-01"}, "niet in het verleden"),
    ],
    ids=str,
)
def test_a_text_that_does_not_name_what_it_must_is_refused(cast, changed, why):
    answer = sign_in(cast.pia).post(
        "/beheer/consent/consenttext/add/", new_text(in_force_from=str(cast.today)) | changed
    )
    assert why in answer.content.decode()
    assert not ConsentText.objects.filter(language="pl").exists()


def test_a_version_is_withdrawn_and_never_changed(cast):
    pia = sign_in(cast.pia)
    text = ConsentText.objects.get(language="en")
    pia.post("/beheer/consent/consenttext/", {"action": "take_back", "_selected_action": [str(text.pk)]})
    text.refresh_from_db()
    assert text.withdrawn_at is not None
    assert pia.post(f"/beheer/consent/consenttext/{text.pk}/change/", {"title": "Anders"}).status_code == 403
