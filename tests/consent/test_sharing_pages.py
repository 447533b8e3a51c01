"""The page "Delen": the answer first; and no form, page or register sends what nothing covers."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Organisation
from cases.actions import write_entry
from consent import tasks
from consent.models import Consent, Delivery, Disclosure, Ground
from tests.cast import CANARY, acting, agree, as_system, opened, sign_in
from tests.consent.test_deliveries import JOB
from tests.sharing import school

SAID = {
    "name": "Juf Ans",
    "email": "ans@dewilg.example",
    "careful": "Voor het gesprek van morgen.",
    "text": "Het gaat goed.",
}


@pytest.fixture
def scene(cast, monkeypatch):
    with as_system():
        Ground.objects.filter(pk=cast.family.ground.pk).update(status="beeindigd")
    monkeypatch.setattr(tasks, "send_disclosure", JOB)
    return SimpleNamespace(
        cast=cast,
        roos=sign_in(cast.roos),
        url=f"/dossiers/{cast.family.dossier.pk}/delen/",
        wish={
            "over": str(cast.family.samira.pk),
            "met": str(school().pk),
            "gegevens": "voortgang",
            "voor": str(school().pk),
        },
    )


def made_by(cast):
    with as_system():
        return list(
            Disclosure.objects.filter(dossier=cast.family.dossier, created_by=cast.roos, created_at__gt=cast.now)
        )


@pytest.mark.policy("3")
def test_it_answers_yes_and_why_before_anything_is_made(scene):
    page = scene.roos.get(scene.url, scene.wish).content.decode()
    assert "Ja, dit mag" in page
    assert "Er is toestemming, tot en met" in page
    assert not made_by(scene.cast)


@pytest.mark.policy("3")
def test_it_answers_no_why_and_what_to_do(scene):
    page = scene.roos.get(scene.url, scene.wish | {"over": str(scene.cast.family.ruud.pk)}).content.decode()
    assert "Nee, dit mag nog niet" in page
    assert "Ruud de Boer: Er is geen toestemming om met Basisschool De Wilg te delen." in page
    assert "Vraag toestemming" in page
    assert "Versturen" not in page


def test_what_is_the_only_possibility_stands_ready(scene):
    """The only organisation there is a consent with, and what that consent is about."""
    page = scene.roos.get(scene.url).content.decode()
    assert f'<option value="{school().pk}" selected>' in page
    assert 'value="voortgang" id="id_gegevens_3" checked' in page


@pytest.mark.policy("3.3")
def test_what_is_covered_waits_half_a_minute_and_can_be_taken_back(scene):
    answer = scene.roos.post(scene.url, scene.wish | SAID, follow=True)
    (made,) = made_by(scene.cast)
    assert made.status == "klaar"
    assert "Terughalen" in answer.content.decode()
    scene.roos.post(f"/verstrekkingen/{made.pk}/terughalen/")
    assert opened(made).status == "teruggehaald"


@pytest.mark.policy("3")
@pytest.mark.parametrize("change", ["another person", "another kind", "another organisation", "a question", "nobody"])
def test_no_form_sends_what_nothing_covers(scene, change):
    family = scene.cast.family
    changes = {
        "another person": {"over": [str(family.samira.pk), str(family.ruud.pk)]},
        "another kind": {"gegevens": ["voortgang", "geld"]},
        "another organisation": {"met": str(Organisation.objects.get(name="Zorg Dichtbij").pk)},
        "a question": {"soort": "vraag", "what": "Hoe gaat het op school?", "why": "Voor het plan met het gezin."},
        "nobody": {"over": []},
    }
    answer = scene.roos.post(scene.url, scene.wish | SAID | {"period": "dit jaar"} | changes[change])
    assert answer.status_code == 200
    assert not made_by(scene.cast)


@pytest.mark.policy("3")
def test_a_note_about_the_whole_family_asks_for_everybody(scene):
    answer = scene.roos.get(scene.url, scene.wish | {"stukken": str(scene.cast.family.entry.pk)}).content.decode()
    assert "Nee, dit mag nog niet" in answer
    assert "Deniz de Boer: Er is geen toestemming" in answer


@pytest.mark.policy("2")
def test_what_one_may_not_read_cannot_be_chosen(scene):
    apart = scene.cast.family.apart["entry", "behandeling"]
    page = scene.roos.get(scene.url).content.decode()
    assert str(apart.pk) not in page
    scene.roos.post(scene.url, scene.wish | SAID | {"stukken": str(apart.pk)})
    assert [one.record_ids for one in made_by(scene.cast)] in ([], [[]])


@pytest.mark.policy("3.1")
def test_a_question_that_asks_for_everything_is_refused(scene):
    with as_system():
        Consent.objects.filter(pk=scene.cast.family.consent.pk).update(may_ask=True)
    asked = scene.wish | SAID | {"soort": "vraag", "period": "dit jaar", "why": "Voor het plan met het gezin."}
    answer = scene.roos.post(scene.url, asked | {"what": "Graag alle informatie over dit kind."})
    assert "te algemeen" in answer.content.decode()
    scene.roos.post(scene.url, asked | {"what": "Hoe vaak was hij er niet?"})
    (made,) = made_by(scene.cast)
    assert [item["title"] for item in opened(made).items] == ["Onze vraag", "Waarom", "Periode"]


@pytest.mark.policy("3.1")
def test_a_warm_handover_is_recorded_with_whom_and_when(scene):
    told = scene.wish | SAID | {"soort": "overdracht", "told_on": timezone.localdate().isoformat()}
    scene.roos.post(scene.url, told)
    (made,) = made_by(scene.cast)
    assert (made.kind, made.status, made.medium) == ("overdracht", "verzonden", "gesprek")


@pytest.mark.policy("3.3")
def test_officers_see_that_it_was_shared_and_never_what(scene):
    officer = sign_in(scene.cast.pia)
    disclosure = scene.cast.family.disclosure
    for path in ("/beheer/consent/disclosure/", f"/beheer/consent/disclosure/{disclosure.pk}/change/"):
        page = officer.get(path)
        assert page.status_code == 200, path
        text = page.content.decode()
        assert "Basisschool De Wilg" in text
        assert CANARY not in text
    assert (
        officer.post(f"/beheer/consent/disclosure/{disclosure.pk}/change/", {"status": "verzonden"}).status_code == 403
    )
    assert officer.get("/beheer/consent/disclosure/add/").status_code == 403
    assert opened(disclosure).status == "concept"


@pytest.mark.policy("3.3")
def test_paper_goes_to_the_address_of_the_organisation_and_nowhere_without_one(scene):
    wish = scene.wish | {"hoe": "papier"}
    facts = {"name": "Juf Ans", "careful": "Voor morgen.", "text": "Goed.", "address": "Ergens anders 1"}
    assert "geen postadres bekend" in scene.roos.get(scene.url, wish).content.decode()
    scene.roos.post(scene.url, wish | facts)
    assert not made_by(scene.cast)
    Organisation.objects.filter(pk=school().pk).update(address="Schoolstraat 2, 5427 AA Boekel")
    assert "Schoolstraat 2, 5427 AA Boekel" in scene.roos.get(scene.url, wish).content.decode()
    scene.roos.post(scene.url, wish | facts)
    (made,) = made_by(scene.cast)
    assert opened(made).receiver["address"] == "Schoolstraat 2, 5427 AA Boekel"


@pytest.mark.policy("5")
def test_one_of_a_row_asks_for_an_agreement_with_the_organisation(scene):
    often = scene.wish | {"vast": "structureel"}
    assert "Ja, dit mag" in scene.roos.get(scene.url, scene.wish).content.decode()
    assert "Vraag de privacy officer om de afspraken" in scene.roos.get(scene.url, often).content.decode()
    scene.roos.post(scene.url, often | SAID)
    assert not made_by(scene.cast)
    structural = {"structural": True, "evaluate_on": scene.cast.today + timedelta(days=90)}
    agree(school(), since=scene.cast.today, kind="bewerkersovereenkomst", **structural)
    scene.roos.post(scene.url, often | SAID)
    (made,) = made_by(scene.cast)
    assert opened(made).careful["vast"] == "Ja"


def test_two_of_one_name_are_told_apart_by_the_year_of_birth(scene):
    with as_system():
        ruud = opened(scene.cast.family.ruud)
        ruud.given_names, ruud.prefix, ruud.surname = "Samira", "", "Öztürk"
        ruud.save()
    pages = [scene.url, f"/dossiers/{scene.cast.family.dossier.pk}/toestemmingen/"]
    for page in (scene.roos.get(path).content.decode() for path in pages):
        years = {opened(one).birth_date.year for one in (scene.cast.family.samira, ruud)}
        assert len(years) == 2
        assert all(f"Samira Öztürk (geboren {year})" in page for year in years)
        assert "Aylin de Boer (" not in page


def test_the_pages_of_one_that_went(scene):
    scene.roos.post(scene.url, scene.wish | SAID)
    (made,) = made_by(scene.cast)
    with as_system():
        Disclosure.objects.filter(pk=made.pk).update(send_at=timezone.now())
    tasks.send_due()
    page = scene.roos.get(f"/verstrekkingen/{made.pk}/").content.decode()
    assert "Wacht op antwoord sinds" in page
    code = scene.roos.post(f"/verstrekkingen/{made.pk}/code/").content.decode()
    assert "De code, om voor te lezen" in code
    assert scene.roos.get(f"/verstrekkingen/{made.pk}/papier/").content[:4] == b"%PDF"
    scene.roos.post(f"/verstrekkingen/{made.pk}/opnieuw/")
    with as_system():
        assert Delivery.objects.filter(disclosure=made).count() == 2
    scene.roos.post(f"/verstrekkingen/{made.pk}/link-sluiten/")
    with as_system():
        assert not Delivery.objects.filter(disclosure=made, revoked_at=None).exists()
    assert scene.roos.get(f"/dossiers/{scene.cast.family.dossier.pk}/gedeeld/").status_code == 200
    assert scene.roos.get(f"/dossiers/{scene.cast.family.dossier.pk}/").status_code == 200


@pytest.mark.policy("3.3")
def test_shielding_asks_why_and_until_when_one_looks_again(scene):
    scene.roos.post(scene.url, scene.wish | SAID)
    (made,) = made_by(scene.cast)
    url = f"/verstrekkingen/{made.pk}/afscherming/"
    today = timezone.localdate().isoformat()
    assert "Kies een dag na vandaag" in scene.roos.post(url, {"reason": "Gevaar", "review_on": today}).content.decode()
    assert scene.roos.get(url).status_code == 200


def test_more_notes_and_more_disclosures_ask_the_database_no_more(scene):
    dossier = f"/dossiers/{scene.cast.family.dossier.pk}/"
    paths = [scene.url, f"{dossier}gedeeld/", dossier]
    before = [asked(scene.roos, path) for path in paths]
    for _one in range(3):
        scene.roos.post(scene.url, scene.wish | SAID)
        with acting(scene.cast.roos):
            facts = {"kind": "telefoon", "happened_on": scene.cast.today, "text": "Nog een.", "about": []}
            write_entry(scene.cast.family.dossier, by=scene.cast.roos, now=timezone.now(), **facts)
    assert [asked(scene.roos, path) for path in paths] == before


def asked(client, path) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as asked_for:
        assert client.get(path).status_code == 200
    return len(asked_for)


def test_a_note_of_what_left_is_changed_moved_or_taken_back_by_nobody(scene):
    told = {"soort": "overdracht", "told_on": scene.cast.today.isoformat()}
    scene.roos.post(scene.url, scene.wish | SAID | told)
    (made,) = made_by(scene.cast)
    for what in ("wijzigen", "verplaatsen"):
        assert scene.roos.get(f"/notities/{made.entry_id}/{what}/").status_code == 404
    assert scene.roos.post(f"/notities/{made.entry_id}/ongedaan/").status_code == 404
    assert "Wijzigen" not in scene.roos.get(f"/notities/{made.entry_id}/").content.decode()
