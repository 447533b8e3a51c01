"""The stand-in judges questions as the API's description says, and gives no more than was asked."""

import os
import subprocess
import sys
import threading

import httpx
import pytest

from brp import fields
from brp.generated import families
from brp.standin.description import OWN, Description
from brp.standin.filtering import only
from brp.standin.register import people_in
from brp.standin.server import StandIn

KEY = "sleutel-voor-de-proef"
PEOPLE = families(1)
BSN = PEOPLE[0]["burgerservicenummer"]
BY_BSN = {"type": "RaadpleegMetBurgerservicenummer", "burgerservicenummer": [BSN], "fields": ["naam"]}


@pytest.fixture(scope="module", params=["own", "public"])
def description(request, sample):
    if request.param == "own":
        return Description(OWN)
    return Description(sample("openapi.json"))


@pytest.fixture(scope="module")
def url(description):
    with StandIn(0, PEOPLE, description, key=KEY) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"{server.url}/personen"
        server.shutdown()
        thread.join()


def post(url, question, **more):
    return httpx.post(url, json=question, headers={"X-API-KEY": KEY} | more, trust_env=False)


def test_only_what_was_asked_comes_back(url):
    answer = post(url, BY_BSN).json()
    assert answer == {"type": BY_BSN["type"], "personen": [{"naam": PEOPLE[0]["naam"]}]}


def test_everything_our_client_asks_for_exists(description):
    assert description.complaints({**BY_BSN, "fields": list(fields.PERSON)}) == []
    assert description.complaints({**BY_BSN, "fields": list(fields.MATCH)}) == []
    by_name = {
        "type": "ZoekMetGeslachtsnaamEnGeboortedatum",
        "geslachtsnaam": "Çelik",
        "geboortedatum": "1990-01-01",
    }
    assert description.complaints({**by_name, "fields": list(fields.MATCH)}) == []


@pytest.mark.parametrize(
    ("change", "name", "code"),
    [
        ({"type": None}, "type", "value"),
        ({"type": "ZoekMaar"}, "type", "value"),
        ({"fields": []}, "fields", "minItems"),
        ({"fields": ["<script>"]}, "fields.0", "pattern"),
        ({"fields": ["naam", "schoenmaat"]}, "fields.1", "fields"),
        ({"fields": ["naam.inOnderzoek"]}, "fields.0", "fields"),
        ({"fields": ["geheimhoudingPersoonsgegevens"]}, "fields.0", "fields"),
        ({"fields": "naam"}, "fields", "type"),
        ({"burgerservicenummer": ["1"]}, "burgerservicenummer.0", "pattern"),
        ({"burgerservicenummer": []}, "burgerservicenummer", "minItems"),
        ({"burgerservicenummer": [BSN] * 21}, "burgerservicenummer", "maxItems"),
        ({"burgerservicenummer": BSN}, "burgerservicenummer", "type"),
        ({"schoenmaat": 42}, "schoenmaat", "unknownParam"),
    ],
)
def test_a_wrong_question_is_told_what_is_wrong(url, change, name, code):
    response = post(url, {**BY_BSN, **change})
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"
    told = [(param["name"], param["code"]) for param in response.json()["invalidParams"]]
    if change == {"type": None}:
        assert told == [("type", "required")]
    else:
        assert told == [(name, code)]


def test_what_is_missing_is_told(url):
    told = post(url, {"type": "ZoekMetGeslachtsnaamEnGeboortedatum"}).json()["invalidParams"]
    assert {param["name"] for param in told} == {"fields", "geslachtsnaam", "geboortedatum"}


def test_problem_answers_fit_the_description(url, description):
    assert "BadRequestFoutbericht" not in description.schemas or not description.errors_in(
        post(url, {}).json(), "BadRequestFoutbericht"
    )


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"headers": {"X-API-KEY": "anders"}}, 401),
        ({"headers": {}}, 401),
        ({"headers": {"X-API-KEY": KEY, "Accept": "text/html"}}, 406),
        ({"headers": {"X-API-KEY": KEY, "Content-Type": "text/plain"}}, 415),
        ({"content": b"{"}, 400),
        ({"content": b"x" * 200_000}, 400),
        ({"content": b"[]"}, 400),
    ],
)
def test_other_refusals(url, change, status):
    asked = {"content": b"{}", "headers": {"X-API-KEY": KEY, "Content-Type": "application/json"}} | change
    if status in (401, 406):
        asked["headers"].setdefault("Content-Type", "application/json")
    response = httpx.post(url, **asked, trust_env=False)
    assert response.status_code == response.json()["status"] == status


def test_another_address_or_method_is_not_there(url):
    assert httpx.post(f"{url}s", json={}, trust_env=False).status_code == 404
    assert httpx.get(url, trust_env=False).status_code == 405


def test_wrong_answers_on_demand_need_the_flag(url):
    assert post(url, BY_BSN, **{"X-Test-Behaviour": "500"}).status_code == 200


def test_what_comes_along_by_itself_stays_and_the_rest_goes():
    person = {
        "burgerservicenummer": BSN,
        "geheimhoudingPersoonsgegevens": True,
        "naam": {
            "voornamen": "Zoë",
            "geslachtsnaam": "Bakker",
            "inOnderzoek": {"voornamen": True, "voorletters": True},
        },
        "verblijfplaats": {"type": "Adres", "verblijfadres": {"postcode": "5427AB", "huisnummer": 1}},
        "ouders": [{"naam": {"voornamen": "Daan"}, "ouderAanduiding": "1"}],
    }
    assert only(person, ["naam.voornamen", "verblijfplaats.verblijfadres.postcode", "ouders.naam"]) == {
        "geheimhoudingPersoonsgegevens": True,
        "naam": {"voornamen": "Zoë", "inOnderzoek": {"voornamen": True}},
        "verblijfplaats": {"type": "Adres", "verblijfadres": {"postcode": "5427AB"}},
        "ouders": [{"naam": {"voornamen": "Daan"}}],
    }


def test_a_whole_group_asked_beside_a_part_of_it_is_given_whole():
    person = {"naam": {"voornamen": "Zoë", "geslachtsnaam": "Bakker"}}
    assert only(person, ["naam", "naam.voornamen"]) == only(person, ["naam.voornamen", "naam"]) == person


def test_a_folder_and_a_single_file_both_give_people(sample):
    assert len(people_in(sample("personen.json").parent)) == len(people_in(sample("personen.json")))
    one_family = next(iter(sorted(sample("gezag").iterdir())))
    assert people_in(one_family)


def test_it_runs_as_a_process_and_stops_when_told(tmp_path):
    command = [sys.executable, "-m", "brp.standin", "--port=0"]
    environment = {**os.environ, "BRP_API_KEY": KEY}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        url = process.stderr.readline().split(" on ")[1].split(",")[0]
        found = post(f"{url}/personen", BY_BSN)
        process.terminate()
        rest = process.stderr.read()
    assert found.status_code == 200
    assert process.returncode == 0
    assert rest == "POST 200\n"
